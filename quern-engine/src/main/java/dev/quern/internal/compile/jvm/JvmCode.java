package dev.quern.internal.compile.jvm;

import dev.quern.runtime.Trap;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sink for JVM instructions. It counts their bytes, and emits them to a {@link CodeBuilder} if
 * it has one: the first walks over a function only measure. Where the exact size is not known
 * (constant pool indices, padding of switches) it counts the larger one.
 */
public final class JvmCode {
  /** The form of vectors, letter V, in the method. */
  public final Vectors vectors;

  /** The form of a v128 while a method works with it; see {@link VectorForm}. */
  public interface Vectors {
    /** Returns the class of a vector in the descriptors of the implementation methods. */
    ClassDesc type();

    /** Returns the number of JVM locals, or slots on the JVM stack, that a vector takes. */
    int slots();

    /** Returns whether a vector on the JVM stack is not a {@link dev.quern.V128}. */
    boolean isOwnForm();

    void load(JvmCode code, char shape, int index);

    void store(JvmCode code, char shape, int index);

    /** Pops a vector from the JVM stack. */
    void pop(JvmCode code);

    /** Pushes zeros in a shape of lanes. */
    void zero(JvmCode code, char shape);

    /** Pushes a vector. */
    void constant(JvmCode code, long low, long high);

    /** Converts the object on the JVM stack to this form, in a shape. */
    void enter(JvmCode code, char shape);

    /** Converts the vector on the JVM stack, in a shape, to the object. */
    void leave(JvmCode code, char shape);

    /** Selects one of two vectors by a number. */
    void select(JvmCode code);

    /**
     * Shuffles two vectors.
     *
     * @param low the lane indices of the result's lower half, a byte each
     * @param high those of its upper half
     */
    void shuffle(JvmCode code, long low, long high);

    /** Returns the type of the method that implements a regular instruction without an address. */
    MethodTypeDesc typeOf(dev.quern.internal.syntax.Opcode opcode);

    /** Applies an implementation method to the values on the JVM stack. */
    void invoke(JvmCode code, String name, MethodTypeDesc method);
  }

  private @Nullable CodeBuilder out;
  private int size;
  private int inlined;

  /** The number of instructions that load or store each JVM local. */
  private int[] uses = new int[64];

  private boolean linksAccesses;
  private final Map<Check, JvmLabel> handlers = new EnumMap<>(Check.class);
  private IntSupplier freeLocals = () -> 0;

  public JvmCode(Vectors vectors) {
    this.vectors = vectors;
  }

  /** Starts a new method, or only a new count if the builder is null. */
  public void start(@Nullable CodeBuilder builder) {
    out = builder;
    size = 0;
    inlined = 0;
    Arrays.fill(uses, 0);
    handlers.clear();
  }

  /** Returns the code size since the start. */
  public int size() {
    return size;
  }

  /**
   * Returns the code size since the start as C2 counts it; C2 refuses to inline if it is too large.
   */
  public int weight() {
    return size + inlined;
  }

  /** Counts bytes that C2 will inline in place of a call. */
  public void inline(int bytes) {
    inlined += bytes;
  }

  /**
   * Returns whether accesses to memory link themselves to the methods that make them, which C2 then
   * inlines without a limit. Otherwise they are plain calls, which start faster and which C2
   * inlines up to a limit that {@link #weight} is compared with.
   */
  public boolean linksAccesses() {
    return linksAccesses;
  }

  /** Makes accesses to memory link themselves from now on. */
  public void linkAccesses() {
    linksAccesses = true;
  }

  /** Sets the supplier of free JVM locals in the method being emitted. */
  public void freeLocals(IntSupplier supplier) {
    freeLocals = supplier;
  }

  /** Returns the first of {@link VectorCode#LOCALS} free JVM locals. */
  public int freeLocals() {
    return freeLocals.getAsInt();
  }

  public JvmLabel newLabel() {
    return new JvmLabel(out == null ? null : out.newLabel());
  }

  public void bind(JvmLabel label) {
    if (out != null && label.label != null) {
      out.labelBinding(label.label);
    }
  }

  /** Emits instructions, none of them a jump, of a known code size. */
  public void emit(int bytes, Consumer<CodeBuilder> instructions) {
    size += bytes;
    if (out != null) {
      instructions.accept(out);
    }
  }

  /** Emits an instruction of a known code size whose check traps if it fails. */
  public void emit(Check check, int bytes, Consumer<CodeBuilder> instruction) {
    emit(check, () -> emit(bytes, instruction));
  }

