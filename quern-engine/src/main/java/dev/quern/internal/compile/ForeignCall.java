package dev.quern.internal.compile;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.Scratch;
import dev.quern.internal.compile.layout.JvmSignature;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Passes the arguments and results of a call through a method handle, whose type is different if
 * there are many values.
 */
final class ForeignCall {
  private static final MethodTypeDesc SPREAD =
      MethodTypeDesc.of(
          ConstantDescs.CD_void, Names.OBJECT_ARRAY, ConstantDescs.CD_String, Names.INSTANCE);
  private static final MethodTypeDesc VALUES =
      MethodTypeDesc.of(Names.OBJECT_ARRAY, Names.FRAME, ConstantDescs.CD_String);

  private ForeignCall() {}

  /** Pushes the parameters of the current method in the form that the handle takes. */
  static void loadArguments(JvmCode code, JvmSignature type) {
    type.loadParameters(code);
    if (type.isWide()) {
      code.emit(3, c -> c.loadConstant(type.parameters()));
      code.invokeStatic(Names.FRAME, "values", VALUES);
    }
  }

  /** Returns the handle's result; multiple results go to the caller's scratch space. */
  static void returnResults(JvmCode code, JvmSignature type, int caller) {
    if (type.results().length() > 1) {
      code.emit(3, c -> c.loadConstant(type.results()));
      code.load('R', caller);
      code.invokeStatic(Names.FRAME, "spread", SPREAD);
      code.load('R', caller);
      Scratch.load(code, 0, type.first());
    }
    code.returnValue(type.first());
  }
}
