package dev.quern.internal.compile.layout;

import dev.quern.internal.compile.jvm.Check;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.VectorForm;
import dev.quern.runtime.StructObject;
import dev.quern.type.ArrayType;
import dev.quern.type.CompositeType;
import dev.quern.type.DefinedType;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.StructType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The JVM class of a struct or array type. All modules share it, because it belongs to the
 * canonical type: it has a name that is unique in the process, and a class loader of its own. The
 * type references this object, the loader references the type, and nothing else references either
 * of them. So type and class live as long as any module that mentions the type or any object of it,
 * and are collected together.
 *
 * <p>A struct's class extends that of its declared supertype and declares the fields that are its
 * own. An array's class adds nothing but its identity to {@link dev.quern.runtime.ArrayObject}. The
 * class of a final type is final, so a cast to it is one comparison. Safe for use by several
 * threads.
 *
 * <p>Why: docs/rationale/objects.md.
 */
public final class ObjectClass {
  /** The method of a struct's class that creates a struct from the values of its fields. */
  public static final String MAKE = "make";

  /** The name of the field and of the method for the descriptor. */
  private static final String DESCRIPTOR = "descriptor";

  private static final MethodTypeDesc GET_DESCRIPTOR = MethodTypeDesc.of(Names.OBJECT);

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final DefinedType type;
  private final String binaryName;
  private final StorageKind[] kinds;
  private final @Nullable ObjectClass parent;
  private volatile @Nullable Class<?> loaded;
  private volatile @Nullable Maker maker;

  private ObjectClass(DefinedType type) {
    CompositeType shape = type.composite();
    DefinedType supertype = type.supertype();
    this.type = type;
    this.parent = supertype == null ? null : of(supertype);
    this.binaryName =
        ObjectClassNames.PREFIX
            + (shape instanceof StructType ? "Struct" : "Array")
            + HexFormat.of().toHexDigits(COUNT.getAndIncrement());
    this.kinds =
        fields(shape).stream().map(f -> StorageKind.of(f.storage())).toArray(StorageKind[]::new);
  }

  /** Returns the class of a struct or array type; generates nothing yet. */
  public static ObjectClass of(DefinedType type) {
    return (ObjectClass) type.attachment(ObjectClass::new);
  }

  private static List<FieldType> fields(CompositeType shape) {
    return switch (shape) {
      case StructType struct -> struct.fields();
      case ArrayType array -> List.of(array.element());
      case FunctionType function ->
          throw new IllegalArgumentException("not the type of an object: " + function);
    };
  }

  public ClassDesc name() {
    return ClassDesc.of(binaryName);
  }

  String binaryName() {
    return binaryName;
  }

  /** Returns how a struct's field is stored. */
  public StorageKind field(int index) {
    return kinds[index];
  }

  public static String fieldName(int index) {
    return "f" + index;
  }

  /** Returns the number of fields of a struct, including inherited ones. */
  public int fieldCount() {
    return kinds.length;
  }

  /** Returns how an array's elements are stored. */
  public StorageKind element() {
    return kinds[0];
  }

  /** Returns whether the struct's fields are few enough to be the parameters of {@link #MAKE}. */
  public boolean hasMaker() {
    return makerSlots() <= dev.quern.runtime.FunctionInstance.MAX_PARAMETER_SLOTS;
  }

  private int makerSlots() {
    int slots = Arrays.stream(kinds).mapToInt(kind -> JvmCode.slots(kind.letter)).sum();
    return hasDescriptor() ? slots + 1 : slots;
  }

  /**
   * Returns the type of {@link #MAKE}: it takes the fields, then the descriptor if the type has
   * one.
   */
  public MethodTypeDesc makerType() {
    var parameters = new ArrayList<ClassDesc>();
    Arrays.stream(kinds).map(kind -> Names.type(kind.letter)).forEach(parameters::add);
    if (hasDescriptor()) {
      parameters.add(Names.OBJECT);
    }
    return MethodTypeDesc.of(Names.OBJECT, parameters);
  }

