package dev.quern.internal.compile.jvm;

import dev.quern.V128;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
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
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The code of the methods of {@code Vectors} or {@code VectorApi}, which is copied into generated
 * methods instead of being called.
 *
 * <p>HotSpot always inlines the methods of the Vector API, but ours only within inlining budgets
 * that a few calls of the Vector API exhaust: less than a dozen additions make 18,000 nodes of its
 * graph. A vector that goes through a call that is not inlined becomes an object, and so does every
 * vector that may meet it in a loop.
 *
 * <p>Where vectors are two longs, the copy has two longs wherever the method has a {@link V128}:
 * the instructions that create one or read its halves disappear. Methods on single longs are
 * called, which costs little if HotSpot does not inline them.
 */
public final class VectorCode {
  /** Maximum number of JVM locals that a method, with the methods that it calls, may take. */
  public static final int LOCALS = 48;

  /** Stands for the label after a method's last instruction. */
  private static final Object END = new Object();

  /** Emits a piece of a method whose locals begin at {@code base}. */
  private interface Piece {
    void emit(JvmCode code, int base, Map<Object, JvmLabel> labels);
  }

  private static final Piece NOTHING = (code, base, labels) -> {};

  private record Method(int locals, List<Piece> pieces) {}

  private final String prefix;
  private final boolean splitsVectors;

  /** Methods by class, name and descriptor; filled before this object is published. */
  private final Map<String, Method> methods = new HashMap<>();

  private final Map<String, String> superclasses = new HashMap<>();

  /**
   * Reads a class and its superclasses, whose names begin with its own.
   *
   * @param splitsVectors whether a {@link V128} becomes two longs
   */
  VectorCode(ClassDesc meanings, boolean splitsVectors) {
    String descriptor = meanings.descriptorString();
    this.prefix = descriptor.substring(1, descriptor.length() - 1);
    this.splitsVectors = splitsVectors;
    String name = prefix;
    while (name.startsWith(prefix)) {
      var model = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG).parse(bytes(name));
      for (MethodModel method : model.methods()) {
        MethodTypeDesc type = method.methodTypeSymbol();
        String key = key(name, method.methodName().stringValue(), type);
        method.findAttribute(Attributes.code()).ifPresent(c -> methods.put(key, read(c, type)));
      }
      String superclass = model.superclass().orElseThrow().asInternalName();
      superclasses.put(name, superclass);
      name = superclass;
    }
  }

  private static String key(String owner, String name, MethodTypeDesc type) {
    return owner + "." + name + type.descriptorString();
  }

  /** Emits a copy of a method's code in place of a call. */
  void copy(JvmCode code, String name, MethodTypeDesc type) {
    copy(code, prefix, name, type, code.freeLocals());
  }

  private void copy(JvmCode code, String owner, String name, MethodTypeDesc type, int base) {
    Method method = methods.get(key(owner, name, type));
    if (method == null) {
      String superclass = superclasses.get(owner);
      if (superclass == null) {
        throw new IllegalStateException("no method " + name + type.displayDescriptor());
      }
      copy(code, superclass, name, type, base);
      return;
    }
    if (base + method.locals > code.freeLocals() + LOCALS) {
      throw new IllegalStateException("too many locals: " + name);
    }
    var labels = new HashMap<Object, JvmLabel>();
    method.pieces.forEach(piece -> piece.emit(code, base, labels));
  }

  // Reading.

  private static byte[] bytes(String name) {
    try (InputStream in = VectorCode.class.getResourceAsStream("/" + name + ".class")) {
      if (in == null) {
        throw new IllegalStateException("no class file of " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class file of " + name, e);
    }
  }

  private Method read(CodeAttribute method, MethodTypeDesc type) {
    var pieces = new ArrayList<Piece>();
    var places = new int[method.maxLocals()];
    int next = 0;
    int slot = 0;
    for (ClassDesc parameter : type.parameterList()) {
      TypeKind kind = TypeKind.from(parameter);
      places[slot] = isSplit(parameter) ? -1 - next : next;
      if (isSplit(parameter)) {
        pieces.addFirst(store(TypeKind.LONG, next));
        pieces.addFirst(store(TypeKind.LONG, next + 2));
      } else {
        pieces.addFirst(store(kind, next));
      }
      slot += kind.slotSize();
      next += isSplit(parameter) ? 4 : kind.slotSize();
    }
    while (slot < places.length) {
      places[slot++] = next++;
    }
    List<CodeElement> elements = method.elementList();
    int last = elements.size() - 1;
    while (!(elements.get(last) instanceof ReturnInstruction)) {
      last--;
    }
    // The last instruction would be a jump to the label right after it.
    int locals = next;
    elements.subList(0, last).forEach(element -> pieces.add(piece(element, places, locals)));
    pieces.add((code, base, labels) -> code.bind(label(code, labels, END)));
    return new Method(locals, List.copyOf(pieces));
  }

  private boolean isSplit(ClassDesc type) {
    return splitsVectors && type.equals(Names.VECTOR);
  }

  private Piece piece(CodeElement element, int[] places, int locals) {
    return switch (element) {
      case LoadInstruction load -> load(load.typeKind(), places[load.slot()]);
      case StoreInstruction store -> store(store.typeKind(), places[store.slot()]);
      case BranchInstruction branch -> branch(branch.opcode(), branch.target());
      case ReturnInstruction exit -> branch(Opcode.GOTO, END);
      case LabelTarget target ->
          (code, base, labels) -> code.bind(label(code, labels, target.label()));
      case NewObjectInstruction made when isSplit(made.className().asSymbol()) -> NOTHING;
      case StackInstruction dup when splitsVectors && dup.opcode() == Opcode.DUP -> NOTHING;
      case InvokeInstruction call when isSplit(call.owner().asSymbol()) -> part(call);
      case InvokeInstruction call when isCopied(call) ->
          (code, base, labels) ->
              copy(
                  code,
                  call.owner().asInternalName(),
                  call.name().stringValue(),
                  call.typeSymbol(),
                  base + locals);
      case Instruction other -> copied(other);
      default -> NOTHING;
    };
  }

  /** Returns whether a method is ours and, where others can be called, works on vectors. */
  private boolean isCopied(InvokeInstruction call) {
    MethodTypeDesc type = call.typeSymbol();
    return call.owner().asInternalName().startsWith(prefix)
        && (!splitsVectors
            || isSplit(type.returnType())
            || type.parameterList().stream().anyMatch(this::isSplit));
  }

  /** Returns what a call of a constructor or accessor of {@link V128} becomes on two longs. */
  private static Piece part(InvokeInstruction call) {
    return switch (call.name().stringValue()) {
      case "low" -> (code, base, labels) -> code.emit(1, CodeBuilder::pop2);
      case "high" -> (code, base, labels) -> code.emit(3, c -> c.dup2_x2().pop2().pop2());
      case "<init>" -> NOTHING;
      default -> throw new IllegalStateException("method of V128: " + call.name().stringValue());
    };
  }

  /** Loads a local; a place below 0 is that of a vector in two longs. */
  private static Piece load(TypeKind kind, int slot) {
    if (slot < 0) {
      return (code, base, labels) -> {
        code.load('J', base - 1 - slot);
        code.load('J', base + 1 - slot);
      };
    }
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
    // A constant may have a larger index in the constant pool of the other class.
    int bytes = instruction.opcode() == Opcode.LDC ? 3 : instruction.sizeInBytes();
    Consumer<CodeBuilder> copy = c -> c.with(instruction);
    return (code, base, labels) -> code.emit(bytes, copy);
  }
}
