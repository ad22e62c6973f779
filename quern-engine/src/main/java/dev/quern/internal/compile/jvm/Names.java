package dev.quern.internal.compile.jvm;

import dev.quern.V128;
import dev.quern.type.DefinedType;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Descriptors of the classes and methods that generated code mentions. */
public final class Names {
  public static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  public static final ClassDesc FLOAT = ConstantDescs.CD_Float;
  public static final ClassDesc DOUBLE = ConstantDescs.CD_Double;
  public static final ClassDesc INTEGER = ConstantDescs.CD_Integer;
  public static final ClassDesc OBJECTS = of(Objects.class);
  static final ClassDesc LONG = ConstantDescs.CD_Long;
  public static final ClassDesc BYTE_ARRAY = ConstantDescs.CD_byte.arrayType();
  public static final ClassDesc INT_ARRAY = ConstantDescs.CD_int.arrayType();
  public static final ClassDesc LONG_ARRAY = ConstantDescs.CD_long.arrayType();
  public static final ClassDesc OBJECT_ARRAY = ConstantDescs.CD_Object.arrayType();
  public static final ClassDesc ROOM = runtime("Room");
  public static final ClassDesc ROOM_SIGN = runtime("Room$Sign");
  public static final ClassDesc ROOMY = runtime("Room$Roomy");
  public static final ClassDesc VAR_HANDLE = of(VarHandle.class);
  public static final ClassDesc METHOD_HANDLE = of(MethodHandle.class);
  public static final ClassDesc INSTANCE = runtime("Instance");
  public static final ClassDesc CODE_LOADER = runtime("CodeLoader");
  public static final ClassDesc MEMORY = runtime("MemoryInstance");
  public static final ClassDesc TABLE = runtime("TableInstance");
  public static final ClassDesc GLOBAL = runtime("GlobalInstance");
  public static final ClassDesc FUNCTION = runtime("FunctionInstance");
  public static final ClassDesc FRAME = runtime("Frame");
  public static final ClassDesc NUMERICS = runtime("Numerics");
  public static final ClassDesc BYTES = runtime("Bytes");
  public static final ClassDesc SEGMENT = of(MemorySegment.class);
  public static final ClassDesc SEGMENTS = runtime("Segments");
  public static final ClassDesc ATOMICS = runtime("Atomics");
  public static final ClassDesc BULK = runtime("Bulk");
  public static final ClassDesc EXCEPTIONS = runtime("Exceptions");
  static final ClassDesc CATCHABLE = runtime("Catchable");
  public static final ClassDesc WASM_EXCEPTION = runtime("WasmException");
  public static final ClassDesc LINKAGE = runtime("Linkage");
  public static final ClassDesc INTERRUPTION = runtime("Interruption");
  public static final ClassDesc AGGREGATES = runtime("Aggregates");
  public static final ClassDesc CASTS = runtime("Casts");
  public static final ClassDesc STRUCT = runtime("StructObject");
  public static final ClassDesc ARRAY = runtime("ArrayObject");
  public static final ClassDesc DEFINED_TYPE = of(DefinedType.class);
  static final ClassDesc TRAP = runtime("Trap");
  static final ClassDesc TRAP_EXCEPTION = runtime("TrapException");
  public static final ClassDesc VECTOR = of(V128.class);
  static final ClassDesc VECTORS = runtime("Vectors");

  // By name: they can be loaded only where the Vector API is available.
  static final ClassDesc BYTE_VECTOR = ClassDesc.of("jdk.incubator.vector.ByteVector");
  static final ClassDesc VECTOR_API = ClassDesc.of("dev.quern.runtime.VectorApi");

  private static final Map<String, MethodTypeDesc> METHOD_TYPES = new ConcurrentHashMap<>();

  private Names() {}

  /**
   * Returns a runtime class by name, too, so that mentioning one of them loads none of the others.
   */
  private static ClassDesc runtime(String simpleName) {
    return ClassDesc.of("dev.quern.runtime", simpleName);
  }

  public static ClassDesc of(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  /** Returns a method type by descriptor; only for the few that do not come from a module. */
  public static MethodTypeDesc desc(String descriptor) {
    return METHOD_TYPES.computeIfAbsent(descriptor, MethodTypeDesc::ofDescriptor);
  }

  /** Returns a method type by the classes that occur in it. */
  public static MethodTypeDesc desc(ClassDesc result, ClassDesc... parameters) {
    return MethodTypeDesc.of(result, parameters);
  }

  /** Returns the class of a parameter or result by its letter; {@code _} is void. */
  public static ClassDesc type(char letter) {
    return switch (letter) {
      case 'I' -> ConstantDescs.CD_int;
      case 'J' -> ConstantDescs.CD_long;
      case 'F' -> ConstantDescs.CD_float;
      case 'D' -> ConstantDescs.CD_double;
      case '_' -> ConstantDescs.CD_void;
      case 'R' -> OBJECT;
      case 'V' -> VECTOR;
      default -> throw new IllegalArgumentException("no JVM type for " + letter);
    };
  }
}
