package dev.quern.internal.compile;

import dev.quern.V128;
import dev.quern.runtime.Aggregates;
import dev.quern.runtime.ArrayObject;
import dev.quern.runtime.Atomics;
import dev.quern.runtime.Bulk;
import dev.quern.runtime.Bytes;
import dev.quern.runtime.Casts;
import dev.quern.runtime.CodeLoader;
import dev.quern.runtime.Exceptions;
import dev.quern.runtime.Frame;
import dev.quern.runtime.FunctionInstance;
import dev.quern.runtime.GlobalInstance;
import dev.quern.runtime.Instance;
import dev.quern.runtime.Interruption;
import dev.quern.runtime.Linkage;
import dev.quern.runtime.MemoryInstance;
import dev.quern.runtime.Numerics;
import dev.quern.runtime.Room;
import dev.quern.runtime.Segments;
import dev.quern.runtime.StructObject;
import dev.quern.runtime.TableInstance;
import dev.quern.runtime.Trap;
import dev.quern.runtime.TrapException;
import dev.quern.runtime.Vectors;
import dev.quern.runtime.WasmException;
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
  static final ClassDesc ROOM = of(Room.class);
  static final ClassDesc VAR_HANDLE = of(VarHandle.class);
  static final ClassDesc METHOD_HANDLE = of(MethodHandle.class);
  static final ClassDesc INSTANCE = of(Instance.class);
  static final ClassDesc CODE_LOADER = of(CodeLoader.class);
  static final ClassDesc MEMORY = of(MemoryInstance.class);
  static final ClassDesc TABLE = of(TableInstance.class);
  static final ClassDesc GLOBAL = of(GlobalInstance.class);
  static final ClassDesc FUNCTION = of(FunctionInstance.class);
  static final ClassDesc FRAME = of(Frame.class);
  static final ClassDesc NUMERICS = of(Numerics.class);
  static final ClassDesc BYTES = of(Bytes.class);
  static final ClassDesc SEGMENT = of(MemorySegment.class);
  static final ClassDesc SEGMENTS = of(Segments.class);
  static final ClassDesc ATOMICS = of(Atomics.class);
  static final ClassDesc BULK = of(Bulk.class);
  static final ClassDesc EXCEPTIONS = of(Exceptions.class);
  static final ClassDesc WASM_EXCEPTION = of(WasmException.class);
  static final ClassDesc LINKAGE = of(Linkage.class);
  static final ClassDesc INTERRUPTION = of(Interruption.class);
  static final ClassDesc AGGREGATES = of(Aggregates.class);
  static final ClassDesc CASTS = of(Casts.class);
  static final ClassDesc STRUCT = of(StructObject.class);
  static final ClassDesc ARRAY = of(ArrayObject.class);
  static final ClassDesc DEFINED_TYPE = of(DefinedType.class);
  static final ClassDesc TRAP = of(Trap.class);
  static final ClassDesc TRAP_EXCEPTION = of(TrapException.class);
  static final ClassDesc VECTOR = of(V128.class);
  static final ClassDesc VECTORS = of(Vectors.class);

  // By name: they can be loaded only where the Vector API is.
  static final ClassDesc BYTE_VECTOR = ClassDesc.of("jdk.incubator.vector.ByteVector");
  static final ClassDesc VECTOR_API = ClassDesc.of("dev.quern.runtime.VectorApi");

  private static final Map<String, MethodTypeDesc> METHOD_TYPES = new ConcurrentHashMap<>();

  private Names() {}

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
