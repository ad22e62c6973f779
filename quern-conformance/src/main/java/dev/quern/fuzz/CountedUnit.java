package dev.quern.fuzz;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Kind;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AddressType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module that counts what it executes. Each piece of code that is executed from its beginning to
 * its end or not at all has a 64-bit counter in a memory that the module has for that, exported as
 * {@link #COUNTERS}: it is the last one, so that no index changes. A piece ends where control may
 * go elsewhere, also by a trap.
 *
 * @param unit the module
 * @param pieces the instructions of each piece, by the number of its counter
 * @param constants the instructions of constant expressions, which are executed once
 */
record CountedUnit(Program.Unit unit, List<List<Opcode>> pieces, List<Opcode> constants) {
  static final String COUNTERS = "executed pieces of code";

  /** A module that does the same as another and counts. */
  static CountedUnit of(Program.Unit unit) {
    Parts parts = Parts.of(unit.module());
    var counters = new Counters(parts.imported(Space.MEMORY) + parts.memories.size());
    List<Opcode> constants = constants(parts);
    parts.functions.replaceAll(function ->
        new Parts.Function(function.type(), function.locals(), counters.insert(function.code())));
    long bytes = (long) counters.pieces.size() * Long.BYTES;
    long pages = (bytes >> MemoryType.PAGE_SIZE_LOG2) + 1;
    parts.memories.add(
        new MemoryType(AddressType.I32, Limits.of(pages, pages), false, MemoryType.PAGE_SIZE_LOG2));
    parts.exports.add(new Export(COUNTERS, Kind.MEMORY, counters.memory));
    byte[] module = ModuleEncoder.encode(parts.module());
    return new CountedUnit(
        new Program.Unit(unit.name(), module), List.copyOf(counters.pieces), constants);
  }

  private static List<Opcode> constants(Parts parts) {
    var all = new ArrayList<Opcode>();
    parts.tables.forEach(table -> constant(table.init(), all));
    parts.globals.forEach(global -> constant(global.init(), all));
    parts.data.forEach(segment -> constant(segment.offset(), all));
    parts.elements.forEach(segment -> {
      constant(segment.offset(), all);
      if (segment.inits() != null) {
        segment.inits().forEach(init -> constant(init, all));
      }
    });
    return all;
  }

  private static void constant(@Nullable Expr expr, List<Opcode> all) {
    if (expr != null) {
      Instruction.readAll(new InstrReader(expr)).forEach(i -> all.add(i.opcode()));
    }
  }

  /** Inserts counters into functions. */
  private static final class Counters {
    final int memory;
    final List<List<Opcode>> pieces = new ArrayList<>();

    Counters(int memory) {
      this.memory = memory;
    }

    List<Instruction> insert(List<Instruction> code) {
      var result = new ArrayList<Instruction>();
      List<Opcode> piece = List.of();
      boolean isOver = true;
      for (int i = 0; i < code.size(); i++) {
        Instruction instruction = code.get(i);
        boolean isLast = i + 1 == code.size();
        // What ends a part of a block is reached by whoever goes on behind it.
        boolean isBehind = !isLast && (instruction.nesting() < 0 || instruction.isNextPart());
        if (isBehind) {
          result.add(instruction);
        }
        if (isOver || isBehind) {
          count(pieces.size(), result);
          piece = new ArrayList<>();
          pieces.add(piece);
        }
        piece.add(instruction.opcode());
        if (!isBehind) {
          result.add(instruction);
        }
        isOver = !isBehind && endsPiece(instruction.opcode());
      }
      return result;
    }

    /** Whether an instruction may lead elsewhere than to the next one, or is led to. */
    private static boolean endsPiece(Opcode opcode) {
      return switch (opcode) {
        case BLOCK, TRY, TRY_TABLE, DROP, SELECT, SELECT_T -> false;
        case LOCAL_GET, LOCAL_SET, LOCAL_TEE, GLOBAL_GET, GLOBAL_SET -> false;
        case REF_NULL, REF_IS_NULL, REF_FUNC, REF_EQ, REF_I31 -> false;
        default -> !opcode.isRegular() || opcode.width() > 0 || mayTrap(opcode);
      };
    }

    private static boolean mayTrap(Opcode opcode) {
      return switch (opcode) {
        case I32_DIV_S, I32_DIV_U, I32_REM_S, I32_REM_U -> true;
        case I64_DIV_S, I64_DIV_U, I64_REM_S, I64_REM_U -> true;
        case I32_TRUNC_F32_S, I32_TRUNC_F32_U, I32_TRUNC_F64_S, I32_TRUNC_F64_U -> true;
        case I64_TRUNC_F32_S, I64_TRUNC_F32_U, I64_TRUNC_F64_S, I64_TRUNC_F64_U -> true;
        case MEMORY_INIT, MEMORY_FILL, MEMORY_GROW -> true;
        default -> false;
      };
    }

    /** Adds one to a counter. */
    private void count(int counter, List<Instruction> code) {
      Instruction address =
          Instruction.of(Opcode.I32_CONST, new InstrWriter().s64((long) counter * Long.BYTES));
      code.add(address);
      code.add(address);
      code.add(Instruction.of(Opcode.I64_LOAD, place()));
      code.add(Instruction.of(Opcode.I64_CONST, new InstrWriter().s64(1)));
      code.add(Instruction.of(Opcode.I64_ADD));
      code.add(Instruction.of(Opcode.I64_STORE, place()));
    }

    private InstrWriter place() {
      var out = new InstrWriter().u32(memory == 0 ? 3 : 0x43);
      if (memory != 0) {
        out.u32(memory);
      }
      return out.u32(0);
    }
  }
}
