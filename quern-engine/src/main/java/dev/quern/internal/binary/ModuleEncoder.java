package dev.quern.internal.binary;

import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.CustomSection;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.type.AddressType;
import dev.quern.type.ArrayType;
import dev.quern.type.CompositeType;
import dev.quern.type.ExactType;
import dev.quern.type.ExternType;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.RecursiveType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StructType;
import dev.quern.type.SubType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a module as bytes (spec 5.5), the inverse of {@link ModuleDecoder}: numbers in their
 * shortest form, no empty sections, custom sections in the places that they name.
 */
public final class ModuleEncoder {
  private final Module module;
  private final InstrWriter out = new InstrWriter();
  private int known;
  private int customs;

  private ModuleEncoder(Module module) {
    this.module = module;
  }

  /** Writes a module. */
  public static byte[] encode(Module module) {
    return new ModuleEncoder(module).module();
  }

  private byte[] module() {
    out.i32le(0x6D736100).i32le(1);
    section(1, module.types(), this::recursiveType);
    section(2, module.imports(), this::importEntry);
    if (module.functions().length > 0) {
      section(3, functionSection());
    }
    section(4, module.tables(), this::table);
    section(5, module.memories(), this::memoryType);
    section(13, module.tags(), this::tagType);
    section(6, module.globals(), this::global);
    section(7, module.exports(), this::export);
    if (module.start() >= 0) {
      section(8, new InstrWriter().u32(module.start()));
    }
    section(9, module.elements(), this::elementSegment);
    if (module.dataCount() >= 0) {
      section(12, new InstrWriter().u32(module.dataCount()));
    }
    section(10, module.bodies(), this::body);
    section(11, module.data(), this::dataSegment);
    customSections(Integer.MAX_VALUE);
    return out.toByteArray();
  }

  /** Receives the writer of the section at hand with each entry. */
  private interface Entry<T> {
    void write(InstrWriter out, T entry);
  }

  private <T> void section(int id, List<T> entries, Entry<T> entry) {
    if (!entries.isEmpty()) {
      section(id, vector(entries, entry));
    }
  }

  private static <T> InstrWriter vector(List<T> entries, Entry<T> entry) {
    return vector(new InstrWriter(), entries, entry);
  }

  private static <T> InstrWriter vector(InstrWriter to, List<T> entries, Entry<T> entry) {
    to.u32(entries.size());
    entries.forEach(e -> entry.write(to, e));
    return to;
  }

  private void section(int id, InstrWriter content) {
    customSections(known);
    out.u8(id).u32(content.size()).bytes(content);
    known++;
  }

  private void customSections(int place) {
    List<CustomSection> all = module.customs();
    for (; customs < all.size() && all.get(customs).place() <= place; customs++) {
      CustomSection custom = all.get(customs);
      var content = new InstrWriter().name(custom.name());
      content.bytes(custom.bytes(), custom.start(), custom.end());
      out.u8(0).u32(content.size()).bytes(content);
    }
  }

  private void recursiveType(InstrWriter to, RecursiveType type) {
    if (type.types().size() == 1) {
      subType(to, type.types().getFirst());
    } else {
      vector(to.u8(0x4E), type.types(), this::subType);
    }
  }

  private void subType(InstrWriter to, SubType type) {
    if (!type.isPlain()) {
      to.u8(type.isFinal() ? 0x4F : 0x50);
      vector(to, type.supertypes(), ModuleEncoder::typeIndex);
    }
    clause(to, 0x4C, type.described());
    clause(to, 0x4D, type.descriptor());
    compositeType(to, type.composite());
  }

  private static void clause(InstrWriter to, int code, @Nullable HeapType type) {
    if (type != null) {
      typeIndex(to.u8(code), type);
    }
  }

  private void compositeType(InstrWriter to, CompositeType type) {
    switch (type) {
      case ArrayType a -> fieldType(to.u8(0x5E), a.element());
      case StructType s -> vector(to.u8(0x5F), s.fields(), ModuleEncoder::fieldType);
      case FunctionType f -> {
        vector(to.u8(0x60), f.parameters(), ModuleEncoder::valueType);
        vector(to, f.results(), ModuleEncoder::valueType);
      }
    }
  }

  private static void valueType(InstrWriter to, ValueType type) {
    to.type(type);
  }

  private static void fieldType(InstrWriter to, FieldType type) {
    to.type(type.storage()).u8(type.mutable() ? 1 : 0);
  }

