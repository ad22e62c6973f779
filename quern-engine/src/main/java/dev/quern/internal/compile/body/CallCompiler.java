package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.type.AddressType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;

/**
 * Compiles calls. Arguments are passed as JVM arguments; those of a function with too many of them,
 * and those of tail calls, go through the instance's scratch space. A call may replace the memory's
 * byte array, so it is reloaded afterwards.
 */
final class CallCompiler {
  private final Walk walk;
  private final Returns returns;
  private final Layout layout;
  private final JvmCode code;
  private final Storage storage;
  private final OperandStack stack;

  CallCompiler(Walk walk, Returns returns) {
    this.walk = walk;
    this.returns = returns;
    this.layout = walk.layout;
    this.code = walk.code;
    this.storage = walk.storage;
    this.stack = walk.stack;
  }

  void call(int function) {
    JvmSignature type = layout.signatureOf(function);
    withArguments(
        type,
        0,
        () -> {
          storage.loadInstance();
          String method =
              function == walk.function ? walk.selfCallTarget() : layout.method(function);
          code.invokeStatic(layout.owner(function), method, type.method(layout.instance));
          finish(type, 0);
        });
  }

  void callIndirect(int typeIndex, int table) {
    JvmSignature type = layout.signature(typeIndex);
    withArguments(
        type,
        1,
        () -> {
          narrowIndex(table);
          loadTable(table);
          storage.loadInstance();
          code.invokeStatic(
              layout.dispatcher(typeIndex),
              Layout.INDIRECT,
              type.method(ConstantDescs.CD_int, Names.TABLE, layout.instance));
          finish(type, 1);
        });
  }

  void callRef(int typeIndex) {
    JvmSignature type = layout.signature(typeIndex);
    withArguments(
        type,
        1,
        () -> {
          storage.loadInstance();
          code.invokeStatic(
              layout.dispatcher(typeIndex),
              Layout.REFERENCE,
              type.method(Names.OBJECT, layout.instance));
          finish(type, 1);
        });
  }

  /** Converts the table index on the JVM stack to an int, whatever its type. */
  private void narrowIndex(int table) {
    if (layout.side.tables().get(table).address() == AddressType.I64) {
      code.invokeStatic(Names.BULK, "narrow", Names.desc("(J)I"));
    }
  }

  /** Pushes a table. */
  void loadTable(int table) {
    storage.loadInstance();
    if (table == 0) {
      code.getField(Names.INSTANCE, "table0", Names.TABLE);
    } else {
      code.getField(Names.INSTANCE, "tables", Names.TABLE.arrayType());
      code.iconst(table);
      code.emit(1, CodeBuilder::aaload);
    }
  }

  /**
   * Pushes the arguments of a call, and the operands above them, onto the JVM stack.
   *
   * @param more number of operands above the arguments: a table index or a function reference
   */
  private void withArguments(JvmSignature type, int more, Runnable invoke) {
    int count = type.parameters().length();
    if (!type.isWide()) {
      stack.prepareForCall(count + more, !type.results().isEmpty());
      invoke.run();
      return;
    }
    stack.spill();
    int from = stack.depth() - count - more;
    walk.repeat(
        count,
        i -> walk.toScratch(from, i),
        () -> {
          storage.loadInstance();
          code.iconst(count);
          code.invokeStatic(
              Names.FRAME,
              "fromScratch",
              Names.desc(Names.FRAME, Names.INSTANCE, ConstantDescs.CD_int));
          for (int i = 0; i < more; i++) {
            stack.load(from + count + i);
          }
          invoke.run();
        });
  }

  /** Pops the arguments from the operand stack and pushes the results. */
  private void finish(JvmSignature type, int more) {
    stack.drop(type.parameters().length() + more);
    storage.reloadMemory();
    String results = type.results();
    if (!results.isEmpty()) {
      code.enter(type.first());
    }
    if (results.length() <= Walk.FEW) {
      for (int i = 0; i < results.length(); i++) {
        if (i > 0) {
          walk.fromScratch(i, results.charAt(i));
        }
        stack.pushJvm(results.charAt(i));
      }
      return;
    }
    stack.pushJvm(results.charAt(0));
    stack.spill();
    walk.repeat(
        results.length() - 1, i -> walk.pushFromScratch(i + 1, results.charAt(i + 1)), () -> {});
  }

  // Tail calls.

  void returnCall(int function) {
    JvmSignature type = layout.signatureOf(function);
    if (function == walk.function && !type.isWide() && walk.storage instanceof WholeStorage whole) {
      // No moves, but as many steps as in a cut function, where this is not a jump.
      walk.repeat(type.parameters().length(), i -> {}, () -> returnToStart(type, whole));
      return;
    }
    if (layout.isImport(function)) {
      returnCallImport(function, type);
      return;
    }
    argumentsToScratch(
        type,
        0,
        () -> {
          returns.startTailCall();
          storage.loadInstance();
          code.iconst(layout.tailRank(function) + 1);
          code.putField(Names.INSTANCE, "tail", ConstantDescs.CD_int);
          returns.returnPending();
        });
  }

  /** Tail-calls an import, whose method leaves the call pending or its results in scratch space. */
  private void returnCallImport(int function, JvmSignature type) {
    returns.startTailCall();
    withArguments(
        type,
        0,
        () -> {
          storage.loadInstance();
          code.invokeStatic(
              layout.owner(function),
              layout.importTailMethod(function),
              layout.importTailType(function));
          returns.returnAfterTailCall();
        });
  }

  /** Compiles a tail call of the function to itself as a jump to its start. */
  private void returnToStart(JvmSignature type, WholeStorage whole) {
    int count = type.parameters().length();
    stack.spill();
    stack.prepare(count);
    stack.drop(count);
    for (int i = count - 1; i >= 0; i--) {
      storage.put(i);
    }
    whole.clearLocals();
    walk.jump(Walk.START_LABEL);
    walk.startUnreachable();
  }

  void returnCallIndirect(int typeIndex, int table) {
    JvmSignature type = layout.signature(typeIndex);
    argumentsToScratch(
        type,
        1,
        () -> {
          stack.load(stack.depth() - 1);
          narrowIndex(table);
          loadTable(table);
          code.invokeStatic(
              Names.LINKAGE,
              "element",
              Names.desc(Names.FUNCTION, ConstantDescs.CD_int, Names.TABLE));
          tailCall(typeIndex);
        });
  }

  void returnCallRef(int typeIndex) {
    JvmSignature type = layout.signature(typeIndex);
    argumentsToScratch(
        type,
        1,
        () -> {
          stack.load(stack.depth() - 1);
          code.invokeStatic(Names.LINKAGE, "notNull", Names.desc(Names.FUNCTION, Names.OBJECT));
          tailCall(typeIndex);
        });
  }

  private void tailCall(int typeIndex) {
    returns.startTailCall();
    storage.loadInstance();
    code.iconst(typeIndex);
    code.invokeStatic(
        Names.LINKAGE,
        "tailCall",
        Names.desc(ConstantDescs.CD_void, Names.FUNCTION, Names.INSTANCE, ConstantDescs.CD_int));
    returns.returnAfterTailCall();
  }

  private void argumentsToScratch(JvmSignature type, int more, Runnable then) {
    stack.spill();
    int count = type.parameters().length();
    int from = stack.depth() - count - more;
    walk.repeat(count, i -> walk.toScratch(from, i), then);
  }
}