  /** Emits instructions of which one has a check that traps if it fails. */
  public void emit(Check check, Runnable instructions) {
    JvmLabel handler = handlers.computeIfAbsent(check, c -> newLabel());
    Label start = out == null ? null : out.newBoundLabel();
    instructions.run();
    if (out != null && start != null && handler.label != null) {
      out.exceptionCatch(start, out.newBoundLabel(), handler.label, check.exception);
    }
  }

  /** Emits the handlers of failing checks; once, after the last instruction of a method. */
  public void finishChecks() {
    handlers.forEach((check, handler) -> {
      bind(handler);
      trap(check.trap);
    });
  }

  /** Emits a throw of a trap. */
  public void trap(Trap trap) {
    getStatic(Names.TRAP, trap.name(), Names.TRAP);
    invokeVirtual(Names.TRAP, "exception", Names.desc(Names.TRAP_EXCEPTION));
    emit(1, CodeBuilder::athrow);
  }

  public void load(char letter, int index) {
    if (Shapes.isVector(letter)) {
      vectors.load(this, letter, index);
      return;
    }
    use(index);
    if (out != null) {
      out.loadLocal(kind(letter), index);
    }
  }

  public void store(char letter, int index) {
    if (Shapes.isVector(letter)) {
      vectors.store(this, letter, index);
      return;
    }
    use(index);
    if (out != null) {
      out.storeLocal(kind(letter), index);
    }
  }

  private void use(int index) {
    size += localBytes(index);
    if (index >= uses.length) {
      uses = Arrays.copyOf(uses, index * 2);
    }
    uses[index]++;
  }

  /** Returns the number of loads and stores of a JVM local since the start. */
  public int uses(int index) {
    return index < uses.length ? uses[index] : 0;
  }

  /**
   * Adjusts the code size as if the uses of one JVM local since the start were those of another.
   */
  public void moved(int from, int to) {
    size += uses(from) * (localBytes(to) - localBytes(from));
  }

  private static int localBytes(int index) {
    return index < 4 ? 1 : index < 256 ? 2 : 4;
  }

  public void iconst(int value) {
    size += value >= -1 && value <= 5 ? 1 : value == (byte) value ? 2 : 3;
    if (out != null) {
      out.loadConstant(value);
    }
  }

  /** Pushes a constant given by its bits, as {@code OperandStack} keeps them. */
  public void constant(char letter, long bits) {
    switch (letter) {
      case 'I' -> iconst((int) bits);
      case 'J' -> emit(3, c -> c.loadConstant(bits));
      case 'F' -> floatConstant((int) bits);
      case 'D' -> doubleConstant(bits);
      case 'V' -> vectors.constant(this, 0, 0);
      case Shapes.FLOATS, Shapes.DOUBLES, Shapes.INTS -> vectors.zero(this, letter);
      default -> emit(1, CodeBuilder::aconst_null);
    }
  }

  // A NaN is pushed as its bits: the class file library and HotSpot's interpreter may turn it into
  // another NaN.

  private void floatConstant(int bits) {
    float value = Float.intBitsToFloat(bits);
    if (Float.isNaN(value)) {
      iconst(bits);
      invokeStatic(Names.FLOAT, "intBitsToFloat", Names.desc("(I)F"));
    } else {
      emit(3, c -> c.loadConstant(value));
    }
  }

