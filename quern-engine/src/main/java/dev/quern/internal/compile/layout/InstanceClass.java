package dev.quern.internal.compile.layout;

import dev.quern.internal.compile.jvm.Names;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;

/**
 * Emits the module's subclass of {@link dev.quern.runtime.Instance}. It has a typed field for each
 * global that nobody else can see, and a field for the cell of every other global, up to a number
 * of fields that a class can have without trouble.
 */
public final class InstanceClass {
  /** Maximum number of globals that one method binds, at about 14 bytes each. */
  private static final int GLOBALS_PER_METHOD = 100;

  private final Layout layout;
  private final ClassWriter writer;

  public InstanceClass(Layout layout, ClassWriter writer) {
    this.layout = layout;
    this.writer = writer;
  }

  public void write() {
    writer.addClass(
        layout.instance,
        Names.INSTANCE,
        builder -> {
          writeConstructor(builder);
          int count = Math.min(layout.side.globals().size(), Layout.MAX_GLOBAL_FIELDS);
          for (int i = 0; i < count; i++) {
            char letter = letter(i);
            builder.withField(
                "g" + i,
                layout.isCell(i) ? Names.GLOBAL : Names.type(letter),
                ClassFile.ACC_PUBLIC);
          }
          writeBind(builder, count);
        });
  }

  private char letter(int global) {
    return layout.side.globals().get(global).value().letter();
  }

  private static void writeConstructor(ClassBuilder builder) {
    builder.withMethodBody(
        "<init>",
        Names.desc(ConstantDescs.CD_void, Names.CODE_LOADER),
        ClassFile.ACC_PUBLIC,
        body ->
            body.aload(0)
                .aload(1)
                .invokespecial(
                    Names.INSTANCE, "<init>", Names.desc(ConstantDescs.CD_void, Names.CODE_LOADER))
                .return_());
  }

  private void writeBind(ClassBuilder builder, int count) {
    int methods = (count + GLOBALS_PER_METHOD - 1) / GLOBALS_PER_METHOD;
    for (int i = 0; i < methods; i++) {
      int from = i * GLOBALS_PER_METHOD;
      int to = Math.min(count, from + GLOBALS_PER_METHOD);
      builder.withMethodBody(
          "bind" + i,
          Names.desc("()V"),
          ClassFile.ACC_PRIVATE,
          body -> {
            for (int global = from; global < to; global++) {
              bind(body, global);
            }
            body.return_();
          });
    }
    builder.withMethodBody(
        "bindGlobals",
        Names.desc("()V"),
        ClassFile.ACC_PROTECTED,
        body -> {
          for (int i = 0; i < methods; i++) {
            body.aload(0).invokevirtual(layout.instance, "bind" + i, Names.desc("()V"));
          }
          body.return_();
        });
  }

  private void bind(CodeBuilder body, int global) {
    char letter = letter(global);
    body.aload(0).aload(0);
    body.getfield(Names.INSTANCE, "globals", Names.GLOBAL.arrayType());
    body.loadConstant(global).aaload();
    if (layout.isCell(global)) {
      body.putfield(layout.instance, "g" + global, Names.GLOBAL);
    } else {
      body.getfield(Names.GLOBAL, GlobalFields.name(letter), GlobalFields.type(letter));
      if (letter == 'V') {
        body.checkcast(Names.VECTOR);
      }
      body.putfield(layout.instance, "g" + global, Names.type(letter));
    }
  }
}
