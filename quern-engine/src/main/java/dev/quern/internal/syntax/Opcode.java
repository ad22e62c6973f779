package dev.quern.internal.syntax;

import dev.quern.type.Feature;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of instructions: all of WebAssembly 3.0, threads, legacy exceptions, wide arithmetic
 * and custom descriptors, one row each. Decoder, encoder, text parser, printer, validator and
 * compiler read it; what is regular about an instruction stands here and nowhere else.
 *
 * <p>Columns: the code, the mnemonic of the text format, the shape of the immediates, the
 * signature, the feature that brought the instruction, and for memory instructions the number of
 * bytes they access. A signature is written in the letters {@code I J F D} (number types), {@code
 * V} (v128), {@code R} (a reference), {@code A} (an address: i32 or i64 by the memory's type) and
 * {@code _} (no result). Instructions whose types depend on more than that have {@code null}: they
 * go by context.
 *
 * <p>The meaning of a regular instruction is the static method of {@code
 * dev.quern.runtime.Numerics} (or its neighbours) that has the row's name in camel case.
 */
public enum Opcode {
  UNREACHABLE(Op.UNREACHABLE, "unreachable", Imm.NONE, null, Feature.MVP),
  NOP(Op.NOP, "nop", Imm.NONE, "()_", Feature.MVP),
  BLOCK(Op.BLOCK, "block", Imm.BLOCK_TYPE, null, Feature.MVP),
  LOOP(Op.LOOP, "loop", Imm.BLOCK_TYPE, null, Feature.MVP),
  IF(Op.IF, "if", Imm.BLOCK_TYPE, null, Feature.MVP),
  ELSE(Op.ELSE, "else", Imm.NONE, null, Feature.MVP),
  TRY(Op.TRY, "try", Imm.BLOCK_TYPE, null, Feature.LEGACY_EXCEPTIONS),
  CATCH(Op.CATCH, "catch", Imm.TAG, null, Feature.LEGACY_EXCEPTIONS),
  THROW(Op.THROW, "throw", Imm.TAG, null, Feature.EXCEPTIONS),
  RETHROW(Op.RETHROW, "rethrow", Imm.LABEL, null, Feature.LEGACY_EXCEPTIONS),
  THROW_REF(Op.THROW_REF, "throw_ref", Imm.NONE, null, Feature.EXCEPTIONS),
  END(Op.END, "end", Imm.NONE, null, Feature.MVP),
  BR(Op.BR, "br", Imm.LABEL, null, Feature.MVP),
  BR_IF(Op.BR_IF, "br_if", Imm.LABEL, null, Feature.MVP),
  BR_TABLE(Op.BR_TABLE, "br_table", Imm.LABELS, null, Feature.MVP),
  RETURN(Op.RETURN, "return", Imm.NONE, null, Feature.MVP),
  CALL(Op.CALL, "call", Imm.FUNC, null, Feature.MVP),
  CALL_INDIRECT(Op.CALL_INDIRECT, "call_indirect", Imm.TYPE_TABLE, null, Feature.MVP),
  RETURN_CALL(Op.RETURN_CALL, "return_call", Imm.FUNC, null, Feature.TAIL_CALL),
  RETURN_CALL_INDIRECT(
      Op.RETURN_CALL_INDIRECT, "return_call_indirect", Imm.TYPE_TABLE, null, Feature.TAIL_CALL),
  CALL_REF(Op.CALL_REF, "call_ref", Imm.TYPE, null, Feature.FUNCTION_REFERENCES),
  RETURN_CALL_REF(
      Op.RETURN_CALL_REF, "return_call_ref", Imm.TYPE, null, Feature.FUNCTION_REFERENCES),
  DELEGATE(Op.DELEGATE, "delegate", Imm.LABEL, null, Feature.LEGACY_EXCEPTIONS),
  CATCH_ALL(Op.CATCH_ALL, "catch_all", Imm.NONE, null, Feature.LEGACY_EXCEPTIONS),
  DROP(Op.DROP, "drop", Imm.NONE, null, Feature.MVP),
  SELECT(Op.SELECT, "select", Imm.NONE, null, Feature.MVP),
  SELECT_T(Op.SELECT_T, "select", Imm.SELECT_TYPES, null, Feature.REFERENCE_TYPES),
  TRY_TABLE(Op.TRY_TABLE, "try_table", Imm.TRY_TABLE, null, Feature.EXCEPTIONS),
  LOCAL_GET(Op.LOCAL_GET, "local.get", Imm.LOCAL, null, Feature.MVP),
  LOCAL_SET(Op.LOCAL_SET, "local.set", Imm.LOCAL, null, Feature.MVP),
  LOCAL_TEE(Op.LOCAL_TEE, "local.tee", Imm.LOCAL, null, Feature.MVP),
  GLOBAL_GET(Op.GLOBAL_GET, "global.get", Imm.GLOBAL, null, Feature.MVP),
  GLOBAL_SET(Op.GLOBAL_SET, "global.set", Imm.GLOBAL, null, Feature.MVP),
  TABLE_GET(Op.TABLE_GET, "table.get", Imm.TABLE, null, Feature.REFERENCE_TYPES),
  TABLE_SET(Op.TABLE_SET, "table.set", Imm.TABLE, null, Feature.REFERENCE_TYPES),
  I32_LOAD(Op.I32_LOAD, "i32.load", Imm.MEMARG, "(A)I", Feature.MVP, 4),
  I64_LOAD(Op.I64_LOAD, "i64.load", Imm.MEMARG, "(A)J", Feature.MVP, 8),
  F32_LOAD(Op.F32_LOAD, "f32.load", Imm.MEMARG, "(A)F", Feature.MVP, 4),
  F64_LOAD(Op.F64_LOAD, "f64.load", Imm.MEMARG, "(A)D", Feature.MVP, 8),
  I32_LOAD8_S(Op.I32_LOAD8_S, "i32.load8_s", Imm.MEMARG, "(A)I", Feature.MVP, 1),
  I32_LOAD8_U(Op.I32_LOAD8_U, "i32.load8_u", Imm.MEMARG, "(A)I", Feature.MVP, 1),
  I32_LOAD16_S(Op.I32_LOAD16_S, "i32.load16_s", Imm.MEMARG, "(A)I", Feature.MVP, 2),
  I32_LOAD16_U(Op.I32_LOAD16_U, "i32.load16_u", Imm.MEMARG, "(A)I", Feature.MVP, 2),
  I64_LOAD8_S(Op.I64_LOAD8_S, "i64.load8_s", Imm.MEMARG, "(A)J", Feature.MVP, 1),
  I64_LOAD8_U(Op.I64_LOAD8_U, "i64.load8_u", Imm.MEMARG, "(A)J", Feature.MVP, 1),
  I64_LOAD16_S(Op.I64_LOAD16_S, "i64.load16_s", Imm.MEMARG, "(A)J", Feature.MVP, 2),
  I64_LOAD16_U(Op.I64_LOAD16_U, "i64.load16_u", Imm.MEMARG, "(A)J", Feature.MVP, 2),
  I64_LOAD32_S(Op.I64_LOAD32_S, "i64.load32_s", Imm.MEMARG, "(A)J", Feature.MVP, 4),
  I64_LOAD32_U(Op.I64_LOAD32_U, "i64.load32_u", Imm.MEMARG, "(A)J", Feature.MVP, 4),
  I32_STORE(Op.I32_STORE, "i32.store", Imm.MEMARG, "(AI)_", Feature.MVP, 4),
  I64_STORE(Op.I64_STORE, "i64.store", Imm.MEMARG, "(AJ)_", Feature.MVP, 8),
  F32_STORE(Op.F32_STORE, "f32.store", Imm.MEMARG, "(AF)_", Feature.MVP, 4),
  F64_STORE(Op.F64_STORE, "f64.store", Imm.MEMARG, "(AD)_", Feature.MVP, 8),
  I32_STORE8(Op.I32_STORE8, "i32.store8", Imm.MEMARG, "(AI)_", Feature.MVP, 1),
  I32_STORE16(Op.I32_STORE16, "i32.store16", Imm.MEMARG, "(AI)_", Feature.MVP, 2),
  I64_STORE8(Op.I64_STORE8, "i64.store8", Imm.MEMARG, "(AJ)_", Feature.MVP, 1),
  I64_STORE16(Op.I64_STORE16, "i64.store16", Imm.MEMARG, "(AJ)_", Feature.MVP, 2),
  I64_STORE32(Op.I64_STORE32, "i64.store32", Imm.MEMARG, "(AJ)_", Feature.MVP, 4),
  MEMORY_SIZE(Op.MEMORY_SIZE, "memory.size", Imm.MEMORY, "()A", Feature.MVP),
  MEMORY_GROW(Op.MEMORY_GROW, "memory.grow", Imm.MEMORY, "(A)A", Feature.MVP),
  I32_CONST(Op.I32_CONST, "i32.const", Imm.I32, "()I", Feature.MVP),
  I64_CONST(Op.I64_CONST, "i64.const", Imm.I64, "()J", Feature.MVP),
  F32_CONST(Op.F32_CONST, "f32.const", Imm.F32, "()F", Feature.MVP),
  F64_CONST(Op.F64_CONST, "f64.const", Imm.F64, "()D", Feature.MVP),
  I32_EQZ(Op.I32_EQZ, "i32.eqz", Imm.NONE, "(I)I", Feature.MVP),
  I32_EQ(Op.I32_EQ, "i32.eq", Imm.NONE, "(II)I", Feature.MVP),
  I32_NE(Op.I32_NE, "i32.ne", Imm.NONE, "(II)I", Feature.MVP),
  I32_LT_S(Op.I32_LT_S, "i32.lt_s", Imm.NONE, "(II)I", Feature.MVP),
  I32_LT_U(Op.I32_LT_U, "i32.lt_u", Imm.NONE, "(II)I", Feature.MVP),
  I32_GT_S(Op.I32_GT_S, "i32.gt_s", Imm.NONE, "(II)I", Feature.MVP),
  I32_GT_U(Op.I32_GT_U, "i32.gt_u", Imm.NONE, "(II)I", Feature.MVP),
  I32_LE_S(Op.I32_LE_S, "i32.le_s", Imm.NONE, "(II)I", Feature.MVP),
  I32_LE_U(Op.I32_LE_U, "i32.le_u", Imm.NONE, "(II)I", Feature.MVP),
  I32_GE_S(Op.I32_GE_S, "i32.ge_s", Imm.NONE, "(II)I", Feature.MVP),
  I32_GE_U(Op.I32_GE_U, "i32.ge_u", Imm.NONE, "(II)I", Feature.MVP),
  I64_EQZ(Op.I64_EQZ, "i64.eqz", Imm.NONE, "(J)I", Feature.MVP),
  I64_EQ(Op.I64_EQ, "i64.eq", Imm.NONE, "(JJ)I", Feature.MVP),
  I64_NE(Op.I64_NE, "i64.ne", Imm.NONE, "(JJ)I", Feature.MVP),
  I64_LT_S(Op.I64_LT_S, "i64.lt_s", Imm.NONE, "(JJ)I", Feature.MVP),
  I64_LT_U(Op.I64_LT_U, "i64.lt_u", Imm.NONE, "(JJ)I", Feature.MVP),
  I64_GT_S(Op.I64_GT_S, "i64.gt_s", Imm.NONE, "(JJ)I", Feature.MVP),
  I64_GT_U(Op.I64_GT_U, "i64.gt_u", Imm.NONE, "(JJ)I", Feature.MVP),
  I64_LE_S(Op.I64_LE_S, "i64.le_s", Imm.NONE, "(JJ)I", Feature.MVP),
  I64_LE_U(Op.I64_LE_U, "i64.le_u", Imm.NONE, "(JJ)I", Feature.MVP),
  I64_GE_S(Op.I64_GE_S, "i64.ge_s", Imm.NONE, "(JJ)I", Feature.MVP),
  I64_GE_U(Op.I64_GE_U, "i64.ge_u", Imm.NONE, "(JJ)I", Feature.MVP),
  F32_EQ(Op.F32_EQ, "f32.eq", Imm.NONE, "(FF)I", Feature.MVP),
  F32_NE(Op.F32_NE, "f32.ne", Imm.NONE, "(FF)I", Feature.MVP),
  F32_LT(Op.F32_LT, "f32.lt", Imm.NONE, "(FF)I", Feature.MVP),
  F32_GT(Op.F32_GT, "f32.gt", Imm.NONE, "(FF)I", Feature.MVP),
  F32_LE(Op.F32_LE, "f32.le", Imm.NONE, "(FF)I", Feature.MVP),
  F32_GE(Op.F32_GE, "f32.ge", Imm.NONE, "(FF)I", Feature.MVP),
  F64_EQ(Op.F64_EQ, "f64.eq", Imm.NONE, "(DD)I", Feature.MVP),
  F64_NE(Op.F64_NE, "f64.ne", Imm.NONE, "(DD)I", Feature.MVP),
  F64_LT(Op.F64_LT, "f64.lt", Imm.NONE, "(DD)I", Feature.MVP),
  F64_GT(Op.F64_GT, "f64.gt", Imm.NONE, "(DD)I", Feature.MVP),
  F64_LE(Op.F64_LE, "f64.le", Imm.NONE, "(DD)I", Feature.MVP),
  F64_GE(Op.F64_GE, "f64.ge", Imm.NONE, "(DD)I", Feature.MVP),
  I32_CLZ(Op.I32_CLZ, "i32.clz", Imm.NONE, "(I)I", Feature.MVP),
  I32_CTZ(Op.I32_CTZ, "i32.ctz", Imm.NONE, "(I)I", Feature.MVP),
  I32_POPCNT(Op.I32_POPCNT, "i32.popcnt", Imm.NONE, "(I)I", Feature.MVP),
  I32_ADD(Op.I32_ADD, "i32.add", Imm.NONE, "(II)I", Feature.MVP),
  I32_SUB(Op.I32_SUB, "i32.sub", Imm.NONE, "(II)I", Feature.MVP),
  I32_MUL(Op.I32_MUL, "i32.mul", Imm.NONE, "(II)I", Feature.MVP),
  I32_DIV_S(Op.I32_DIV_S, "i32.div_s", Imm.NONE, "(II)I", Feature.MVP),
  I32_DIV_U(Op.I32_DIV_U, "i32.div_u", Imm.NONE, "(II)I", Feature.MVP),
  I32_REM_S(Op.I32_REM_S, "i32.rem_s", Imm.NONE, "(II)I", Feature.MVP),
  I32_REM_U(Op.I32_REM_U, "i32.rem_u", Imm.NONE, "(II)I", Feature.MVP),
  I32_AND(Op.I32_AND, "i32.and", Imm.NONE, "(II)I", Feature.MVP),
  I32_OR(Op.I32_OR, "i32.or", Imm.NONE, "(II)I", Feature.MVP),
  I32_XOR(Op.I32_XOR, "i32.xor", Imm.NONE, "(II)I", Feature.MVP),
  I32_SHL(Op.I32_SHL, "i32.shl", Imm.NONE, "(II)I", Feature.MVP),
  I32_SHR_S(Op.I32_SHR_S, "i32.shr_s", Imm.NONE, "(II)I", Feature.MVP),
  I32_SHR_U(Op.I32_SHR_U, "i32.shr_u", Imm.NONE, "(II)I", Feature.MVP),
  I32_ROTL(Op.I32_ROTL, "i32.rotl", Imm.NONE, "(II)I", Feature.MVP),
  I32_ROTR(Op.I32_ROTR, "i32.rotr", Imm.NONE, "(II)I", Feature.MVP),
  I64_CLZ(Op.I64_CLZ, "i64.clz", Imm.NONE, "(J)J", Feature.MVP),
  I64_CTZ(Op.I64_CTZ, "i64.ctz", Imm.NONE, "(J)J", Feature.MVP),
  I64_POPCNT(Op.I64_POPCNT, "i64.popcnt", Imm.NONE, "(J)J", Feature.MVP),
  I64_ADD(Op.I64_ADD, "i64.add", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_SUB(Op.I64_SUB, "i64.sub", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_MUL(Op.I64_MUL, "i64.mul", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_DIV_S(Op.I64_DIV_S, "i64.div_s", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_DIV_U(Op.I64_DIV_U, "i64.div_u", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_REM_S(Op.I64_REM_S, "i64.rem_s", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_REM_U(Op.I64_REM_U, "i64.rem_u", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_AND(Op.I64_AND, "i64.and", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_OR(Op.I64_OR, "i64.or", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_XOR(Op.I64_XOR, "i64.xor", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_SHL(Op.I64_SHL, "i64.shl", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_SHR_S(Op.I64_SHR_S, "i64.shr_s", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_SHR_U(Op.I64_SHR_U, "i64.shr_u", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_ROTL(Op.I64_ROTL, "i64.rotl", Imm.NONE, "(JJ)J", Feature.MVP),
  I64_ROTR(Op.I64_ROTR, "i64.rotr", Imm.NONE, "(JJ)J", Feature.MVP),
  F32_ABS(Op.F32_ABS, "f32.abs", Imm.NONE, "(F)F", Feature.MVP),
  F32_NEG(Op.F32_NEG, "f32.neg", Imm.NONE, "(F)F", Feature.MVP),
  F32_CEIL(Op.F32_CEIL, "f32.ceil", Imm.NONE, "(F)F", Feature.MVP),
  F32_FLOOR(Op.F32_FLOOR, "f32.floor", Imm.NONE, "(F)F", Feature.MVP),
  F32_TRUNC(Op.F32_TRUNC, "f32.trunc", Imm.NONE, "(F)F", Feature.MVP),
  F32_NEAREST(Op.F32_NEAREST, "f32.nearest", Imm.NONE, "(F)F", Feature.MVP),
  F32_SQRT(Op.F32_SQRT, "f32.sqrt", Imm.NONE, "(F)F", Feature.MVP),
  F32_ADD(Op.F32_ADD, "f32.add", Imm.NONE, "(FF)F", Feature.MVP),
  F32_SUB(Op.F32_SUB, "f32.sub", Imm.NONE, "(FF)F", Feature.MVP),
  F32_MUL(Op.F32_MUL, "f32.mul", Imm.NONE, "(FF)F", Feature.MVP),
  F32_DIV(Op.F32_DIV, "f32.div", Imm.NONE, "(FF)F", Feature.MVP),
  F32_MIN(Op.F32_MIN, "f32.min", Imm.NONE, "(FF)F", Feature.MVP),
  F32_MAX(Op.F32_MAX, "f32.max", Imm.NONE, "(FF)F", Feature.MVP),
  F32_COPYSIGN(Op.F32_COPYSIGN, "f32.copysign", Imm.NONE, "(FF)F", Feature.MVP),
  F64_ABS(Op.F64_ABS, "f64.abs", Imm.NONE, "(D)D", Feature.MVP),
  F64_NEG(Op.F64_NEG, "f64.neg", Imm.NONE, "(D)D", Feature.MVP),
  F64_CEIL(Op.F64_CEIL, "f64.ceil", Imm.NONE, "(D)D", Feature.MVP),
  F64_FLOOR(Op.F64_FLOOR, "f64.floor", Imm.NONE, "(D)D", Feature.MVP),
  F64_TRUNC(Op.F64_TRUNC, "f64.trunc", Imm.NONE, "(D)D", Feature.MVP),
  F64_NEAREST(Op.F64_NEAREST, "f64.nearest", Imm.NONE, "(D)D", Feature.MVP),
  F64_SQRT(Op.F64_SQRT, "f64.sqrt", Imm.NONE, "(D)D", Feature.MVP),
  F64_ADD(Op.F64_ADD, "f64.add", Imm.NONE, "(DD)D", Feature.MVP),
  F64_SUB(Op.F64_SUB, "f64.sub", Imm.NONE, "(DD)D", Feature.MVP),
  F64_MUL(Op.F64_MUL, "f64.mul", Imm.NONE, "(DD)D", Feature.MVP),
  F64_DIV(Op.F64_DIV, "f64.div", Imm.NONE, "(DD)D", Feature.MVP),
  F64_MIN(Op.F64_MIN, "f64.min", Imm.NONE, "(DD)D", Feature.MVP),
  F64_MAX(Op.F64_MAX, "f64.max", Imm.NONE, "(DD)D", Feature.MVP),
  F64_COPYSIGN(Op.F64_COPYSIGN, "f64.copysign", Imm.NONE, "(DD)D", Feature.MVP),
  I32_WRAP_I64(Op.I32_WRAP_I64, "i32.wrap_i64", Imm.NONE, "(J)I", Feature.MVP),
  I32_TRUNC_F32_S(Op.I32_TRUNC_F32_S, "i32.trunc_f32_s", Imm.NONE, "(F)I", Feature.MVP),
  I32_TRUNC_F32_U(Op.I32_TRUNC_F32_U, "i32.trunc_f32_u", Imm.NONE, "(F)I", Feature.MVP),
  I32_TRUNC_F64_S(Op.I32_TRUNC_F64_S, "i32.trunc_f64_s", Imm.NONE, "(D)I", Feature.MVP),
  I32_TRUNC_F64_U(Op.I32_TRUNC_F64_U, "i32.trunc_f64_u", Imm.NONE, "(D)I", Feature.MVP),
  I64_EXTEND_I32_S(Op.I64_EXTEND_I32_S, "i64.extend_i32_s", Imm.NONE, "(I)J", Feature.MVP),
  I64_EXTEND_I32_U(Op.I64_EXTEND_I32_U, "i64.extend_i32_u", Imm.NONE, "(I)J", Feature.MVP),
  I64_TRUNC_F32_S(Op.I64_TRUNC_F32_S, "i64.trunc_f32_s", Imm.NONE, "(F)J", Feature.MVP),
  I64_TRUNC_F32_U(Op.I64_TRUNC_F32_U, "i64.trunc_f32_u", Imm.NONE, "(F)J", Feature.MVP),
  I64_TRUNC_F64_S(Op.I64_TRUNC_F64_S, "i64.trunc_f64_s", Imm.NONE, "(D)J", Feature.MVP),
  I64_TRUNC_F64_U(Op.I64_TRUNC_F64_U, "i64.trunc_f64_u", Imm.NONE, "(D)J", Feature.MVP),
  F32_CONVERT_I32_S(Op.F32_CONVERT_I32_S, "f32.convert_i32_s", Imm.NONE, "(I)F", Feature.MVP),
  F32_CONVERT_I32_U(Op.F32_CONVERT_I32_U, "f32.convert_i32_u", Imm.NONE, "(I)F", Feature.MVP),
  F32_CONVERT_I64_S(Op.F32_CONVERT_I64_S, "f32.convert_i64_s", Imm.NONE, "(J)F", Feature.MVP),
  F32_CONVERT_I64_U(Op.F32_CONVERT_I64_U, "f32.convert_i64_u", Imm.NONE, "(J)F", Feature.MVP),
  F32_DEMOTE_F64(Op.F32_DEMOTE_F64, "f32.demote_f64", Imm.NONE, "(D)F", Feature.MVP),
  F64_CONVERT_I32_S(Op.F64_CONVERT_I32_S, "f64.convert_i32_s", Imm.NONE, "(I)D", Feature.MVP),
  F64_CONVERT_I32_U(Op.F64_CONVERT_I32_U, "f64.convert_i32_u", Imm.NONE, "(I)D", Feature.MVP),
  F64_CONVERT_I64_S(Op.F64_CONVERT_I64_S, "f64.convert_i64_s", Imm.NONE, "(J)D", Feature.MVP),
  F64_CONVERT_I64_U(Op.F64_CONVERT_I64_U, "f64.convert_i64_u", Imm.NONE, "(J)D", Feature.MVP),
  F64_PROMOTE_F32(Op.F64_PROMOTE_F32, "f64.promote_f32", Imm.NONE, "(F)D", Feature.MVP),
  I32_REINTERPRET_F32(Op.I32_REINTERPRET_F32, "i32.reinterpret_f32", Imm.NONE, "(F)I", Feature.MVP),
  I64_REINTERPRET_F64(Op.I64_REINTERPRET_F64, "i64.reinterpret_f64", Imm.NONE, "(D)J", Feature.MVP),
  F32_REINTERPRET_I32(Op.F32_REINTERPRET_I32, "f32.reinterpret_i32", Imm.NONE, "(I)F", Feature.MVP),
  F64_REINTERPRET_I64(Op.F64_REINTERPRET_I64, "f64.reinterpret_i64", Imm.NONE, "(J)D", Feature.MVP),
  I32_EXTEND8_S(Op.I32_EXTEND8_S, "i32.extend8_s", Imm.NONE, "(I)I", Feature.SIGN_EXTENSION),
  I32_EXTEND16_S(Op.I32_EXTEND16_S, "i32.extend16_s", Imm.NONE, "(I)I", Feature.SIGN_EXTENSION),
  I64_EXTEND8_S(Op.I64_EXTEND8_S, "i64.extend8_s", Imm.NONE, "(J)J", Feature.SIGN_EXTENSION),
  I64_EXTEND16_S(Op.I64_EXTEND16_S, "i64.extend16_s", Imm.NONE, "(J)J", Feature.SIGN_EXTENSION),
  I64_EXTEND32_S(Op.I64_EXTEND32_S, "i64.extend32_s", Imm.NONE, "(J)J", Feature.SIGN_EXTENSION),
  REF_NULL(Op.REF_NULL, "ref.null", Imm.HEAP_TYPE, null, Feature.REFERENCE_TYPES),
  REF_IS_NULL(Op.REF_IS_NULL, "ref.is_null", Imm.NONE, null, Feature.REFERENCE_TYPES),
  REF_FUNC(Op.REF_FUNC, "ref.func", Imm.FUNC, null, Feature.REFERENCE_TYPES),
  REF_EQ(Op.REF_EQ, "ref.eq", Imm.NONE, null, Feature.GC),
  REF_AS_NON_NULL(
      Op.REF_AS_NON_NULL, "ref.as_non_null", Imm.NONE, null, Feature.FUNCTION_REFERENCES),
  BR_ON_NULL(Op.BR_ON_NULL, "br_on_null", Imm.LABEL, null, Feature.FUNCTION_REFERENCES),
  BR_ON_NON_NULL(Op.BR_ON_NON_NULL, "br_on_non_null", Imm.LABEL, null, Feature.FUNCTION_REFERENCES),
  STRUCT_NEW(Op.STRUCT_NEW, "struct.new", Imm.TYPE, null, Feature.GC),
  STRUCT_NEW_DEFAULT(Op.STRUCT_NEW_DEFAULT, "struct.new_default", Imm.TYPE, null, Feature.GC),
  STRUCT_GET(Op.STRUCT_GET, "struct.get", Imm.TYPE_FIELD, null, Feature.GC),
  STRUCT_GET_S(Op.STRUCT_GET_S, "struct.get_s", Imm.TYPE_FIELD, null, Feature.GC),
  STRUCT_GET_U(Op.STRUCT_GET_U, "struct.get_u", Imm.TYPE_FIELD, null, Feature.GC),
  STRUCT_SET(Op.STRUCT_SET, "struct.set", Imm.TYPE_FIELD, null, Feature.GC),
  ARRAY_NEW(Op.ARRAY_NEW, "array.new", Imm.TYPE, null, Feature.GC),
  ARRAY_NEW_DEFAULT(Op.ARRAY_NEW_DEFAULT, "array.new_default", Imm.TYPE, null, Feature.GC),
  ARRAY_NEW_FIXED(Op.ARRAY_NEW_FIXED, "array.new_fixed", Imm.TYPE_COUNT, null, Feature.GC),
  ARRAY_NEW_DATA(Op.ARRAY_NEW_DATA, "array.new_data", Imm.TYPE_DATA, null, Feature.GC),
  ARRAY_NEW_ELEM(Op.ARRAY_NEW_ELEM, "array.new_elem", Imm.TYPE_ELEM, null, Feature.GC),
  ARRAY_GET(Op.ARRAY_GET, "array.get", Imm.TYPE, null, Feature.GC),
  ARRAY_GET_S(Op.ARRAY_GET_S, "array.get_s", Imm.TYPE, null, Feature.GC),
  ARRAY_GET_U(Op.ARRAY_GET_U, "array.get_u", Imm.TYPE, null, Feature.GC),
  ARRAY_SET(Op.ARRAY_SET, "array.set", Imm.TYPE, null, Feature.GC),
  ARRAY_LEN(Op.ARRAY_LEN, "array.len", Imm.NONE, null, Feature.GC),
  ARRAY_FILL(Op.ARRAY_FILL, "array.fill", Imm.TYPE, null, Feature.GC),
  ARRAY_COPY(Op.ARRAY_COPY, "array.copy", Imm.TYPE_TYPE, null, Feature.GC),
  ARRAY_INIT_DATA(Op.ARRAY_INIT_DATA, "array.init_data", Imm.TYPE_DATA, null, Feature.GC),
  ARRAY_INIT_ELEM(Op.ARRAY_INIT_ELEM, "array.init_elem", Imm.TYPE_ELEM, null, Feature.GC),
  REF_TEST(Op.REF_TEST, "ref.test", Imm.HEAP_TYPE, null, Feature.GC),
  REF_TEST_NULL(Op.REF_TEST_NULL, "ref.test", Imm.HEAP_TYPE, null, Feature.GC),
  REF_CAST(Op.REF_CAST, "ref.cast", Imm.HEAP_TYPE, null, Feature.GC),
  REF_CAST_NULL(Op.REF_CAST_NULL, "ref.cast", Imm.HEAP_TYPE, null, Feature.GC),
  BR_ON_CAST(Op.BR_ON_CAST, "br_on_cast", Imm.BR_CAST, null, Feature.GC),
  BR_ON_CAST_FAIL(Op.BR_ON_CAST_FAIL, "br_on_cast_fail", Imm.BR_CAST, null, Feature.GC),
  ANY_CONVERT_EXTERN(Op.ANY_CONVERT_EXTERN, "any.convert_extern", Imm.NONE, null, Feature.GC),
  EXTERN_CONVERT_ANY(Op.EXTERN_CONVERT_ANY, "extern.convert_any", Imm.NONE, null, Feature.GC),
  REF_I31(Op.REF_I31, "ref.i31", Imm.NONE, null, Feature.GC),
  I31_GET_S(Op.I31_GET_S, "i31.get_s", Imm.NONE, null, Feature.GC),
  I31_GET_U(Op.I31_GET_U, "i31.get_u", Imm.NONE, null, Feature.GC),
  STRUCT_NEW_DESC(
      Op.STRUCT_NEW_DESC, "struct.new_desc", Imm.TYPE, null, Feature.CUSTOM_DESCRIPTORS),
  STRUCT_NEW_DEFAULT_DESC(
      Op.STRUCT_NEW_DEFAULT_DESC,
      "struct.new_default_desc",
      Imm.TYPE,
      null,
      Feature.CUSTOM_DESCRIPTORS),
  REF_GET_DESC(Op.REF_GET_DESC, "ref.get_desc", Imm.TYPE, null, Feature.CUSTOM_DESCRIPTORS),
  REF_CAST_DESC_EQ(
      Op.REF_CAST_DESC_EQ, "ref.cast_desc_eq", Imm.HEAP_TYPE, null, Feature.CUSTOM_DESCRIPTORS),
  REF_CAST_DESC_EQ_NULL(
      Op.REF_CAST_DESC_EQ_NULL,
      "ref.cast_desc_eq",
      Imm.HEAP_TYPE,
      null,
      Feature.CUSTOM_DESCRIPTORS),
  BR_ON_CAST_DESC_EQ(
      Op.BR_ON_CAST_DESC_EQ, "br_on_cast_desc_eq", Imm.BR_CAST, null, Feature.CUSTOM_DESCRIPTORS),
  BR_ON_CAST_DESC_EQ_FAIL(
      Op.BR_ON_CAST_DESC_EQ_FAIL,
      "br_on_cast_desc_eq_fail",
      Imm.BR_CAST,
      null,
      Feature.CUSTOM_DESCRIPTORS),
  I32_TRUNC_SAT_F32_S(
      Op.I32_TRUNC_SAT_F32_S,
      "i32.trunc_sat_f32_s",
      Imm.NONE,
      "(F)I",
      Feature.SATURATING_CONVERSION),
  I32_TRUNC_SAT_F32_U(
      Op.I32_TRUNC_SAT_F32_U,
      "i32.trunc_sat_f32_u",
      Imm.NONE,
      "(F)I",
      Feature.SATURATING_CONVERSION),
  I32_TRUNC_SAT_F64_S(
      Op.I32_TRUNC_SAT_F64_S,
      "i32.trunc_sat_f64_s",
      Imm.NONE,
      "(D)I",
      Feature.SATURATING_CONVERSION),
  I32_TRUNC_SAT_F64_U(
      Op.I32_TRUNC_SAT_F64_U,
      "i32.trunc_sat_f64_u",
      Imm.NONE,
      "(D)I",
      Feature.SATURATING_CONVERSION),
  I64_TRUNC_SAT_F32_S(
      Op.I64_TRUNC_SAT_F32_S,
      "i64.trunc_sat_f32_s",
      Imm.NONE,
      "(F)J",
      Feature.SATURATING_CONVERSION),
  I64_TRUNC_SAT_F32_U(
      Op.I64_TRUNC_SAT_F32_U,
      "i64.trunc_sat_f32_u",
      Imm.NONE,
      "(F)J",
      Feature.SATURATING_CONVERSION),
  I64_TRUNC_SAT_F64_S(
      Op.I64_TRUNC_SAT_F64_S,
      "i64.trunc_sat_f64_s",
      Imm.NONE,
      "(D)J",
      Feature.SATURATING_CONVERSION),
  I64_TRUNC_SAT_F64_U(
      Op.I64_TRUNC_SAT_F64_U,
      "i64.trunc_sat_f64_u",
      Imm.NONE,
      "(D)J",
      Feature.SATURATING_CONVERSION),
  MEMORY_INIT(Op.MEMORY_INIT, "memory.init", Imm.DATA_MEMORY, "(AII)_", Feature.BULK_MEMORY),
  DATA_DROP(Op.DATA_DROP, "data.drop", Imm.DATA, "()_", Feature.BULK_MEMORY),
  MEMORY_COPY(Op.MEMORY_COPY, "memory.copy", Imm.MEMORY_MEMORY, null, Feature.BULK_MEMORY),
  MEMORY_FILL(Op.MEMORY_FILL, "memory.fill", Imm.MEMORY, "(AIA)_", Feature.BULK_MEMORY),
  TABLE_INIT(Op.TABLE_INIT, "table.init", Imm.ELEM_TABLE, null, Feature.BULK_MEMORY),
  ELEM_DROP(Op.ELEM_DROP, "elem.drop", Imm.ELEM, "()_", Feature.BULK_MEMORY),
  TABLE_COPY(Op.TABLE_COPY, "table.copy", Imm.TABLE_TABLE, null, Feature.BULK_MEMORY),
  TABLE_GROW(Op.TABLE_GROW, "table.grow", Imm.TABLE, null, Feature.REFERENCE_TYPES),
  TABLE_SIZE(Op.TABLE_SIZE, "table.size", Imm.TABLE, null, Feature.REFERENCE_TYPES),
  TABLE_FILL(Op.TABLE_FILL, "table.fill", Imm.TABLE, null, Feature.REFERENCE_TYPES),
  I64_ADD128(Op.I64_ADD128, "i64.add128", Imm.NONE, null, Feature.WIDE_ARITHMETIC),
  I64_SUB128(Op.I64_SUB128, "i64.sub128", Imm.NONE, null, Feature.WIDE_ARITHMETIC),
  I64_MUL_WIDE_S(Op.I64_MUL_WIDE_S, "i64.mul_wide_s", Imm.NONE, null, Feature.WIDE_ARITHMETIC),
  I64_MUL_WIDE_U(Op.I64_MUL_WIDE_U, "i64.mul_wide_u", Imm.NONE, null, Feature.WIDE_ARITHMETIC),
  V128_LOAD(Op.V128_LOAD, "v128.load", Imm.MEMARG, "(A)V", Feature.SIMD, 16),
  V128_LOAD8X8_S(Op.V128_LOAD8X8_S, "v128.load8x8_s", Imm.MEMARG, "(A)V", Feature.SIMD, 8),
  V128_LOAD8X8_U(Op.V128_LOAD8X8_U, "v128.load8x8_u", Imm.MEMARG, "(A)V", Feature.SIMD, 8),
  V128_LOAD16X4_S(Op.V128_LOAD16X4_S, "v128.load16x4_s", Imm.MEMARG, "(A)V", Feature.SIMD, 8),
  V128_LOAD16X4_U(Op.V128_LOAD16X4_U, "v128.load16x4_u", Imm.MEMARG, "(A)V", Feature.SIMD, 8),
  V128_LOAD32X2_S(Op.V128_LOAD32X2_S, "v128.load32x2_s", Imm.MEMARG, "(A)V", Feature.SIMD, 8),
  V128_LOAD32X2_U(Op.V128_LOAD32X2_U, "v128.load32x2_u", Imm.MEMARG, "(A)V", Feature.SIMD, 8),
  V128_LOAD8_SPLAT(Op.V128_LOAD8_SPLAT, "v128.load8_splat", Imm.MEMARG, "(A)V", Feature.SIMD, 1),
  V128_LOAD16_SPLAT(Op.V128_LOAD16_SPLAT, "v128.load16_splat", Imm.MEMARG, "(A)V", Feature.SIMD, 2),
  V128_LOAD32_SPLAT(Op.V128_LOAD32_SPLAT, "v128.load32_splat", Imm.MEMARG, "(A)V", Feature.SIMD, 4),
  V128_LOAD64_SPLAT(Op.V128_LOAD64_SPLAT, "v128.load64_splat", Imm.MEMARG, "(A)V", Feature.SIMD, 8),
  V128_STORE(Op.V128_STORE, "v128.store", Imm.MEMARG, "(AV)_", Feature.SIMD, 16),
  V128_CONST(Op.V128_CONST, "v128.const", Imm.V128, "()V", Feature.SIMD),
  I8X16_SHUFFLE(Op.I8X16_SHUFFLE, "i8x16.shuffle", Imm.SHUFFLE, "(VV)V", Feature.SIMD),
  I8X16_SWIZZLE(Op.I8X16_SWIZZLE, "i8x16.swizzle", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_SPLAT(Op.I8X16_SPLAT, "i8x16.splat", Imm.NONE, "(I)V", Feature.SIMD),
  I16X8_SPLAT(Op.I16X8_SPLAT, "i16x8.splat", Imm.NONE, "(I)V", Feature.SIMD),
  I32X4_SPLAT(Op.I32X4_SPLAT, "i32x4.splat", Imm.NONE, "(I)V", Feature.SIMD),
  I64X2_SPLAT(Op.I64X2_SPLAT, "i64x2.splat", Imm.NONE, "(J)V", Feature.SIMD),
  F32X4_SPLAT(Op.F32X4_SPLAT, "f32x4.splat", Imm.NONE, "(F)V", Feature.SIMD),
  F64X2_SPLAT(Op.F64X2_SPLAT, "f64x2.splat", Imm.NONE, "(D)V", Feature.SIMD),
  I8X16_EXTRACT_LANE_S(
      Op.I8X16_EXTRACT_LANE_S, "i8x16.extract_lane_s", Imm.LANE, "(V)I", Feature.SIMD),
  I8X16_EXTRACT_LANE_U(
      Op.I8X16_EXTRACT_LANE_U, "i8x16.extract_lane_u", Imm.LANE, "(V)I", Feature.SIMD),
  I8X16_REPLACE_LANE(Op.I8X16_REPLACE_LANE, "i8x16.replace_lane", Imm.LANE, "(VI)V", Feature.SIMD),
  I16X8_EXTRACT_LANE_S(
      Op.I16X8_EXTRACT_LANE_S, "i16x8.extract_lane_s", Imm.LANE, "(V)I", Feature.SIMD),
  I16X8_EXTRACT_LANE_U(
      Op.I16X8_EXTRACT_LANE_U, "i16x8.extract_lane_u", Imm.LANE, "(V)I", Feature.SIMD),
  I16X8_REPLACE_LANE(Op.I16X8_REPLACE_LANE, "i16x8.replace_lane", Imm.LANE, "(VI)V", Feature.SIMD),
  I32X4_EXTRACT_LANE(Op.I32X4_EXTRACT_LANE, "i32x4.extract_lane", Imm.LANE, "(V)I", Feature.SIMD),
  I32X4_REPLACE_LANE(Op.I32X4_REPLACE_LANE, "i32x4.replace_lane", Imm.LANE, "(VI)V", Feature.SIMD),
  I64X2_EXTRACT_LANE(Op.I64X2_EXTRACT_LANE, "i64x2.extract_lane", Imm.LANE, "(V)J", Feature.SIMD),
  I64X2_REPLACE_LANE(Op.I64X2_REPLACE_LANE, "i64x2.replace_lane", Imm.LANE, "(VJ)V", Feature.SIMD),
  F32X4_EXTRACT_LANE(Op.F32X4_EXTRACT_LANE, "f32x4.extract_lane", Imm.LANE, "(V)F", Feature.SIMD),
  F32X4_REPLACE_LANE(Op.F32X4_REPLACE_LANE, "f32x4.replace_lane", Imm.LANE, "(VF)V", Feature.SIMD),
  F64X2_EXTRACT_LANE(Op.F64X2_EXTRACT_LANE, "f64x2.extract_lane", Imm.LANE, "(V)D", Feature.SIMD),
  F64X2_REPLACE_LANE(Op.F64X2_REPLACE_LANE, "f64x2.replace_lane", Imm.LANE, "(VD)V", Feature.SIMD),
  I8X16_EQ(Op.I8X16_EQ, "i8x16.eq", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_NE(Op.I8X16_NE, "i8x16.ne", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_LT_S(Op.I8X16_LT_S, "i8x16.lt_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_LT_U(Op.I8X16_LT_U, "i8x16.lt_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_GT_S(Op.I8X16_GT_S, "i8x16.gt_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_GT_U(Op.I8X16_GT_U, "i8x16.gt_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_LE_S(Op.I8X16_LE_S, "i8x16.le_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_LE_U(Op.I8X16_LE_U, "i8x16.le_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_GE_S(Op.I8X16_GE_S, "i8x16.ge_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_GE_U(Op.I8X16_GE_U, "i8x16.ge_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_EQ(Op.I16X8_EQ, "i16x8.eq", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_NE(Op.I16X8_NE, "i16x8.ne", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_LT_S(Op.I16X8_LT_S, "i16x8.lt_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_LT_U(Op.I16X8_LT_U, "i16x8.lt_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_GT_S(Op.I16X8_GT_S, "i16x8.gt_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_GT_U(Op.I16X8_GT_U, "i16x8.gt_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_LE_S(Op.I16X8_LE_S, "i16x8.le_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_LE_U(Op.I16X8_LE_U, "i16x8.le_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_GE_S(Op.I16X8_GE_S, "i16x8.ge_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_GE_U(Op.I16X8_GE_U, "i16x8.ge_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_EQ(Op.I32X4_EQ, "i32x4.eq", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_NE(Op.I32X4_NE, "i32x4.ne", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_LT_S(Op.I32X4_LT_S, "i32x4.lt_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_LT_U(Op.I32X4_LT_U, "i32x4.lt_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_GT_S(Op.I32X4_GT_S, "i32x4.gt_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_GT_U(Op.I32X4_GT_U, "i32x4.gt_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_LE_S(Op.I32X4_LE_S, "i32x4.le_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_LE_U(Op.I32X4_LE_U, "i32x4.le_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_GE_S(Op.I32X4_GE_S, "i32x4.ge_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_GE_U(Op.I32X4_GE_U, "i32x4.ge_u", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_EQ(Op.F32X4_EQ, "f32x4.eq", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_NE(Op.F32X4_NE, "f32x4.ne", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_LT(Op.F32X4_LT, "f32x4.lt", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_GT(Op.F32X4_GT, "f32x4.gt", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_LE(Op.F32X4_LE, "f32x4.le", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_GE(Op.F32X4_GE, "f32x4.ge", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_EQ(Op.F64X2_EQ, "f64x2.eq", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_NE(Op.F64X2_NE, "f64x2.ne", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_LT(Op.F64X2_LT, "f64x2.lt", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_GT(Op.F64X2_GT, "f64x2.gt", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_LE(Op.F64X2_LE, "f64x2.le", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_GE(Op.F64X2_GE, "f64x2.ge", Imm.NONE, "(VV)V", Feature.SIMD),
  V128_NOT(Op.V128_NOT, "v128.not", Imm.NONE, "(V)V", Feature.SIMD),
  V128_AND(Op.V128_AND, "v128.and", Imm.NONE, "(VV)V", Feature.SIMD),
  V128_ANDNOT(Op.V128_ANDNOT, "v128.andnot", Imm.NONE, "(VV)V", Feature.SIMD),
  V128_OR(Op.V128_OR, "v128.or", Imm.NONE, "(VV)V", Feature.SIMD),
  V128_XOR(Op.V128_XOR, "v128.xor", Imm.NONE, "(VV)V", Feature.SIMD),
  V128_BITSELECT(Op.V128_BITSELECT, "v128.bitselect", Imm.NONE, "(VVV)V", Feature.SIMD),
  V128_ANY_TRUE(Op.V128_ANY_TRUE, "v128.any_true", Imm.NONE, "(V)I", Feature.SIMD),
  V128_LOAD8_LANE(Op.V128_LOAD8_LANE, "v128.load8_lane", Imm.MEMARG_LANE, "(AV)V", Feature.SIMD, 1),
  V128_LOAD16_LANE(
      Op.V128_LOAD16_LANE, "v128.load16_lane", Imm.MEMARG_LANE, "(AV)V", Feature.SIMD, 2),
  V128_LOAD32_LANE(
      Op.V128_LOAD32_LANE, "v128.load32_lane", Imm.MEMARG_LANE, "(AV)V", Feature.SIMD, 4),
  V128_LOAD64_LANE(
      Op.V128_LOAD64_LANE, "v128.load64_lane", Imm.MEMARG_LANE, "(AV)V", Feature.SIMD, 8),
  V128_STORE8_LANE(
      Op.V128_STORE8_LANE, "v128.store8_lane", Imm.MEMARG_LANE, "(AV)_", Feature.SIMD, 1),
  V128_STORE16_LANE(
      Op.V128_STORE16_LANE, "v128.store16_lane", Imm.MEMARG_LANE, "(AV)_", Feature.SIMD, 2),
  V128_STORE32_LANE(
      Op.V128_STORE32_LANE, "v128.store32_lane", Imm.MEMARG_LANE, "(AV)_", Feature.SIMD, 4),
  V128_STORE64_LANE(
      Op.V128_STORE64_LANE, "v128.store64_lane", Imm.MEMARG_LANE, "(AV)_", Feature.SIMD, 8),
  V128_LOAD32_ZERO(Op.V128_LOAD32_ZERO, "v128.load32_zero", Imm.MEMARG, "(A)V", Feature.SIMD, 4),
  V128_LOAD64_ZERO(Op.V128_LOAD64_ZERO, "v128.load64_zero", Imm.MEMARG, "(A)V", Feature.SIMD, 8),
  F32X4_DEMOTE_F64X2_ZERO(
      Op.F32X4_DEMOTE_F64X2_ZERO, "f32x4.demote_f64x2_zero", Imm.NONE, "(V)V", Feature.SIMD),
  F64X2_PROMOTE_LOW_F32X4(
      Op.F64X2_PROMOTE_LOW_F32X4, "f64x2.promote_low_f32x4", Imm.NONE, "(V)V", Feature.SIMD),
  I8X16_ABS(Op.I8X16_ABS, "i8x16.abs", Imm.NONE, "(V)V", Feature.SIMD),
  I8X16_NEG(Op.I8X16_NEG, "i8x16.neg", Imm.NONE, "(V)V", Feature.SIMD),
  I8X16_POPCNT(Op.I8X16_POPCNT, "i8x16.popcnt", Imm.NONE, "(V)V", Feature.SIMD),
  I8X16_ALL_TRUE(Op.I8X16_ALL_TRUE, "i8x16.all_true", Imm.NONE, "(V)I", Feature.SIMD),
  I8X16_BITMASK(Op.I8X16_BITMASK, "i8x16.bitmask", Imm.NONE, "(V)I", Feature.SIMD),
  I8X16_NARROW_I16X8_S(
      Op.I8X16_NARROW_I16X8_S, "i8x16.narrow_i16x8_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_NARROW_I16X8_U(
      Op.I8X16_NARROW_I16X8_U, "i8x16.narrow_i16x8_u", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_CEIL(Op.F32X4_CEIL, "f32x4.ceil", Imm.NONE, "(V)V", Feature.SIMD),
  F32X4_FLOOR(Op.F32X4_FLOOR, "f32x4.floor", Imm.NONE, "(V)V", Feature.SIMD),
  F32X4_TRUNC(Op.F32X4_TRUNC, "f32x4.trunc", Imm.NONE, "(V)V", Feature.SIMD),
  F32X4_NEAREST(Op.F32X4_NEAREST, "f32x4.nearest", Imm.NONE, "(V)V", Feature.SIMD),
  I8X16_SHL(Op.I8X16_SHL, "i8x16.shl", Imm.NONE, "(VI)V", Feature.SIMD),
  I8X16_SHR_S(Op.I8X16_SHR_S, "i8x16.shr_s", Imm.NONE, "(VI)V", Feature.SIMD),
  I8X16_SHR_U(Op.I8X16_SHR_U, "i8x16.shr_u", Imm.NONE, "(VI)V", Feature.SIMD),
  I8X16_ADD(Op.I8X16_ADD, "i8x16.add", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_ADD_SAT_S(Op.I8X16_ADD_SAT_S, "i8x16.add_sat_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_ADD_SAT_U(Op.I8X16_ADD_SAT_U, "i8x16.add_sat_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_SUB(Op.I8X16_SUB, "i8x16.sub", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_SUB_SAT_S(Op.I8X16_SUB_SAT_S, "i8x16.sub_sat_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_SUB_SAT_U(Op.I8X16_SUB_SAT_U, "i8x16.sub_sat_u", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_CEIL(Op.F64X2_CEIL, "f64x2.ceil", Imm.NONE, "(V)V", Feature.SIMD),
  F64X2_FLOOR(Op.F64X2_FLOOR, "f64x2.floor", Imm.NONE, "(V)V", Feature.SIMD),
  I8X16_MIN_S(Op.I8X16_MIN_S, "i8x16.min_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_MIN_U(Op.I8X16_MIN_U, "i8x16.min_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_MAX_S(Op.I8X16_MAX_S, "i8x16.max_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I8X16_MAX_U(Op.I8X16_MAX_U, "i8x16.max_u", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_TRUNC(Op.F64X2_TRUNC, "f64x2.trunc", Imm.NONE, "(V)V", Feature.SIMD),
  I8X16_AVGR_U(Op.I8X16_AVGR_U, "i8x16.avgr_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_EXTADD_PAIRWISE_I8X16_S(
      Op.I16X8_EXTADD_PAIRWISE_I8X16_S,
      "i16x8.extadd_pairwise_i8x16_s",
      Imm.NONE,
      "(V)V",
      Feature.SIMD),
  I16X8_EXTADD_PAIRWISE_I8X16_U(
      Op.I16X8_EXTADD_PAIRWISE_I8X16_U,
      "i16x8.extadd_pairwise_i8x16_u",
      Imm.NONE,
      "(V)V",
      Feature.SIMD),
  I32X4_EXTADD_PAIRWISE_I16X8_S(
      Op.I32X4_EXTADD_PAIRWISE_I16X8_S,
      "i32x4.extadd_pairwise_i16x8_s",
      Imm.NONE,
      "(V)V",
      Feature.SIMD),
  I32X4_EXTADD_PAIRWISE_I16X8_U(
      Op.I32X4_EXTADD_PAIRWISE_I16X8_U,
      "i32x4.extadd_pairwise_i16x8_u",
      Imm.NONE,
      "(V)V",
      Feature.SIMD),
  I16X8_ABS(Op.I16X8_ABS, "i16x8.abs", Imm.NONE, "(V)V", Feature.SIMD),
  I16X8_NEG(Op.I16X8_NEG, "i16x8.neg", Imm.NONE, "(V)V", Feature.SIMD),
  I16X8_Q15MULR_SAT_S(
      Op.I16X8_Q15MULR_SAT_S, "i16x8.q15mulr_sat_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_ALL_TRUE(Op.I16X8_ALL_TRUE, "i16x8.all_true", Imm.NONE, "(V)I", Feature.SIMD),
  I16X8_BITMASK(Op.I16X8_BITMASK, "i16x8.bitmask", Imm.NONE, "(V)I", Feature.SIMD),
  I16X8_NARROW_I32X4_S(
      Op.I16X8_NARROW_I32X4_S, "i16x8.narrow_i32x4_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_NARROW_I32X4_U(
      Op.I16X8_NARROW_I32X4_U, "i16x8.narrow_i32x4_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_EXTEND_LOW_I8X16_S(
      Op.I16X8_EXTEND_LOW_I8X16_S, "i16x8.extend_low_i8x16_s", Imm.NONE, "(V)V", Feature.SIMD),
  I16X8_EXTEND_HIGH_I8X16_S(
      Op.I16X8_EXTEND_HIGH_I8X16_S, "i16x8.extend_high_i8x16_s", Imm.NONE, "(V)V", Feature.SIMD),
  I16X8_EXTEND_LOW_I8X16_U(
      Op.I16X8_EXTEND_LOW_I8X16_U, "i16x8.extend_low_i8x16_u", Imm.NONE, "(V)V", Feature.SIMD),
  I16X8_EXTEND_HIGH_I8X16_U(
      Op.I16X8_EXTEND_HIGH_I8X16_U, "i16x8.extend_high_i8x16_u", Imm.NONE, "(V)V", Feature.SIMD),
  I16X8_SHL(Op.I16X8_SHL, "i16x8.shl", Imm.NONE, "(VI)V", Feature.SIMD),
  I16X8_SHR_S(Op.I16X8_SHR_S, "i16x8.shr_s", Imm.NONE, "(VI)V", Feature.SIMD),
  I16X8_SHR_U(Op.I16X8_SHR_U, "i16x8.shr_u", Imm.NONE, "(VI)V", Feature.SIMD),
  I16X8_ADD(Op.I16X8_ADD, "i16x8.add", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_ADD_SAT_S(Op.I16X8_ADD_SAT_S, "i16x8.add_sat_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_ADD_SAT_U(Op.I16X8_ADD_SAT_U, "i16x8.add_sat_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_SUB(Op.I16X8_SUB, "i16x8.sub", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_SUB_SAT_S(Op.I16X8_SUB_SAT_S, "i16x8.sub_sat_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_SUB_SAT_U(Op.I16X8_SUB_SAT_U, "i16x8.sub_sat_u", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_NEAREST(Op.F64X2_NEAREST, "f64x2.nearest", Imm.NONE, "(V)V", Feature.SIMD),
  I16X8_MUL(Op.I16X8_MUL, "i16x8.mul", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_MIN_S(Op.I16X8_MIN_S, "i16x8.min_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_MIN_U(Op.I16X8_MIN_U, "i16x8.min_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_MAX_S(Op.I16X8_MAX_S, "i16x8.max_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_MAX_U(Op.I16X8_MAX_U, "i16x8.max_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_AVGR_U(Op.I16X8_AVGR_U, "i16x8.avgr_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_EXTMUL_LOW_I8X16_S(
      Op.I16X8_EXTMUL_LOW_I8X16_S, "i16x8.extmul_low_i8x16_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_EXTMUL_HIGH_I8X16_S(
      Op.I16X8_EXTMUL_HIGH_I8X16_S, "i16x8.extmul_high_i8x16_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_EXTMUL_LOW_I8X16_U(
      Op.I16X8_EXTMUL_LOW_I8X16_U, "i16x8.extmul_low_i8x16_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I16X8_EXTMUL_HIGH_I8X16_U(
      Op.I16X8_EXTMUL_HIGH_I8X16_U, "i16x8.extmul_high_i8x16_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_ABS(Op.I32X4_ABS, "i32x4.abs", Imm.NONE, "(V)V", Feature.SIMD),
  I32X4_NEG(Op.I32X4_NEG, "i32x4.neg", Imm.NONE, "(V)V", Feature.SIMD),
  I32X4_ALL_TRUE(Op.I32X4_ALL_TRUE, "i32x4.all_true", Imm.NONE, "(V)I", Feature.SIMD),
  I32X4_BITMASK(Op.I32X4_BITMASK, "i32x4.bitmask", Imm.NONE, "(V)I", Feature.SIMD),
  I32X4_EXTEND_LOW_I16X8_S(
      Op.I32X4_EXTEND_LOW_I16X8_S, "i32x4.extend_low_i16x8_s", Imm.NONE, "(V)V", Feature.SIMD),
  I32X4_EXTEND_HIGH_I16X8_S(
      Op.I32X4_EXTEND_HIGH_I16X8_S, "i32x4.extend_high_i16x8_s", Imm.NONE, "(V)V", Feature.SIMD),
  I32X4_EXTEND_LOW_I16X8_U(
      Op.I32X4_EXTEND_LOW_I16X8_U, "i32x4.extend_low_i16x8_u", Imm.NONE, "(V)V", Feature.SIMD),
  I32X4_EXTEND_HIGH_I16X8_U(
      Op.I32X4_EXTEND_HIGH_I16X8_U, "i32x4.extend_high_i16x8_u", Imm.NONE, "(V)V", Feature.SIMD),
  I32X4_SHL(Op.I32X4_SHL, "i32x4.shl", Imm.NONE, "(VI)V", Feature.SIMD),
  I32X4_SHR_S(Op.I32X4_SHR_S, "i32x4.shr_s", Imm.NONE, "(VI)V", Feature.SIMD),
  I32X4_SHR_U(Op.I32X4_SHR_U, "i32x4.shr_u", Imm.NONE, "(VI)V", Feature.SIMD),
  I32X4_ADD(Op.I32X4_ADD, "i32x4.add", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_SUB(Op.I32X4_SUB, "i32x4.sub", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_MUL(Op.I32X4_MUL, "i32x4.mul", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_MIN_S(Op.I32X4_MIN_S, "i32x4.min_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_MIN_U(Op.I32X4_MIN_U, "i32x4.min_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_MAX_S(Op.I32X4_MAX_S, "i32x4.max_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_MAX_U(Op.I32X4_MAX_U, "i32x4.max_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_DOT_I16X8_S(Op.I32X4_DOT_I16X8_S, "i32x4.dot_i16x8_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_EXTMUL_LOW_I16X8_S(
      Op.I32X4_EXTMUL_LOW_I16X8_S, "i32x4.extmul_low_i16x8_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_EXTMUL_HIGH_I16X8_S(
      Op.I32X4_EXTMUL_HIGH_I16X8_S, "i32x4.extmul_high_i16x8_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_EXTMUL_LOW_I16X8_U(
      Op.I32X4_EXTMUL_LOW_I16X8_U, "i32x4.extmul_low_i16x8_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_EXTMUL_HIGH_I16X8_U(
      Op.I32X4_EXTMUL_HIGH_I16X8_U, "i32x4.extmul_high_i16x8_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_ABS(Op.I64X2_ABS, "i64x2.abs", Imm.NONE, "(V)V", Feature.SIMD),
  I64X2_NEG(Op.I64X2_NEG, "i64x2.neg", Imm.NONE, "(V)V", Feature.SIMD),
  I64X2_ALL_TRUE(Op.I64X2_ALL_TRUE, "i64x2.all_true", Imm.NONE, "(V)I", Feature.SIMD),
  I64X2_BITMASK(Op.I64X2_BITMASK, "i64x2.bitmask", Imm.NONE, "(V)I", Feature.SIMD),
  I64X2_EXTEND_LOW_I32X4_S(
      Op.I64X2_EXTEND_LOW_I32X4_S, "i64x2.extend_low_i32x4_s", Imm.NONE, "(V)V", Feature.SIMD),
  I64X2_EXTEND_HIGH_I32X4_S(
      Op.I64X2_EXTEND_HIGH_I32X4_S, "i64x2.extend_high_i32x4_s", Imm.NONE, "(V)V", Feature.SIMD),
  I64X2_EXTEND_LOW_I32X4_U(
      Op.I64X2_EXTEND_LOW_I32X4_U, "i64x2.extend_low_i32x4_u", Imm.NONE, "(V)V", Feature.SIMD),
  I64X2_EXTEND_HIGH_I32X4_U(
      Op.I64X2_EXTEND_HIGH_I32X4_U, "i64x2.extend_high_i32x4_u", Imm.NONE, "(V)V", Feature.SIMD),
  I64X2_SHL(Op.I64X2_SHL, "i64x2.shl", Imm.NONE, "(VI)V", Feature.SIMD),
  I64X2_SHR_S(Op.I64X2_SHR_S, "i64x2.shr_s", Imm.NONE, "(VI)V", Feature.SIMD),
  I64X2_SHR_U(Op.I64X2_SHR_U, "i64x2.shr_u", Imm.NONE, "(VI)V", Feature.SIMD),
  I64X2_ADD(Op.I64X2_ADD, "i64x2.add", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_SUB(Op.I64X2_SUB, "i64x2.sub", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_MUL(Op.I64X2_MUL, "i64x2.mul", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_EQ(Op.I64X2_EQ, "i64x2.eq", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_NE(Op.I64X2_NE, "i64x2.ne", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_LT_S(Op.I64X2_LT_S, "i64x2.lt_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_GT_S(Op.I64X2_GT_S, "i64x2.gt_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_LE_S(Op.I64X2_LE_S, "i64x2.le_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_GE_S(Op.I64X2_GE_S, "i64x2.ge_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_EXTMUL_LOW_I32X4_S(
      Op.I64X2_EXTMUL_LOW_I32X4_S, "i64x2.extmul_low_i32x4_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_EXTMUL_HIGH_I32X4_S(
      Op.I64X2_EXTMUL_HIGH_I32X4_S, "i64x2.extmul_high_i32x4_s", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_EXTMUL_LOW_I32X4_U(
      Op.I64X2_EXTMUL_LOW_I32X4_U, "i64x2.extmul_low_i32x4_u", Imm.NONE, "(VV)V", Feature.SIMD),
  I64X2_EXTMUL_HIGH_I32X4_U(
      Op.I64X2_EXTMUL_HIGH_I32X4_U, "i64x2.extmul_high_i32x4_u", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_ABS(Op.F32X4_ABS, "f32x4.abs", Imm.NONE, "(V)V", Feature.SIMD),
  F32X4_NEG(Op.F32X4_NEG, "f32x4.neg", Imm.NONE, "(V)V", Feature.SIMD),
  F32X4_SQRT(Op.F32X4_SQRT, "f32x4.sqrt", Imm.NONE, "(V)V", Feature.SIMD),
  F32X4_ADD(Op.F32X4_ADD, "f32x4.add", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_SUB(Op.F32X4_SUB, "f32x4.sub", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_MUL(Op.F32X4_MUL, "f32x4.mul", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_DIV(Op.F32X4_DIV, "f32x4.div", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_MIN(Op.F32X4_MIN, "f32x4.min", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_MAX(Op.F32X4_MAX, "f32x4.max", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_PMIN(Op.F32X4_PMIN, "f32x4.pmin", Imm.NONE, "(VV)V", Feature.SIMD),
  F32X4_PMAX(Op.F32X4_PMAX, "f32x4.pmax", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_ABS(Op.F64X2_ABS, "f64x2.abs", Imm.NONE, "(V)V", Feature.SIMD),
  F64X2_NEG(Op.F64X2_NEG, "f64x2.neg", Imm.NONE, "(V)V", Feature.SIMD),
  F64X2_SQRT(Op.F64X2_SQRT, "f64x2.sqrt", Imm.NONE, "(V)V", Feature.SIMD),
  F64X2_ADD(Op.F64X2_ADD, "f64x2.add", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_SUB(Op.F64X2_SUB, "f64x2.sub", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_MUL(Op.F64X2_MUL, "f64x2.mul", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_DIV(Op.F64X2_DIV, "f64x2.div", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_MIN(Op.F64X2_MIN, "f64x2.min", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_MAX(Op.F64X2_MAX, "f64x2.max", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_PMIN(Op.F64X2_PMIN, "f64x2.pmin", Imm.NONE, "(VV)V", Feature.SIMD),
  F64X2_PMAX(Op.F64X2_PMAX, "f64x2.pmax", Imm.NONE, "(VV)V", Feature.SIMD),
  I32X4_TRUNC_SAT_F32X4_S(
      Op.I32X4_TRUNC_SAT_F32X4_S, "i32x4.trunc_sat_f32x4_s", Imm.NONE, "(V)V", Feature.SIMD),
  I32X4_TRUNC_SAT_F32X4_U(
      Op.I32X4_TRUNC_SAT_F32X4_U, "i32x4.trunc_sat_f32x4_u", Imm.NONE, "(V)V", Feature.SIMD),
  F32X4_CONVERT_I32X4_S(
      Op.F32X4_CONVERT_I32X4_S, "f32x4.convert_i32x4_s", Imm.NONE, "(V)V", Feature.SIMD),
  F32X4_CONVERT_I32X4_U(
      Op.F32X4_CONVERT_I32X4_U, "f32x4.convert_i32x4_u", Imm.NONE, "(V)V", Feature.SIMD),
  I32X4_TRUNC_SAT_F64X2_S_ZERO(
      Op.I32X4_TRUNC_SAT_F64X2_S_ZERO,
      "i32x4.trunc_sat_f64x2_s_zero",
      Imm.NONE,
      "(V)V",
      Feature.SIMD),
  I32X4_TRUNC_SAT_F64X2_U_ZERO(
      Op.I32X4_TRUNC_SAT_F64X2_U_ZERO,
      "i32x4.trunc_sat_f64x2_u_zero",
      Imm.NONE,
      "(V)V",
      Feature.SIMD),
  F64X2_CONVERT_LOW_I32X4_S(
      Op.F64X2_CONVERT_LOW_I32X4_S, "f64x2.convert_low_i32x4_s", Imm.NONE, "(V)V", Feature.SIMD),
  F64X2_CONVERT_LOW_I32X4_U(
      Op.F64X2_CONVERT_LOW_I32X4_U, "f64x2.convert_low_i32x4_u", Imm.NONE, "(V)V", Feature.SIMD),
  I8X16_RELAXED_SWIZZLE(
      Op.I8X16_RELAXED_SWIZZLE, "i8x16.relaxed_swizzle", Imm.NONE, "(VV)V", Feature.RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F32X4_S(
      Op.I32X4_RELAXED_TRUNC_F32X4_S,
      "i32x4.relaxed_trunc_f32x4_s",
      Imm.NONE,
      "(V)V",
      Feature.RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F32X4_U(
      Op.I32X4_RELAXED_TRUNC_F32X4_U,
      "i32x4.relaxed_trunc_f32x4_u",
      Imm.NONE,
      "(V)V",
      Feature.RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F64X2_S_ZERO(
      Op.I32X4_RELAXED_TRUNC_F64X2_S_ZERO,
      "i32x4.relaxed_trunc_f64x2_s_zero",
      Imm.NONE,
      "(V)V",
      Feature.RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F64X2_U_ZERO(
      Op.I32X4_RELAXED_TRUNC_F64X2_U_ZERO,
      "i32x4.relaxed_trunc_f64x2_u_zero",
      Imm.NONE,
      "(V)V",
      Feature.RELAXED_SIMD),
  F32X4_RELAXED_MADD(
      Op.F32X4_RELAXED_MADD, "f32x4.relaxed_madd", Imm.NONE, "(VVV)V", Feature.RELAXED_SIMD),
  F32X4_RELAXED_NMADD(
      Op.F32X4_RELAXED_NMADD, "f32x4.relaxed_nmadd", Imm.NONE, "(VVV)V", Feature.RELAXED_SIMD),
  F64X2_RELAXED_MADD(
      Op.F64X2_RELAXED_MADD, "f64x2.relaxed_madd", Imm.NONE, "(VVV)V", Feature.RELAXED_SIMD),
  F64X2_RELAXED_NMADD(
      Op.F64X2_RELAXED_NMADD, "f64x2.relaxed_nmadd", Imm.NONE, "(VVV)V", Feature.RELAXED_SIMD),
  I8X16_RELAXED_LANESELECT(
      Op.I8X16_RELAXED_LANESELECT,
      "i8x16.relaxed_laneselect",
      Imm.NONE,
      "(VVV)V",
      Feature.RELAXED_SIMD),
  I16X8_RELAXED_LANESELECT(
      Op.I16X8_RELAXED_LANESELECT,
      "i16x8.relaxed_laneselect",
      Imm.NONE,
      "(VVV)V",
      Feature.RELAXED_SIMD),
  I32X4_RELAXED_LANESELECT(
      Op.I32X4_RELAXED_LANESELECT,
      "i32x4.relaxed_laneselect",
      Imm.NONE,
      "(VVV)V",
      Feature.RELAXED_SIMD),
  I64X2_RELAXED_LANESELECT(
      Op.I64X2_RELAXED_LANESELECT,
      "i64x2.relaxed_laneselect",
      Imm.NONE,
      "(VVV)V",
      Feature.RELAXED_SIMD),
  F32X4_RELAXED_MIN(
      Op.F32X4_RELAXED_MIN, "f32x4.relaxed_min", Imm.NONE, "(VV)V", Feature.RELAXED_SIMD),
  F32X4_RELAXED_MAX(
      Op.F32X4_RELAXED_MAX, "f32x4.relaxed_max", Imm.NONE, "(VV)V", Feature.RELAXED_SIMD),
  F64X2_RELAXED_MIN(
      Op.F64X2_RELAXED_MIN, "f64x2.relaxed_min", Imm.NONE, "(VV)V", Feature.RELAXED_SIMD),
  F64X2_RELAXED_MAX(
      Op.F64X2_RELAXED_MAX, "f64x2.relaxed_max", Imm.NONE, "(VV)V", Feature.RELAXED_SIMD),
  I16X8_RELAXED_Q15MULR_S(
      Op.I16X8_RELAXED_Q15MULR_S,
      "i16x8.relaxed_q15mulr_s",
      Imm.NONE,
      "(VV)V",
      Feature.RELAXED_SIMD),
  I16X8_RELAXED_DOT_I8X16_I7X16_S(
      Op.I16X8_RELAXED_DOT_I8X16_I7X16_S,
      "i16x8.relaxed_dot_i8x16_i7x16_s",
      Imm.NONE,
      "(VV)V",
      Feature.RELAXED_SIMD),
  I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S(
      Op.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S,
      "i32x4.relaxed_dot_i8x16_i7x16_add_s",
      Imm.NONE,
      "(VVV)V",
      Feature.RELAXED_SIMD),
  MEMORY_ATOMIC_NOTIFY(
      Op.MEMORY_ATOMIC_NOTIFY, "memory.atomic.notify", Imm.MEMARG, "(AI)I", Feature.THREADS, 4),
  MEMORY_ATOMIC_WAIT32(
      Op.MEMORY_ATOMIC_WAIT32, "memory.atomic.wait32", Imm.MEMARG, "(AIJ)I", Feature.THREADS, 4),
  MEMORY_ATOMIC_WAIT64(
      Op.MEMORY_ATOMIC_WAIT64, "memory.atomic.wait64", Imm.MEMARG, "(AJJ)I", Feature.THREADS, 8),
  ATOMIC_FENCE(Op.ATOMIC_FENCE, "atomic.fence", Imm.FENCE, "()_", Feature.THREADS),
  I32_ATOMIC_LOAD(Op.I32_ATOMIC_LOAD, "i32.atomic.load", Imm.MEMARG, "(A)I", Feature.THREADS, 4),
  I64_ATOMIC_LOAD(Op.I64_ATOMIC_LOAD, "i64.atomic.load", Imm.MEMARG, "(A)J", Feature.THREADS, 8),
  I32_ATOMIC_LOAD8_U(
      Op.I32_ATOMIC_LOAD8_U, "i32.atomic.load8_u", Imm.MEMARG, "(A)I", Feature.THREADS, 1),
  I32_ATOMIC_LOAD16_U(
      Op.I32_ATOMIC_LOAD16_U, "i32.atomic.load16_u", Imm.MEMARG, "(A)I", Feature.THREADS, 2),
  I64_ATOMIC_LOAD8_U(
      Op.I64_ATOMIC_LOAD8_U, "i64.atomic.load8_u", Imm.MEMARG, "(A)J", Feature.THREADS, 1),
  I64_ATOMIC_LOAD16_U(
      Op.I64_ATOMIC_LOAD16_U, "i64.atomic.load16_u", Imm.MEMARG, "(A)J", Feature.THREADS, 2),
  I64_ATOMIC_LOAD32_U(
      Op.I64_ATOMIC_LOAD32_U, "i64.atomic.load32_u", Imm.MEMARG, "(A)J", Feature.THREADS, 4),
  I32_ATOMIC_STORE(
      Op.I32_ATOMIC_STORE, "i32.atomic.store", Imm.MEMARG, "(AI)_", Feature.THREADS, 4),
  I64_ATOMIC_STORE(
      Op.I64_ATOMIC_STORE, "i64.atomic.store", Imm.MEMARG, "(AJ)_", Feature.THREADS, 8),
  I32_ATOMIC_STORE8(
      Op.I32_ATOMIC_STORE8, "i32.atomic.store8", Imm.MEMARG, "(AI)_", Feature.THREADS, 1),
  I32_ATOMIC_STORE16(
      Op.I32_ATOMIC_STORE16, "i32.atomic.store16", Imm.MEMARG, "(AI)_", Feature.THREADS, 2),
  I64_ATOMIC_STORE8(
      Op.I64_ATOMIC_STORE8, "i64.atomic.store8", Imm.MEMARG, "(AJ)_", Feature.THREADS, 1),
  I64_ATOMIC_STORE16(
      Op.I64_ATOMIC_STORE16, "i64.atomic.store16", Imm.MEMARG, "(AJ)_", Feature.THREADS, 2),
  I64_ATOMIC_STORE32(
      Op.I64_ATOMIC_STORE32, "i64.atomic.store32", Imm.MEMARG, "(AJ)_", Feature.THREADS, 4),
  I32_ATOMIC_RMW_ADD(
      Op.I32_ATOMIC_RMW_ADD, "i32.atomic.rmw.add", Imm.MEMARG, "(AI)I", Feature.THREADS, 4),
  I64_ATOMIC_RMW_ADD(
      Op.I64_ATOMIC_RMW_ADD, "i64.atomic.rmw.add", Imm.MEMARG, "(AJ)J", Feature.THREADS, 8),
  I32_ATOMIC_RMW8_ADD_U(
      Op.I32_ATOMIC_RMW8_ADD_U, "i32.atomic.rmw8.add_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 1),
  I32_ATOMIC_RMW16_ADD_U(
      Op.I32_ATOMIC_RMW16_ADD_U, "i32.atomic.rmw16.add_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 2),
  I64_ATOMIC_RMW8_ADD_U(
      Op.I64_ATOMIC_RMW8_ADD_U, "i64.atomic.rmw8.add_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 1),
  I64_ATOMIC_RMW16_ADD_U(
      Op.I64_ATOMIC_RMW16_ADD_U, "i64.atomic.rmw16.add_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 2),
  I64_ATOMIC_RMW32_ADD_U(
      Op.I64_ATOMIC_RMW32_ADD_U, "i64.atomic.rmw32.add_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 4),
  I32_ATOMIC_RMW_SUB(
      Op.I32_ATOMIC_RMW_SUB, "i32.atomic.rmw.sub", Imm.MEMARG, "(AI)I", Feature.THREADS, 4),
  I64_ATOMIC_RMW_SUB(
      Op.I64_ATOMIC_RMW_SUB, "i64.atomic.rmw.sub", Imm.MEMARG, "(AJ)J", Feature.THREADS, 8),
  I32_ATOMIC_RMW8_SUB_U(
      Op.I32_ATOMIC_RMW8_SUB_U, "i32.atomic.rmw8.sub_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 1),
  I32_ATOMIC_RMW16_SUB_U(
      Op.I32_ATOMIC_RMW16_SUB_U, "i32.atomic.rmw16.sub_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 2),
  I64_ATOMIC_RMW8_SUB_U(
      Op.I64_ATOMIC_RMW8_SUB_U, "i64.atomic.rmw8.sub_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 1),
  I64_ATOMIC_RMW16_SUB_U(
      Op.I64_ATOMIC_RMW16_SUB_U, "i64.atomic.rmw16.sub_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 2),
  I64_ATOMIC_RMW32_SUB_U(
      Op.I64_ATOMIC_RMW32_SUB_U, "i64.atomic.rmw32.sub_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 4),
  I32_ATOMIC_RMW_AND(
      Op.I32_ATOMIC_RMW_AND, "i32.atomic.rmw.and", Imm.MEMARG, "(AI)I", Feature.THREADS, 4),
  I64_ATOMIC_RMW_AND(
      Op.I64_ATOMIC_RMW_AND, "i64.atomic.rmw.and", Imm.MEMARG, "(AJ)J", Feature.THREADS, 8),
  I32_ATOMIC_RMW8_AND_U(
      Op.I32_ATOMIC_RMW8_AND_U, "i32.atomic.rmw8.and_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 1),
  I32_ATOMIC_RMW16_AND_U(
      Op.I32_ATOMIC_RMW16_AND_U, "i32.atomic.rmw16.and_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 2),
  I64_ATOMIC_RMW8_AND_U(
      Op.I64_ATOMIC_RMW8_AND_U, "i64.atomic.rmw8.and_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 1),
  I64_ATOMIC_RMW16_AND_U(
      Op.I64_ATOMIC_RMW16_AND_U, "i64.atomic.rmw16.and_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 2),
  I64_ATOMIC_RMW32_AND_U(
      Op.I64_ATOMIC_RMW32_AND_U, "i64.atomic.rmw32.and_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 4),
  I32_ATOMIC_RMW_OR(
      Op.I32_ATOMIC_RMW_OR, "i32.atomic.rmw.or", Imm.MEMARG, "(AI)I", Feature.THREADS, 4),
  I64_ATOMIC_RMW_OR(
      Op.I64_ATOMIC_RMW_OR, "i64.atomic.rmw.or", Imm.MEMARG, "(AJ)J", Feature.THREADS, 8),
  I32_ATOMIC_RMW8_OR_U(
      Op.I32_ATOMIC_RMW8_OR_U, "i32.atomic.rmw8.or_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 1),
  I32_ATOMIC_RMW16_OR_U(
      Op.I32_ATOMIC_RMW16_OR_U, "i32.atomic.rmw16.or_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 2),
  I64_ATOMIC_RMW8_OR_U(
      Op.I64_ATOMIC_RMW8_OR_U, "i64.atomic.rmw8.or_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 1),
  I64_ATOMIC_RMW16_OR_U(
      Op.I64_ATOMIC_RMW16_OR_U, "i64.atomic.rmw16.or_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 2),
  I64_ATOMIC_RMW32_OR_U(
      Op.I64_ATOMIC_RMW32_OR_U, "i64.atomic.rmw32.or_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 4),
  I32_ATOMIC_RMW_XOR(
      Op.I32_ATOMIC_RMW_XOR, "i32.atomic.rmw.xor", Imm.MEMARG, "(AI)I", Feature.THREADS, 4),
  I64_ATOMIC_RMW_XOR(
      Op.I64_ATOMIC_RMW_XOR, "i64.atomic.rmw.xor", Imm.MEMARG, "(AJ)J", Feature.THREADS, 8),
  I32_ATOMIC_RMW8_XOR_U(
      Op.I32_ATOMIC_RMW8_XOR_U, "i32.atomic.rmw8.xor_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 1),
  I32_ATOMIC_RMW16_XOR_U(
      Op.I32_ATOMIC_RMW16_XOR_U, "i32.atomic.rmw16.xor_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 2),
  I64_ATOMIC_RMW8_XOR_U(
      Op.I64_ATOMIC_RMW8_XOR_U, "i64.atomic.rmw8.xor_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 1),
  I64_ATOMIC_RMW16_XOR_U(
      Op.I64_ATOMIC_RMW16_XOR_U, "i64.atomic.rmw16.xor_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 2),
  I64_ATOMIC_RMW32_XOR_U(
      Op.I64_ATOMIC_RMW32_XOR_U, "i64.atomic.rmw32.xor_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 4),
  I32_ATOMIC_RMW_XCHG(
      Op.I32_ATOMIC_RMW_XCHG, "i32.atomic.rmw.xchg", Imm.MEMARG, "(AI)I", Feature.THREADS, 4),
  I64_ATOMIC_RMW_XCHG(
      Op.I64_ATOMIC_RMW_XCHG, "i64.atomic.rmw.xchg", Imm.MEMARG, "(AJ)J", Feature.THREADS, 8),
  I32_ATOMIC_RMW8_XCHG_U(
      Op.I32_ATOMIC_RMW8_XCHG_U, "i32.atomic.rmw8.xchg_u", Imm.MEMARG, "(AI)I", Feature.THREADS, 1),
  I32_ATOMIC_RMW16_XCHG_U(
      Op.I32_ATOMIC_RMW16_XCHG_U,
      "i32.atomic.rmw16.xchg_u",
      Imm.MEMARG,
      "(AI)I",
      Feature.THREADS,
      2),
  I64_ATOMIC_RMW8_XCHG_U(
      Op.I64_ATOMIC_RMW8_XCHG_U, "i64.atomic.rmw8.xchg_u", Imm.MEMARG, "(AJ)J", Feature.THREADS, 1),
  I64_ATOMIC_RMW16_XCHG_U(
      Op.I64_ATOMIC_RMW16_XCHG_U,
      "i64.atomic.rmw16.xchg_u",
      Imm.MEMARG,
      "(AJ)J",
      Feature.THREADS,
      2),
  I64_ATOMIC_RMW32_XCHG_U(
      Op.I64_ATOMIC_RMW32_XCHG_U,
      "i64.atomic.rmw32.xchg_u",
      Imm.MEMARG,
      "(AJ)J",
      Feature.THREADS,
      4),
  I32_ATOMIC_RMW_CMPXCHG(
      Op.I32_ATOMIC_RMW_CMPXCHG,
      "i32.atomic.rmw.cmpxchg",
      Imm.MEMARG,
      "(AII)I",
      Feature.THREADS,
      4),
  I64_ATOMIC_RMW_CMPXCHG(
      Op.I64_ATOMIC_RMW_CMPXCHG,
      "i64.atomic.rmw.cmpxchg",
      Imm.MEMARG,
      "(AJJ)J",
      Feature.THREADS,
      8),
  I32_ATOMIC_RMW8_CMPXCHG_U(
      Op.I32_ATOMIC_RMW8_CMPXCHG_U,
      "i32.atomic.rmw8.cmpxchg_u",
      Imm.MEMARG,
      "(AII)I",
      Feature.THREADS,
      1),
  I32_ATOMIC_RMW16_CMPXCHG_U(
      Op.I32_ATOMIC_RMW16_CMPXCHG_U,
      "i32.atomic.rmw16.cmpxchg_u",
      Imm.MEMARG,
      "(AII)I",
      Feature.THREADS,
      2),
  I64_ATOMIC_RMW8_CMPXCHG_U(
      Op.I64_ATOMIC_RMW8_CMPXCHG_U,
      "i64.atomic.rmw8.cmpxchg_u",
      Imm.MEMARG,
      "(AJJ)J",
      Feature.THREADS,
      1),
  I64_ATOMIC_RMW16_CMPXCHG_U(
      Op.I64_ATOMIC_RMW16_CMPXCHG_U,
      "i64.atomic.rmw16.cmpxchg_u",
      Imm.MEMARG,
      "(AJJ)J",
      Feature.THREADS,
      2),
  I64_ATOMIC_RMW32_CMPXCHG_U(
      Op.I64_ATOMIC_RMW32_CMPXCHG_U,
      "i64.atomic.rmw32.cmpxchg_u",
      Imm.MEMARG,
      "(AJJ)J",
      Feature.THREADS,
      4);

  private static final Opcode[] ONE_BYTE = new Opcode[256];
  private static final Opcode[][] PREFIXED = new Opcode[256][];
  private static final Map<String, Opcode> BY_TEXT = new HashMap<>();

  static {
    for (int prefix = 0xFB; prefix <= 0xFE; prefix++) {
      PREFIXED[prefix] = new Opcode[0x120];
    }
    for (Opcode opcode : values()) {
      int prefix = opcode.code >> 12;
      (prefix == 0 ? ONE_BYTE : PREFIXED[prefix])[opcode.code & 0xFFF] = opcode;
      // Where several codes share a mnemonic, the first one stands for it: the text parser looks at
      // what follows to choose among them.
      BY_TEXT.putIfAbsent(opcode.text, opcode);
    }
  }

  private final int code;
  private final String text;
  private final Imm imm;
  private final @Nullable String signature;
  private final Feature feature;
  private final int width;

  Opcode(int code, String text, Imm imm, @Nullable String signature, Feature feature) {
    this(code, text, imm, signature, feature, 0);
  }

  Opcode(int code, String text, Imm imm, @Nullable String signature, Feature feature, int width) {
    this.code = code;
    this.text = text;
    this.imm = imm;
    this.signature = signature;
    this.feature = feature;
    this.width = width;
  }

  /** The row of a code of {@link Op}, or null if there is none. */
  public static @Nullable Opcode of(int code) {
    Opcode[] table = code < 256 ? ONE_BYTE : PREFIXED[code >> 12 & 0xFF];
    int index = code < 256 ? code : code & 0xFFF;
    return table == null || index < 0 || index >= table.length ? null : table[index];
  }

  /** The first row with this mnemonic, or null if there is none. */
  public static @Nullable Opcode of(String text) {
    return BY_TEXT.get(text);
  }

  /** Whether a byte begins a two-part opcode. */
  public static boolean isPrefix(int firstByte) {
    return PREFIXED[firstByte & 0xFF] != null;
  }

  /** The code, as in {@link Op}. */
  public int code() {
    return code;
  }

  /** The mnemonic of the text format. */
  public String text() {
    return text;
  }

  /** The shape of the immediates. */
  public Imm imm() {
    return imm;
  }

  /** Whether the types of the operands and the result follow from the row alone. */
  public boolean isRegular() {
    return signature != null;
  }

  /** The signature's operand letters. */
  public String operands() {
    String s = regularSignature();
    return s.substring(1, s.indexOf(')'));
  }

  /** The signature's result letter, {@code _} for none. */
  public char result() {
    String s = regularSignature();
    return s.charAt(s.length() - 1);
  }

  /** The feature that the instruction belongs to. */
  public Feature feature() {
    return feature;
  }

  /** The number of bytes that a memory instruction accesses, otherwise 0. */
  public int width() {
    return width;
  }

  private String regularSignature() {
    if (signature == null) {
      throw new IllegalStateException(text + " has no regular signature");
    }
    return signature;
  }
}
