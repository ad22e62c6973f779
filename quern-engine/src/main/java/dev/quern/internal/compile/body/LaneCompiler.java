package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.Intrinsics.Comparison;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.LaneOperation;
import dev.quern.internal.compile.jvm.Lanes;
import dev.quern.internal.compile.jvm.Shapes;
import dev.quern.internal.compile.jvm.VectorForm;
import dev.quern.internal.syntax.Opcode;
import java.lang.classfile.CodeBuilder;

/**
 * Compiles vector instructions that work on {@link Lanes} where vectors are two longs, so that a
 * chain of them never packs its lanes into longs. Operands may be lanes or two longs.
 */
final class LaneCompiler {
  private final JvmCode code;
  private final OperandStack stack;
  private final InstrReader reader;

  LaneCompiler(Walk walk) {
    this.code = walk.code;
    this.stack = walk.stack;
    this.reader = walk.reader;
  }

  /** Compiles an instruction if it is better done lane by lane; returns whether it did. */
  boolean compile(Opcode opcode) {
    if (code.vectors != VectorForm.LONGS) {
      return false;
    }
    LaneOperation operation = LaneOperation.of(opcode);
    if (operation != null) {
      return compile(opcode, operation);
    }
    char lane = LaneOperation.laneOf(opcode);
    return switch (opcode) {
      case F32X4_SPLAT, F64X2_SPLAT, I32X4_SPLAT -> splat(lane);
      case F32X4_EXTRACT_LANE, F64X2_EXTRACT_LANE, I32X4_EXTRACT_LANE -> extract(lane);
      case F32X4_REPLACE_LANE, F64X2_REPLACE_LANE -> replace(lane);
      case I32X4_REPLACE_LANE -> hasLanes(2) && replace(lane);
      case V128_ANY_TRUE -> hasLanes(1) && anyTrue();
      case I32X4_BITMASK -> hasLanes(1) && bitmask();
      default -> false;
    };
  }

  /**
   * Returns the shape in which an instruction that is not compiled here wants its operands: two
   * longs, or {@link Shapes#ANY} if it could take lanes as well, to cast no vote for two longs.
   */
  char wanted(Opcode opcode) {
    return LaneOperation.of(opcode) != null ? Shapes.ANY : Shapes.LONGS;
  }

  /** Returns whether one of the topmost values is a vector kept as four ints. */
  private boolean hasLanes(int operands) {
    for (int i = 1; i <= operands; i++) {
      if (stack.shape(stack.depth() - i) == Shapes.INTS) {
        return true;
      }
    }
    return false;
  }

  private boolean compile(Opcode opcode, LaneOperation operation) {
    int count = opcode.operands().length();
    if (!operation.isEager() && !hasLanes(count)) {
      return false;
    }
    char from = operation.from();
    stack.prepareForResult(count, Shapes.shapeOf(from));
    int base = code.freeLocals();
    var shapes = new char[count];
    for (int i = count - 1; i >= 0; i--) {
      shapes[i] = stack.shape(stack.depth() - count + i);
      code.store(shapes[i], base + Lanes.SLOTS * i);
    }
    for (int i = 0; i < Lanes.count(operation.to()); i++) {
      int number = i;
      operation.lane().emit(code, k -> operand(shapes[k], base + Lanes.SLOTS * k, from, number));
    }
    return push(count, Shapes.shapeOf(operation.to()));
  }

  /** Pushes one lane of a vector operand, or the operand itself if it is not a vector. */
  private void operand(char shape, int index, char lane, int number) {
    if (Shapes.isVector(shape)) {
      Lanes.loadLane(code, shape, index, lane, number);
    } else {
      code.load(shape, index);
    }
  }

  private boolean push(int operands, char letter) {
    stack.drop(operands);
    stack.pushJvm(letter);
    return true;
  }

  private boolean splat(char lane) {
    stack.prepareForResult(1);
    int value = code.freeLocals();
    code.store(lane, value);
    for (int i = 0; i < Lanes.count(lane); i++) {
      code.load(lane, value);
    }
    return push(1, Shapes.shapeOf(lane));
  }

  private boolean extract(char lane) {
    int number = reader.u8();
    char shape = takeVector(lane);
    Lanes.loadLane(code, shape, code.freeLocals(), lane, number);
    return push(1, lane);
  }

  /** Moves the topmost vector into the free JVM locals and returns its shape. */
  private char takeVector(char lane) {
    stack.prepareForResult(1, Shapes.shapeOf(lane));
    char shape = stack.shape(stack.depth() - 1);
    code.store(shape, code.freeLocals());
    return shape;
  }

  private boolean replace(char lane) {
    int number = reader.u8();
    stack.prepareForResult(2, Shapes.shapeOf(lane));
    char shape = stack.shape(stack.depth() - 2);
    int vector = code.freeLocals();
    int value = vector + Lanes.SLOTS;
    code.store(lane, value);
    code.store(shape, vector);
    for (int i = 0; i < Lanes.count(lane); i++) {
      if (i == number) {
        code.load(lane, value);
      } else {
        Lanes.loadLane(code, shape, vector, lane, i);
      }
    }
    return push(2, Shapes.shapeOf(lane));
  }

  private static final Comparison NOT_ZERO =
      new Comparison(1, null, java.lang.classfile.Opcode.IFNE);

  private boolean anyTrue() {
    char shape = takeVector('I');
    for (int i = 0; i < Lanes.count('I'); i++) {
      Lanes.loadLane(code, shape, code.freeLocals(), 'I', i);
      if (i > 0) {
        code.emit(1, CodeBuilder::ior);
      }
    }
    LaneOperation.either(code, NOT_ZERO, () -> code.iconst(1), () -> code.iconst(0));
    return push(1, 'I');
  }

  private boolean bitmask() {
    char shape = takeVector('I');
    for (int i = 0; i < Lanes.count('I'); i++) {
      Lanes.loadLane(code, shape, code.freeLocals(), 'I', i);
      code.iconst(31);
      code.emit(1, CodeBuilder::iushr);
      if (i > 0) {
        code.iconst(i);
        code.emit(2, c -> c.ishl().ior());
      }
    }
    return push(1, 'I');
  }
}
