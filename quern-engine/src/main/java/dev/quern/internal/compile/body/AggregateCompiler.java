package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.Check;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.internal.compile.layout.ObjectClass;
import dev.quern.internal.compile.layout.StorageKind;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/**
 * Compiles instructions on structs, arrays and i31s. An access is emitted inline: a cast, which the
 * validator has proved to succeed, and a field or element access. The JVM's own checks serve as the
 * traps; see {@link Check}.
 */
final class AggregateCompiler {
  private final Walk walk;
  private final Layout layout;
  private final JvmCode code;
  private final Storage storage;
  private final OperandStack stack;
  private final InstrReader reader;

  AggregateCompiler(Walk walk) {
    this.walk = walk;
    this.layout = walk.layout;
    this.code = walk.code;
    this.storage = walk.storage;
    this.stack = walk.stack;
    this.reader = walk.reader;
  }

  // Structs.

  /** Creates a struct; if its type has a descriptor, that is the last operand. */
  void structNew() {
    ObjectClass type = type();
    int count = type.hasDescriptor() ? type.fieldCount() + 1 : type.fieldCount();
    if (type.hasMaker()) {
      stack.prepareForCall(count, true);
      checkDescriptor(type);
      code.invokeStatic(type.name(), ObjectClass.MAKE, type.makerType());
      stack.drop(count);
      stack.pushJvm('R');
      return;
    }
    stack.spill();
    if (type.hasDescriptor()) {
      stack.load(stack.depth() - 1);
      checkDescriptor(type);
    }
    type.construct(code);
    assemble(count, (from, i) -> setField(type, from, i));
  }

  private void checkDescriptor(ObjectClass type) {
    if (type.hasDescriptor()) {
      CastCompiler.requireNonNull(code, Check.NULL_DESCRIPTOR);
    }
  }

  private void setField(ObjectClass type, int from, int index) {
    if (index == type.fieldCount()) {
      // The constructor has already received the descriptor.
      code.pop('R');
      return;
    }
    StorageKind kind = type.field(index);
    code.checkCast(type.name());
    stack.load(from + index);
    kind.narrow(code);
    code.putField(type.name(), ObjectClass.fieldName(index), kind.type);
  }

  /** Stores one operand into the new object on the JVM stack. */
  private interface Part {
    void put(int from, int index);
  }

  /**
   * Fills the new object on the JVM stack with the topmost operands, which are spilled. The object
   * itself is kept in a slot above them, since the function may be cut between the stores.
   */
  private void assemble(int count, Part part) {
    int from = stack.depth() - count;
    stack.pushJvm('R');
    stack.spill();
    walk.repeat(
        count,
        i -> {
          stack.load(from + count);
          part.put(from, i);
        },
        () -> {
          stack.load(from + count);
          stack.drop(count + 1);
          stack.pushJvm('R');
        });
  }

  void structNewDefault() {
    ObjectClass type = type();
    int count = type.hasDescriptor() ? 1 : 0;
    stack.prepareForResult(count);
    checkDescriptor(type);
    finishNew(type, count);
  }

  void refGetDesc() {
    ObjectClass type = type();
    stack.prepareForResult(1);
    type.loadDescriptor(code);
    stack.drop(1);
    stack.pushJvm('R');
  }

  void structGet(boolean isUnsigned) {
    ObjectClass type = type();
    int field = reader.u32();
    StorageKind kind = type.field(field);
    stack.prepareForResult(1);
    code.checkCast(type.name());
    code.emit(
        Check.NULL_STRUCTURE,
        3,
        c -> c.getfield(type.name(), ObjectClass.fieldName(field), kind.type));
    kind.widen(code, isUnsigned);
    stack.drop(1);
    stack.pushJvm(kind.letter);
  }

  void structSet() {
    ObjectClass type = type();
    int field = reader.u32();
    StorageKind kind = type.field(field);
    stack.joinLanes();
    int value = take(stack.depth() - 1, kind.letter);
    push(stack.depth() - 2, -1, 'R');
    code.checkCast(type.name());
    push(stack.depth() - 1, value, kind.letter);
    kind.narrow(code);
    code.emit(
        Check.NULL_STRUCTURE,
        3,
        c -> c.putfield(type.name(), ObjectClass.fieldName(field), kind.type));
    stack.drop(2);
  }

  /**
   * Pops an operand from the JVM stack into a temporary, if it is there, to reach those below it.
   *
   * @param kind a type letter, or {@code A} for an index
   * @return the JVM local that holds it, or -1 if it has not been pushed
   */
  private int take(int height, char kind) {
    if (!stack.isJvm(height)) {
      return -1;
    }
    int local = storage.temporary(kind);
    code.store(stack.letter(height), local);
    return local;
  }

  /** Pushes an operand that {@link #take} has popped, or that is not on the JVM stack yet. */
  private void push(int height, int local, char letter) {
    if (local >= 0) {
      code.load(letter, local);
    } else if (!stack.isJvm(height)) {
      stack.load(height);
    }
  }

  // Arrays.

  void arrayNew() {
    ObjectClass type = type();
    StorageKind kind = type.element();
    stack.prepareForCall(2, true);
    kind.newArray(code);
    code.invokeStatic(
        Names.AGGREGATES,
        "filled",
        Names.desc(kind.javaArray(), Names.type(kind.letter), kind.javaArray()));
    finishNew(type, 2);
  }

