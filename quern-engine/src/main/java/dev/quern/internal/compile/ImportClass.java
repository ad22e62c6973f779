package dev.quern.internal.compile;

import java.lang.classfile.ClassBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;

/**
 * Writes a class of methods that stand for imported functions. Each calls through a call site of
 * its own, whose target {@link ImportSites} keeps constant as long as all instances of the module
 * agree.
 */
final class ImportClass {
  private static final DirectMethodHandleDesc SITE =
      ConstantDescs.ofCallsiteBootstrap(
          Names.CODE_LOADER,
          "importSite",
          ClassDesc.ofDescriptor("Ljava/lang/invoke/CallSite;"),
          ConstantDescs.CD_int);

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
          }
        });
  }

  private void writeImport(ClassBuilder builder, int function) {
    Signature type = layout.signatureOf(function);
    int instance = type.slots();
    var code = new JvmCode();
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
}
