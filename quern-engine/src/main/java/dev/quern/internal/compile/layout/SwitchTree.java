package dev.quern.internal.compile.layout;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.VectorForm;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A switch over any number of cases. It is a method with a {@code tableswitch} over the cases, or
 * over further methods of the same kind; each of these is in a class of its own that is generated
 * when first reached. So no method and no constant pool grows too large, at the cost of one more
 * call for each factor of the fan-out.
 *
 * <p>Every method takes the same parameters, from which the number of the case is determined.
 */
public final class SwitchTree {
  public static final String METHOD = "call";

  private final Layout layout;
  private final String root;
  private final int count;
  private final int fanOut;
  private final MethodTypeDesc type;
  private final Consumer<JvmCode> loadNumber;
  private final Consumer<JvmCode> writeOther;

  /**
   * Creates the tree below a class.
   *
   * @param root simple name of the class at the root
   * @param caseBytes bytes of code for one case
   * @param loadNumber pushes the number of the case
   * @param writeOther emits what to do for a number that has no case, and returns
   */
  public SwitchTree(
      Layout layout,
      String root,
      int count,
      int caseBytes,
      MethodTypeDesc type,
      Consumer<JvmCode> loadNumber,
      Consumer<JvmCode> writeOther) {
    this.layout = layout;
    this.root = root;
    this.count = count;
    this.type = type;
    this.loadNumber = loadNumber;
    this.writeOther = writeOther;
    int room = layout.options.methodLimit() - 100;
    this.fanOut = Math.clamp(room / (caseBytes + 4), 2, 200);
  }

  /** Returns whether a node with a span contains the cases themselves. */
  private boolean isLeaf(int span) {
    return span <= fanOut;
  }

  /** Returns the least power of the fan-out that covers all cases. */
  public int rootSpan() {
    long span = fanOut;
    while (span < count) {
      span *= fanOut;
    }
    return (int) Math.min(span, Integer.MAX_VALUE);
  }

  /** Returns the simple name of the class for the cases from {@code first} on. */
  private String nodeName(int span, int first) {
    return root + "_" + span + "_" + first;
  }

  /** Emits the class of a node, named {@code root_span_first}. */
  public void writeNode(
      ClassWriter writer, String simpleName, BiConsumer<JvmCode, Integer> writeCase, char result) {
    String[] parts = simpleName.split("_", -1);
    int span = Integer.parseInt(parts[1]);
    int first = Integer.parseInt(parts[2]);
    var code = new JvmCode(VectorForm.OBJECT);
    writer.addClass(
        layout.named(simpleName),
        builder ->
            builder.withMethodBody(
                METHOD,
                type,
                ClassWriter.PUBLIC_STATIC,
                body -> {
                  code.start(body);
                  writeSwitch(code, span, first, writeCase, result);
                }));
  }

  /**
   * Emits the switch over the cases from {@code first} up to {@code first + span}, with returns.
   */
  public void writeSwitch(
      JvmCode code, int span, int first, BiConsumer<JvmCode, Integer> writeCase, char result) {
    int childSpan = isLeaf(span) ? 1 : span / fanOut;
    int children = Math.min(fanOut, (count - first + childSpan - 1) / childSpan);
    var cases = new ArrayList<JvmLabel>();
    for (int i = 0; i < children; i++) {
      cases.add(code.newLabel());
    }
    JvmLabel other = code.newLabel();
    loadNumber.accept(code);
    code.iconst(first);
    code.emit(1, CodeBuilder::isub);
    if (childSpan > 1) {
      code.iconst(childSpan);
      code.emit(1, CodeBuilder::idiv);
    }
    code.tableSwitch(0, cases, other);
    IntConsumer writeChild = i -> writeChild(code, childSpan, first + i * childSpan, writeCase);
    for (int i = 0; i < children; i++) {
      code.bind(cases.get(i));
      writeChild.accept(i);
      code.returnValue(result);
    }
    code.bind(other);
    writeOther.accept(code);
  }

  private void writeChild(
      JvmCode code, int span, int first, BiConsumer<JvmCode, Integer> writeCase) {
    if (span == 1) {
      writeCase.accept(code, first);
      return;
    }
    int local = 0;
    for (ClassDesc parameter : type.parameterList()) {
      char letter = letter(parameter);
      code.load(letter, local);
      local += JvmCode.slots(letter);
    }
    code.invokeStatic(layout.named(nodeName(span, first)), METHOD, type);
  }

  private static char letter(ClassDesc type) {
    return type.isPrimitive() ? type.descriptorString().charAt(0) : 'R';
  }
}
