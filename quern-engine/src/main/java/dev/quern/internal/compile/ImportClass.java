package dev.quern.internal.compile;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.Scratch;
import dev.quern.internal.compile.jvm.VectorForm;
import dev.quern.internal.compile.layout.ClassWriter;
import dev.quern.internal.compile.layout.ImportSites;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Emits a class of methods that stand for imported functions. Each calls through a call site of its
 * own, whose target {@link ImportSites} keeps constant as long as all instances of the module
 * import the same function.
 */
final class ImportClass {
  private static final DirectMethodHandleDesc SITE =
      ConstantDescs.ofCallsiteBootstrap(
          Names.CODE_LOADER,
          "importSite",
          ClassDesc.ofDescriptor("Ljava/lang/invoke/CallSite;"),
          ConstantDescs.CD_int);

  private static final MethodTypeDesc IS_TAIL_CALLER =
      Names.desc(ConstantDescs.CD_boolean, Names.INSTANCE, ConstantDescs.CD_int);
  private static final MethodTypeDesc LEAVE_PENDING =
      Names.desc(ConstantDescs.CD_void, Names.INSTANCE, ConstantDescs.CD_int);

  private final Layout layout;
  private final ClassWriter writer;

  ImportClass(Layout layout, ClassWriter writer) {
    this.layout = layout;
    this.writer = writer;
  }

  void write(int number) {
    int from = number * Layout.IMPORTS_PER_CLASS;
    int to = Math.min(from + Layout.IMPORTS_PER_CLASS, layout.importCount);
    writer.addClass(
        layout.owner(from),
        builder -> {
          for (int function = from; function < to; function++) {
            writeImport(builder, function);
            if (layout.side.tailTargets().get(function)) {
              writeTailCall(builder, function);
            }
          }
        });
  }

  private void writeImport(ClassBuilder builder, int function) {
    JvmSignature type = layout.signatureOf(function);
    int instance = type.slots();
    var code = new JvmCode(VectorForm.OBJECT);
    builder.withMethodBody(
        layout.method(function),
        type.method(layout.instance),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          ForeignCall.loadArguments(code, type);
          code.load('R', instance);
          code.invokeDynamic(
              DynamicCallSiteDesc.of(SITE, "call", type.handle(layout.instance), function));
          ForeignCall.returnResults(code, type, instance);
        });
  }

  /** Emits a method that calls the function, or leaves the call pending. */
  private void writeTailCall(ClassBuilder builder, int function) {
    JvmSignature type = layout.signatureOf(function);
    int instance = type.slots();
    var code = new JvmCode(VectorForm.OBJECT);
    builder.withMethodBody(
        layout.importTailMethod(function),
        layout.importTailType(function),
        ClassWriter.PUBLIC_STATIC,
        body -> {
          code.start(body);
          JvmLabel pending = code.newLabel();
          loadFunction(code, instance, function);
          code.invokeStatic(Names.LINKAGE, "isTailCaller", IS_TAIL_CALLER);
          code.branch(Opcode.IFNE, pending);
          type.loadParameters(code);
          code.load('R', instance);
          code.invokeStatic(
              layout.owner(function), layout.method(function), type.method(layout.instance));
          Scratch.storeResult(code, type.first(), instance);
          code.returnValue('_');
          code.bind(pending);
          type.storeParameters(code, instance);
          loadFunction(code, instance, function);
          code.invokeStatic(Names.LINKAGE, "leavePending", LEAVE_PENDING);
          code.returnValue('_');
        });
  }

  private static void loadFunction(JvmCode code, int instance, int function) {
    code.load('R', instance);
    code.iconst(function);
  }
}
