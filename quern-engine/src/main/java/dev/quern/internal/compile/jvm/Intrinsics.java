package dev.quern.internal.compile.jvm;

import static java.lang.classfile.Opcode.D2F;
import static java.lang.classfile.Opcode.D2I;
import static java.lang.classfile.Opcode.D2L;
import static java.lang.classfile.Opcode.DADD;
import static java.lang.classfile.Opcode.DDIV;
import static java.lang.classfile.Opcode.DMUL;
import static java.lang.classfile.Opcode.DSUB;
import static java.lang.classfile.Opcode.F2D;
import static java.lang.classfile.Opcode.F2I;
import static java.lang.classfile.Opcode.F2L;
import static java.lang.classfile.Opcode.FADD;
import static java.lang.classfile.Opcode.FDIV;
import static java.lang.classfile.Opcode.FMUL;
import static java.lang.classfile.Opcode.FSUB;
import static java.lang.classfile.Opcode.I2B;
import static java.lang.classfile.Opcode.I2D;
import static java.lang.classfile.Opcode.I2F;
import static java.lang.classfile.Opcode.I2L;
import static java.lang.classfile.Opcode.I2S;
import static java.lang.classfile.Opcode.IADD;
import static java.lang.classfile.Opcode.IAND;
import static java.lang.classfile.Opcode.IFEQ;
import static java.lang.classfile.Opcode.IFGE;
import static java.lang.classfile.Opcode.IFGT;
import static java.lang.classfile.Opcode.IFLE;
import static java.lang.classfile.Opcode.IFLT;
import static java.lang.classfile.Opcode.IFNE;
import static java.lang.classfile.Opcode.IFNONNULL;
import static java.lang.classfile.Opcode.IFNULL;
import static java.lang.classfile.Opcode.IF_ICMPEQ;
import static java.lang.classfile.Opcode.IF_ICMPGE;
import static java.lang.classfile.Opcode.IF_ICMPGT;
import static java.lang.classfile.Opcode.IF_ICMPLE;
import static java.lang.classfile.Opcode.IF_ICMPLT;
import static java.lang.classfile.Opcode.IF_ICMPNE;
import static java.lang.classfile.Opcode.IMUL;
import static java.lang.classfile.Opcode.IOR;
import static java.lang.classfile.Opcode.IREM;
import static java.lang.classfile.Opcode.ISHL;
import static java.lang.classfile.Opcode.ISHR;
import static java.lang.classfile.Opcode.ISUB;
import static java.lang.classfile.Opcode.IUSHR;
import static java.lang.classfile.Opcode.IXOR;
import static java.lang.classfile.Opcode.L2D;
import static java.lang.classfile.Opcode.L2F;
import static java.lang.classfile.Opcode.L2I;
import static java.lang.classfile.Opcode.LADD;
import static java.lang.classfile.Opcode.LAND;
import static java.lang.classfile.Opcode.LMUL;
import static java.lang.classfile.Opcode.LOR;
import static java.lang.classfile.Opcode.LREM;
import static java.lang.classfile.Opcode.LSHL;
import static java.lang.classfile.Opcode.LSHR;
import static java.lang.classfile.Opcode.LSUB;
import static java.lang.classfile.Opcode.LUSHR;
import static java.lang.classfile.Opcode.LXOR;

import dev.quern.internal.syntax.Op;
import dev.quern.internal.syntax.Opcode;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The instructions that are emitted as JVM instructions, or as calls that HotSpot treats as
 * intrinsics. Every other regular instruction is a call of the {@code Numerics} method with its
 * name.
 */
public final class Intrinsics {

  /**
   * A comparison: code that turns the operands into something that a JVM branch tests, and that
   * branch, taken if the comparison holds. The code maps NaN to an outcome for which the branch and
   * its opposite are both right.
   */
  public record Comparison(
      int operands, @Nullable Consumer<JvmCode> first, java.lang.classfile.Opcode branch) {
    public void emit(JvmCode code) {
      if (first != null) {
        first.accept(code);
      }
    }
  }

  private static final Map<Integer, Consumer<JvmCode>> SEQUENCES = new HashMap<>();
  private static final Map<Integer, Comparison> COMPARISONS = new HashMap<>();