  void arrayNewDefault() {
    ObjectClass type = type();
    stack.prepareForResult(1);
    type.element().newArray(code);
    finishNew(type, 1);
  }

  void arrayNewFixed() {
    ObjectClass type = type();
    int count = reader.u32();
    stack.spill();
    code.iconst(count);
    type.element().newArray(code);
    type.construct(code);
    assemble(
        count,
        (from, i) -> {
          loadElements(type.element());
          code.iconst(i);
          stack.load(from + i);
          type.element().narrow(code);
          type.element().store(code);
        });
  }

  void arrayNewData() {
    ObjectClass type = type();
    int segment = reader.u32();
    newFromSegment(type, () -> loadData(segment), Names.BYTE_ARRAY);
  }

  void arrayNewElem() {
    ObjectClass type = type();
    int segment = reader.u32();
    newFromSegment(type, () -> loadElem(segment), Names.OBJECT_ARRAY);
  }

  private void newFromSegment(ObjectClass type, Runnable loadSegment, ClassDesc segment) {
    stack.prepareForResult(2);
    loadSegment.run();
    code.invokeStatic(
        Names.AGGREGATES,
        type.element().maker,
        Names.desc(
            type.element().javaArray(), ConstantDescs.CD_int, ConstantDescs.CD_int, segment));
    finishNew(type, 2);
  }

  private void finishNew(ObjectClass type, int operands) {
    type.construct(code);
    stack.drop(operands);
    stack.pushJvm('R');
  }

  void arrayGet(boolean isUnsigned) {
    StorageKind kind = type().element();
    stack.pushPendingBelow(2);
    int index = take(stack.depth() - 1, 'A');
    push(stack.depth() - 2, -1, 'R');
    loadElements(kind);
    push(stack.depth() - 1, index, 'I');
    kind.load(code);
    kind.widen(code, isUnsigned);
    stack.drop(2);
    stack.pushJvm(kind.letter);
  }

  void arraySet() {
    StorageKind kind = type().element();
    stack.joinLanes();
    int value = take(stack.depth() - 1, kind.letter);
    int index = take(stack.depth() - 2, 'A');
    push(stack.depth() - 3, -1, 'R');
    loadElements(kind);
    push(stack.depth() - 2, index, 'I');
    push(stack.depth() - 1, value, kind.letter);
    kind.narrow(code);
    kind.store(code);
    stack.drop(3);
  }

  /** Replaces the array object on the JVM stack by its Java array. */
  private void loadElements(StorageKind kind) {
    code.checkCast(kind.arrayObject);
    code.emit(Check.NULL_ARRAY, 3, c -> c.getfield(kind.arrayObject, "elements", kind.javaArray()));
  }

  void arrayLen() {
    stack.prepareForResult(1);
    code.checkCast(Names.ARRAY);
    code.emit(Check.NULL_ARRAY, 3, c -> c.invokevirtual(Names.ARRAY, "length", Names.desc("()I")));
    stack.drop(1);
    stack.pushJvm('I');
  }

  void arrayFill() {
    String operands = "RI" + type().element().letter + "I";
    stack.prepareForCall(4, false);
    walk.callStatic(Names.AGGREGATES, "fill", operands, '_');
  }

  void arrayCopy() {
    reader.u32();
    reader.u32();
    stack.prepare(5);
    walk.callStatic(Names.AGGREGATES, "copy", "RIRII", '_');
  }

  void arrayInitData() {
    reader.u32();
    stack.prepare(4);
    loadData(reader.u32());
    walk.callStatic(Names.AGGREGATES, "initData", "RIII", '_', Names.BYTE_ARRAY);
  }

  void arrayInitElem() {
    reader.u32();
    stack.prepare(4);
    loadElem(reader.u32());
    walk.callStatic(Names.AGGREGATES, "initElem", "RIII", '_', Names.OBJECT_ARRAY);
  }

  private void loadData(int segment) {
    loadSegment("data", Names.BYTE_ARRAY, segment);
  }

  private void loadElem(int segment) {
    loadSegment("elements", Names.OBJECT_ARRAY, segment);
  }

  private void loadSegment(String field, ClassDesc type, int segment) {
    storage.loadInstance();
    code.getField(Names.INSTANCE, field, type.arrayType());
    code.iconst(segment);
    code.emit(1, CodeBuilder::aaload);
  }

  private ObjectClass type() {
    return layout.objectClass(reader.u32());
  }

  // i31.

  void refI31() {
    stack.prepareForResult(1);
    code.emit(4, c -> c.iconst_1().ishl().iconst_1().ishr());
    code.invokeStatic(Names.INTEGER, "valueOf", Names.desc(Names.INTEGER, ConstantDescs.CD_int));
    stack.drop(1);
    stack.pushJvm('R');
  }

  void i31Get(boolean isUnsigned) {
    stack.prepareForResult(1);
    code.checkCast(Names.INTEGER);
    code.emit(
        Check.NULL_I31, 3, c -> c.invokevirtual(Names.INTEGER, "intValue", Names.desc("()I")));
    if (isUnsigned) {
      code.iconst(Integer.MAX_VALUE);
      code.emit(1, CodeBuilder::iand);
    }
    stack.drop(1);
    stack.pushJvm('I');
  }
}
