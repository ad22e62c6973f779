package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.Intrinsics;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.RawBits;
import dev.quern.internal.compile.jvm.Shapes;
import dev.quern.internal.compile.layout.GlobalFields;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.internal.syntax.Op;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AddressType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/**
 * Compiles instructions without control flow: numbers, variables, memory, tables, references,
 * calls.
 */
final class InstrCompiler {
  private final Walk walk;
  private final Layout layout;
  private final JvmCode code;
  private final Storage storage;
  private final OperandStack stack;
  private final InstrReader reader;
  private final LaneCompiler lanes;
  private final MemoryCompiler memory;
  private final MemoryCalls memoryCalls;
  private final CallCompiler calls;
  private final WideArithmetic wide;
  private final AggregateCompiler aggregates;
  private final CastCompiler casts;

  InstrCompiler(Walk walk, CastCompiler casts, Returns returns) {
    this.walk = walk;
    this.layout = walk.layout;
    this.code = walk.code;
    this.storage = walk.storage;
    this.stack = walk.stack;
    this.reader = walk.reader;
    this.lanes = new LaneCompiler(walk);
    var memories = new MemoryCode(walk);
    this.memoryCalls = new MemoryCalls(walk, memories);
    this.memory = new MemoryCompiler(walk, memories, memoryCalls);
    this.calls = new CallCompiler(walk, returns);
    this.wide = new WideArithmetic(walk);
    this.aggregates = new AggregateCompiler(walk);
    this.casts = casts;
  }

  /**
   * Compiles the instructions between two offsets in the body once more, ignoring the start of a
   * block among them.
   */
  void compileAgain(int start, int end) {
    int here = reader.position();
    reader.position(start);
    while (reader.position() < end) {
      int op = reader.next();
      if (op == Op.BLOCK) {
        reader.skipImmediates(op);
      } else {
        compile(op);
      }
    }
    reader.position(here);
  }

  void compile(int op) {
    switch (op) {
      case Op.LOCAL_GET -> stack.pushLocal(reader.u32());
      case Op.LOCAL_SET -> localSet(reader.u32());
      case Op.LOCAL_TEE -> localTee(reader.u32());
      case Op.GLOBAL_GET -> globalGet(reader.u32());
      case Op.GLOBAL_SET -> globalSet(reader.u32());
      case Op.I32_CONST -> stack.pushConstant('I', reader.s32());
      case Op.I64_CONST -> stack.pushConstant('J', reader.s64());
      case Op.F32_CONST -> stack.pushConstant('F', reader.i32le());
      case Op.F64_CONST -> stack.pushConstant('D', reader.i64le());
      case Op.DROP -> stack.discard();
      case Op.REF_NULL -> refNull();
      case Op.REF_FUNC -> refFunc(reader.u32());
      case Op.REF_AS_NON_NULL -> refAsNonNull();
      case Op.TABLE_GET -> tableCall("tableGet", "A", 'R', reader.u32());
      case Op.TABLE_SET -> tableCall("tableSet", "AR", '_', reader.u32());
      case Op.TABLE_SIZE -> tableCall("tableSize", "", 'A', reader.u32());
      case Op.TABLE_GROW -> tableCall("tableGrow", "RA", 'A', reader.u32());
      case Op.TABLE_FILL -> tableCall("tableFill", "ARA", '_', reader.u32());
      case Op.TABLE_COPY -> tableCopy(reader.u32(), reader.u32());
      case Op.TABLE_INIT -> tableInit(reader.u32(), reader.u32());
      case Op.ELEM_DROP -> drop("elemDrop", reader.u32());
      case Op.DATA_DROP -> drop("dataDrop", reader.u32());
      case Op.MEMORY_SIZE -> memoryCalls.size(reader.u32());
      case Op.MEMORY_GROW -> memoryCalls.grow(reader.u32());
      case Op.MEMORY_FILL -> memoryCalls.fill(reader.u32());
      case Op.MEMORY_COPY -> memoryCalls.copy(reader.u32(), reader.u32());
      case Op.MEMORY_INIT -> memoryCalls.init(reader.u32(), reader.u32());
      case Op.ATOMIC_FENCE -> fence();
      case Op.CALL -> calls.call(reader.u32());
      case Op.CALL_INDIRECT -> calls.callIndirect(reader.u32(), reader.u32());
      case Op.CALL_REF -> calls.callRef(reader.u32());
      case Op.RETURN_CALL -> calls.returnCall(reader.u32());
      case Op.RETURN_CALL_INDIRECT -> calls.returnCallIndirect(reader.u32(), reader.u32());
      case Op.RETURN_CALL_REF -> calls.returnCallRef(reader.u32());
      case Op.I64_ADD128 -> wide.add();
      case Op.I64_SUB128 -> wide.subtract();
      case Op.I64_MUL_WIDE_S -> wide.multiply("multiplyHigh");
      case Op.I64_MUL_WIDE_U -> wide.multiply("unsignedMultiplyHigh");
      default -> object(op);
    }
  }

