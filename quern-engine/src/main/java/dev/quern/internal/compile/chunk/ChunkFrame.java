package dev.quern.internal.compile.chunk;

import dev.quern.internal.compile.body.Variables;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.RawBits;
import dev.quern.internal.compile.jvm.Shapes;
import dev.quern.internal.compile.layout.JvmSignature;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * The frame in which the chunks of a function share its variables: an object with a field for each.
 * If there are very many variables, those beyond {@link #MOST_FIELDS} are in the two arrays of
 * {@link dev.quern.runtime.Frame}; so are all variables of a function with more arguments than the
 * JVM can pass.
 */
final class ChunkFrame {
  /** Maximum number of fields; a class can have 65,535, but so many would be of no use. */
  static final int MOST_FIELDS = 512;

  /** Upper bound of the bytes of one access; a vector takes {@link #VECTOR_BYTES} more. */
  static final int ACCESS_BYTES = 11;

  private static final int VECTOR_BYTES = 100;

  private static final MethodTypeDesc PUT_NUMBER =
      MethodTypeDesc.of(
          ConstantDescs.CD_void, ConstantDescs.CD_long, Names.LONG_ARRAY, ConstantDescs.CD_int);
  private static final MethodTypeDesc PUT_REFERENCE =
      MethodTypeDesc.of(
          ConstantDescs.CD_void, Names.OBJECT, Names.OBJECT_ARRAY, ConstantDescs.CD_int);
  private static final MethodTypeDesc GET_VECTOR = MethodTypeDesc.of(Names.VECTOR, Names.OBJECT);
  private static final MethodTypeDesc NEW =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

  final ClassDesc type;
  private final Variables variables;
  private final boolean hasFields;

  /**
   * @param type the class of the frame
   * @param hasFields whether {@code type} is a class of its own, with fields
   */
  ChunkFrame(ClassDesc type, Variables variables, boolean hasFields) {
    this.type = type;
    this.variables = variables;
    this.hasFields = hasFields;
  }

  private boolean isField(int variable) {
    return hasFields && variable < MOST_FIELDS;
  }

  /** Returns an upper bound of how many bytes longer an access is than one to a JVM local. */
  int accessBytes(int variable) {
    return ACCESS_BYTES + (Shapes.isVector(variables.letter(variable)) ? VECTOR_BYTES : 0);
  }

  private static String field(int variable) {
    return "v" + variable;
  }

  private static ClassDesc fieldType(char letter) {
    return JvmCode.isObject(letter) ? Names.OBJECT : Names.type(letter);
  }

  /** Pushes the value of a variable from the frame in a JVM local. */
  void load(JvmCode code, int frame, int variable) {
    char letter = variables.letter(variable);
    code.load('R', frame);
    if (isField(variable)) {
      code.getField(type, field(variable), fieldType(letter));
    } else {
      arrays(code, letter);
      code.iconst(variable);
      code.emit(1, JvmCode.isObject(letter) ? CodeBuilder::aaload : CodeBuilder::laload);
    }
    if (Shapes.isVector(letter)) {
      code.invokeStatic(Names.FRAME, "vector", GET_VECTOR);
      code.enter(letter);
    } else if (!isField(variable)) {
      RawBits.from(code, letter);
    }
  }

  /** Pops a value into a variable of the frame in a JVM local. */
  void store(JvmCode code, int frame, int variable) {
    char letter = variables.letter(variable);
    if (isField(variable)) {
      if (Shapes.isVector(letter)) {
        code.leave(letter);
      }
      code.load('R', frame);
      code.emit(2, JvmCode.isWide(letter) ? c -> c.dup_x2().pop() : c -> c.swap());
      code.putField(type, field(variable), fieldType(letter));
      return;
    }
    RawBits.to(code, letter);
    code.load('R', frame);
    arrays(code, letter);
    code.iconst(variable);
    code.invokeStatic(Names.FRAME, "put", JvmCode.isObject(letter) ? PUT_REFERENCE : PUT_NUMBER);
  }

  /** Copies an argument of the function from its JVM local into the frame in another JVM local. */
  void storeArgument(JvmCode code, int frame, int variable, int argument) {
    char letter = variables.letter(variable);
    boolean isObject = JvmCode.isObject(letter);
    code.load('R', frame);
    if (isField(variable)) {
      code.load(isObject ? 'R' : letter, argument);
      code.putField(type, field(variable), fieldType(letter));
      return;
    }
    arrays(code, letter);
    code.iconst(variable);
    code.load(isObject ? 'R' : letter, argument);
    if (!isObject) {
      RawBits.to(code, letter);
    }
    code.emit(1, isObject ? CodeBuilder::aastore : CodeBuilder::lastore);
  }

  private static void arrays(JvmCode code, char letter) {
    if (JvmCode.isObject(letter)) {
      code.getField(Names.FRAME, "references", Names.OBJECT_ARRAY);
    } else {
      code.getField(Names.FRAME, "numbers", Names.LONG_ARRAY);
    }
  }

  /** The superclass of the class that has the fields. */
  ClassDesc superclass() {
    return hasFields ? Names.FRAME : ConstantDescs.CD_Object;
  }

  /** Emits the fields and the constructor of the frame's class. */
  void write(ClassBuilder owner) {
    if (!hasFields) {
      return;
    }
    for (int i = 0; i < Math.min(variables.count(), MOST_FIELDS); i++) {
      owner.withField(field(i), fieldType(variables.letter(i)), ClassFile.ACC_PUBLIC);
    }
    owner.withMethodBody(
        ConstantDescs.INIT_NAME,
        NEW,
        ClassFile.ACC_PUBLIC,
        body ->
            body.aload(0)
                .iload(1)
                .invokespecial(Names.FRAME, ConstantDescs.INIT_NAME, NEW)
                .return_());
  }

  /**
   * Returns an upper bound of the bytes that create a function's frame and store its arguments
   * there.
   */
  int makeBytes(JvmSignature type) {
    return 16 + (type.isWide() ? 0 : type.parameters().length() * ACCESS_BYTES);
  }

  /** Pushes a new frame whose variables are all zero or null. */
  void make(JvmCode code) {
    code.emit(3, c -> c.new_(type));
    code.emit(1, CodeBuilder::dup);
    code.iconst(hasFields && variables.count() <= MOST_FIELDS ? 0 : variables.count());
    code.emit(3, c -> c.invokespecial(type, ConstantDescs.INIT_NAME, NEW));
  }
}
