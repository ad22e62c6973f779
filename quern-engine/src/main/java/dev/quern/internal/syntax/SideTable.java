package dev.quern.internal.syntax;

import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.GlobalType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import java.util.BitSet;
import java.util.List;

/**
 * What the validator has worked out about a module and later stages need: its types, resolved; its
 * index spaces, imports first; and for each defined function a few facts that spare the compiler a
 * look ahead.
 *
 * @param types canonical type of each type index
 * @param functions type of each function
 * @param tables resolved type of each table
 * @param memories type of each memory
 * @param globals resolved type of each global
 * @param tags resolved type of each tag
 * @param imports resolved type of each import, in order
 * @param tailCallers defined functions (by function index) that contain a tail call
 * @param tailTargets functions (by index) that some {@code return_call} names
 * @param grownMemories memories (by index) that some {@code memory.grow} names
 * @param references functions (by index) that may become references: mentioned by an element
 *     segment, an export, a global or {@code ref.func}
 */
public record SideTable(
    List<DefinedType> types,
    List<DefinedType> functions,
    List<TableType> tables,
    List<MemoryType> memories,
    List<GlobalType> globals,
    List<TagType> tags,
    List<ExternType> imports,
    BitSet tailCallers,
    BitSet tailTargets,
    BitSet grownMemories,
    BitSet references) {

  /** What of this only the function bodies tell. */
  public BodyFacts facts() {
    return new BodyFacts(tailCallers, tailTargets, grownMemories, references);
  }

  /**
   * Whether code need not look for the limit of a memory in an array, which is always exact: the
   * memory is this module's own, and nothing in this module grows it, or nothing can at all. (An
   * array whose length is not in pages may say that it has room, {@link dev.quern.runtime.Room}.)
   */
  public boolean isFixed(int memory) {
    MemoryType type = memories.get(memory);
    Limits limits = type.limits();
    boolean isImported = memory < imports.stream().filter(MemoryType.class::isInstance).count();
    boolean isFull = limits.hasMaximum() && limits.minimum() == limits.maximum();
    return !isImported
        && type.pageSizeLog2() == MemoryType.PAGE_SIZE_LOG2
        && (isFull || !grownMemories.get(memory));
  }
}
