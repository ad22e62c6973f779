package dev.quern.fuzz;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.type.ExternType;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.Mapper;
import dev.quern.type.RecursiveType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces every index that parts of a module mention. */
final class Renumbering {
  private final Space.Map indices;
  private final Mapper types;

  Renumbering(Space.Map indices) {
    this.indices = indices;
    this.types = new Mapper(type -> new TypeIndex(indices.map(Space.TYPE, type.index())));
  }

  /** Maps everything in a module, in place. */
  void map(Parts parts) {
    parts.types.replaceAll(this::map);
    parts.imports.replaceAll(this::map);
    parts.functions.replaceAll(this::map);
    parts.tables.replaceAll(this::map);
    parts.tags.replaceAll(tag -> (TagType) types.map((ExternType) tag));
    parts.globals.replaceAll(this::map);
    parts.exports.replaceAll(this::map);
    parts.elements.replaceAll(this::map);
    parts.data.replaceAll(this::map);
    parts.start = parts.start < 0 ? -1 : indices.map(Space.FUNCTION, parts.start);
  }

  RecursiveType map(RecursiveType group) {
    return new RecursiveType(group.types().stream().map(types::map).toList());
  }

  Import map(Import entry) {
    return new Import(entry.module(), entry.name(), types.map(entry.type()));
  }

  Parts.Function map(Parts.Function function) {
    return new Parts.Function(
        indices.map(Space.TYPE, function.type()),
        function.locals().stream().map(types::map).toList(),
        function.code().stream().map(this::map).toList());
  }

  Table map(Table table) {
    return new Table((TableType) types.map((ExternType) table.type()), optional(table.init()));
  }

  Global map(Global global) {
    return new Global((GlobalType) types.map((ExternType) global.type()), map(global.init()));
  }

  Export map(Export export) {
    int index = indices.map(Space.of(export.kind()), export.index());
    return new Export(export.name(), export.kind(), index);
  }

  ElementSegment map(ElementSegment segment) {
    boolean isActive = segment.mode() == Mode.ACTIVE;
    int[] functions = segment.functions();
    List<Expr> inits = segment.inits();
    return new ElementSegment(
        segment.mode(),
        isActive ? indices.map(Space.TABLE, segment.table()) : 0,
        optional(segment.offset()),
        types.map(segment.type()),
        functions == null
            ? null
            : Arrays.stream(functions).map(f -> indices.map(Space.FUNCTION, f)).toArray(),
        inits == null ? null : inits.stream().map(this::map).toList());
  }

  DataSegment map(DataSegment segment) {
    boolean isActive = segment.mode() == Mode.ACTIVE;
    return new DataSegment(
        segment.mode(),
        isActive ? indices.map(Space.MEMORY, segment.memory()) : 0,
        optional(segment.offset()),
        segment.bytes(),
        segment.start(),
        segment.end());
  }

  private @Nullable Expr optional(@Nullable Expr expr) {
    return expr == null ? null : map(expr);
  }

  Expr map(Expr expr) {
    return Instruction.expr(
        Instruction.readAll(new InstrReader(expr)).stream().map(this::map).toList());
  }

  Instruction map(Instruction instruction) {
    return switch (instruction.opcode().imm()) {
      case NONE, LANE, SHUFFLE, I32, I64, F32, F64, V128, FENCE -> instruction;
      default -> {
        var immediates = new Immediates(instruction);
        immediates.map(instruction);
        yield Instruction.of(instruction.opcode(), immediates.out);
      }
    };
  }

  /** Copies the immediates of an instruction. */
  private final class Immediates {
    private final InstrReader in;
    private final InstrWriter out = new InstrWriter();

    Immediates(Instruction instruction) {
      this.in = instruction.reader();
    }

    void map(Instruction instruction) {
      switch (instruction.opcode().imm()) {
        case BLOCK_TYPE -> blockType();
        case LABEL -> index(Space.LABEL);
        case LABELS -> labels();
        case FUNC -> index(Space.FUNCTION);
        case TYPE, TYPE_FIELD, TYPE_COUNT -> index(Space.TYPE);
        case LOCAL -> index(Space.LOCAL);
        case GLOBAL -> index(Space.GLOBAL);
        case TAG -> index(Space.TAG);
        case TABLE -> index(Space.TABLE);
        case ELEM -> index(Space.ELEMENT);
        case MEMORY -> index(Space.MEMORY);
        case DATA -> index(Space.DATA);
        case TYPE_TABLE -> indices(Space.TYPE, Space.TABLE);
        case TABLE_TABLE -> indices(Space.TABLE, Space.TABLE);
        case ELEM_TABLE -> indices(Space.ELEMENT, Space.TABLE);
        case MEMORY_MEMORY -> indices(Space.MEMORY, Space.MEMORY);
        case DATA_MEMORY -> indices(Space.DATA, Space.MEMORY);
        case TYPE_DATA -> indices(Space.TYPE, Space.DATA);
        case TYPE_ELEM -> indices(Space.TYPE, Space.ELEMENT);
        case TYPE_TYPE -> indices(Space.TYPE, Space.TYPE);
        case MEMARG, MEMARG_LANE -> memory();
        case HEAP_TYPE -> heapType();
        case SELECT_TYPES -> types();
        case TRY_TABLE -> tryTable();
        case BR_CAST -> cast();
        case NONE, LANE, SHUFFLE, I32, I64, F32, F64, V128, FENCE -> {}
      }
      out.bytes(in.bytes(), in.position(), in.end());
      in.position(in.end());
    }

    private void index(Space space) {
      out.u32(indices.map(space, in.u32()));
    }

    private void indices(Space first, Space second) {
      index(first);
      index(second);
    }

    private void labels() {
      int count = in.u32();
      out.u32(count);
      for (int i = 0; i <= count; i++) {
        index(Space.LABEL);
      }
    }

    private void blockType() {
      int type = in.blockType();
      switch (type) {
        case InstrReader.NO_RESULT -> out.u8(0x40);
        case InstrReader.ONE_RESULT -> out.type(types.map(in.valueType()));
        default -> out.s64(indices.map(Space.TYPE, type) & 0xFFFF_FFFFL);
      }
    }

    private void memory() {
      int flags = in.alignment();
      int memory = indices.map(Space.MEMORY, (flags & 0x40) == 0 ? 0 : in.u32());
      out.u32(flags & 0x3F | (memory == 0 ? 0 : 0x40));
      if (memory != 0) {
        out.u32(memory);
      }
    }

    private void heapType() {
      HeapType type = types.map(in.heapType());
      out.type(type);
    }

    private void types() {
      int count = in.u32();
      out.u32(count);
      for (int i = 0; i < count; i++) {
        ValueType type = types.map(in.valueType());
        out.type(type);
      }
    }

    private void tryTable() {
      blockType();
      int count = in.u32();
      out.u32(count);
      for (int i = 0; i < count; i++) {
        int kind = in.catchKind();
        out.u8(kind);
        if (kind < 2) {
          index(Space.TAG);
        }
        index(Space.LABEL);
      }
    }

    private void cast() {
      out.u8(in.castFlags());
      index(Space.LABEL);
      heapType();
      heapType();
    }
  }
}
