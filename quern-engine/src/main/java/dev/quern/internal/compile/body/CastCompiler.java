package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.Check;
import dev.quern.internal.compile.jvm.Intrinsics.Comparison;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.runtime.Trap;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.DefinedType;
import dev.quern.type.ExactType;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.TypeIndex;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tests and casts of references (spec 4.6.4). Structs and arrays are told apart by their JVM class,
 * functions by their canonical type.
 */
final class CastCompiler {
  private static final DirectMethodHandleDesc TYPE_CONSTANT =
      ConstantDescs.ofConstantBootstrap(
          Names.CODE_LOADER, "type", Names.DEFINED_TYPE, ConstantDescs.CD_int);

  private final Layout layout;
  private final JvmCode code;
  private final OperandStack stack;

  CastCompiler(Walk walk) {
    this.layout = walk.layout;
    this.code = walk.code;
    this.stack = walk.stack;
  }

  /** Returns the test whether a reference, known to have a type's top type, is of the type. */
  Comparison test(HeapType type, boolean isNullable) {
    if (isTop(type)) {
      return isNullable ? always(true) : new Comparison(1, null, Opcode.IFNONNULL);
    }
    if (isBottom(type)) {
      return isNullable ? new Comparison(1, null, Opcode.IFNULL) : always(false);
    }
    Consumer<JvmCode> test = testOfObject(type);
    return new Comparison(1, isNullable ? c -> nullOr(c, test) : test, Opcode.IFNE);
  }

  private static boolean isTop(HeapType type) {
    return type instanceof AbstractHeapType a && a.top() == a;
  }

  private static boolean isBottom(HeapType type) {
    return type == AbstractHeapType.NONE
        || type == AbstractHeapType.NOFUNC
        || type == AbstractHeapType.NOEXTERN
        || type == AbstractHeapType.NOEXN;
  }

  private static Comparison always(boolean answer) {
    return new Comparison(
        1, c -> c.emit(2, b -> b.pop().loadConstant(answer ? 1 : 0)), Opcode.IFNE);
  }

  private static void nullOr(JvmCode code, Consumer<JvmCode> test) {
    JvmLabel isNull = code.newLabel();
    JvmLabel end = code.newLabel();
    code.dup('R');
    code.branch(Opcode.IFNULL, isNull);
    test.accept(code);
    code.jump(end);
    code.bind(isNull);
    code.pop('R');
    code.iconst(1);
    code.bind(end);
  }

  /**
   * Returns code that replaces the reference on the JVM stack by whether it is of a type; null is
   * not.
   */
  private Consumer<JvmCode> testOfObject(HeapType type) {
    ClassDesc objectClass = objectClass(type);
    if (objectClass != null) {
      return c -> c.emit(3, b -> b.instanceOf(objectClass));
    }
    return switch (type) {
      case AbstractHeapType.I31 -> calling("isI31");
      case AbstractHeapType.EQ -> calling("isEq");
      case TypeIndex function -> c -> testFunction(c, "isFunction", function);
      case ExactType(TypeIndex exact) -> testExactly(exact);
      default -> throw new IllegalArgumentException("no test for " + type);
    };
  }

  private Consumer<JvmCode> testExactly(TypeIndex type) {
    ClassDesc objectClass = objectClass(type);
    if (objectClass == null) {
      return c -> testFunction(c, "isExactFunction", type);
    }
    return c -> {
      c.emit(3, b -> b.loadConstant(objectClass));
      c.invokeStatic(
          Names.CASTS,
          "isExactly",
          Names.desc(ConstantDescs.CD_boolean, Names.OBJECT, ConstantDescs.CD_Class));
    };
  }

  private static void testFunction(JvmCode code, String method, TypeIndex type) {
    code.constant(
        DynamicConstantDesc.ofNamed(TYPE_CONSTANT, "type", Names.DEFINED_TYPE, type.index()));
    code.invokeStatic(
        Names.CASTS,
        method,
        Names.desc(ConstantDescs.CD_boolean, Names.OBJECT, Names.DEFINED_TYPE));
  }

  private static Consumer<JvmCode> calling(String name) {
    return c ->
        c.invokeStatic(Names.CASTS, name, Names.desc(ConstantDescs.CD_boolean, Names.OBJECT));
  }

  /**
   * Returns the JVM class that exactly the non-null references of a type have, or null if there is
   * none.
   */
  private @Nullable ClassDesc objectClass(HeapType type) {
    return switch (type) {
      case AbstractHeapType.STRUCT -> Names.STRUCT;
      case AbstractHeapType.ARRAY -> Names.ARRAY;
      case AbstractHeapType a -> null;
      case TypeIndex i ->
          layout.side.types().get(i.index()).composite() instanceof FunctionType
              ? null
              : layout.objectClass(i.index()).name();
      case ExactType e -> null;
      case DefinedType d -> throw new IllegalArgumentException("resolved type " + d);
    };
  }

  static void requireNonNull(JvmCode code, Check check) {
    code.emit(
        check,
        3,
        c ->
            c.invokestatic(
                Names.OBJECTS, "requireNonNull", Names.desc(Names.OBJECT, Names.OBJECT)));
  }

  /**
   * Emits a call that compares the descriptor of the lower reference on the JVM stack with the
   * upper reference.
   */
  static void compareDescriptors(JvmCode code, String method, ClassDesc result, boolean nullable) {
    code.iconst(nullable ? 1 : 0);
    code.invokeStatic(
        Names.CASTS,
        method,
        Names.desc(result, Names.OBJECT, Names.OBJECT, ConstantDescs.CD_boolean));
  }

  /** Compiles {@code ref.cast_desc_eq}. */
  void castDescribed(boolean isNullable) {
    stack.prepareForResult(2);
    compareDescriptors(code, "castDescribed", Names.OBJECT, isNullable);
    stack.drop(2);
    stack.pushJvm('R');
  }

  /** Compiles {@code ref.cast}. */
  void cast(HeapType type, boolean isNullable) {
    stack.prepareForResult(1);
    ClassDesc objectClass = objectClass(type);
    if (objectClass != null) {
      code.emit(Check.CAST, 3, c -> c.checkcast(objectClass));
      if (!isNullable) {
        requireNonNull(code, Check.CAST_OF_NULL);
      }
    } else if (!isNullable || !isTop(type)) {
      JvmLabel passed = code.newLabel();
      code.dup('R');
      Comparison test = test(type, isNullable);
      test.emit(code);
      code.branch(test.branch(), passed);
      code.trap(Trap.CAST);
      code.bind(passed);
    }
    stack.drop(1);
    stack.pushJvm('R');
  }
}
