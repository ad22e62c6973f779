package dev.quern.internal.valid;

import dev.quern.internal.binary.ExprScanner;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Op;
import dev.quern.type.AddressType;
import dev.quern.type.Feature;
import dev.quern.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Validates function bodies and constant expressions with the algorithm of the specification's
 * appendix: one pass over the instructions with a stack of operand types and a stack of open
 * blocks. Instructions with a signature in the table are checked from it; each of the others has a
 * method in one of the rules classes. One object validates many bodies, in one thread.
 */
final class FuncValidator {
  private final Body body;
  private final ControlRules control;
  private final BranchRules branches;
  private final CallRules calls;
  private final VariableRules variables;
  private final ReferenceRules references;
  private final AggregateRules aggregates;
  private final MemoryRules memories;
  private final TableRules tables;
  private final Features features;
  private final @Nullable FastPath fastPath;

  FuncValidator(Body body, boolean hasFastPath) {
    this.body = body;
    this.control = new ControlRules(body);
    this.references = new ReferenceRules(body);
    this.branches = new BranchRules(body, references);
    this.calls = new CallRules(body);
    this.variables = new VariableRules(body);
    this.aggregates = new AggregateRules(body);
    this.memories = new MemoryRules(body);
    this.tables = new TableRules(body);
    this.features = body.context.features;
    this.fastPath = hasFastPath ? new FastPath(body, this) : null;
  }

  /** Validates a body. */
  void function(int funcIndex, Expr code) {
    BlockType type = body.context.functionTypes[funcIndex];
    body.begin(code, type, funcIndex);
    body.globalCount = body.context.globals.length;
    try {
      body.locals.read();
      body.control.enterFunction(type);
      if (fastPath != null) {
        fastPath.run();
      }
      while (!body.control.isEmpty()) {
        instruction(body.in.next());
      }
      if (body.in.remaining() > 0) {
        throw body.in.malformed("section size mismatch");
      }
    } catch (MalformedException e) {
      ExprScanner.checkBody(code);
      throw e;
    }
  }

  /** Validates a constant expression of a type (spec 3.4.15). */
  void constant(Expr expr, ValueType type, int globalCount) {
    body.begin(expr, BlockType.result(type), -1);
    body.globalCount = globalCount;
    body.control.enterFunction(body.type);
    while (!body.control.isEmpty()) {
      int op = body.in.next();
      checkConstant(op);
      instruction(op);
    }
    if (body.in.remaining() > 0) {
      throw body.in.malformed("section size mismatch");
    }
  }

  private void checkConstant(int op) {
    switch (op) {
      case Op.END, Op.I32_CONST, Op.I64_CONST, Op.F32_CONST, Op.F64_CONST, Op.V128_CONST -> {}
      case Op.GLOBAL_GET, Op.REF_NULL, Op.REF_FUNC, Op.REF_I31 -> {}
      case Op.STRUCT_NEW, Op.STRUCT_NEW_DEFAULT -> {}
      case Op.STRUCT_NEW_DESC, Op.STRUCT_NEW_DEFAULT_DESC -> {}
      case Op.ARRAY_NEW, Op.ARRAY_NEW_DEFAULT, Op.ARRAY_NEW_FIXED -> {}
      case Op.ANY_CONVERT_EXTERN, Op.EXTERN_CONVERT_ANY -> {}
      case Op.I32_ADD, Op.I32_SUB, Op.I32_MUL, Op.I64_ADD, Op.I64_SUB, Op.I64_MUL ->
          features.require(Feature.EXTENDED_CONST, Signature.of(op).opcode.text(), body::place);
      default -> throw body.invalid("constant expression required");
    }
  }

  void instruction(int op) {
    Signature signature = Signature.of(op);
    if (!features.has(signature.featureBit)) {
      throw Features.unsupported(signature.opcode.feature(), signature.opcode.text(), body.place());
    }
    if (signature.regular) {
      AddressType address = immediates(signature);
      body.stack.pop(signature.operands(address));
      body.stack.push(signature.results(address));
    } else if (op < 256) {
      oneByte(op);
    } else if (op >> 12 == 0xFB) {
      aggregate(op);
    } else {
      bulk(op);
    }
  }

  /** Reads the immediates of a regular instruction; the answer counts for memory instructions. */
  private AddressType immediates(Signature signature) {
    switch (signature.imm) {
      case NONE -> {}
      case I32 -> body.in.s32();
      case I64 -> body.in.s64();
      case F32 -> body.in.skip(4);
      case F64 -> body.in.skip(8);
      case V128 -> body.in.skip(16);
      case MEMARG -> {
        return memories.memarg(signature);
      }
      case MEMARG_LANE -> {
        AddressType address = memories.memarg(signature);
        memories.lane(signature);
        return address;
      }
      case MEMORY -> {
        return memories.memory(signature);
      }
      case DATA_MEMORY -> {
        return memories.dataMemory();
      }
      case LANE -> memories.lane(signature);
      case SHUFFLE -> memories.shuffle(signature);
      case DATA -> body.data(body.in.u32());
      case ELEM -> body.element(body.in.u32());
      case FENCE -> body.in.fence();
      default -> throw new IllegalStateException("regular " + signature.opcode);
    }
    return AddressType.I32;
  }

