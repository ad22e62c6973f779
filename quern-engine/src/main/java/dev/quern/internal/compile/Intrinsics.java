package dev.quern.internal.compile;

import dev.quern.internal.syntax.Op;
import dev.quern.internal.syntax.Opcode;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The instructions that are emitted as JVM instructions, or as calls that HotSpot knows as
 * intrinsics. Every other regular instruction is a call of the method of {@code Numerics} that has
 * its name.
 */
final class Intrinsics {

  /**
   * A comparison: what turns the operands into something that a JVM branch tests, and that branch,
   * taken when the comparison holds. What comes first brings NaN to the side where the branch is
   * not taken, for a branch and its opposite alike.
   */
  record Comparison(
      int operands, @Nullable Consumer<JvmCode> first, java.lang.classfile.Opcode branch) {
    void emit(JvmCode code) {
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

  /** Whether the meaning of an instruction is among those of vectors. */
  static boolean usesVectors(Opcode opcode) {
    return opcode.operands().contains("V") || opcode.result() == 'V';
  }

  /** The comparison that an instruction is, or null. */
  static @Nullable Comparison comparison(int op) {
    return COMPARISONS.get(op);
  }

  /** Emits a regular numeric instruction whose operands are on the JVM's stack. */
  static void emit(Opcode opcode, JvmCode code) {
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

  /** The name of an instruction's method: its row's name in camel case. */
  static String methodName(Opcode opcode) {
    var name = new StringBuilder();
    for (String part : opcode.name().toLowerCase(java.util.Locale.ROOT).split("_", -1)) {
      name.append(
          name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return name.toString();
  }

  private static void op(int op, Consumer<CodeBuilder> instruction) {
    ops(op, 1, instruction);
  }

  private static void ops(int op, int bytes, Consumer<CodeBuilder> instructions) {
    SEQUENCES.put(op, code -> code.emit(bytes, instructions));
  }

  private static void call(int op, ClassDesc owner, String name, String type) {
    MethodTypeDesc desc = Names.desc(type);
    SEQUENCES.put(op, code -> code.invokeStatic(owner, name, desc));
  }

  private static void integers() {
    op(Op.I32_ADD, CodeBuilder::iadd);
    op(Op.I32_SUB, CodeBuilder::isub);
    op(Op.I32_MUL, CodeBuilder::imul);
    op(Op.I32_REM_S, CodeBuilder::irem);
    op(Op.I32_AND, CodeBuilder::iand);
    op(Op.I32_OR, CodeBuilder::ior);
    op(Op.I32_XOR, CodeBuilder::ixor);
    op(Op.I32_SHL, CodeBuilder::ishl);
    op(Op.I32_SHR_S, CodeBuilder::ishr);
    op(Op.I32_SHR_U, CodeBuilder::iushr);
    call(Op.I32_DIV_U, Names.INTEGER, "divideUnsigned", "(II)I");
    call(Op.I32_REM_U, Names.INTEGER, "remainderUnsigned", "(II)I");
    call(Op.I32_ROTL, Names.INTEGER, "rotateLeft", "(II)I");
    call(Op.I32_ROTR, Names.INTEGER, "rotateRight", "(II)I");
    call(Op.I32_CLZ, Names.INTEGER, "numberOfLeadingZeros", "(I)I");
    call(Op.I32_CTZ, Names.INTEGER, "numberOfTrailingZeros", "(I)I");
    call(Op.I32_POPCNT, Names.INTEGER, "bitCount", "(I)I");
    op(Op.I64_ADD, CodeBuilder::ladd);
    op(Op.I64_SUB, CodeBuilder::lsub);
    op(Op.I64_MUL, CodeBuilder::lmul);
    op(Op.I64_REM_S, CodeBuilder::lrem);
    op(Op.I64_AND, CodeBuilder::land);
    op(Op.I64_OR, CodeBuilder::lor);
    op(Op.I64_XOR, CodeBuilder::lxor);
    ops(Op.I64_SHL, 2, c -> c.l2i().lshl());
    ops(Op.I64_SHR_S, 2, c -> c.l2i().lshr());
    ops(Op.I64_SHR_U, 2, c -> c.l2i().lushr());
    call(Op.I64_DIV_U, Names.LONG, "divideUnsigned", "(JJ)J");
    call(Op.I64_REM_U, Names.LONG, "remainderUnsigned", "(JJ)J");
  }

  private static void floats() {
    op(Op.F32_ADD, CodeBuilder::fadd);
    op(Op.F32_SUB, CodeBuilder::fsub);
    op(Op.F32_MUL, CodeBuilder::fmul);
    op(Op.F32_DIV, CodeBuilder::fdiv);
    op(Op.F64_ADD, CodeBuilder::dadd);
    op(Op.F64_SUB, CodeBuilder::dsub);
    op(Op.F64_MUL, CodeBuilder::dmul);
    op(Op.F64_DIV, CodeBuilder::ddiv);
    ClassDesc math = Names.of(Math.class);
    call(Op.F64_SQRT, math, "sqrt", "(D)D");
  }

  private static void conversions() {
    op(Op.I32_WRAP_I64, CodeBuilder::l2i);
    op(Op.I64_EXTEND_I32_S, CodeBuilder::i2l);
    ops(Op.I64_EXTEND_I32_U, 5, c -> c.i2l().loadConstant(0xFFFF_FFFFL).land());
    op(Op.F32_CONVERT_I32_S, CodeBuilder::i2f);
    op(Op.F32_CONVERT_I64_S, CodeBuilder::l2f);
    op(Op.F64_CONVERT_I32_S, CodeBuilder::i2d);
    op(Op.F64_CONVERT_I64_S, CodeBuilder::l2d);
    ops(Op.F64_CONVERT_I32_U, 6, c -> c.i2l().loadConstant(0xFFFF_FFFFL).land().l2d());
    op(Op.F32_DEMOTE_F64, CodeBuilder::d2f);
    op(Op.F64_PROMOTE_F32, CodeBuilder::f2d);
    call(Op.I32_REINTERPRET_F32, Names.FLOAT, "floatToRawIntBits", "(F)I");
    call(Op.I64_REINTERPRET_F64, Names.DOUBLE, "doubleToRawLongBits", "(D)J");
    call(Op.F32_REINTERPRET_I32, Names.FLOAT, "intBitsToFloat", "(I)F");
    call(Op.F64_REINTERPRET_I64, Names.DOUBLE, "longBitsToDouble", "(J)D");
    op(Op.I32_EXTEND8_S, CodeBuilder::i2b);
    op(Op.I32_EXTEND16_S, CodeBuilder::i2s);
    ops(Op.I64_EXTEND8_S, 3, c -> c.l2i().i2b().i2l());
    ops(Op.I64_EXTEND16_S, 3, c -> c.l2i().i2s().i2l());
    ops(Op.I64_EXTEND32_S, 2, c -> c.l2i().i2l());
    op(Op.I32_TRUNC_SAT_F32_S, CodeBuilder::f2i);
    op(Op.I32_TRUNC_SAT_F64_S, CodeBuilder::d2i);
    op(Op.I64_TRUNC_SAT_F32_S, CodeBuilder::f2l);
    op(Op.I64_TRUNC_SAT_F64_S, CodeBuilder::d2l);
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
    compare(Op.I32_EQZ, 1, null, java.lang.classfile.Opcode.IFEQ);
    compare(Op.REF_IS_NULL, 1, null, java.lang.classfile.Opcode.IFNULL);
    compare(
        Op.REF_EQ,
        2,
        code -> code.invokeStatic(Names.CASTS, "refEq", REF_EQ),
        java.lang.classfile.Opcode.IFNE);
    compare(Op.I32_EQ, 2, null, java.lang.classfile.Opcode.IF_ICMPEQ);
    compare(Op.I32_NE, 2, null, java.lang.classfile.Opcode.IF_ICMPNE);
    compare(Op.I32_LT_S, 2, null, java.lang.classfile.Opcode.IF_ICMPLT);
    compare(Op.I32_GT_S, 2, null, java.lang.classfile.Opcode.IF_ICMPGT);
    compare(Op.I32_LE_S, 2, null, java.lang.classfile.Opcode.IF_ICMPLE);
    compare(Op.I32_GE_S, 2, null, java.lang.classfile.Opcode.IF_ICMPGE);
    Consumer<JvmCode> unsigned = compareUnsigned(Names.INTEGER, "(II)I");
    compare(Op.I32_LT_U, 2, unsigned, java.lang.classfile.Opcode.IFLT);
    compare(Op.I32_GT_U, 2, unsigned, java.lang.classfile.Opcode.IFGT);
    compare(Op.I32_LE_U, 2, unsigned, java.lang.classfile.Opcode.IFLE);
    compare(Op.I32_GE_U, 2, unsigned, java.lang.classfile.Opcode.IFGE);
  }

  private static void longComparisons() {
    compare(
        Op.I64_EQZ,
        1,
        code -> code.emit(2, c -> c.lconst_0().lcmp()),
        java.lang.classfile.Opcode.IFEQ);
    Consumer<JvmCode> signed = one(CodeBuilder::lcmp);
    compare(Op.I64_EQ, 2, signed, java.lang.classfile.Opcode.IFEQ);
    compare(Op.I64_NE, 2, signed, java.lang.classfile.Opcode.IFNE);
    compare(Op.I64_LT_S, 2, signed, java.lang.classfile.Opcode.IFLT);
    compare(Op.I64_GT_S, 2, signed, java.lang.classfile.Opcode.IFGT);
    compare(Op.I64_LE_S, 2, signed, java.lang.classfile.Opcode.IFLE);
    compare(Op.I64_GE_S, 2, signed, java.lang.classfile.Opcode.IFGE);
    Consumer<JvmCode> unsigned = compareUnsigned(Names.LONG, "(JJ)I");
    compare(Op.I64_LT_U, 2, unsigned, java.lang.classfile.Opcode.IFLT);
    compare(Op.I64_GT_U, 2, unsigned, java.lang.classfile.Opcode.IFGT);
    compare(Op.I64_LE_U, 2, unsigned, java.lang.classfile.Opcode.IFLE);
    compare(Op.I64_GE_U, 2, unsigned, java.lang.classfile.Opcode.IFGE);
  }

  private static void floatComparisons() {
    Consumer<JvmCode> fless = one(CodeBuilder::fcmpl);
    Consumer<JvmCode> fgreater = one(CodeBuilder::fcmpg);
    compare(Op.F32_EQ, 2, fless, java.lang.classfile.Opcode.IFEQ);
    compare(Op.F32_NE, 2, fless, java.lang.classfile.Opcode.IFNE);
    compare(Op.F32_LT, 2, fgreater, java.lang.classfile.Opcode.IFLT);
    compare(Op.F32_GT, 2, fless, java.lang.classfile.Opcode.IFGT);
    compare(Op.F32_LE, 2, fgreater, java.lang.classfile.Opcode.IFLE);
    compare(Op.F32_GE, 2, fless, java.lang.classfile.Opcode.IFGE);
    Consumer<JvmCode> dless = one(CodeBuilder::dcmpl);
    Consumer<JvmCode> dgreater = one(CodeBuilder::dcmpg);
    compare(Op.F64_EQ, 2, dless, java.lang.classfile.Opcode.IFEQ);
    compare(Op.F64_NE, 2, dless, java.lang.classfile.Opcode.IFNE);
    compare(Op.F64_LT, 2, dgreater, java.lang.classfile.Opcode.IFLT);
    compare(Op.F64_GT, 2, dless, java.lang.classfile.Opcode.IFGT);
    compare(Op.F64_LE, 2, dgreater, java.lang.classfile.Opcode.IFLE);
    compare(Op.F64_GE, 2, dless, java.lang.classfile.Opcode.IFGE);
  }

  /** The branch that is taken exactly when another is not. */
  static java.lang.classfile.Opcode opposite(java.lang.classfile.Opcode branch) {
    return switch (branch) {
      case IFEQ -> java.lang.classfile.Opcode.IFNE;
      case IFNE -> java.lang.classfile.Opcode.IFEQ;
      case IFLT -> java.lang.classfile.Opcode.IFGE;
      case IFGE -> java.lang.classfile.Opcode.IFLT;
      case IFGT -> java.lang.classfile.Opcode.IFLE;
      case IFLE -> java.lang.classfile.Opcode.IFGT;
      case IF_ICMPEQ -> java.lang.classfile.Opcode.IF_ICMPNE;
      case IF_ICMPNE -> java.lang.classfile.Opcode.IF_ICMPEQ;
      case IF_ICMPLT -> java.lang.classfile.Opcode.IF_ICMPGE;
      case IF_ICMPGE -> java.lang.classfile.Opcode.IF_ICMPLT;
      case IF_ICMPGT -> java.lang.classfile.Opcode.IF_ICMPLE;
      case IF_ICMPLE -> java.lang.classfile.Opcode.IF_ICMPGT;
      case IFNULL -> java.lang.classfile.Opcode.IFNONNULL;
      case IFNONNULL -> java.lang.classfile.Opcode.IFNULL;
      default -> throw new IllegalArgumentException("no conditional branch: " + branch);
    };
  }
}
