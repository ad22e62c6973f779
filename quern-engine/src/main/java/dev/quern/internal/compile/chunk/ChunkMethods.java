package dev.quern.internal.compile.chunk;

import dev.quern.internal.compile.body.Variables;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.layout.Layout;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** The names, classes and type of the chunk methods of a function. */
final class ChunkMethods {
  /** Maximum number of chunks in one class, so that no constant pool overflows. */
  static final int PER_CLASS = 16;

  private final Layout layout;
  private final int function;
  private final String simpleName;
  private final ChunkFrame frame;

  /**
   * Names the chunks of a function.
   *
   * @param simpleName the simple name of the class that the function is in
   */
  ChunkMethods(Layout layout, int function, Variables variables, String simpleName) {
    this.layout = layout;
    this.function = function;
    this.simpleName = simpleName;
    boolean isWide = layout.signatureOf(function).isWide();
    this.frame = new ChunkFrame(isWide ? Names.FRAME : owner(0), variables, !isWide);
  }

  /**
   * Returns the frame of the function. If it has a class of its own, that is the first chunk's
   * class.
   */
  ChunkFrame frame() {
    return frame;
  }

  ClassDesc owner(int chunk) {
    return layout.named(simpleName + "x" + function + "_" + chunk / PER_CLASS);
  }

  String name(int chunk) {
    return layout.method(function) + "$c" + chunk;
  }

  /**
   * Returns the type of all chunk methods: they map frame, state and instance to the next state.
   */
  MethodTypeDesc type() {
    return MethodTypeDesc.of(
        ConstantDescs.CD_int, frame.type, ConstantDescs.CD_int, layout.instance);
  }
}
