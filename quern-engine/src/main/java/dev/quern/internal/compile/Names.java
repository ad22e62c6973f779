package dev.quern.internal.compile;

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
final class Names {
  static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  static final ClassDesc FLOAT = ConstantDescs.CD_Float;
  static final ClassDesc DOUBLE = ConstantDescs.CD_Double;
  static final ClassDesc INTEGER = ConstantDescs.CD_Integer;
  static final ClassDesc OBJECTS = of(Objects.class);
  static final ClassDesc LONG = ConstantDescs.CD_Long;
  static final ClassDesc BYTE_ARRAY = ConstantDescs.CD_byte.arrayType();
  static final ClassDesc INT_ARRAY = ConstantDescs.CD_int.arrayType();
  static final ClassDesc LONG_ARRAY = ConstantDescs.CD_long.arrayType();
  static final ClassDesc OBJECT_ARRAY = ConstantDescs.CD_Object.arrayType();
  static final ClassDesc ROOM = runtime("Room");
  static final ClassDesc ROOM_SIGN = runtime("Room$Sign");
  static final ClassDesc ROOMY = runtime("Room$Roomy");
  static final ClassDesc VAR_HANDLE = of(VarHandle.class);
  static final ClassDesc METHOD_HANDLE = of(MethodHandle.class);
  static final ClassDesc INSTANCE = runtime("Instance");
  static final ClassDesc CODE_LOADER = runtime("CodeLoader");
  static final ClassDesc MEMORY = runtime("MemoryInstance");
  static final ClassDesc TABLE = runtime("TableInstance");
  static final ClassDesc GLOBAL = runtime("GlobalInstance");
  static final ClassDesc FUNCTION = runtime("FunctionInstance");
  static final ClassDesc FRAME = runtime("Frame");
  static final ClassDesc NUMERICS = runtime("Numerics");
  static final ClassDesc BYTES = runtime("Bytes");
  static final ClassDesc SEGMENT = of(MemorySegment.class);
  static final ClassDesc SEGMENTS = runtime("Segments");
  static final ClassDesc ATOMICS = runtime("Atomics");
  static final ClassDesc BULK = runtime("Bulk");
  static final ClassDesc EXCEPTIONS = runtime("Exceptions");
  static final ClassDesc CATCHABLE = runtime("Catchable");
  static final ClassDesc WASM_EXCEPTION = runtime("WasmException");
  static final ClassDesc LINKAGE = runtime("Linkage");
  static final ClassDesc INTERRUPTION = runtime("Interruption");
  static final ClassDesc AGGREGATES = runtime("Aggregates");
  static final ClassDesc CASTS = runtime("Casts");
  static final ClassDesc STRUCT = runtime("StructObject");
  static final ClassDesc ARRAY = runtime("ArrayObject");
  static final ClassDesc DEFINED_TYPE = of(DefinedType.class);
  static final ClassDesc TRAP = runtime("Trap");
  static final ClassDesc TRAP_EXCEPTION = runtime("TrapException");
  static final ClassDesc VECTOR = of(V128.class);
  static final ClassDesc VECTORS = runtime("Vectors");

  // By name: they can be loaded only where the Vector API is.
  static final ClassDesc BYTE_VECTOR = ClassDesc.of("jdk.incubator.vector.ByteVector");
  static final ClassDesc VECTOR_API = ClassDesc.of("dev.quern.runtime.VectorApi");

  private static final Map<String, MethodTypeDesc> METHOD_TYPES = new ConcurrentHashMap<>();

  private Names() {}

  /** By name as well, so that writing one of them down loads none of the others. */
  private static ClassDesc runtime(String simpleName) {
    return ClassDesc.of("dev.quern.runtime", simpleName);
  }

  static ClassDesc of(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  /** A method type by descriptor; only for the few that do not come from a module. */
  static MethodTypeDesc desc(String descriptor) {
    return METHOD_TYPES.computeIfAbsent(descriptor, MethodTypeDesc::ofDescriptor);
  }

  /** A method type by the classes that occur in it. */
  static MethodTypeDesc desc(ClassDesc result, ClassDesc... parameters) {
    return MethodTypeDesc.of(result, parameters);
  }

  /** The class of a parameter or result by its letter; {@code _} is void. */
  static ClassDesc type(char letter) {
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