  static {
    integers();
    floats();
    conversions();
    intComparisons();
    longComparisons();
    floatComparisons();
  }

  private Intrinsics() {}

  /**
   * Returns whether an instruction has vectors as operands or result, so that its implementation is
   * among those of vectors.
   */
  public static boolean usesVectors(Opcode opcode) {
    return opcode.operands().contains("V") || opcode.result() == 'V';
  }

  /** Returns the comparison that an instruction makes, or null if it makes none. */
  public static @Nullable Comparison comparison(int op) {
    return COMPARISONS.get(op);
  }

  /** Emits a regular numeric instruction whose operands are on the JVM stack. */
  public static void emit(Opcode opcode, JvmCode code) {
    if (divides(opcode.code())) {
      code.emit(Check.DIVISOR, () -> emitUnchecked(opcode, code));
    } else {
      emitUnchecked(opcode, code);
    }
  }

  private static boolean divides(int op) {
    return op >= Op.I32_DIV_S && op <= Op.I32_REM_U || op >= Op.I64_DIV_S && op <= Op.I64_REM_U;
  }

  private static void emitUnchecked(Opcode opcode, JvmCode code) {
    if (code.linksAccesses() && InPlace.emit(opcode.code(), code)) {
      return;
    }
    Consumer<JvmCode> sequence = SEQUENCES.get(opcode.code());
    if (sequence != null) {
      sequence.accept(code);
    } else {
      MethodTypeDesc type = code.vectors.typeOf(opcode);
      String name = methodName(opcode);
      if (usesVectors(opcode)) {
        code.vectors.invoke(code, name, type);
      } else {
        code.invokeStatic(Names.NUMERICS, name, type);
      }
    }
  }