  /** Returns whether objects of the type have a descriptor. */
  public boolean hasDescriptor() {
    return type.descriptor() != null;
  }

  /** Returns the constructor's type: a struct's takes the descriptor, an array's the Java array. */
  MethodTypeDesc constructorType() {
    if (isStruct()) {
      return hasDescriptor()
          ? MethodTypeDesc.of(ConstantDescs.CD_void, Names.OBJECT)
          : ConstantDescs.MTD_void;
    }
    return MethodTypeDesc.of(ConstantDescs.CD_void, element().javaArray());
  }

  private boolean isStruct() {
    return type.composite() instanceof StructType;
  }

  // Objects that are not made by generated code.

  /** Returns whether a value is an object of the type or a subtype. */
  public boolean isInstance(@Nullable Object value) {
    Class<?> known = loaded;
    return known != null && known.isInstance(value);
  }

  /** Returns whether a value is an object of exactly this type, not of a subtype. */
  public boolean isExactly(@Nullable Object value) {
    return value != null && value.getClass() == loaded;
  }

  /** What is needed to create an object by reflection. */
  private record Maker(Constructor<?> constructor, Field[] fields) {}

  private Maker maker() {
    Maker known = maker;
    if (known == null) {
      Class<?> own = load();
      Field[] fields = new Field[isStruct() ? kinds.length : 0];
      for (Class<?> c = own; fields.length > 0 && c != StructObject.class; c = c.getSuperclass()) {
        for (Field field : c.getDeclaredFields()) {
          if (!field.getName().equals(DESCRIPTOR)) {
            fields[Integer.parseInt(field.getName().substring(1))] = field;
          }
        }
      }
      maker = known = new Maker(own.getConstructors()[0], fields);
    }
    return known;
  }

  /**
   * Creates a struct whose fields are zero or null.
   *
   * @param descriptor null exactly if the type has none
   */
  public Object newStruct(@Nullable Object descriptor) {
    return descriptor == null ? make() : make(descriptor);
  }

