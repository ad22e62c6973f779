package dev.quern.internal.syntax;

import dev.quern.type.ExternType;
import dev.quern.type.GlobalType;
import dev.quern.type.MemoryType;
import dev.quern.type.RecursiveType;
import dev.quern.type.ReferenceType;
import dev.quern.type.SubType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module as it stands in a binary or text (spec 2.5), neither validated nor resolved: indices are
 * what they are, and concrete types are {@link dev.quern.type.TypeIndex}es. Nobody writes to the
 * lists and arrays after the decoder or parser has made them.
 *
 * @param size length of the binary in bytes, 0 if it was text
 * @param types recursive groups in order
 * @param imports imports in order
 * @param hasImportGroups whether the binary has groups among them (compact import section)
 * @param functions type index of each defined function
 * @param tables defined tables
 * @param memories defined memories
 * @param tags defined tags
 * @param globals defined globals
 * @param exports exports in order
 * @param start function index of the start function, or -1
 * @param elements element segments
 * @param dataCount content of the data count section, or -1
 * @param bodies code of each defined function: locals (as in the binary format), then instructions
 * @param data data segments
 * @param customs custom sections in order
 */
public record Module(
    int size,
    List<RecursiveType> types,
    List<Import> imports,
    boolean hasImportGroups,
    int[] functions,
    List<Table> tables,
    List<MemoryType> memories,
    List<TagType> tags,
    List<Global> globals,
    List<Export> exports,
    int start,
    List<ElementSegment> elements,
    int dataCount,
    List<Expr> bodies,
    List<DataSegment> data,
    List<CustomSection> customs) {

  /** An import. */
  public record Import(String module, String name, ExternType type) {}

  /**
   * A defined table.
   *
   * @param init value of every element, or null for the null reference
   */
  public record Table(TableType type, @Nullable Expr init) {}

  /** A defined global. */
  public record Global(GlobalType type, Expr init) {}

  /** The kind of an export, in the order of the binary codes. */
  public enum Kind {
    FUNCTION,
    TABLE,
    MEMORY,
    GLOBAL,
    TAG;

    /** The name in the JavaScript interface and in the text format's long form. */
    public String text() {
      return switch (this) {
        case FUNCTION -> "function";
        case TABLE -> "table";
        case MEMORY -> "memory";
        case GLOBAL -> "global";
        case TAG -> "tag";
      };
    }
  }

  /** An export. */
  public record Export(String name, Kind kind, int index) {}

  /** How a segment is used. */
  public enum Mode {
    ACTIVE,
    PASSIVE,
    DECLARATIVE
  }

  /**
   * An element segment. Exactly one of {@code functions} and {@code inits} is there.
   *
   * @param table index of the table of an active segment
   * @param offset where an active segment goes, otherwise null
   * @param functions function indices, if the segment is written that way
   * @param inits constant expressions, if the segment is written that way
   */
  public record ElementSegment(
      Mode mode,
      int table,
      @Nullable Expr offset,
      ReferenceType type,
      int @Nullable [] functions,
      @Nullable List<Expr> inits) {
    /** The number of elements. */
    public int length() {
      return functions != null ? functions.length : inits == null ? 0 : inits.size();
    }
  }

  /**
   * A data segment.
   *
   * @param memory index of the memory of an active segment
   * @param offset where an active segment goes, otherwise null
   * @param bytes array that holds the content from {@code start} to {@code end}
   */
  public record DataSegment(
      Mode mode, int memory, @Nullable Expr offset, byte[] bytes, int start, int end) {}

  /**
   * A custom section.
   *
   * @param bytes array that holds the content, behind the name, from {@code start} to {@code end}
   * @param place number of known sections that stand before it
   */
  public record CustomSection(String name, byte[] bytes, int start, int end, int place) {}

  /** All types in the order of their indices. */
  public List<SubType> subTypes() {
    var all = new ArrayList<SubType>();
    types.forEach(group -> all.addAll(group.types()));
    return all;
  }

  /** The number of imports of a kind. */
  public int importCount(Class<? extends ExternType> kind) {
    int count = 0;
    for (Import entry : imports) {
      count += kind.isInstance(entry.type()) ? 1 : 0;
    }
    return count;
  }
}
