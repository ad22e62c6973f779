package dev.quern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.internal.compile.ModuleLoader;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.engine.Pipeline;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;

/** All code that a module is compiled to, verified by the JVM, without running any of it. */
final class GeneratedCode {
  private int longest;
  private String longestMethod = "";
  private int chunks;

  private GeneratedCode(ModuleLoader loader) {
    loader.generateAll((functions, classFiles) -> classFiles.values().forEach(this::add));
  }

  static GeneratedCode of(byte[] module, int methodLimit) {
    return new GeneratedCode(
        Pipeline.loader(
            module,
            Options.defaults().features(),
            CompileOptions.defaults().withMethodLimit(methodLimit)));
  }

  private synchronized void add(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    String name = model.thisClass().asInternalName();
    for (MethodModel method : model.methods()) {
      int length = method.findAttribute(Attributes.code()).map(CodeAttribute::codeLength).orElse(0);
      if (length > longest) {
        longest = length;
        longestMethod = name + "." + method.methodName();
      }
      chunks += method.methodName().stringValue().contains("$c") ? 1 : 0;
    }
  }

  /** The number of methods that are parts of a function. */
  int chunks() {
    return chunks;
  }

  GeneratedCode hasNoMethodOver(int bytes) {
    assertThat(longest).as("bytes of bytecode of %s", longestMethod).isLessThanOrEqualTo(bytes);
    return this;
  }
}
