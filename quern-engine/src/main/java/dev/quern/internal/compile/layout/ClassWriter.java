package dev.quern.internal.compile.layout;

import dev.quern.internal.compile.cache.GeneratedClasses;
import dev.quern.internal.compile.jvm.JvmNames;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects the classes that result from one request for a class: the class itself and, if a
 * function was cut, the classes of its chunks.
 */
public final class ClassWriter {
  public static final int PUBLIC_STATIC = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;

  /** The only common supertype of types that are merged in generated code is Object. */
  private static final ClassHierarchyResolver RESOLVER =
      type ->
          type.equals(ConstantDescs.CD_Object)
              ? ClassHierarchyInfo.ofClass(null)
              : ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object);

  private static final ClassFile CLASS_FILE =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(RESOLVER),
          ClassFile.LineNumbersOption.DROP_LINE_NUMBERS,
          ClassFile.DebugElementsOption.DROP_DEBUG);

  private final Layout layout;
  private final String simpleName;
  private final Map<String, byte[]> classes = new LinkedHashMap<>();
  private final Map<String, int[]> numbers = new LinkedHashMap<>();

  public ClassWriter(Layout layout, String simpleName) {
    this.layout = layout;
    this.simpleName = simpleName;
  }

  /** Returns the simple name of the requested class. */
  public String simpleName() {
    return simpleName;
  }

  /**
   * Stores a table of numbers and returns its key, which is the same whenever the class is
   * generated.
   */
  public String addNumbers(int[] table) {
    String key = simpleName + "." + numbers.size();
    numbers.put(key, table);
    return key;
  }

  /** Builds a class with static methods. */
  public void addClass(ClassDesc name, Consumer<ClassBuilder> content) {
    addClass(name, ConstantDescs.CD_Object, content);
  }

  public void addClass(ClassDesc name, ClassDesc superclass, Consumer<ClassBuilder> content) {
    byte[] bytes =
        CLASS_FILE.build(
            name,
            builder -> {
              builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
              builder.withSuperclass(superclass);
              builder.with(SourceFileAttribute.of(JvmNames.sourceFile(layout.options.name())));
              content.accept(builder);
            });
    classes.put(name.displayName(), bytes);
  }

  /** Returns everything that has been written, including the requested class. */
  public GeneratedClasses classes() {
    return new GeneratedClasses(classes, numbers, layout.objectClassesIn(classes.values()));
  }
}