  private static void typeIndex(InstrWriter to, HeapType type) {
    to.u32(((TypeIndex) type.inexact()).index());
  }

  private void importEntry(InstrWriter to, Import entry) {
    to.name(entry.module()).name(entry.name());
    switch (entry.type()) {
      case ExternType.Function f ->
          typeIndex(to.u8(f.type() instanceof ExactType ? 0x20 : 0), f.type());
      case TableType t -> tableType(to.u8(1), t);
      case MemoryType m -> memoryType(to.u8(2), m);
      case GlobalType g -> globalType(to.u8(3), g);
      case TagType t -> tagType(to.u8(4), t);
    }
  }

  private InstrWriter functionSection() {
    return indices(new InstrWriter(), module.functions());
  }

  private static InstrWriter indices(InstrWriter to, int[] indices) {
    to.u32(indices.length);
    for (int index : indices) {
      to.u32(index);
    }
    return to;
  }

  private void table(InstrWriter to, Table table) {
    Expr init = table.init();
    if (init == null) {
      tableType(to, table.type());
    } else {
      tableType(to.u8(0x40).u8(0), table.type());
      expr(to, init);
    }
  }

  private void tableType(InstrWriter to, TableType type) {
    limits(to.type((ValueType) type.element()), type.limits(), addressFlag(type.address()));
  }

  private void memoryType(InstrWriter to, MemoryType type) {
    boolean custom = type.pageSizeLog2() != 16;
    int flags = addressFlag(type.address()) | (type.shared() ? 2 : 0) | (custom ? 8 : 0);
    limits(to, type.limits(), flags);
    if (custom) {
      to.u32(type.pageSizeLog2());
    }
  }

  private static int addressFlag(AddressType address) {
    return address == AddressType.I64 ? 4 : 0;
  }

  private static void limits(InstrWriter to, Limits limits, int flags) {
    to.u8(flags | (limits.hasMaximum() ? 1 : 0)).u64(limits.minimum());
    if (limits.hasMaximum()) {
      to.u64(limits.maximum());
    }
  }

  private void tagType(InstrWriter to, TagType type) {
    typeIndex(to.u8(0), type.type());
  }

  private void globalType(InstrWriter to, GlobalType type) {
    to.type(type.value()).u8(type.mutable() ? 1 : 0);
  }

  private void global(InstrWriter to, Global global) {
    globalType(to, global.type());
    expr(to, global.init());
  }

  private void export(InstrWriter to, Export export) {
    to.name(export.name()).u8(export.kind().ordinal()).u32(export.index());
  }

  private static void expr(InstrWriter to, Expr expr) {
    to.bytes(expr.bytes(), expr.start(), expr.end());
  }

  private void body(InstrWriter to, Expr body) {
    expr(to.u32(body.length()), body);
  }

  private void elementSegment(InstrWriter to, ElementSegment segment) {
    boolean active = segment.mode() == Mode.ACTIVE;
    List<Expr> inits = segment.inits();
    boolean plain =
        active
            && segment.table() == 0
            && (inits == null || segment.type().equals(ReferenceType.FUNCREF));
    int flags = inits == null ? 0 : 4;
    flags |= active ? 0 : 1;
    flags |= segment.mode() == Mode.DECLARATIVE || active && !plain ? 2 : 0;
    to.u32(flags);
    if (active && !plain) {
      to.u32(segment.table());
    }
    ifPresent(segment.offset(), offset -> expr(to, offset));
    if (inits == null) {
      int[] functions = segment.functions();
      indices(plain ? to : to.u8(0), functions == null ? new int[0] : functions);
    } else {
      vector(plain ? to : to.type((ValueType) segment.type()), inits, ModuleEncoder::expr);
    }
  }

  private void dataSegment(InstrWriter to, DataSegment segment) {
    to.u32(segment.mode() == Mode.PASSIVE ? 1 : segment.memory() == 0 ? 0 : 2);
    if (segment.memory() != 0) {
      to.u32(segment.memory());
    }
    ifPresent(segment.offset(), offset -> expr(to, offset));
    to.u32(segment.end() - segment.start());
    to.bytes(segment.bytes(), segment.start(), segment.end());
  }

  private static void ifPresent(@Nullable Expr expr, Consumer<Expr> use) {
    if (expr != null) {
      use.accept(expr);
    }
  }
}
