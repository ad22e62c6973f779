package dev.quern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.internal.compile.ModuleLoader;
import dev.quern.internal.engine.Pipeline;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.HashMap;
import java.util.Map;

/** All classes that a module is compiled to, without running any of it. */
final class GeneratedCode {
  private final Map<String, byte[]> classes = new HashMap<>();
  private int longest;
  private String longestMethod = "";
  private int chunks;

  private GeneratedCode(ModuleLoader loader) {
    for (String name : loader.classNames()) {
      loader.generateClass(name).values().forEach(this::add);
    }
  }

  static GeneratedCode of(byte[] module, int methodLimit) {
    return new GeneratedCode(
        Pipeline.compile(module, Options.defaults().features(), null, methodLimit).loader());
  }

  private void add(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    String name = model.thisClass().asInternalName().replace('/', '.');
    classes.put(name, classFile);
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

  /** Lets the JVM verify all classes. */
  GeneratedCode verifies() throws ClassNotFoundException {
    var loader = new Loader();
    for (String name : classes.keySet()) {
      Class.forName(name, true, loader);
    }
    return this;
  }

  /** Defines the classes from what was generated already, which the module's loader would redo. */
  private final class Loader extends ClassLoader {
    Loader() {
      super(Options.class.getClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
