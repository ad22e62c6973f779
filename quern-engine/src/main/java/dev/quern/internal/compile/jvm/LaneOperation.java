package dev.quern.internal.compile.jvm;

import dev.quern.internal.compile.jvm.Intrinsics.Comparison;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import java.lang.classfile.CodeBuilder;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A vector instruction that does the same with every lane: what the scalar instruction of its name
 * does, if there is one.
 *
 * @param vectors the number of operands that are vectors; they come first
 * @param from the type of their lanes
 * @param to the type of the result's lanes
 * @param isEager whether it is better done lane by lane even if all operands are two longs
 * @param lane emits one lane of the result
 */
public record LaneOperation(int vectors, char from, char to, boolean isEager, Lane lane) {

  /** Emits one lane of a result; the consumer pushes the lane of an operand by its number. */
  public interface Lane {
    void emit(JvmCode code, IntConsumer operand);
  }

  private static final Map<Opcode, LaneOperation> OPERATIONS = new EnumMap<>(Opcode.class);

  static {
    for (Opcode opcode : Opcode.values()) {
      LaneOperation operation = opcode.imm() == Imm.NONE ? make(opcode) : null;
      if (operation != null) {
        OPERATIONS.put(opcode, operation);
      }
    }
  }

  /** Returns what an instruction does with each lane, or null if it is not such an instruction. */
  public static @Nullable LaneOperation of(Opcode opcode) {
    return OPERATIONS.get(opcode);
  }

  /** Returns the type of the lanes that an instruction's text names, or {@code _}. */
  public static char laneOf(Opcode opcode) {
    int dot = opcode.text().indexOf('.');
    return switch (opcode.text().substring(0, Math.max(dot, 0))) {
      case "f32x4" -> 'F';
      case "f64x2" -> 'D';
      case "i32x4" -> 'I';
      default -> '_';
    };
  }

  private static @Nullable LaneOperation make(Opcode opcode) {
    char lane = laneOf(opcode);
    String name = opcode.text().substring(opcode.text().indexOf('.') + 1).replace("relaxed_", "");
    return switch (lane) {
      case 'F', 'D' -> ofFloats(opcode, lane, name);
      case 'I' -> ofInts(opcode, name);
      default -> bitwise(opcode);
    };
  }

  private static @Nullable LaneOperation ofFloats(Opcode opcode, char lane, String name) {
    return switch (name) {
      case "madd" -> new LaneOperation(3, lane, lane, true, madd(lane, false));
      case "nmadd" -> new LaneOperation(3, lane, lane, true, madd(lane, true));
      case "pmin" -> new LaneOperation(2, lane, lane, true, choice(comparison(lane, "lt"), 1, 0));
      case "pmax" -> new LaneOperation(2, lane, lane, true, choice(comparison(lane, "lt"), 0, 1));
      case "convert_i32x4_s", "convert_low_i32x4_s" ->
          new LaneOperation(1, 'I', lane, true, scalar(1, named(lane, "convert_i32_s")));
      case "convert_i32x4_u", "convert_low_i32x4_u" ->
          new LaneOperation(1, 'I', lane, true, scalar(1, named(lane, "convert_i32_u")));
      default -> likeScalar(opcode, lane, name, true);
    };
  }

  private static @Nullable LaneOperation ofInts(Opcode opcode, String name) {
    return switch (name) {
      case "neg" -> new LaneOperation(1, 'I', 'I', false, instruction(1, CodeBuilder::ineg));
      case "min_s" -> new LaneOperation(2, 'I', 'I', true, choice(comparison('I', "lt_s"), 1, 0));
      case "max_s" -> new LaneOperation(2, 'I', 'I', true, choice(comparison('I', "lt_s"), 0, 1));
      case "min_u" -> new LaneOperation(2, 'I', 'I', true, choice(comparison('I', "lt_u"), 1, 0));
      case "max_u" -> new LaneOperation(2, 'I', 'I', true, choice(comparison('I', "lt_u"), 0, 1));
      case "trunc_sat_f32x4_s", "trunc_f32x4_s" ->
          new LaneOperation(1, 'F', 'I', true, scalar(1, named('I', "trunc_sat_f32_s")));
      case "trunc_sat_f32x4_u", "trunc_f32x4_u" ->
          new LaneOperation(1, 'F', 'I', true, scalar(1, named('I', "trunc_sat_f32_u")));
      default -> likeScalar(opcode, 'I', name, name.equals("mul"));
    };
  }