  private void doubleConstant(long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isNaN(value)) {
      emit(3, c -> c.loadConstant(bits));
      invokeStatic(Names.DOUBLE, "longBitsToDouble", Names.desc("(J)D"));
    } else {
      emit(3, c -> c.loadConstant(value));
    }
  }

  public void branch(Opcode opcode, JvmLabel target) {
    size += 3;
    target.uses++;
    if (out != null && target.label != null) {
      out.branch(opcode, target.label);
    }
  }

  public void jump(JvmLabel target) {
    branch(Opcode.GOTO, target);
  }

  /** Sends what is thrown between two labels to a handler if WebAssembly can catch it. */
  public void exceptionCatch(JvmLabel start, JvmLabel end, JvmLabel handler) {
    if (out != null && start.label != null && end.label != null && handler.label != null) {
      out.exceptionCatch(start.label, end.label, handler.label, Names.CATCHABLE);
    }
  }

  public void tableSwitch(int low, List<JvmLabel> targets, JvmLabel other) {
    if (targets.isEmpty()) {
      emit(1, CodeBuilder::pop);
      jump(other);
      return;
    }
    size += 16 + 4 * targets.size();
    other.uses++;
    targets.forEach(target -> target.uses++);
    if (out != null && other.label != null) {
      var cases = new ArrayList<SwitchCase>(targets.size());
      for (int i = 0; i < targets.size(); i++) {
        Label label = targets.get(i).label;
        if (label != null) {
          cases.add(SwitchCase.of(low + i, label));
        }
      }
      out.tableswitch(low, low + targets.size() - 1, other.label, cases);
    }
  }

  public void invokeStatic(ClassDesc owner, String name, MethodTypeDesc type) {
    emit(3, c -> c.invokestatic(owner, name, type));
  }

  public void invokeVirtual(ClassDesc owner, String name, MethodTypeDesc type) {
    emit(3, c -> c.invokevirtual(owner, name, type));
  }

  public void invokeDynamic(DynamicCallSiteDesc site) {
    emit(5, c -> c.invokedynamic(site));
  }

  public void constant(DynamicConstantDesc<?> constant) {
    emit(3, c -> c.loadConstant(constant));
  }

  public void getField(ClassDesc owner, String name, ClassDesc type) {
    emit(3, c -> c.getfield(owner, name, type));
  }

  public void putField(ClassDesc owner, String name, ClassDesc type) {
    emit(3, c -> c.putfield(owner, name, type));
  }

  public void getStatic(ClassDesc owner, String name, ClassDesc type) {
    emit(3, c -> c.getstatic(owner, name, type));
  }

  public void checkCast(ClassDesc type) {
    emit(3, c -> c.checkcast(type));
  }

  /** Converts a parameter, result or global on the JVM stack to the form the method works with. */
  public void enter(char letter) {
    if (Shapes.isVector(letter)) {
      vectors.enter(this, letter);
    }
  }

  /** Converts a value from the form the method works with to a parameter, result or global. */
  public void leave(char letter) {
    if (Shapes.isVector(letter)) {
      vectors.leave(this, letter);
    }
  }

  /** Emits a return of a value of a kind; {@code _} for none. */
  public void returnValue(char letter) {
    leave(letter);
    emit(1, c -> c.return_(letter == '_' ? TypeKind.VOID : kind(letter)));
  }

  /** Emits a return of zero or null where a value of a kind is required that nobody will use. */
  public void returnNothing(char letter) {
    char plain = Shapes.isVector(letter) ? 'R' : letter;
    if (plain != '_') {
      constant(plain, 0);
    }
    returnValue(plain);
  }

  public void pop(char letter) {
    if (Shapes.isVector(letter)) {
      vectors.pop(this);
      return;
    }
    emit(1, isWide(letter) ? CodeBuilder::pop2 : CodeBuilder::pop);
  }

  public void dup(char letter) {
    emit(1, isWide(letter) ? CodeBuilder::dup2 : CodeBuilder::dup);
  }

  /** Converts an i32 to an i64 of the same unsigned value. */
  public void zeroExtend() {
    emit(1, CodeBuilder::i2l);
    constant('J', 0xFFFF_FFFFL);
    emit(1, CodeBuilder::land);
  }

  /** Adds an offset to an address, both unsigned; an overflow gives -1. */
  public void addOffset(long offset) {
    if (offset != 0) {
      constant('J', offset);
      invokeStatic(Names.SEGMENTS, "address", Names.desc("(JJ)J"));
    }
  }

  /** Returns whether a frame keeps values of a kind among its references. */
  public static boolean isObject(char letter) {
    return letter == 'R' || Shapes.isVector(letter);
  }

  public static boolean isWide(char letter) {
    return letter == 'J' || letter == 'D';
  }

  /** Returns the number of JVM slots that a value takes as a parameter. */
  public static int slots(char letter) {
    return isWide(letter) ? 2 : 1;
  }

  /** Returns the number of JVM slots that a value takes as a local. */
  public int localSlots(char letter) {
    return Shapes.isVector(letter) ? vectors.slots() : slots(letter);
  }

  static TypeKind kind(char letter) {
    return switch (letter) {
      case 'I' -> TypeKind.INT;
      case 'J' -> TypeKind.LONG;
      case 'F' -> TypeKind.FLOAT;
      case 'D' -> TypeKind.DOUBLE;
      case 'R', 'V' -> TypeKind.REFERENCE;
      default -> throw new IllegalArgumentException("no JVM kind for " + letter);
    };
  }
}
