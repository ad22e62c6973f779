package dev.quern;

import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.quern.InterfaceBinder.Binding;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The class of an object that stands for an instance behind an interface. Its method handles are
 * constants of the class ({@code MethodHandles.classDataAt}), which HotSpot inlines through. That
 * needs a hidden class, and a hidden class needs a host: so each interface gets a small class
 * loader with one small class, as a child of its own loader, in whose unnamed module the hidden
 * classes stand.
 */
final class BoundClass {
  private static final String PACKAGE = "dev.quern.bound";
  private static final ClassDesc METHOD_HANDLES = ClassDesc.of("java.lang.invoke.MethodHandles");
  private static final DirectMethodHandleDesc CLASS_DATA_AT =
      ConstantDescs.ofConstantBootstrap(
          METHOD_HANDLES, "classDataAt", CD_Object, ConstantDescs.CD_int);

  /** One host for each interface; both live as long as the interface. */
  private static final ClassValue<MethodHandles.Lookup> HOSTS =
      new ClassValue<>() {
        @Override
        protected MethodHandles.Lookup computeValue(Class<?> type) {
          return new HostLoader(type.getClassLoader()).host();
        }
      };

  private BoundClass() {}

  private static final class HostLoader extends ClassLoader {
    HostLoader(ClassLoader parent) {
      super(parent);
    }

    /** A lookup with full access to the host, which only the host itself can give. */
    MethodHandles.Lookup host() {
      String name = PACKAGE + ".Host";
      byte[] bytes = ClassFile.of().build(ClassDesc.of(name), HostLoader::fill);
      Class<?> host = defineClass(name, bytes, 0, bytes.length);
      try {
        return (MethodHandles.Lookup) host.getMethod("lookup").invoke(null);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("no lookup for " + name, e);
      }
    }

    private static void fill(ClassBuilder builder) {
      var type = MethodTypeDesc.of(ConstantDescs.CD_MethodHandles_Lookup);
      builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL);
      builder.withMethodBody(
          "lookup",
          type,
          ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
          code -> code.invokestatic(METHOD_HANDLES, "lookup", type).areturn());
    }
  }

  /** Whether a class in another package and module can implement an interface. */
  static boolean canImplement(Class<?> type, List<Binding> bindings) {
    if (!InterfaceBinder.isAccessible(type)) {
      return false;
    }
    for (Binding binding : bindings) {
      MethodType signature = binding.target().type();
      if (!InterfaceBinder.isAccessible(signature.returnType())
          || !signature.parameterList().stream().allMatch(InterfaceBinder::isAccessible)) {
        return false;
      }
    }
    return true;
  }

  /** An object of a new class. */
  static Object make(Class<?> type, List<Binding> bindings, String description) {
    var constants = new ArrayList<Object>();
    constants.add(description);
    var done = new HashSet<String>();
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(PACKAGE + "." + type.getSimpleName()),
                builder -> {
                  builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL);
                  builder.withInterfaceSymbols(describe(type));
                  constructor(builder);
                  description(builder);
                  for (Binding binding : bindings) {
                    MethodTypeDesc signature = describe(binding.target().type());
                    String name = binding.method().getName();
                    if (done.add(name + signature.descriptorString())) {
                      method(builder, name, signature, constants.size());
                      constants.add(binding.target());
                    }
                  }
                });
    try {
      var hidden = HOSTS.get(type).defineHiddenClassWithClassData(bytes, constants, true);
      return hidden
          .findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
          .invoke();
    } catch (Throwable e) {
      throw new LinkageError("no class for " + type.getName(), e);
    }
  }

  private static void constructor(ClassBuilder builder) {
    builder.withMethodBody(
        INIT_NAME,
        MTD_void,
        ClassFile.ACC_PUBLIC,
        code -> code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_());
  }

  private static void description(ClassBuilder builder) {
    builder.withMethodBody(
        "toString",
        MethodTypeDesc.of(CD_String),
        ClassFile.ACC_PUBLIC,
        code -> code.ldc(constant(CD_String, 0)).areturn());
  }

  private static void method(ClassBuilder builder, String name, MethodTypeDesc type, int index) {
    builder.withMethodBody(
        name,
        type,
        ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
        code -> {
          code.ldc(constant(CD_MethodHandle, index));
          for (int i = 0; i < type.parameterCount(); i++) {
            code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
          }
          code.invokevirtual(CD_MethodHandle, "invokeExact", type);
          code.return_(TypeKind.from(type.returnType()));
        });
  }

  private static DynamicConstantDesc<Object> constant(ClassDesc type, int index) {
    return DynamicConstantDesc.ofNamed(CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, type, index);
  }

  private static MethodTypeDesc describe(MethodType type) {
    return MethodTypeDesc.ofDescriptor(type.descriptorString());
  }

  private static ClassDesc describe(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }
}