  /** Returns the name of an instruction's method: its opcode's name in camel case. */
  public static String methodName(Opcode opcode) {
    var name = new StringBuilder();
    for (String part : opcode.name().toLowerCase(java.util.Locale.ROOT).split("_", -1)) {
      name.append(
          name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return name.toString();
  }

  /**
   * Maps an instruction to JVM instructions without operands; they are data rather than method
   * references, each of which would be a class.
   */
  private static void op(int op, java.lang.classfile.Opcode... instructions) {
    SEQUENCES.put(op, code -> code.emit(instructions.length, c -> write(c, instructions)));
  }

  private static void write(CodeBuilder code, java.lang.classfile.Opcode[] instructions) {
    for (java.lang.classfile.Opcode instruction : instructions) {
      boolean isConversion = instruction.kind() == java.lang.classfile.Opcode.Kind.CONVERT;
      code.with(
          isConversion ? ConvertInstruction.of(instruction) : OperatorInstruction.of(instruction));
    }
  }

  private static void ops(int op, int bytes, Consumer<CodeBuilder> instructions) {
    SEQUENCES.put(op, code -> code.emit(bytes, instructions));
  }

  private static void call(int op, ClassDesc owner, String name, String type) {
    MethodTypeDesc desc = Names.desc(type);
    SEQUENCES.put(op, code -> code.invokeStatic(owner, name, desc));
  }

  private static void integers() {
    op(Op.I32_ADD, IADD);
    op(Op.I32_SUB, ISUB);
    op(Op.I32_MUL, IMUL);
    op(Op.I32_REM_S, IREM);
    op(Op.I32_AND, IAND);
    op(Op.I32_OR, IOR);
    op(Op.I32_XOR, IXOR);
    op(Op.I32_SHL, ISHL);
    op(Op.I32_SHR_S, ISHR);
    op(Op.I32_SHR_U, IUSHR);
    call(Op.I32_DIV_U, Names.INTEGER, "divideUnsigned", "(II)I");
    call(Op.I32_REM_U, Names.INTEGER, "remainderUnsigned", "(II)I");
    call(Op.I32_ROTL, Names.INTEGER, "rotateLeft", "(II)I");
    call(Op.I32_ROTR, Names.INTEGER, "rotateRight", "(II)I");
    call(Op.I32_CLZ, Names.INTEGER, "numberOfLeadingZeros", "(I)I");
    call(Op.I32_CTZ, Names.INTEGER, "numberOfTrailingZeros", "(I)I");
    call(Op.I32_POPCNT, Names.INTEGER, "bitCount", "(I)I");
    op(Op.I64_ADD, LADD);
    op(Op.I64_SUB, LSUB);
    op(Op.I64_MUL, LMUL);
    op(Op.I64_REM_S, LREM);
    op(Op.I64_AND, LAND);
    op(Op.I64_OR, LOR);
    op(Op.I64_XOR, LXOR);
    op(Op.I64_SHL, L2I, LSHL);
    op(Op.I64_SHR_S, L2I, LSHR);
    op(Op.I64_SHR_U, L2I, LUSHR);
    call(Op.I64_DIV_U, Names.LONG, "divideUnsigned", "(JJ)J");
    call(Op.I64_REM_U, Names.LONG, "remainderUnsigned", "(JJ)J");
  }

  private static void floats() {
    op(Op.F32_ADD, FADD);
    op(Op.F32_SUB, FSUB);
    op(Op.F32_MUL, FMUL);
    op(Op.F32_DIV, FDIV);
    op(Op.F64_ADD, DADD);
    op(Op.F64_SUB, DSUB);
    op(Op.F64_MUL, DMUL);
    op(Op.F64_DIV, DDIV);
    ClassDesc math = Names.of(Math.class);
    call(Op.F64_SQRT, math, "sqrt", "(D)D");
  }

  private static void conversions() {
    op(Op.I32_WRAP_I64, L2I);
    op(Op.I64_EXTEND_I32_S, I2L);
    ops(Op.I64_EXTEND_I32_U, 5, c -> c.i2l().loadConstant(0xFFFF_FFFFL).land());
    op(Op.F32_CONVERT_I32_S, I2F);
    op(Op.F32_CONVERT_I64_S, L2F);
    op(Op.F64_CONVERT_I32_S, I2D);
    op(Op.F64_CONVERT_I64_S, L2D);
    ops(Op.F64_CONVERT_I32_U, 6, c -> c.i2l().loadConstant(0xFFFF_FFFFL).land().l2d());
    op(Op.F32_DEMOTE_F64, D2F);
    op(Op.F64_PROMOTE_F32, F2D);
    call(Op.I32_REINTERPRET_F32, Names.FLOAT, "floatToRawIntBits", "(F)I");
    call(Op.I64_REINTERPRET_F64, Names.DOUBLE, "doubleToRawLongBits", "(D)J");
    call(Op.F32_REINTERPRET_I32, Names.FLOAT, "intBitsToFloat", "(I)F");
    call(Op.F64_REINTERPRET_I64, Names.DOUBLE, "longBitsToDouble", "(J)D");
    op(Op.I32_EXTEND8_S, I2B);
    op(Op.I32_EXTEND16_S, I2S);
    op(Op.I64_EXTEND8_S, L2I, I2B, I2L);
    op(Op.I64_EXTEND16_S, L2I, I2S, I2L);
    op(Op.I64_EXTEND32_S, L2I, I2L);
    op(Op.I32_TRUNC_SAT_F32_S, F2I);
    op(Op.I32_TRUNC_SAT_F64_S, D2I);
    op(Op.I64_TRUNC_SAT_F32_S, F2L);
    op(Op.I64_TRUNC_SAT_F64_S, D2L);
  }

  private static void compare(
      int op, int operands, @Nullable Consumer<JvmCode> first, java.lang.classfile.Opcode branch) {
    COMPARISONS.put(op, new Comparison(operands, first, branch));
  }

  private static Consumer<JvmCode> one(Consumer<CodeBuilder> instruction) {
    return code -> code.emit(1, instruction);
  }

  private static Consumer<JvmCode> compareUnsigned(ClassDesc owner, String type) {
    MethodTypeDesc desc = Names.desc(type);
    return code -> code.invokeStatic(owner, "compareUnsigned", desc);
  }

  private static final MethodTypeDesc REF_EQ =
      Names.desc("(Ljava/lang/Object;Ljava/lang/Object;)Z");

  private static void intComparisons() {
    compare(Op.I32_EQZ, 1, null, IFEQ);
    compare(Op.REF_IS_NULL, 1, null, IFNULL);
    compare(Op.REF_EQ, 2, code -> code.invokeStatic(Names.CASTS, "refEq", REF_EQ), IFNE);
    compare(Op.I32_EQ, 2, null, IF_ICMPEQ);
    compare(Op.I32_NE, 2, null, IF_ICMPNE);
    compare(Op.I32_LT_S, 2, null, IF_ICMPLT);
    compare(Op.I32_GT_S, 2, null, IF_ICMPGT);
    compare(Op.I32_LE_S, 2, null, IF_ICMPLE);
    compare(Op.I32_GE_S, 2, null, IF_ICMPGE);
    Consumer<JvmCode> unsigned = compareUnsigned(Names.INTEGER, "(II)I");
    compare(Op.I32_LT_U, 2, unsigned, IFLT);
    compare(Op.I32_GT_U, 2, unsigned, IFGT);
    compare(Op.I32_LE_U, 2, unsigned, IFLE);
    compare(Op.I32_GE_U, 2, unsigned, IFGE);
  }

  private static void longComparisons() {
    compare(Op.I64_EQZ, 1, code -> code.emit(2, c -> c.lconst_0().lcmp()), IFEQ);
    Consumer<JvmCode> signed = one(CodeBuilder::lcmp);
    compare(Op.I64_EQ, 2, signed, IFEQ);
    compare(Op.I64_NE, 2, signed, IFNE);
    compare(Op.I64_LT_S, 2, signed, IFLT);
    compare(Op.I64_GT_S, 2, signed, IFGT);
    compare(Op.I64_LE_S, 2, signed, IFLE);
    compare(Op.I64_GE_S, 2, signed, IFGE);
    Consumer<JvmCode> unsigned = compareUnsigned(Names.LONG, "(JJ)I");
    compare(Op.I64_LT_U, 2, unsigned, IFLT);
    compare(Op.I64_GT_U, 2, unsigned, IFGT);
    compare(Op.I64_LE_U, 2, unsigned, IFLE);
    compare(Op.I64_GE_U, 2, unsigned, IFGE);
  }

  private static void floatComparisons() {
    Consumer<JvmCode> fless = one(CodeBuilder::fcmpl);
    Consumer<JvmCode> fgreater = one(CodeBuilder::fcmpg);
    compare(Op.F32_EQ, 2, fless, IFEQ);
    compare(Op.F32_NE, 2, fless, IFNE);
    compare(Op.F32_LT, 2, fgreater, IFLT);
    compare(Op.F32_GT, 2, fless, IFGT);
    compare(Op.F32_LE, 2, fgreater, IFLE);
    compare(Op.F32_GE, 2, fless, IFGE);
    Consumer<JvmCode> dless = one(CodeBuilder::dcmpl);
    Consumer<JvmCode> dgreater = one(CodeBuilder::dcmpg);
    compare(Op.F64_EQ, 2, dless, IFEQ);
    compare(Op.F64_NE, 2, dless, IFNE);
    compare(Op.F64_LT, 2, dgreater, IFLT);
    compare(Op.F64_GT, 2, dless, IFGT);
    compare(Op.F64_LE, 2, dgreater, IFLE);
    compare(Op.F64_GE, 2, dless, IFGE);
  }

  /** Returns the branch that is taken exactly when another is not. */
  public static java.lang.classfile.Opcode opposite(java.lang.classfile.Opcode branch) {
    return switch (branch) {
      case IFEQ -> IFNE;
      case IFNE -> IFEQ;
      case IFLT -> IFGE;
      case IFGE -> IFLT;
      case IFGT -> IFLE;
      case IFLE -> IFGT;
      case IF_ICMPEQ -> IF_ICMPNE;
      case IF_ICMPNE -> IF_ICMPEQ;
      case IF_ICMPLT -> IF_ICMPGE;
      case IF_ICMPGE -> IF_ICMPLT;
      case IF_ICMPGT -> IF_ICMPLE;
      case IF_ICMPLE -> IF_ICMPGT;
      case IFNULL -> IFNONNULL;
      case IFNONNULL -> IFNULL;
      default -> throw new IllegalArgumentException("no conditional branch: " + branch);
    };
  }
}
