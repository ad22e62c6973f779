package dev.quern.type;

/** The type of something that crosses a module's border as an import or export (spec 2.3.17). */
public sealed interface ExternType
    permits ExternType.Function, TableType, MemoryType, GlobalType, TagType {

  /** The kind's name in the JavaScript interface: function, table, memory, global or tag. */
  String kind();

  /**
   * A function of a defined type.
   *
   * @param type a {@link TypeIndex} in a module, a {@link DefinedType} once resolved
   */
  record Function(HeapType type) implements ExternType {
    @Override
    public String kind() {
      return "function";
    }
  }
}