  /** Creates a struct from boxed values of its fields; see {@link #newStruct(Object)}. */
  public Object newStruct(List<@Nullable Object> values, @Nullable Object descriptor) {
    Object struct = newStruct(descriptor);
    Field[] fields = maker().fields;
    try {
      for (int i = 0; i < fields.length; i++) {
        fields[i].set(struct, kinds[i].narrow(values.get(i)));
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    return struct;
  }

  /** Creates an array of zeros or nulls. The caller has checked that the length is not negative. */
  public Object newArray(int length) {
    return make(element().newArray(length));
  }

  /** Creates an array with the same boxed value in every element. */
  public Object newArray(int length, @Nullable Object value) {
    Object array = element().newArray(length);
    if (length > 0) {
      Array.set(array, 0, element().narrow(value));
      for (long done = 1; done < length; done *= 2) {
        System.arraycopy(array, 0, array, (int) done, (int) Math.min(done, length - done));
      }
    }
    return make(array);
  }

  /** Creates an array from boxed values. */
  public Object newArray(List<@Nullable Object> values) {
    Object array = element().newArray(values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(array, i, element().narrow(values.get(i)));
    }
    return make(array);
  }

  private Object make(Object... arguments) {
    try {
      return maker().constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  // The class.

  /** Returns the class, which is generated on the first call. */
  public Class<?> load() {
    Class<?> known = loaded;
    return known != null ? known : Generation.run(this::define);
  }

  /** Defines the class, after those of its supertypes; runs on a generator thread. */
  private synchronized Class<?> define() {
    Class<?> known = loaded;
    if (known == null) {
      Class<?> superclass = parent == null ? null : parent.define();
      loaded = known = new Loader(type, superclass).define(binaryName, generate());
    }
    return known;
  }

  /** The loader of one class. It references the type, which references the class. */
  private static final class Loader extends ClassLoader {
    @SuppressWarnings("unused")
    private final DefinedType type;

    private final @Nullable Class<?> superclass;

    Loader(DefinedType type, @Nullable Class<?> superclass) {
      super(StructObject.class.getClassLoader());
      this.type = type;
      this.superclass = superclass;
    }

    Class<?> define(String name, byte[] bytes) {
      Generation.dump(name, bytes);
      return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (superclass != null && superclass.getName().equals(name)) {
        return superclass;
      }
      throw new ClassNotFoundException(name);
    }
  }

  private byte[] generate() {
    return ClassFile.of()
        .build(
            name(),
            builder -> {
              int finality = type.type().isFinal() ? ClassFile.ACC_FINAL : 0;
              builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER | finality);
              builder.withSuperclass(superclass());
              writeConstructor(builder);
              if (isStruct()) {
                writeFields(builder);
              }
            });
  }

  private ClassDesc superclass() {
    if (parent != null) {
      return parent.name();
    }
    return isStruct() ? Names.STRUCT : element().arrayObject;
  }

  private void writeConstructor(ClassBuilder builder) {
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        constructorType(),
        ClassFile.ACC_PUBLIC,
        body -> {
          boolean isRoot = declaresDescriptor();
          body.aload(0);
          if (constructorType().parameterCount() > 0 && !isRoot) {
            body.aload(1);
          }
          body.invokespecial(
              superclass(),
              ConstantDescs.INIT_NAME,
              isRoot ? ConstantDescs.MTD_void : constructorType());
          if (isRoot) {
            body.aload(0).aload(1).putfield(name(), DESCRIPTOR, Names.OBJECT);
          }
          body.return_();
        });
  }

  /** Returns whether this is the topmost class whose objects have a descriptor. */
  private boolean declaresDescriptor() {
    return hasDescriptor() && (parent == null || !parent.hasDescriptor());
  }

  private void writeDescriptor(ClassBuilder builder) {
    builder.withField(DESCRIPTOR, Names.OBJECT, ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL);
    builder.withMethodBody(
        DESCRIPTOR,
        GET_DESCRIPTOR,
        ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
        body -> body.aload(0).getfield(name(), DESCRIPTOR, Names.OBJECT).areturn());
  }

  private void writeFields(ClassBuilder builder) {
    if (declaresDescriptor()) {
      writeDescriptor(builder);
    }
    for (int i = parent == null ? 0 : parent.fieldCount(); i < kinds.length; i++) {
      builder.withField(fieldName(i), kinds[i].type, ClassFile.ACC_PUBLIC);
    }
    if (hasMaker()) {
      builder.withMethodBody(
          MAKE, makerType(), ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, this::writeMaker);
    }
  }

  private void writeMaker(CodeBuilder body) {
    var code = new JvmCode(VectorForm.OBJECT);
    code.start(body);
    int struct = makerSlots();
    if (hasDescriptor()) {
      code.load('R', struct - 1);
    }
    construct(code);
    code.store('R', struct);
    int parameter = 0;
    for (int i = 0; i < kinds.length; i++) {
      code.load('R', struct);
      code.load(kinds[i].letter, parameter);
      kinds[i].narrow(code);
      code.putField(name(), fieldName(i), kinds[i].type);
      parameter += JvmCode.slots(kinds[i].letter);
    }
    code.load('R', struct);
    body.return_(TypeKind.REFERENCE);
  }

  /** Replaces a struct on the operand stack, which may be null, by its descriptor. */
  public void loadDescriptor(JvmCode code) {
    code.checkCast(name());
    code.emit(
        Check.DESCRIPTOR_OF_NULL, 3, c -> c.invokevirtual(name(), DESCRIPTOR, GET_DESCRIPTOR));
  }

  /**
   * Emits the creation of an object; the operand stack holds its descriptor, if it has one, or the
   * Java array of an array.
   */
  public void construct(JvmCode code) {
    code.emit(3, c -> c.new_(name()));
    if (constructorType().parameterCount() == 0) {
      code.emit(1, CodeBuilder::dup);
    } else {
      code.emit(2, c -> c.dup_x1().swap());
    }
    code.emit(3, c -> c.invokespecial(name(), ConstantDescs.INIT_NAME, constructorType()));
  }
}
