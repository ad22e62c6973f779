package dev.quern.js;

import dev.quern.WebAssembly;
import dev.quern.type.FunctionType;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A WebAssembly function on numbers and externrefs as GraalJS calls it, by {@link #apply} or, if
 * all are numbers, as a Java object with a method {@code call} of exactly the function's type: so
 * no number is boxed and a call can be compiled to little more than a jump. There is one generated
 * subclass for each signature.
 *
 * <p>Public and in an exported package because GraalJS accepts methods of no other classes; of no
 * use to anybody else.
 */
public abstract class ExportCall {
  private static final ClassDesc SELF = ClassDesc.of(ExportCall.class.getName());
  private static final ClassDesc HANDLE = ClassDesc.of(MethodHandle.class.getName());
  private static final ClassDesc EXPORT = ClassDesc.of("org.graalvm.polyglot.HostAccess$Export");
  private static final ClassDesc THROWABLE = ClassDesc.of("java.lang.Throwable");
  private static final MethodTypeDesc CONSTRUCTOR =
      MethodTypeDesc.of(ConstantDescs.CD_void, HANDLE, ConstantDescs.CD_Object);

  private static final ClassDesc BOUNDARY =
      ClassDesc.of("com.oracle.truffle.api.CompilerDirectives$TruffleBoundary");
  private static final ClassDesc INTEGERS = ClassDesc.of(Integers.class.getName());
  private static final ClassDesc REFERENCES = ClassDesc.of(References.class.getName());
  private static final MethodTypeDesc APPLY =
      MethodTypeDesc.of(
          ConstantDescs.CD_Object, ConstantDescs.CD_Object.arrayType(), INTEGERS, REFERENCES);

  private static final MethodTypeDesc TO_INT =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object);
  private static final MethodTypeDesc TO_LONG =
      MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_Object);
  private static final MethodTypeDesc TO_DOUBLE =
      MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_Object);
  private static final MethodTypeDesc CONVERT =
      MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);
  private static final MethodTypeDesc FROM_LONG =
      MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_long);

  /** More parameters go the slower way. */
  private static final int MAX_PARAMETERS = 32;

  private static final Map<MethodType, MethodHandle> CONSTRUCTORS = new ConcurrentHashMap<>();

  /** The function. */
  protected final MethodHandle handle;

  private final Kernel kernel;

  /** Called by generated classes. */
  protected ExportCall(MethodHandle handle, Object kernel) {
    this.handle = handle;
    this.kernel = (Kernel) kernel;
  }

  /**
   * Calls the function, and throws what it throws.
   *
   * @param arguments a value of the engine for each parameter, converted for its type
   * @return the result as a value of the engine; zero if there is none
   */
  abstract Object apply(Object[] arguments, Integers integers, @Nullable References references);

  /** Whether the function is on numbers only, so that {@link #apply} needs no references. */
  final boolean isOfNumbers() {
    return isOfNumbers(handle.type());
  }

  /** Comes after a call, before JavaScript runs again. */
  protected final void returned() {
    kernel.refresh();
  }

  /** What is thrown in JavaScript for what a call has thrown. */
  protected final RuntimeException thrown(Throwable thrown) {
    kernel.refresh();
    return kernel.outward(thrown);
  }

  /**
   * An object for a function, or null if its type is another one, or has too many parameters.
   *
   * @param kinds the letters of the types that the function may have
   */
  static @Nullable ExportCall of(WebAssembly.Function function, String kinds, Kernel kernel) {
    FunctionType type = function.type();
    if (type.parameters().size() > MAX_PARAMETERS || !Letters.isPlain(type, kinds)) {
      return null;
    }
    MethodHandle handle = function.handle();
    try {
      return (ExportCall)
          CONSTRUCTORS
              .computeIfAbsent(handle.type(), ExportCall::constructor)
              .invoke(handle, (Object) kernel);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle constructor(MethodType type) {
    String kinds = type.toMethodDescriptorString().replace("Ljava/lang/Object;", "X");
    String name = "ExportCall$" + kinds.replaceAll("[()]", "_");
    ClassDesc self = ClassDesc.of(ExportCall.class.getPackageName(), name);
    byte[] bytes = ClassFile.of().build(self, builder -> write(builder, self, type));
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> made = lookup.defineClass(bytes);
      return lookup
          .findConstructor(
              made, MethodType.methodType(void.class, MethodHandle.class, Object.class))
          .asType(MethodType.methodType(ExportCall.class, MethodHandle.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(ClassBuilder builder, ClassDesc self, MethodType type) {
    builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL).withSuperclass(SELF);
    builder.withMethodBody(
        "<init>",
        CONSTRUCTOR,
        ClassFile.ACC_PUBLIC,
        code ->
            code.aload(0).aload(1).aload(2).invokespecial(SELF, "<init>", CONSTRUCTOR).return_());
    MethodTypeDesc exact = MethodTypeDesc.ofDescriptor(type.toMethodDescriptorString());
    if (isOfNumbers(type)) {
      builder.withMethod(
          "call",
          exact,
          ClassFile.ACC_PUBLIC,
          method ->
              method
                  .with(RuntimeVisibleAnnotationsAttribute.of(Annotation.of(EXPORT)))
                  .withCode(code -> writeCall(code, self, exact)));
    }
    builder.withMethod(
        "cross",
        exact.insertParameterTypes(0, HANDLE),
        ClassFile.ACC_STATIC,
        method ->
            method
                .with(
                    RuntimeVisibleAnnotationsAttribute.of(
                        Annotation.of(
                            BOUNDARY, AnnotationElement.ofBoolean("allowInlining", true))))
                .withCode(code -> writeCross(code, exact)));
    builder.withMethodBody("apply", APPLY, 0, code -> writeApply(code, self, exact));
  }

  private static boolean isOfNumbers(MethodType type) {
    return type.returnType().isPrimitive()
        && type.parameterList().stream().allMatch(Class::isPrimitive);
  }

  private static void writeCross(CodeBuilder code, MethodTypeDesc type) {
    code.aload(0);
    for (int i = 0; i < type.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i + 1));
    }
    code.invokevirtual(HANDLE, "invokeExact", type);
    code.return_(TypeKind.from(type.returnType()));
  }

  private static void writeApply(CodeBuilder code, ClassDesc self, MethodTypeDesc type) {
    code.aload(0).getfield(self, "handle", HANDLE);
    for (int i = 0; i < type.parameterCount(); i++) {
      TypeKind kind = TypeKind.from(type.parameterType(i));
      if (kind == TypeKind.LONG) {
        code.aload(2);
      } else if (kind == TypeKind.REFERENCE) {
        code.aload(3);
      }
      code.aload(1).loadConstant(i).aaload();
      switch (kind) {
        case REFERENCE -> code.invokevirtual(REFERENCES, "fromJs", CONVERT);
        case LONG -> code.invokevirtual(INTEGERS, "toLong", TO_LONG);
        case INT -> code.invokestatic(INTEGERS, "toInt", TO_INT);
        case FLOAT -> code.invokestatic(INTEGERS, "toDouble", TO_DOUBLE).d2f();
        default -> code.invokestatic(INTEGERS, "toDouble", TO_DOUBLE);
      }
    }
    code.invokestatic(self, "cross", type.insertParameterTypes(0, HANDLE));
    switch (TypeKind.from(type.returnType())) {
      case LONG -> {
        int result = code.allocateLocal(TypeKind.LONG);
        code.lstore(result).aload(2).lload(result).invokevirtual(INTEGERS, "fromLong", FROM_LONG);
      }
      case REFERENCE -> {
        int result = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(result).aload(3).aload(result).invokevirtual(REFERENCES, "toJs", CONVERT);
      }
      case DOUBLE -> box(code, ConstantDescs.CD_Double, ConstantDescs.CD_double);
      case FLOAT -> box(code.f2d(), ConstantDescs.CD_Double, ConstantDescs.CD_double);
      case VOID -> box(code.iconst_0(), ConstantDescs.CD_Integer, ConstantDescs.CD_int);
      default -> box(code, ConstantDescs.CD_Integer, ConstantDescs.CD_int);
    }
    code.areturn();
  }

  private static void box(CodeBuilder code, ClassDesc wrapper, ClassDesc primitive) {
    code.invokestatic(wrapper, "valueOf", MethodTypeDesc.of(wrapper, primitive));
  }

  private static void writeCall(CodeBuilder code, ClassDesc self, MethodTypeDesc type) {
    code.trying(
        body -> {
          body.aload(0).getfield(self, "handle", HANDLE);
          for (int i = 0; i < type.parameterCount(); i++) {
            body.loadLocal(TypeKind.from(type.parameterType(i)), body.parameterSlot(i));
          }
          body.invokevirtual(HANDLE, "invokeExact", type);
          body.aload(0).invokevirtual(self, "returned", ConstantDescs.MTD_void);
          body.return_(TypeKind.from(type.returnType()));
        },
        catches ->
            catches.catching(
                THROWABLE,
                body ->
                    // The exception is on the stack.
                    body.aload(0)
                        .swap()
                        .invokevirtual(
                            self,
                            "thrown",
                            MethodTypeDesc.of(
                                ClassDesc.of("java.lang.RuntimeException"), THROWABLE))
                        .athrow()));
  }
}
