package dev.quern.type;

/**
 * A memory type (spec 2.3.14).
 *
 * @param address type of the addresses
 * @param limits size in pages
 * @param shared whether several agents may use it at once (threads proposal)
 * @param pageSizeLog2 16 for the usual 64 KiB pages (custom-page-sizes proposal: also 0)
 */
public record MemoryType(AddressType address, Limits limits, boolean shared, int pageSizeLog2)
    implements ExternType {
  /** The logarithm of the usual size of a page. */
  public static final int PAGE_SIZE_LOG2 = 16;

  @Override
  public String kind() {
    return "memory";
  }

  @Override
  public String toString() {
    return (address == AddressType.I64 ? "i64 " : "")
        + limits
        + (shared ? " shared" : "")
        + (pageSizeLog2 == PAGE_SIZE_LOG2 ? "" : " (pagesize " + (1L << pageSizeLog2) + ")");
  }
}
