package dev.quern.internal.compile;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.VectorForm;
import dev.quern.internal.compile.layout.ClassWriter;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.internal.compile.layout.SwitchTree;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.Stream;

/**
 * Emits the class for calls of one type through references. A function of the calling instance is
 * found by a switch on its rank and called directly, so that HotSpot can inline the usual target of
 * a call site; any other function is called through its method handle. For the instance's own
 * functions the switch is also the type check, since the functions of a type have a range of ranks
 * of their own. Other functions go through the check of canonical types, which also detects that
 * there is no function.
 *
 * <p>Why: docs/rationale/switches.md.
 */
final class Dispatcher {
  private static final MethodTypeDesc CHECKED =
      MethodTypeDesc.of(
          Names.METHOD_HANDLE,
          ConstantDescs.CD_int,
          Names.OBJECT,
          Names.INSTANCE,
          ConstantDescs.CD_int);

  private final Layout layout;
  private final ClassWriter writer;
  private final int typeIndex;
  private final JvmSignature type;
  private final int[] targets;
  private final SwitchTree tree;

  Dispatcher(Layout layout, ClassWriter writer, int typeIndex) {
    this.layout = layout;
    this.writer = writer;
    this.typeIndex = typeIndex;
    this.type = layout.signature(typeIndex);
    this.targets = layout.references(typeIndex);
    int bytes = 2 * type.parameters().length() + 20;
    this.tree =
        new SwitchTree(
            layout,
            "D" + typeIndex,
            targets.length,
            type.isWide() ? 22 : bytes,
            callType(),
            this::loadPlace,
            code -> callForeign(code, type.slots() + 1, type.slots() + 2));
  }

  /**
   * Returns the type of the switch methods: the function's parameters, its rank, an index, the
   * table that this is an index of (or a reference), and the calling instance.
   */
  private MethodTypeDesc callType() {
    return type.method(ConstantDescs.CD_int, ConstantDescs.CD_int, Names.OBJECT, layout.instance);
  }

  /** Emits the class with a simple name: the root or a node of its switch. */
  void write(String simpleName) {
    if (simpleName.contains("_")) {
      tree.writeNode(writer, simpleName, this::writeCase, type.first());
      return;
    }
    writer.addClass(
        layout.named(simpleName),
        builder -> {
          writeEntry(builder, Layout.INDIRECT, ConstantDescs.CD_int, Names.TABLE);
          writeEntry(builder, Layout.REFERENCE, Names.OBJECT);
          if (targets.length > 0) {
            writeOwnCall(builder);
          }
        });
  }

  /** Emits a method that finds the rank of the function and calls the switch with it. */
  private void writeEntry(ClassBuilder builder, String name, ClassDesc... operands) {
    ClassDesc[] more =
        Stream.concat(Stream.of(operands), Stream.of(layout.instance)).toArray(ClassDesc[]::new);
    var code = new JvmCode(VectorForm.OBJECT);
    int index = operands.length > 1 ? type.slots() : -1;
    int what = type.slots() + operands.length - 1;
    builder.withMethodBody(
        name,
        type.method(more),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          if (targets.length == 0) {
            callForeign(code, index, what);
            return;
          }
          type.loadParameters(code);
          if (index >= 0) {
            code.load('I', index);
          }
          code.load('R', what);
          code.load('R', what + 1);
          code.invokeStatic(Names.LINKAGE, "rank", rankType(operands));
          loadIndex(code, index);
          code.load('R', what);
          code.load('R', what + 1);
          code.invokeStatic(layout.dispatcher(typeIndex), SwitchTree.METHOD, callType());
          code.returnValue(type.first());
        });
  }

  private static MethodTypeDesc rankType(ClassDesc[] operands) {
    return MethodTypeDesc.of(ConstantDescs.CD_int, operands)
        .insertParameterTypes(operands.length, Names.INSTANCE);
  }

  private static void loadIndex(JvmCode code, int local) {
    if (local < 0) {
      code.iconst(0);
    } else {
      code.load('I', local);
    }
  }

  /**
   * Pushes the position of the function among those of the type; out of range if the function has
   * another type.
   */
  private void loadPlace(JvmCode code) {
    code.load('I', type.slots());
    code.iconst(layout.firstRank(typeIndex));
    code.emit(1, CodeBuilder::isub);
  }

  /**
   * Emits a call of a function through its handle.
   *
   * @param index JVM local of an index, or -1
   * @param what JVM local of the table or the reference; the caller's is the next one
   */
  private void callForeign(JvmCode code, int index, int what) {
    loadIndex(code, index);
    code.load('R', what);
    code.load('R', what + 1);
    code.iconst(typeIndex);
    code.invokeStatic(Names.LINKAGE, "checked", CHECKED);
    ForeignCall.loadArguments(code, type);
    code.invokeVirtual(Names.METHOD_HANDLE, "invokeExact", type.handle());
    ForeignCall.returnResults(code, type, what + 1);
  }

  private void writeOwnCall(ClassBuilder builder) {
    var code = new JvmCode(VectorForm.OBJECT);
    builder.withMethodBody(
        SwitchTree.METHOD,
        callType(),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          tree.writeSwitch(code, tree.rootSpan(), 0, this::writeCase, type.first());
        });
  }

  private void writeCase(JvmCode code, int place) {
    int target = targets[place];
    type.loadParameters(code);
    code.load('R', type.slots() + 3);
    code.invokeStatic(layout.owner(target), layout.method(target), type.method(layout.instance));
  }
}
