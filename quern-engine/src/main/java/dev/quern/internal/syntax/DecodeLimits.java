package dev.quern.internal.syntax;

/**
 * The sizes that a module may have, checked before anything of that size is allocated.
 *
 * @param moduleSize bytes of the whole module
 * @param entries types, recursive groups, functions, imports, exports, globals and tags, each
 * @param dataSegments number of data segments
 * @param tables number of tables, imported ones included
 * @param memories number of memories, imported ones included
 * @param parameters parameters of a function type
 * @param results results of a function type
 * @param bodySize bytes of one function body
 * @param locals locals of a function, parameters included
 * @param structFields fields of a struct type
 * @param arrayFixed operands of {@code array.new_fixed}
 * @param subtypeDepth declared supertypes above a type
 * @param tableSize elements of a table, and of one element segment
 * @param memoryPages pages of a memory with 32-bit addresses
 */
public record DecodeLimits(
    int moduleSize,
    int entries,
    int dataSegments,
    int tables,
    int memories,
    int parameters,
    int results,
    int bodySize,
    int locals,
    int structFields,
    int arrayFixed,
    int subtypeDepth,
    int tableSize,
    int memoryPages) {

  /**
   * The limits that the JavaScript interface sets for all engines ("Implementation-defined
   * Limits").
   */
  public static final DecodeLimits JS_API =
      new DecodeLimits(
          1 << 30,
          1_000_000,
          100_000,
          100_000,
          100,
          1_000,
          1_000,
          7_654_321,
          50_000,
          10_000,
          10_000,
          63,
          10_000_000,
          65_536);
}
