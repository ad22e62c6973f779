package dev.quern.fuzz;

import dev.quern.Wat;
import dev.quern.fuzz.Program.Action;
import dev.quern.fuzz.Program.Unit;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.type.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs that execute every instruction so often that HotSpot compiles it with all it has: random
 * ones do that to a part of them only. Instructions with a signature in the table are written from
 * it, in a loop each; the others stand in resources.
 */
final class HotProgram {
  /** The seeds that stand for these programs: portable ones are even. */
  static final long FIRST_SEED = -2;

  /** Rounds of a loop, which is called twice. */
  private static final int ROUNDS = Math.toIntExact(Coverage.HOT * 3 / 5);

  /** As many for code of which some parts are for a third of the rounds. */
  private static final int MORE_ROUNDS = Math.toIntExact(Coverage.HOT * 3 / 2);

  /** What is in the memories. */
  private static final int DATA_BYTES = 1100;

  private final List<Unit> units = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();

  private HotProgram() {}

  /** The program of a negative seed. */
  static Program of(long seed) {
    return seed == FIRST_SEED ? portable() : own();
  }

  /** What a node of version 24 can run, too. */
  private static Program portable() {
    var program = new HotProgram();
    program.rows();
    program.functions("hot");
    program.functions("hot-legacy");
    return new Program(FIRST_SEED, program.units, program.actions);
  }

  /** What only Quern has. */
  private static Program own() {
    var program = new HotProgram();
    program.functions("hot-own");
    return new Program(FIRST_SEED + 1, program.units, program.actions);
  }

  // Functions of resources.

  /** The functions of a resource, and a unit with a loop around each of them. */
  private void functions(String name) {
    byte[] module = Wat.parse(resource(name));
    units.add(new Unit(name, module));
    var imports = new StringBuilder();
    var loops = new StringBuilder();
    Parts parts = Parts.of(module);
    for (Export export : parts.exports) {
      FunctionType type = parts.functionType(parts.functions.get(export.index()).type());
      if (export.name().startsWith("trap")) {
        actions.add(new Action(name, export.name(), List.of(1), 2 * MORE_ROUNDS));
      } else {
        String id = "$" + export.name();
        imports.append(
            "(import \"%s\" \"%s\" (func %s (param i32) (result %s)))\n"
                .formatted(name, export.name(), id, words(type.results())));
        // The last result is on top.
        String call =
            "(call %s (i32.xor (local.get $i) (i32.const 0x155)))".formatted(id)
                + (type.results().size() > 1 ? " (i64.xor)" : "");
        String number = type.results().getFirst() == NumberType.I32 ? " (i64.extend_i32_s)" : "";
        loops.append(loop(export.name(), call + number));
        call("loops-" + name, export.name(), MORE_ROUNDS);
      }
    }
    units.add(new Unit("loops-" + name, Wat.parse("(module " + imports + loops + ")")));
  }

  private static String words(List<ValueType> types) {
    return String.join(" ", types.stream().map(Object::toString).toList());
  }