  /** See {@link MemoryCompiler#checkLength}. */
  void checkLength(int widths) {
    memory.checkLength(widths);
  }

  /** Compiles instructions on structs, arrays and i31s, and casts. */
  private void object(int op) {
    switch (op) {
      case Op.STRUCT_NEW, Op.STRUCT_NEW_DESC -> aggregates.structNew();
      case Op.STRUCT_NEW_DEFAULT, Op.STRUCT_NEW_DEFAULT_DESC -> aggregates.structNewDefault();
      case Op.REF_GET_DESC -> aggregates.refGetDesc();
      case Op.STRUCT_GET, Op.STRUCT_GET_S -> aggregates.structGet(false);
      case Op.STRUCT_GET_U -> aggregates.structGet(true);
      case Op.STRUCT_SET -> aggregates.structSet();
      case Op.ARRAY_NEW -> aggregates.arrayNew();
      case Op.ARRAY_NEW_DEFAULT -> aggregates.arrayNewDefault();
      case Op.ARRAY_NEW_FIXED -> aggregates.arrayNewFixed();
      case Op.ARRAY_NEW_DATA -> aggregates.arrayNewData();
      case Op.ARRAY_NEW_ELEM -> aggregates.arrayNewElem();
      case Op.ARRAY_GET, Op.ARRAY_GET_S -> aggregates.arrayGet(false);
      case Op.ARRAY_GET_U -> aggregates.arrayGet(true);
      case Op.ARRAY_SET -> aggregates.arraySet();
      case Op.ARRAY_LEN -> aggregates.arrayLen();
      case Op.ARRAY_FILL -> aggregates.arrayFill();
      case Op.ARRAY_COPY -> aggregates.arrayCopy();
      case Op.ARRAY_INIT_DATA -> aggregates.arrayInitData();
      case Op.ARRAY_INIT_ELEM -> aggregates.arrayInitElem();
      case Op.REF_CAST_DESC_EQ -> castDescribed(false);
      case Op.REF_CAST_DESC_EQ_NULL -> castDescribed(true);
      case Op.REF_CAST -> casts.cast(reader.heapType(), false);
      case Op.REF_CAST_NULL -> casts.cast(reader.heapType(), true);
      // An external reference and its internal form are the same object.
      case Op.ANY_CONVERT_EXTERN, Op.EXTERN_CONVERT_ANY -> {}
      case Op.REF_I31 -> aggregates.refI31();
      case Op.I31_GET_S -> aggregates.i31Get(false);
      case Op.I31_GET_U -> aggregates.i31Get(true);
      default -> regular(op);
    }
  }

  private void regular(int op) {
    Opcode opcode = Opcode.of(op);
    if (opcode == null) {
      throw new IllegalStateException("opcode " + op);
    }
    if (opcode.width() > 0) {
      memory.access(opcode);
      return;
    }
    boolean usesVectors = Intrinsics.usesVectors(opcode);
    if (usesVectors && lanes.compile(opcode)) {
      return;
    }
    int count = opcode.operands().length();
    stack.prepareForResult(count, usesVectors ? lanes.wanted(opcode) : Shapes.LONGS);
    switch (opcode.imm()) {
      case LANE -> code.iconst(reader.u8());
      default -> {}
    }
    switch (opcode.imm()) {
      case SHUFFLE -> code.vectors.shuffle(code, reader.i64le(), reader.i64le());
      case V128 -> code.vectors.constant(code, reader.i64le(), reader.i64le());
      default -> Intrinsics.emit(opcode, code);
    }
    stack.drop(count);
    stack.pushJvm(opcode.result());
  }

  // Variables.

  private void localSet(int local) {
    stack.saveUses(local);
    stack.prepareForLocal(local);
    stack.drop(1);
    storage.store(local);
  }

  private void localTee(int local) {
    localSet(local);
    stack.pushLocal(local);
  }

  private void globalGet(int global) {
    char letter = layout.side.globals().get(global).value().letter();
    stack.prepareForResult(0);
    loadGlobalOwner(global);
    code.getField(
        globalClass(global), globalField(global, letter), globalFieldType(global, letter));
    if (letter == 'V') {
      RawBits.from(code, letter);
    }
    stack.pushJvm(letter);
  }