  void oneByte(int op) {
    switch (op) {
      case Op.LOCAL_GET -> variables.localGet();
      case Op.LOCAL_SET -> variables.localSet();
      case Op.LOCAL_TEE -> variables.localTee();
      case Op.GLOBAL_GET -> variables.globalGet();
      case Op.GLOBAL_SET -> variables.globalSet();
      case Op.DROP -> variables.drop();
      case Op.SELECT -> variables.select();
      case Op.SELECT_T -> variables.selectTyped();
      case Op.UNREACHABLE -> control.unreachable();
      case Op.BLOCK, Op.LOOP, Op.IF, Op.TRY -> control.block(op);
      case Op.ELSE -> control.elseBlock();
      case Op.END -> control.end();
      case Op.TRY_TABLE -> control.tryTable();
      case Op.THROW -> control.throwTag();
      case Op.THROW_REF -> control.throwRef();
      case Op.CATCH -> control.catchTag();
      case Op.CATCH_ALL -> control.catchAll();
      case Op.DELEGATE -> control.delegate();
      case Op.RETHROW -> control.rethrow();
      case Op.BR -> branches.br();
      case Op.BR_IF -> branches.brIf();
      case Op.BR_TABLE -> branches.brTable();
      case Op.BR_ON_NULL -> branches.brOnNull();
      case Op.BR_ON_NON_NULL -> branches.brOnNonNull();
      case Op.RETURN -> branches.returnAll();
      case Op.CALL -> calls.call();
      case Op.CALL_INDIRECT -> calls.callIndirect();
      case Op.CALL_REF -> calls.callRef();
      case Op.RETURN_CALL -> calls.returnCall();
      case Op.RETURN_CALL_INDIRECT -> calls.returnCallIndirect();
      case Op.RETURN_CALL_REF -> calls.returnCallRef();
      case Op.TABLE_GET -> tables.tableGet();
      case Op.TABLE_SET -> tables.tableSet();
      case Op.REF_NULL -> references.refNull();
      case Op.REF_IS_NULL -> references.refIsNull();
      case Op.REF_EQ -> references.refEq();
      case Op.REF_FUNC -> references.refFunc();
      case Op.REF_AS_NON_NULL -> references.refAsNonNull();
      default -> throw noRule(op);
    }
  }

  private void aggregate(int op) {
    switch (op) {
      case Op.STRUCT_NEW -> aggregates.structNew(false);
      case Op.STRUCT_NEW_DEFAULT -> aggregates.structNewDefault(false);
      case Op.STRUCT_GET -> aggregates.structGet(false);
      case Op.STRUCT_GET_S, Op.STRUCT_GET_U -> aggregates.structGet(true);
      case Op.STRUCT_SET -> aggregates.structSet();
      case Op.ARRAY_NEW -> aggregates.arrayNew();
      case Op.ARRAY_NEW_DEFAULT -> aggregates.arrayNewDefault();
      case Op.ARRAY_NEW_FIXED -> aggregates.arrayNewFixed();
      case Op.ARRAY_NEW_DATA -> aggregates.arrayNewData();
      case Op.ARRAY_NEW_ELEM -> aggregates.arrayNewElem();
      case Op.ARRAY_GET -> aggregates.arrayGet(false);
      case Op.ARRAY_GET_S, Op.ARRAY_GET_U -> aggregates.arrayGet(true);
      case Op.ARRAY_SET -> aggregates.arraySet();
      case Op.ARRAY_LEN -> aggregates.arrayLen();
      case Op.ARRAY_FILL -> aggregates.arrayFill();
      case Op.ARRAY_COPY -> aggregates.arrayCopy();
      case Op.ARRAY_INIT_DATA -> aggregates.arrayInitData();
      case Op.ARRAY_INIT_ELEM -> aggregates.arrayInitElem();
      case Op.REF_TEST -> references.refTest(false);
      case Op.REF_TEST_NULL -> references.refTest(true);
      case Op.REF_CAST -> references.refCast(false);
      case Op.REF_CAST_NULL -> references.refCast(true);
      case Op.BR_ON_CAST -> branches.brOnCast(false);
      case Op.BR_ON_CAST_FAIL -> branches.brOnCastFail(false);
      case Op.STRUCT_NEW_DESC -> aggregates.structNew(true);
      case Op.STRUCT_NEW_DEFAULT_DESC -> aggregates.structNewDefault(true);
      case Op.REF_GET_DESC -> references.refGetDesc();
      case Op.REF_CAST_DESC_EQ -> references.refCastDescEq(false);
      case Op.REF_CAST_DESC_EQ_NULL -> references.refCastDescEq(true);
      case Op.BR_ON_CAST_DESC_EQ -> branches.brOnCast(true);
      case Op.BR_ON_CAST_DESC_EQ_FAIL -> branches.brOnCastFail(true);
      case Op.ANY_CONVERT_EXTERN -> references.anyConvertExtern();
      case Op.EXTERN_CONVERT_ANY -> references.externConvertAny();
      case Op.REF_I31 -> references.refI31();
      case Op.I31_GET_S, Op.I31_GET_U -> references.i31Get();
      default -> throw noRule(op);
    }
  }

  private void bulk(int op) {
    switch (op) {
      case Op.MEMORY_COPY -> memories.memoryCopy();
      case Op.TABLE_INIT -> tables.tableInit();
      case Op.TABLE_COPY -> tables.tableCopy();
      case Op.TABLE_GROW -> tables.tableGrow();
      case Op.TABLE_SIZE -> tables.tableSize();
      case Op.TABLE_FILL -> tables.tableFill();
      case Op.I64_ADD128, Op.I64_SUB128 -> wide(4);
      case Op.I64_MUL_WIDE_S, Op.I64_MUL_WIDE_U -> wide(2);
      default -> throw noRule(op);
    }
  }

  /** Wide arithmetic has two results, which the table's signatures cannot say. */
  private void wide(int operands) {
    body.stack.pop(Signature.WIDE, operands);
    body.stack.push(Signature.WIDE, 2);
  }

  private static IllegalStateException noRule(int op) {
    return new IllegalStateException("no rule for " + Signature.of(op).opcode);
  }
}