  private static String resource(String name) {
    try (var in = HotProgram.class.getResourceAsStream(name + ".wat")) {
      if (in == null) {
        throw new IOException("there is no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void call(String unit, String export, int rounds) {
    actions.add(new Action(unit, export, List.of(rounds), 2));
  }

  /** A function that makes a hash of the i64s that some code leaves. */
  private static String loop(String export, String code) {
    return """
    (func (export "%s") (param $n i32) (result i64)
      (local $i i32) (local $hash i64) (local $v v128)
      (loop $again
        %s
        (local.set $hash (i64.add (i64.mul (local.get $hash) (i64.const 31))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $again (i32.lt_u (local.get $i) (local.get $n))))
      (local.get $hash))
    """
        .formatted(export, code);
  }

  // Rows of the table.

  private void rows() {
    String bytes = bytes();
    var text = new StringBuilder("(module (memory 1) (memory 1 1 shared)\n");
    text.append("(data (i32.const 0) \"").append(bytes).append("\")\n");
    text.append("(data (memory 1) (i32.const 0) \"").append(bytes).append("\")\n");
    for (Opcode row : Opcode.values()) {
      if (isWritten(row)) {
        text.append(loop(row.name(), number(row, instruction(row))));
        call("rows", row.name(), ROUNDS);
      }
    }
    units.add(new Unit("rows", Wat.parse(text.append(')').toString())));
  }

  private static String bytes() {
    var text = new StringBuilder();
    for (int i = 0; i < DATA_BYTES; i++) {
      text.append(String.format("\\%02x", i * 0x9E3779B1 >>> 24));
    }
    return text.toString();
  }

  private static boolean isWritten(Opcode row) {
    return row.isRegular()
        && !row.operands().isEmpty()
        && switch (row.imm()) {
          case NONE, LANE, SHUFFLE, MEMARG, MEMARG_LANE -> true;
          default -> false;
        };
  }

  private static String instruction(Opcode row) {
    var text = new StringBuilder("(").append(row.text());
    if (row.feature() == Feature.THREADS) {
      text.append(" 1");
    }
    switch (row.imm()) {
      case LANE, MEMARG_LANE -> text.append(" 1");
      case SHUFFLE -> text.append(" 17 3 30 8 9 0 25 16 31 15 2 20 21 7 12 18");
      default -> {}
    }
    for (int i = 0; i < row.operands().length(); i++) {
      text.append(' ').append(operand(row, i));
    }
    return text.append(')').toString();
  }

  private static String operand(Opcode row, int index) {
    return switch (row.operands().charAt(index)) {
      case 'A' -> "(i32.and (i32.shl (local.get $i) (i32.const 3)) (i32.const 0x3F8))";
      case 'I' -> index > 0 && isDivision(row) ? or("i32", i32(index)) : i32(index);
      case 'J' ->
          isTimeout(row, index)
              ? "(i64.const 0)"
              : index > 0 && isDivision(row) ? or("i64", i64(index)) : i64(index);
      case 'F' -> "(f32.mul (f32.const 0.37) (f32.convert_i32_s " + small(row, index) + "))";
      case 'D' -> "(f64.mul (f64.const 0.37) (f64.convert_i32_s " + small(row, index) + "))";
      default -> vector(row, index);
    };
  }

  private static String i32(int index) {
    return "(i32.mul (i32.add (local.get $i) (i32.const " + index + ")) (i32.const 0x9E3779B1))";
  }

  private static String i64(int index) {
    return "(i64.mul (i64.extend_i32_u (i32.add (local.get $i) (i32.const "
        + index
        + "))) (i64.const 0x9E3779B97F4A7C15))";
  }

  private static String or(String type, String value) {
    return "(" + type + ".or (" + type + ".const 1) " + value + ")";
  }

  private static boolean isDivision(Opcode row) {
    return row.text().contains(".div") || row.text().contains(".rem");
  }

  /** Nobody is there to wait for. */
  private static boolean isTimeout(Opcode row, int index) {
    return row.text().startsWith("memory.atomic.wait") && index == 2;
  }

  /** A number that conversions to integers take, if the row is one. */
  private static String small(Opcode row, int index) {
    boolean isConversion = row.text().contains(".trunc_f");
    return isConversion ? "(local.get $i)" : "(i32.shr_s " + i32(index) + " (i32.const 9))";
  }

  private static String vector(Opcode row, int index) {
    if (row.feature() == Feature.RELAXED_SIMD) {
      // With these there is nothing to choose for an engine.
      return row.text().contains("laneselect") && index == 2
          ? "(i8x16.splat (i32.sub (i32.const 0) (i32.and (local.get $i) (i32.const 1))))"
          : "(i8x16.splat (i32.and (local.get $i) (i32.const 7)))";
    }
    String bits =
        "(v128.xor (v128.const i32x4 1 -2 3 -4) (i64x2.replace_lane 1 (i64x2.splat %s) %s))"
            .formatted(i64(index), i64(index + 5));
    return row.text().startsWith("f32x4")
        ? "(f32x4.convert_i32x4_s " + bits + ")"
        : row.text().startsWith("f64x2") ? "(f64x2.convert_low_i32x4_s " + bits + ")" : bits;
  }

  /** An i64 of a result, in which NaNs are all the same. */
  private static String number(Opcode row, String code) {
    return switch (row.result()) {
      case 'I' -> "(i64.extend_i32_s " + code + ")";
      case 'J' -> code;
      case 'F' -> truncated("(f64.promote_f32 " + code + ")");
      case 'D' -> truncated(code);
      case '_' ->
          code
              + " (i64.load"
              + (row.feature() == Feature.THREADS ? " 1 " : " ")
              + operand(row, 0)
              + ")";
      default -> lanes(row, code);
    };
  }

  private static String truncated(String number) {
    return "(i64.trunc_sat_f64_s (f64.mul (f64.const 64) " + number + "))";
  }

  private static String lanes(Opcode row, String code) {
    String shape = row.text().substring(0, 5);
    boolean isFloat = shape.equals("f32x4") || shape.equals("f64x2");
    boolean isComparison = row.text().matches("f\\d\\dx\\d\\.(eq|ne|[lg][te])");
    String same = "(%s.eq (local.get $v) (local.get $v))".formatted(isFloat ? shape : "i8x16");
    String masked =
        isFloat && !isComparison ? "(local.set $v (v128.and (local.get $v) " + same + "))" : "";
    return "(local.set $v "
        + code
        + ") "
        + masked
        + " (i64.xor (i64x2.extract_lane 0 (local.get $v))"
        + " (i64.rotl (i64x2.extract_lane 1 (local.get $v)) (i64.const 3)))";
  }
}