  private void globalSet(int global) {
    char letter = layout.side.globals().get(global).value().letter();
    stack.joinLanes();
    if (stack.isJvm(stack.depth() - 1)) {
      stack.drop(1);
      int value = storage.temporary(letter);
      code.store(letter, value);
      loadGlobalOwner(global);
      code.load(letter, value);
    } else {
      loadGlobalOwner(global);
      stack.load(stack.depth() - 1);
      stack.drop(1);
    }
    code.leave(letter);
    code.putField(
        globalClass(global), globalField(global, letter), globalFieldType(global, letter));
  }

  /** Pushes the object that holds a global in a field: the instance, or the global's cell. */
  private void loadGlobalOwner(int global) {
    storage.loadInstance();
    if (layout.isCell(global)) {
      if (global < Layout.MAX_GLOBAL_FIELDS) {
        code.getField(layout.instance, "g" + global, Names.GLOBAL);
      } else {
        code.getField(Names.INSTANCE, "globals", Names.GLOBAL.arrayType());
        code.iconst(global);
        code.emit(1, CodeBuilder::aaload);
      }
    }
  }

  private ClassDesc globalClass(int global) {
    return layout.isCell(global) ? Names.GLOBAL : layout.instance;
  }

  private ClassDesc globalFieldType(int global, char letter) {
    return layout.isCell(global) ? GlobalFields.type(letter) : Names.type(letter);
  }

  private String globalField(int global, char letter) {
    return layout.isCell(global) ? GlobalFields.name(letter) : "g" + global;
  }

  // References and tables.

  private void refNull() {
    reader.heapType();
    stack.pushConstant('R', 0);
  }

  private void refFunc(int function) {
    stack.prepareForResult(0);
    storage.loadInstance();
    code.iconst(function);
    code.invokeVirtual(
        Names.INSTANCE, "function", Names.desc(Names.FUNCTION, ConstantDescs.CD_int));
    stack.pushJvm('R');
  }

  private void refAsNonNull() {
    stack.prepareForResult(1);
    walk.callStatic(Names.LINKAGE, "notNullReference", "R", 'R');
  }

  private void castDescribed(boolean isNullable) {
    reader.heapType();
    casts.castDescribed(isNullable);
  }

  private void prepare(int operands, char result) {
    if (result == '_') {
      stack.prepare(operands);
    } else {
      stack.prepareForResult(operands);
    }
  }

  private boolean is64(int table) {
    return layout.side.tables().get(table).address() == AddressType.I64;
  }

  /** Calls a table operation; operands and results {@code A} are i64 if the table's indices are. */
  private void tableCall(String name, String operands, char result, int table) {
    boolean is64 = is64(table);
    if (is64 && operands.contains("A")) {
      stack.prepareConverted(narrowed(operands));
    } else {
      prepare(operands.length(), result);
    }
    calls.loadTable(table);
    char letter = result == 'A' ? 'I' : result;
    walk.callStatic(Names.BULK, name, operands.replace('A', 'I'), letter, Names.TABLE);
    if (is64 && result == 'A') {
      stack.drop(1);
      code.emit(1, CodeBuilder::i2l);
      stack.pushJvm('J');
    }
  }

  private void tableCopy(int target, int source) {
    boolean isTarget64 = is64(target);
    boolean isSource64 = is64(source);
    if (isTarget64 || isSource64) {
      stack.prepareConverted(
          narrowed(isTarget64), narrowed(isSource64), narrowed(isTarget64 && isSource64));
    } else {
      stack.prepare(3);
    }
    calls.loadTable(target);
    calls.loadTable(source);
    walk.callStatic(Names.BULK, "tableCopy", "III", '_', Names.TABLE, Names.TABLE);
  }

  private static Conversion narrowed(boolean is64) {
    return is64 ? Conversion.NARROW : Conversion.NONE;
  }

  private static Conversion[] narrowed(String operands) {
    return operands.chars().mapToObj(c -> narrowed(c == 'A')).toArray(Conversion[]::new);
  }

  private void tableInit(int segment, int table) {
    if (is64(table)) {
      stack.prepareConverted(Conversion.NARROW, Conversion.NONE, Conversion.NONE);
    } else {
      stack.prepare(3);
    }
    calls.loadTable(table);
    storage.loadInstance();
    code.getField(Names.INSTANCE, "elements", Names.OBJECT_ARRAY.arrayType());
    code.iconst(segment);
    code.emit(1, CodeBuilder::aaload);
    walk.callStatic(Names.BULK, "tableInit", "III", '_', Names.TABLE, Names.OBJECT_ARRAY);
  }

  private void fence() {
    reader.fence();
    code.invokeStatic(Names.VAR_HANDLE, "fullFence", Names.desc("()V"));
  }

  private void drop(String name, int segment) {
    storage.loadInstance();
    code.iconst(segment);
    walk.callStatic(Names.BULK, name, "", '_', Names.INSTANCE, ConstantDescs.CD_int);
  }
}