  private static @Nullable LaneOperation likeScalar(
      Opcode opcode, char lane, String name, boolean isEager) {
    Opcode scalar = Opcode.of(prefix(lane) + name);
    if (scalar == null) {
      return null;
    }
    int vectors = (int) opcode.operands().chars().filter(c -> c == 'V').count();
    Comparison comparison = Intrinsics.comparison(scalar.code());
    if (comparison != null) {
      char mask = lane == 'D' ? 'J' : 'I';
      return new LaneOperation(vectors, lane, mask, isEager, mask(comparison, mask));
    }
    return new LaneOperation(
        vectors, lane, lane, isEager, scalar(opcode.operands().length(), scalar));
  }

  private static @Nullable LaneOperation bitwise(Opcode opcode) {
    Consumer<CodeBuilder> not = c -> c.iconst_m1().ixor();
    Lane lane =
        switch (opcode) {
          case V128_AND -> instruction(2, CodeBuilder::iand);
          case V128_OR -> instruction(2, CodeBuilder::ior);
          case V128_XOR -> instruction(2, CodeBuilder::ixor);
          case V128_NOT -> instruction(1, not);
          case V128_ANDNOT ->
              (code, operand) -> {
                operand.accept(0);
                operand.accept(1);
                code.emit(3, not.andThen(CodeBuilder::iand));
              };
          case V128_BITSELECT ->
              (code, operand) -> {
                operand.accept(0);
                operand.accept(1);
                code.emit(1, CodeBuilder::ixor);
                operand.accept(2);
                code.emit(1, CodeBuilder::iand);
                operand.accept(1);
                code.emit(1, CodeBuilder::ixor);
              };
          default -> null;
        };
    return lane == null
        ? null
        : new LaneOperation(opcode.operands().length(), 'I', 'I', false, lane);
  }

  // Lanes.

  private static String prefix(char lane) {
    return switch (lane) {
      case 'F' -> "f32.";
      case 'D' -> "f64.";
      default -> "i32.";
    };
  }

  private static Opcode named(char lane, String name) {
    Opcode opcode = Opcode.of(prefix(lane) + name);
    if (opcode == null) {
      throw new IllegalStateException("no instruction " + prefix(lane) + name);
    }
    return opcode;
  }

  private static Comparison comparison(char lane, String name) {
    Comparison comparison = Intrinsics.comparison(named(lane, name).code());
    if (comparison == null) {
      throw new IllegalStateException("no comparison: " + name);
    }
    return comparison;
  }

  private static Lane scalar(int operands, Opcode scalar) {
    return (code, operand) -> {
      for (int i = 0; i < operands; i++) {
        operand.accept(i);
      }
      Intrinsics.emit(scalar, code);
    };
  }

  private static Lane instruction(int operands, Consumer<CodeBuilder> instruction) {
    return (code, operand) -> {
      for (int i = 0; i < operands; i++) {
        operand.accept(i);
      }
      code.emit(operands, instruction);
    };
  }

  /** Returns code for a lane of ones if a comparison holds, of zeros otherwise. */
  private static Lane mask(Comparison comparison, char lane) {
    return (code, operand) -> {
      for (int i = 0; i < comparison.operands(); i++) {
        operand.accept(i);
      }
      either(code, comparison, () -> code.constant(lane, -1), () -> code.constant(lane, 0));
    };
  }

  /**
   * Returns code that pushes the second operand if the {@code lesser} operand is less than the
   * {@code greater} one, else the first.
   */
  private static Lane choice(Comparison less, int lesser, int greater) {
    return (code, operand) -> {
      operand.accept(lesser);
      operand.accept(greater);
      either(code, less, () -> operand.accept(1), () -> operand.accept(0));
    };
  }

  /** Pushes one of two things, depending on a comparison of what is on the JVM stack. */
  public static void either(JvmCode code, Comparison comparison, Runnable yes, Runnable no) {
    JvmLabel isTrue = code.newLabel();
    JvmLabel end = code.newLabel();
    comparison.emit(code);
    code.branch(comparison.branch(), isTrue);
    no.run();
    code.jump(end);
    code.bind(isTrue);
    yes.run();
    code.bind(end);
  }

  /** Returns code that multiplies and rounds, negates the product if asked to, and then adds. */
  private static Lane madd(char lane, boolean isNegated) {
    return (code, operand) -> {
      operand.accept(0);
      operand.accept(1);
      Intrinsics.emit(named(lane, "mul"), code);
      if (isNegated) {
        Intrinsics.emit(named(lane, "neg"), code);
      }
      operand.accept(2);
      Intrinsics.emit(named(lane, "add"), code);
    };
  }
}
