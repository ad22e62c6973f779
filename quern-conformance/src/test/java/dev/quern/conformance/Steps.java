package dev.quern.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Counts the steps that the engine takes: the methods of it that begin, and the places in them that
 * are jumped to. It loads the engine's classes anew for that, with a call of {@link #step} at each.
 */
public final class Steps extends ClassLoader {
  private static final String ENGINE = "dev.quern.";
  private static final ClassDesc SELF = Steps.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc STEP = MethodTypeDesc.of(ConstantDescs.CD_void);
  private static final LongAdder COUNT = new LongAdder();

  Steps() {
    super(Steps.class.getClassLoader());
  }

  /** Called by what this has loaded. */
  @SuppressWarnings("unused") // by the engine's classes, see above
  public static void step() {
    COUNT.increment();
  }

  /** The steps that a task takes, a class with a constructor without parameters. */
  <T> long of(Class<? extends Consumer<T>> task, T input) throws ReflectiveOperationException {
    var constructor = loadClass(task.getName()).getDeclaredConstructor();
    constructor.setAccessible(true);
    @SuppressWarnings("unchecked")
    var counted = (Consumer<T>) constructor.newInstance();
    COUNT.reset();
    counted.accept(input);
    return COUNT.sum();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(ENGINE) || name.equals(Steps.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : findClass(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      ClassFile files = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
      byte[] counted = files.transformClass(files.parse(in.readAllBytes()), COUNTED);
      return defineClass(name, counted, 0, counted.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static final ClassTransform COUNTED =
      ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(StepAtLabels::new));

  /** Adds a step at the start of a method and at each label of it. */
  private static final class StepAtLabels implements CodeTransform {
    private static void step(CodeBuilder builder) {
      builder.invokestatic(SELF, "step", STEP);
    }

    @Override
    public void atStart(CodeBuilder builder) {
      step(builder);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      builder.with(element);
      if (element instanceof LabelTarget) {
        step(builder);
      }
    }
  }
}
