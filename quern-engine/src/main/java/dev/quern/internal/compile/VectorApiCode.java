package dev.quern.internal.compile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The code of the methods of {@code VectorApi}, which is copied into generated methods instead of
 * being called.
 *
 * <p>HotSpot inlines the methods of the Vector API always, and ours only within budgets that a few
 * calls of the Vector API exhaust: 18,000 nodes of its graph are less than a dozen additions. A
 * vector that goes through a call which is not inlined becomes an object, and so does every vector
 * that may meet it in a loop.
 */
final class VectorApiCode {
  /** JVM locals that a method, with the methods that it calls, may take. */
  static final int LOCALS = 32;

  /** Stands for the label behind a method's last instruction. */
  private static final Object END = new Object();

  /** Emits a piece of a method whose locals begin at {@code base}. */
  private interface Piece {
    void emit(JvmCode code, int base, Map<Object, JvmLabel> labels);
  }

  private record Method(int locals, List<Piece> pieces) {}

  /** Methods by name and descriptor; filled before anybody sees it. */
  private static final Map<String, Method> METHODS = read();

  private VectorApiCode() {}

  /**
   * Does what a call of a method would do.
   *
   * @param base the first of {@link #LOCALS} JVM locals that are free
   */
  static void copy(JvmCode code, String name, MethodTypeDesc type, int base) {
    Method method = METHODS.get(key(name, type));
    if (method == null || base + method.locals > code.freeLocals() + LOCALS) {
      throw new IllegalStateException("no method " + name + type.displayDescriptor());
    }
    var labels = new HashMap<Object, JvmLabel>();
    method.pieces.forEach(piece -> piece.emit(code, base, labels));
  }

  private static String key(String name, MethodTypeDesc type) {
    return name + type.descriptorString();
  }

  // Reading.

  private static Map<String, Method> read() {
    var methods = new HashMap<String, Method>();
    String name = internalName(Names.VECTOR_API.descriptorString());
    while (isOurs(name)) {
      var model = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG).parse(bytes(name));
      for (MethodModel method : model.methods()) {
        MethodTypeDesc type = method.methodTypeSymbol();
        String key = key(method.methodName().stringValue(), type);
        CodeAttribute code = method.findAttribute(Attributes.code()).orElseThrow();
        boolean isSecond =
            methods.put(key, new Method(code.maxLocals(), pieces(code, type))) != null;
        if (isSecond && !key.startsWith("<")) {
          throw new IllegalStateException("two methods " + key);
        }
      }
      name = model.superclass().orElseThrow().asInternalName();
    }
    return methods;
  }

  private static String internalName(String descriptor) {
    return descriptor.substring(1, descriptor.length() - 1);
  }

  /** Whether a class is {@code VectorApi} or one of its superclasses. */
  private static boolean isOurs(String internalName) {
    return internalName.startsWith(internalName(Names.VECTOR_API.descriptorString()));
  }

  private static byte[] bytes(String name) {
    try (InputStream in = VectorApiCode.class.getResourceAsStream("/" + name + ".class")) {
      if (in == null) {
        throw new IllegalStateException("no class file of " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class file of " + name, e);
    }
  }

  private static List<Piece> pieces(CodeAttribute method, MethodTypeDesc type) {
    var pieces = new ArrayList<Piece>();
    int slot = 0;
    for (var parameter : type.parameterList()) {
      TypeKind kind = TypeKind.from(parameter);
      pieces.addFirst(store(kind, slot));
      slot += kind.slotSize();
    }
    List<CodeElement> elements = method.elementList();
    int last = elements.size() - 1;
    while (!(elements.get(last) instanceof ReturnInstruction)) {
      last--;
    }
    // The last instruction would be a jump to the label behind it.
    elements.subList(0, last).forEach(element -> pieces.add(piece(element, method)));
    pieces.add((code, base, labels) -> code.bind(label(code, labels, END)));
    return List.copyOf(pieces);
  }

  private static Piece piece(CodeElement element, CodeAttribute method) {
    return switch (element) {
      case LoadInstruction load -> load(load.typeKind(), load.slot());
      case StoreInstruction store -> store(store.typeKind(), store.slot());
      case BranchInstruction branch -> branch(branch.opcode(), branch.target());
      case ReturnInstruction exit -> branch(Opcode.GOTO, END);
      case LabelTarget target ->
          (code, base, labels) -> code.bind(label(code, labels, target.label()));
      case InvokeInstruction call when isOurs(call.owner().asInternalName()) ->
          (code, base, labels) ->
              copy(code, call.name().stringValue(), call.typeSymbol(), base + method.maxLocals());
      case Instruction other -> copied(other);
      default -> (code, base, labels) -> {};
    };
  }

  private static Piece load(TypeKind kind, int slot) {
    char letter = letter(kind);
    return (code, base, labels) -> code.load(letter, base + slot);
  }

  private static Piece store(TypeKind kind, int slot) {
    char letter = letter(kind);
    return (code, base, labels) -> code.store(letter, base + slot);
  }

  private static char letter(TypeKind kind) {
    return kind == TypeKind.REFERENCE
        ? 'R'
        : kind.asLoadable().upperBound().descriptorString().charAt(0);
  }

  private static Piece branch(Opcode opcode, Object target) {
    return (code, base, labels) -> code.branch(opcode, label(code, labels, target));
  }

  private static JvmLabel label(JvmCode code, Map<Object, JvmLabel> labels, Object label) {
    return labels.computeIfAbsent(label, l -> code.newLabel());
  }

  private static Piece copied(Instruction instruction) {
    // A constant may have a larger number in the pool of the other class.
    int bytes = instruction.opcode() == Opcode.LDC ? 3 : instruction.sizeInBytes();
    Consumer<java.lang.classfile.CodeBuilder> copy = c -> c.with(instruction);
    return (code, base, labels) -> code.emit(bytes, copy);
  }
}
