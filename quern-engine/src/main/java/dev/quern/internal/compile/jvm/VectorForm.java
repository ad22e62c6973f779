package dev.quern.internal.compile.jvm;

import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The form of a v128 while a method works with it: on the JVM stack and in JVM locals. Everywhere
 * else (parameters, results, globals, scratch space, the arrays of a cut function) it is a {@link
 * dev.quern.V128}.
 */
public enum VectorForm implements JvmCode.Vectors {
  /** The object itself, for methods that only pass it on. */
  OBJECT(Names.VECTOR, 1),

  /** Two longs, the upper half on top, or lanes, see {@link Lanes}. */
  LONGS(Names.VECTOR, Lanes.SLOTS),

  /** A {@code ByteVector} of the Vector API, which HotSpot keeps in one machine register. */
  REGISTER(Names.BYTE_VECTOR, 1);

  private final ClassDesc type;
  private final int slots;

  private final Map<Opcode, MethodTypeDesc> types = new ConcurrentHashMap<>();

  VectorForm(ClassDesc type, int slots) {
    this.type = type;
    this.slots = slots;
  }

  @Override
  public ClassDesc type() {
    return type;
  }

  @Override
  public int slots() {
    return slots;
  }

  private ClassDesc type(char letter) {
    return letter == 'V' ? type : Names.type(letter);
  }

  @Override
  public MethodTypeDesc typeOf(Opcode opcode) {
    return types.computeIfAbsent(opcode, this::makeType);
  }

  private MethodTypeDesc makeType(Opcode opcode) {
    if (!opcode.isRegular() || opcode.operands().contains("A") || opcode.result() == 'A') {
      throw new IllegalStateException("not compiled yet: " + opcode.text());
    }
    String immediate = opcode.imm() == Imm.LANE ? "I" : "";
    return MethodTypeDesc.of(
        type(opcode.result()),
        (opcode.operands() + immediate).chars().mapToObj(c -> type((char) c)).toList());
  }

  @Override
  public boolean isOwnForm() {
    return this != OBJECT;
  }

  @Override
  public void load(JvmCode code, char shape, int index) {
    if (this == LONGS) {
      Lanes.load(code, shape, index);
    } else {
      code.load('R', index);
    }
  }

  @Override
  public void store(JvmCode code, char shape, int index) {
    if (this == LONGS) {
      Lanes.store(code, shape, index);
    } else {
      code.store('R', index);
    }
  }

  @Override
  public void pop(JvmCode code) {
    code.emit(slots / 2 + 1, this == LONGS ? c -> c.pop2().pop2() : CodeBuilder::pop);
  }

  @Override
  public void invoke(JvmCode code, String name, MethodTypeDesc method) {
    VectorCode meanings = this == REGISTER ? OfVectorApi.CODE : OfLongs.CODE;
    meanings.copy(code, name, method);
  }

  // Read when first needed, the second only where the Vector API is available.

  private static final class OfLongs {
    static final VectorCode CODE = new VectorCode(Names.VECTORS, true);
  }

  private static final class OfVectorApi {
    static final VectorCode CODE = new VectorCode(Names.VECTOR_API, false);
  }

  @Override
  public void select(JvmCode code) {
    invoke(code, "select", MethodTypeDesc.of(type, type, type, ConstantDescs.CD_int));
  }

  @Override
  public void constant(JvmCode code, long low, long high) {
    if (this == REGISTER && low == 0 && high == 0) {
      invoke(code, "zero", MethodTypeDesc.of(type));
    } else if (this == REGISTER && low == high) {
      code.constant('J', low);
      invoke(code, "i64x2Splat", MethodTypeDesc.of(type, ConstantDescs.CD_long));
    } else {
      code.constant('J', low);
      code.constant('J', high);
      invoke(code, "v128Const", MADE_OF_LONGS.changeReturnType(type));
    }
  }

  private static final MethodTypeDesc MADE_OF_LONGS = Names.desc("(JJ)Ldev/quern/V128;");

  @Override
  public void shuffle(JvmCode code, long low, long high) {
    boolean isFirst = ((low | high) & SECOND_VECTOR) == 0;
    boolean isSecond = (low & high & SECOND_VECTOR) == SECOND_VECTOR;
    code.constant('J', low);
    code.constant('J', high);
    invoke(
        code,
        isFirst ? "shuffleFirst" : isSecond ? "shuffleSecond" : "i8x16Shuffle",
        MethodTypeDesc.of(type, type, type, ConstantDescs.CD_long, ConstantDescs.CD_long));
  }

  /** The bit of each lane index that selects the second vector. */
  private static final long SECOND_VECTOR = 0x1010_1010_1010_1010L;

  @Override
  public void zero(JvmCode code, char shape) {
    Lanes.zero(code, shape);
  }

  @Override
  public void enter(JvmCode code, char shape) {
    if (this == REGISTER) {
      invoke(code, "of", MethodTypeDesc.of(type, Names.VECTOR));
    } else if (this == LONGS) {
      code.emit(1, CodeBuilder::dup);
      code.invokeVirtual(Names.VECTOR, "low", Names.desc("()J"));
      code.emit(2, c -> c.dup2_x1().pop2());
      code.invokeVirtual(Names.VECTOR, "high", Names.desc("()J"));
    }
    Lanes.reshape(code, Shapes.LONGS, shape);
  }

  @Override
  public void leave(JvmCode code, char shape) {
    Lanes.reshape(code, shape, Shapes.LONGS);
    if (this == REGISTER) {
      invoke(code, "v128", MethodTypeDesc.of(Names.VECTOR, type));
    } else if (this == LONGS) {
      code.invokeStatic(Names.VECTORS, "v128Const", MADE_OF_LONGS);
    }
  }
}
