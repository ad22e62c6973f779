package dev.quern.internal.compile;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.Stream;

/**
 * Writes the class for calls of one type through references. A function of the calling instance is
 * found by a switch on its rank and called directly, so that HotSpot can inline what a call site
 * mostly calls; any other is called through its method handle. The switch is the type check, too,
 * that such a function passes: those of a type have ranks of their own. Other functions take the
 * check of canonical types.
 */
final class Dispatcher {
  /** Calls the function at an index of a table. */
  static final String INDIRECT = "indirect";

  /** Calls the function of a reference. */
  static final String REFERENCE = "reference";

  private static final String FUNCTION = "function";

  private final Layout layout;
  private final ClassWriter writer;
  private final int typeIndex;
  private final Signature type;
  private final int[] targets;
  private final SwitchTree tree;

  Dispatcher(Layout layout, ClassWriter writer, int typeIndex) {
    this.layout = layout;
    this.writer = writer;
    this.typeIndex = typeIndex;
    this.type = layout.signature(typeIndex);
    this.targets = layout.references(typeIndex);
    int bytes = 2 * type.parameters().length() + 12;
    this.tree =
        new SwitchTree(
            layout,
            "D" + typeIndex,
            targets.length,
            type.isWide() ? 14 : bytes,
            functionType(),
            this::loadPlace,
            this::callForeign);
  }

  /** Parameters, function, calling instance. */
  private MethodTypeDesc functionType() {
    return type.method(Names.FUNCTION, layout.instance);
  }

  /** Writes the class with a simple name: the root or a node of its switch. */
  void write(String simpleName) {
    if (simpleName.contains("_")) {
      tree.writeNode(writer, simpleName, this::writeCase, type.first());
      return;
    }
    writer.addClass(
        layout.named(simpleName),
        builder -> {
          writeEntry(
              builder,
              INDIRECT,
              "element",
              Names.desc(Names.FUNCTION, ConstantDescs.CD_int, Names.TABLE),
              ConstantDescs.CD_int,
              Names.TABLE);
          writeEntry(
              builder,
              REFERENCE,
              "notNull",
              Names.desc(Names.FUNCTION, Names.OBJECT),
              Names.OBJECT);
          writeFunctionCall(builder);
          if (targets.length > 0) {
            writeOwnCall(builder);
          }
        });
  }

  /** A method that finds the function and goes on with {@link #FUNCTION}. */
  private void writeEntry(
      ClassBuilder builder,
      String name,
      String finder,
      MethodTypeDesc finderType,
      ClassDesc... operands) {
    ClassDesc[] more =
        Stream.concat(Stream.of(operands), Stream.of(layout.instance)).toArray(ClassDesc[]::new);
    var code = new JvmCode();
    builder.withMethodBody(
        name,
        type.method(more),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          type.loadParameters(code);
          int local = type.slots();
          for (ClassDesc operand : operands) {
            code.load(operand.isPrimitive() ? 'I' : 'R', local++);
          }
          code.invokeStatic(Names.LINKAGE, finder, finderType);
          code.load('R', local);
          code.invokeStatic(layout.dispatcher(typeIndex), FUNCTION, functionType());
          code.returnValue(type.first());
        });
  }

  /** A method that calls a function of the calling instance by the switch, others by a handle. */
  private void writeFunctionCall(ClassBuilder builder) {
    var code = new JvmCode();
    builder.withMethodBody(
        FUNCTION,
        functionType(),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          if (targets.length > 0) {
            JvmLabel foreign = code.newLabel();
            code.load('R', type.slots());
            code.getField(Names.FUNCTION, "owner", Names.INSTANCE);
            code.load('R', type.slots() + 1);
            code.branch(Opcode.IF_ACMPNE, foreign);
            type.loadParameters(code);
            code.load('R', type.slots());
            code.load('R', type.slots() + 1);
            code.invokeStatic(layout.dispatcher(typeIndex), SwitchTree.METHOD, functionType());
            code.returnValue(type.first());
            code.bind(foreign);
          }
          callForeign(code);
        });
  }

  /**
   * Pushes the place of the function among those of the type; it is none of theirs if that of
   * another type.
   */
  private void loadPlace(JvmCode code) {
    code.load('R', type.slots());
    code.getField(Names.FUNCTION, "rank", ConstantDescs.CD_int);
    code.iconst(layout.firstRank(typeIndex));
    code.emit(1, CodeBuilder::isub);
  }

  private void callForeign(JvmCode code) {
    int caller = type.slots() + 1;
    code.load('R', type.slots());
    code.load('R', caller);
    code.iconst(typeIndex);
    code.invokeStatic(
        Names.LINKAGE,
        "checked",
        Names.desc(Names.METHOD_HANDLE, Names.FUNCTION, Names.INSTANCE, ConstantDescs.CD_int));
    ForeignCall.loadArguments(code, type);
    code.invokeVirtual(Names.METHOD_HANDLE, "invokeExact", type.handle());
    ForeignCall.returnResults(code, type, caller);
  }

  private void writeOwnCall(ClassBuilder builder) {
    var code = new JvmCode();
    builder.withMethodBody(
        SwitchTree.METHOD,
        functionType(),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          tree.writeSwitch(code, tree.rootSpan(), 0, this::writeCase, type.first());
        });
  }

  private void writeCase(JvmCode code, int place) {
    int target = targets[place];
    type.loadParameters(code);
    code.load('R', type.slots() + 1);
    code.invokeStatic(layout.owner(target), layout.method(target), type.method(layout.instance));
  }
}
