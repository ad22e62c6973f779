package dev.quern.internal.syntax;

import static dev.quern.internal.syntax.Imm.*;
import static dev.quern.type.Feature.*;

import dev.quern.type.Feature;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of instructions: all of WebAssembly 3.0, threads, legacy exceptions, wide arithmetic
 * and custom descriptors, one row each. Decoder, encoder, text parser, printer, validator and
 * compiler read it; what is regular about an instruction stands here and nowhere else.
 *
 * <p>Columns: the code (a one-byte opcode is its own code; a prefixed one is {@code prefix << 12 |
 * number}), the shape of the immediates, the signature, the feature that brought the instruction,
 * and for memory instructions the number of bytes they access. The mnemonic of the text format
 * follows from the name; where it does not, because another row has it too, it is the last column.
 *
 * <p>A signature is written in the letters {@code I J F D} (number types), {@code V} (v128), {@code
 * R} (a reference), {@code A} (an address: i32 or i64 by the memory's type) and {@code _} (no
 * result). Instructions whose types depend on more than that have {@code null}: they go by context.
 *
 * <p>The meaning of a regular instruction is the static method of {@code
 * dev.quern.runtime.Numerics} (or its neighbours) that has the row's name in camel case.
 */
public enum Opcode {
  // spotless:off
  UNREACHABLE                         (0x00,     NONE,         null,     MVP),
  NOP                                 (0x01,     NONE,         "()_",    MVP),
  BLOCK                               (0x02,     BLOCK_TYPE,   null,     MVP),
  LOOP                                (0x03,     BLOCK_TYPE,   null,     MVP),
  IF                                  (0x04,     BLOCK_TYPE,   null,     MVP),
  ELSE                                (0x05,     NONE,         null,     MVP),
  TRY                                 (0x06,     BLOCK_TYPE,   null,     LEGACY_EXCEPTIONS),
  CATCH                               (0x07,     TAG,          null,     LEGACY_EXCEPTIONS),
  THROW                               (0x08,     TAG,          null,     EXCEPTIONS),
  RETHROW                             (0x09,     LABEL,        null,     LEGACY_EXCEPTIONS),
  THROW_REF                           (0x0A,     NONE,         null,     EXCEPTIONS),
  END                                 (0x0B,     NONE,         null,     MVP),
  BR                                  (0x0C,     LABEL,        null,     MVP),
  BR_IF                               (0x0D,     LABEL,        null,     MVP),
  BR_TABLE                            (0x0E,     LABELS,       null,     MVP),
  RETURN                              (0x0F,     NONE,         null,     MVP),
  CALL                                (0x10,     FUNC,         null,     MVP),
  CALL_INDIRECT                       (0x11,     TYPE_TABLE,   null,     MVP),
  RETURN_CALL                         (0x12,     FUNC,         null,     TAIL_CALL),
  RETURN_CALL_INDIRECT                (0x13,     TYPE_TABLE,   null,     TAIL_CALL),
  CALL_REF                            (0x14,     TYPE,         null,     FUNCTION_REFERENCES),
  RETURN_CALL_REF                     (0x15,     TYPE,         null,     FUNCTION_REFERENCES),
  DELEGATE                            (0x18,     LABEL,        null,     LEGACY_EXCEPTIONS),
  CATCH_ALL                           (0x19,     NONE,         null,     LEGACY_EXCEPTIONS),
  DROP                                (0x1A,     NONE,         null,     MVP),
  SELECT                              (0x1B,     NONE,         null,     MVP),
  SELECT_T                            (0x1C,     SELECT_TYPES, null,     REFERENCE_TYPES, "select"),
  TRY_TABLE                           (0x1F,     Imm.TRY_TABLE, null,     EXCEPTIONS),
  LOCAL_GET                           (0x20,     LOCAL,        null,     MVP),
  LOCAL_SET                           (0x21,     LOCAL,        null,     MVP),
  LOCAL_TEE                           (0x22,     LOCAL,        null,     MVP),
  GLOBAL_GET                          (0x23,     GLOBAL,       null,     MVP),
  GLOBAL_SET                          (0x24,     GLOBAL,       null,     MVP),
  TABLE_GET                           (0x25,     TABLE,        null,     REFERENCE_TYPES),
  TABLE_SET                           (0x26,     TABLE,        null,     REFERENCE_TYPES),
  I32_LOAD                            (0x28,     MEMARG,       "(A)I",   MVP, 4),
  I64_LOAD                            (0x29,     MEMARG,       "(A)J",   MVP, 8),
  F32_LOAD                            (0x2A,     MEMARG,       "(A)F",   MVP, 4),
  F64_LOAD                            (0x2B,     MEMARG,       "(A)D",   MVP, 8),
  I32_LOAD8_S                         (0x2C,     MEMARG,       "(A)I",   MVP, 1),
  I32_LOAD8_U                         (0x2D,     MEMARG,       "(A)I",   MVP, 1),
  I32_LOAD16_S                        (0x2E,     MEMARG,       "(A)I",   MVP, 2),
  I32_LOAD16_U                        (0x2F,     MEMARG,       "(A)I",   MVP, 2),
  I64_LOAD8_S                         (0x30,     MEMARG,       "(A)J",   MVP, 1),
  I64_LOAD8_U                         (0x31,     MEMARG,       "(A)J",   MVP, 1),
  I64_LOAD16_S                        (0x32,     MEMARG,       "(A)J",   MVP, 2),
  I64_LOAD16_U                        (0x33,     MEMARG,       "(A)J",   MVP, 2),
  I64_LOAD32_S                        (0x34,     MEMARG,       "(A)J",   MVP, 4),
  I64_LOAD32_U                        (0x35,     MEMARG,       "(A)J",   MVP, 4),
  I32_STORE                           (0x36,     MEMARG,       "(AI)_",  MVP, 4),
  I64_STORE                           (0x37,     MEMARG,       "(AJ)_",  MVP, 8),
  F32_STORE                           (0x38,     MEMARG,       "(AF)_",  MVP, 4),
  F64_STORE                           (0x39,     MEMARG,       "(AD)_",  MVP, 8),
  I32_STORE8                          (0x3A,     MEMARG,       "(AI)_",  MVP, 1),
  I32_STORE16                         (0x3B,     MEMARG,       "(AI)_",  MVP, 2),
  I64_STORE8                          (0x3C,     MEMARG,       "(AJ)_",  MVP, 1),
  I64_STORE16                         (0x3D,     MEMARG,       "(AJ)_",  MVP, 2),
  I64_STORE32                         (0x3E,     MEMARG,       "(AJ)_",  MVP, 4),
  MEMORY_SIZE                         (0x3F,     MEMORY,       "()A",    MVP),
  MEMORY_GROW                         (0x40,     MEMORY,       "(A)A",   MVP),
  I32_CONST                           (0x41,     I32,          "()I",    MVP),
  I64_CONST                           (0x42,     I64,          "()J",    MVP),
  F32_CONST                           (0x43,     F32,          "()F",    MVP),
  F64_CONST                           (0x44,     F64,          "()D",    MVP),
  I32_EQZ                             (0x45,     NONE,         "(I)I",   MVP),
  I32_EQ                              (0x46,     NONE,         "(II)I",  MVP),
  I32_NE                              (0x47,     NONE,         "(II)I",  MVP),
  I32_LT_S                            (0x48,     NONE,         "(II)I",  MVP),
  I32_LT_U                            (0x49,     NONE,         "(II)I",  MVP),
  I32_GT_S                            (0x4A,     NONE,         "(II)I",  MVP),
  I32_GT_U                            (0x4B,     NONE,         "(II)I",  MVP),
  I32_LE_S                            (0x4C,     NONE,         "(II)I",  MVP),
  I32_LE_U                            (0x4D,     NONE,         "(II)I",  MVP),
  I32_GE_S                            (0x4E,     NONE,         "(II)I",  MVP),
  I32_GE_U                            (0x4F,     NONE,         "(II)I",  MVP),
  I64_EQZ                             (0x50,     NONE,         "(J)I",   MVP),
  I64_EQ                              (0x51,     NONE,         "(JJ)I",  MVP),
  I64_NE                              (0x52,     NONE,         "(JJ)I",  MVP),
  I64_LT_S                            (0x53,     NONE,         "(JJ)I",  MVP),
  I64_LT_U                            (0x54,     NONE,         "(JJ)I",  MVP),
  I64_GT_S                            (0x55,     NONE,         "(JJ)I",  MVP),
  I64_GT_U                            (0x56,     NONE,         "(JJ)I",  MVP),
  I64_LE_S                            (0x57,     NONE,         "(JJ)I",  MVP),
  I64_LE_U                            (0x58,     NONE,         "(JJ)I",  MVP),
  I64_GE_S                            (0x59,     NONE,         "(JJ)I",  MVP),
  I64_GE_U                            (0x5A,     NONE,         "(JJ)I",  MVP),
  F32_EQ                              (0x5B,     NONE,         "(FF)I",  MVP),
  F32_NE                              (0x5C,     NONE,         "(FF)I",  MVP),
  F32_LT                              (0x5D,     NONE,         "(FF)I",  MVP),
  F32_GT                              (0x5E,     NONE,         "(FF)I",  MVP),
  F32_LE                              (0x5F,     NONE,         "(FF)I",  MVP),
  F32_GE                              (0x60,     NONE,         "(FF)I",  MVP),
  F64_EQ                              (0x61,     NONE,         "(DD)I",  MVP),
  F64_NE                              (0x62,     NONE,         "(DD)I",  MVP),
  F64_LT                              (0x63,     NONE,         "(DD)I",  MVP),
  F64_GT                              (0x64,     NONE,         "(DD)I",  MVP),
  F64_LE                              (0x65,     NONE,         "(DD)I",  MVP),
  F64_GE                              (0x66,     NONE,         "(DD)I",  MVP),
  I32_CLZ                             (0x67,     NONE,         "(I)I",   MVP),
  I32_CTZ                             (0x68,     NONE,         "(I)I",   MVP),
  I32_POPCNT                          (0x69,     NONE,         "(I)I",   MVP),
  I32_ADD                             (0x6A,     NONE,         "(II)I",  MVP),
  I32_SUB                             (0x6B,     NONE,         "(II)I",  MVP),
  I32_MUL                             (0x6C,     NONE,         "(II)I",  MVP),
  I32_DIV_S                           (0x6D,     NONE,         "(II)I",  MVP),
  I32_DIV_U                           (0x6E,     NONE,         "(II)I",  MVP),
  I32_REM_S                           (0x6F,     NONE,         "(II)I",  MVP),
  I32_REM_U                           (0x70,     NONE,         "(II)I",  MVP),
  I32_AND                             (0x71,     NONE,         "(II)I",  MVP),
  I32_OR                              (0x72,     NONE,         "(II)I",  MVP),
  I32_XOR                             (0x73,     NONE,         "(II)I",  MVP),
  I32_SHL                             (0x74,     NONE,         "(II)I",  MVP),
  I32_SHR_S                           (0x75,     NONE,         "(II)I",  MVP),
  I32_SHR_U                           (0x76,     NONE,         "(II)I",  MVP),
  I32_ROTL                            (0x77,     NONE,         "(II)I",  MVP),
  I32_ROTR                            (0x78,     NONE,         "(II)I",  MVP),
  I64_CLZ                             (0x79,     NONE,         "(J)J",   MVP),
  I64_CTZ                             (0x7A,     NONE,         "(J)J",   MVP),
  I64_POPCNT                          (0x7B,     NONE,         "(J)J",   MVP),
  I64_ADD                             (0x7C,     NONE,         "(JJ)J",  MVP),
  I64_SUB                             (0x7D,     NONE,         "(JJ)J",  MVP),
  I64_MUL                             (0x7E,     NONE,         "(JJ)J",  MVP),
  I64_DIV_S                           (0x7F,     NONE,         "(JJ)J",  MVP),
  I64_DIV_U                           (0x80,     NONE,         "(JJ)J",  MVP),
  I64_REM_S                           (0x81,     NONE,         "(JJ)J",  MVP),
  I64_REM_U                           (0x82,     NONE,         "(JJ)J",  MVP),
  I64_AND                             (0x83,     NONE,         "(JJ)J",  MVP),
  I64_OR                              (0x84,     NONE,         "(JJ)J",  MVP),
  I64_XOR                             (0x85,     NONE,         "(JJ)J",  MVP),
  I64_SHL                             (0x86,     NONE,         "(JJ)J",  MVP),
  I64_SHR_S                           (0x87,     NONE,         "(JJ)J",  MVP),
  I64_SHR_U                           (0x88,     NONE,         "(JJ)J",  MVP),
  I64_ROTL                            (0x89,     NONE,         "(JJ)J",  MVP),
  I64_ROTR                            (0x8A,     NONE,         "(JJ)J",  MVP),
  F32_ABS                             (0x8B,     NONE,         "(F)F",   MVP),
  F32_NEG                             (0x8C,     NONE,         "(F)F",   MVP),
  F32_CEIL                            (0x8D,     NONE,         "(F)F",   MVP),
  F32_FLOOR                           (0x8E,     NONE,         "(F)F",   MVP),
  F32_TRUNC                           (0x8F,     NONE,         "(F)F",   MVP),
  F32_NEAREST                         (0x90,     NONE,         "(F)F",   MVP),
  F32_SQRT                            (0x91,     NONE,         "(F)F",   MVP),
  F32_ADD                             (0x92,     NONE,         "(FF)F",  MVP),
  F32_SUB                             (0x93,     NONE,         "(FF)F",  MVP),
  F32_MUL                             (0x94,     NONE,         "(FF)F",  MVP),
  F32_DIV                             (0x95,     NONE,         "(FF)F",  MVP),
  F32_MIN                             (0x96,     NONE,         "(FF)F",  MVP),
  F32_MAX                             (0x97,     NONE,         "(FF)F",  MVP),
  F32_COPYSIGN                        (0x98,     NONE,         "(FF)F",  MVP),
  F64_ABS                             (0x99,     NONE,         "(D)D",   MVP),
  F64_NEG                             (0x9A,     NONE,         "(D)D",   MVP),
  F64_CEIL                            (0x9B,     NONE,         "(D)D",   MVP),
  F64_FLOOR                           (0x9C,     NONE,         "(D)D",   MVP),
  F64_TRUNC                           (0x9D,     NONE,         "(D)D",   MVP),
  F64_NEAREST                         (0x9E,     NONE,         "(D)D",   MVP),
  F64_SQRT                            (0x9F,     NONE,         "(D)D",   MVP),
  F64_ADD                             (0xA0,     NONE,         "(DD)D",  MVP),
  F64_SUB                             (0xA1,     NONE,         "(DD)D",  MVP),
  F64_MUL                             (0xA2,     NONE,         "(DD)D",  MVP),
  F64_DIV                             (0xA3,     NONE,         "(DD)D",  MVP),
  F64_MIN                             (0xA4,     NONE,         "(DD)D",  MVP),
  F64_MAX                             (0xA5,     NONE,         "(DD)D",  MVP),
  F64_COPYSIGN                        (0xA6,     NONE,         "(DD)D",  MVP),
  I32_WRAP_I64                        (0xA7,     NONE,         "(J)I",   MVP),
  I32_TRUNC_F32_S                     (0xA8,     NONE,         "(F)I",   MVP),
  I32_TRUNC_F32_U                     (0xA9,     NONE,         "(F)I",   MVP),
  I32_TRUNC_F64_S                     (0xAA,     NONE,         "(D)I",   MVP),
  I32_TRUNC_F64_U                     (0xAB,     NONE,         "(D)I",   MVP),
  I64_EXTEND_I32_S                    (0xAC,     NONE,         "(I)J",   MVP),
  I64_EXTEND_I32_U                    (0xAD,     NONE,         "(I)J",   MVP),
  I64_TRUNC_F32_S                     (0xAE,     NONE,         "(F)J",   MVP),
  I64_TRUNC_F32_U                     (0xAF,     NONE,         "(F)J",   MVP),
  I64_TRUNC_F64_S                     (0xB0,     NONE,         "(D)J",   MVP),
  I64_TRUNC_F64_U                     (0xB1,     NONE,         "(D)J",   MVP),
  F32_CONVERT_I32_S                   (0xB2,     NONE,         "(I)F",   MVP),
  F32_CONVERT_I32_U                   (0xB3,     NONE,         "(I)F",   MVP),
  F32_CONVERT_I64_S                   (0xB4,     NONE,         "(J)F",   MVP),
  F32_CONVERT_I64_U                   (0xB5,     NONE,         "(J)F",   MVP),
  F32_DEMOTE_F64                      (0xB6,     NONE,         "(D)F",   MVP),
  F64_CONVERT_I32_S                   (0xB7,     NONE,         "(I)D",   MVP),
  F64_CONVERT_I32_U                   (0xB8,     NONE,         "(I)D",   MVP),
  F64_CONVERT_I64_S                   (0xB9,     NONE,         "(J)D",   MVP),
  F64_CONVERT_I64_U                   (0xBA,     NONE,         "(J)D",   MVP),
  F64_PROMOTE_F32                     (0xBB,     NONE,         "(F)D",   MVP),
  I32_REINTERPRET_F32                 (0xBC,     NONE,         "(F)I",   MVP),
  I64_REINTERPRET_F64                 (0xBD,     NONE,         "(D)J",   MVP),
  F32_REINTERPRET_I32                 (0xBE,     NONE,         "(I)F",   MVP),
  F64_REINTERPRET_I64                 (0xBF,     NONE,         "(J)D",   MVP),
  I32_EXTEND8_S                       (0xC0,     NONE,         "(I)I",   SIGN_EXTENSION),
  I32_EXTEND16_S                      (0xC1,     NONE,         "(I)I",   SIGN_EXTENSION),
  I64_EXTEND8_S                       (0xC2,     NONE,         "(J)J",   SIGN_EXTENSION),
  I64_EXTEND16_S                      (0xC3,     NONE,         "(J)J",   SIGN_EXTENSION),
  I64_EXTEND32_S                      (0xC4,     NONE,         "(J)J",   SIGN_EXTENSION),
  REF_NULL                            (0xD0,     HEAP_TYPE,    null,     REFERENCE_TYPES),
  REF_IS_NULL                         (0xD1,     NONE,         null,     REFERENCE_TYPES),
  REF_FUNC                            (0xD2,     FUNC,         null,     REFERENCE_TYPES),
  REF_EQ                              (0xD3,     NONE,         null,     GC),
  REF_AS_NON_NULL                     (0xD4,     NONE,         null,     FUNCTION_REFERENCES),
  BR_ON_NULL                          (0xD5,     LABEL,        null,     FUNCTION_REFERENCES),
  BR_ON_NON_NULL                      (0xD6,     LABEL,        null,     FUNCTION_REFERENCES),
  STRUCT_NEW                          (0xFB_000, TYPE,         null,     GC),
  STRUCT_NEW_DEFAULT                  (0xFB_001, TYPE,         null,     GC),
  STRUCT_GET                          (0xFB_002, TYPE_FIELD,   null,     GC),
  STRUCT_GET_S                        (0xFB_003, TYPE_FIELD,   null,     GC),
  STRUCT_GET_U                        (0xFB_004, TYPE_FIELD,   null,     GC),
  STRUCT_SET                          (0xFB_005, TYPE_FIELD,   null,     GC),
  ARRAY_NEW                           (0xFB_006, TYPE,         null,     GC),
  ARRAY_NEW_DEFAULT                   (0xFB_007, TYPE,         null,     GC),
  ARRAY_NEW_FIXED                     (0xFB_008, TYPE_COUNT,   null,     GC),
  ARRAY_NEW_DATA                      (0xFB_009, TYPE_DATA,    null,     GC),
  ARRAY_NEW_ELEM                      (0xFB_00A, TYPE_ELEM,    null,     GC),
  ARRAY_GET                           (0xFB_00B, TYPE,         null,     GC),
  ARRAY_GET_S                         (0xFB_00C, TYPE,         null,     GC),
  ARRAY_GET_U                         (0xFB_00D, TYPE,         null,     GC),
  ARRAY_SET                           (0xFB_00E, TYPE,         null,     GC),
  ARRAY_LEN                           (0xFB_00F, NONE,         null,     GC),
  ARRAY_FILL                          (0xFB_010, TYPE,         null,     GC),
  ARRAY_COPY                          (0xFB_011, TYPE_TYPE,    null,     GC),
  ARRAY_INIT_DATA                     (0xFB_012, TYPE_DATA,    null,     GC),
  ARRAY_INIT_ELEM                     (0xFB_013, TYPE_ELEM,    null,     GC),
  REF_TEST                            (0xFB_014, HEAP_TYPE,    null,     GC),
  REF_TEST_NULL                       (0xFB_015, HEAP_TYPE,    null,     GC, "ref.test"),
  REF_CAST                            (0xFB_016, HEAP_TYPE,    null,     GC),
  REF_CAST_NULL                       (0xFB_017, HEAP_TYPE,    null,     GC, "ref.cast"),
  BR_ON_CAST                          (0xFB_018, BR_CAST,      null,     GC),
  BR_ON_CAST_FAIL                     (0xFB_019, BR_CAST,      null,     GC),
  ANY_CONVERT_EXTERN                  (0xFB_01A, NONE,         null,     GC),
  EXTERN_CONVERT_ANY                  (0xFB_01B, NONE,         null,     GC),
  REF_I31                             (0xFB_01C, NONE,         null,     GC),
  I31_GET_S                           (0xFB_01D, NONE,         null,     GC),
  I31_GET_U                           (0xFB_01E, NONE,         null,     GC),
  STRUCT_NEW_DESC                     (0xFB_020, TYPE,         null,     CUSTOM_DESCRIPTORS),
  STRUCT_NEW_DEFAULT_DESC             (0xFB_021, TYPE,         null,     CUSTOM_DESCRIPTORS),
  REF_GET_DESC                        (0xFB_022, TYPE,         null,     CUSTOM_DESCRIPTORS),
  REF_CAST_DESC_EQ                    (0xFB_023, HEAP_TYPE,    null,     CUSTOM_DESCRIPTORS),
  REF_CAST_DESC_EQ_NULL               (0xFB_024, HEAP_TYPE,    null,     CUSTOM_DESCRIPTORS, "ref.cast_desc_eq"),
  BR_ON_CAST_DESC_EQ                  (0xFB_025, BR_CAST,      null,     CUSTOM_DESCRIPTORS),
  BR_ON_CAST_DESC_EQ_FAIL             (0xFB_026, BR_CAST,      null,     CUSTOM_DESCRIPTORS),
  I32_TRUNC_SAT_F32_S                 (0xFC_000, NONE,         "(F)I",   SATURATING_CONVERSION),
  I32_TRUNC_SAT_F32_U                 (0xFC_001, NONE,         "(F)I",   SATURATING_CONVERSION),
  I32_TRUNC_SAT_F64_S                 (0xFC_002, NONE,         "(D)I",   SATURATING_CONVERSION),
  I32_TRUNC_SAT_F64_U                 (0xFC_003, NONE,         "(D)I",   SATURATING_CONVERSION),
  I64_TRUNC_SAT_F32_S                 (0xFC_004, NONE,         "(F)J",   SATURATING_CONVERSION),
  I64_TRUNC_SAT_F32_U                 (0xFC_005, NONE,         "(F)J",   SATURATING_CONVERSION),
  I64_TRUNC_SAT_F64_S                 (0xFC_006, NONE,         "(D)J",   SATURATING_CONVERSION),
  I64_TRUNC_SAT_F64_U                 (0xFC_007, NONE,         "(D)J",   SATURATING_CONVERSION),
  MEMORY_INIT                         (0xFC_008, DATA_MEMORY,  "(AII)_", BULK_MEMORY),
  DATA_DROP                           (0xFC_009, DATA,         "()_",    BULK_MEMORY),
  MEMORY_COPY                         (0xFC_00A, MEMORY_MEMORY, null,     BULK_MEMORY),
  MEMORY_FILL                         (0xFC_00B, MEMORY,       "(AIA)_", BULK_MEMORY),
  TABLE_INIT                          (0xFC_00C, ELEM_TABLE,   null,     BULK_MEMORY),
  ELEM_DROP                           (0xFC_00D, ELEM,         "()_",    BULK_MEMORY),
  TABLE_COPY                          (0xFC_00E, TABLE_TABLE,  null,     BULK_MEMORY),
  TABLE_GROW                          (0xFC_00F, TABLE,        null,     REFERENCE_TYPES),
  TABLE_SIZE                          (0xFC_010, TABLE,        null,     REFERENCE_TYPES),
  TABLE_FILL                          (0xFC_011, TABLE,        null,     REFERENCE_TYPES),
  I64_ADD128                          (0xFC_013, NONE,         null,     WIDE_ARITHMETIC),
  I64_SUB128                          (0xFC_014, NONE,         null,     WIDE_ARITHMETIC),
  I64_MUL_WIDE_S                      (0xFC_015, NONE,         null,     WIDE_ARITHMETIC),
  I64_MUL_WIDE_U                      (0xFC_016, NONE,         null,     WIDE_ARITHMETIC),
  V128_LOAD                           (0xFD_000, MEMARG,       "(A)V",   SIMD, 16),
  V128_LOAD8X8_S                      (0xFD_001, MEMARG,       "(A)V",   SIMD, 8),
  V128_LOAD8X8_U                      (0xFD_002, MEMARG,       "(A)V",   SIMD, 8),
  V128_LOAD16X4_S                     (0xFD_003, MEMARG,       "(A)V",   SIMD, 8),
  V128_LOAD16X4_U                     (0xFD_004, MEMARG,       "(A)V",   SIMD, 8),
  V128_LOAD32X2_S                     (0xFD_005, MEMARG,       "(A)V",   SIMD, 8),
  V128_LOAD32X2_U                     (0xFD_006, MEMARG,       "(A)V",   SIMD, 8),
  V128_LOAD8_SPLAT                    (0xFD_007, MEMARG,       "(A)V",   SIMD, 1),
  V128_LOAD16_SPLAT                   (0xFD_008, MEMARG,       "(A)V",   SIMD, 2),
  V128_LOAD32_SPLAT                   (0xFD_009, MEMARG,       "(A)V",   SIMD, 4),
  V128_LOAD64_SPLAT                   (0xFD_00A, MEMARG,       "(A)V",   SIMD, 8),
  V128_STORE                          (0xFD_00B, MEMARG,       "(AV)_",  SIMD, 16),
  V128_CONST                          (0xFD_00C, V128,         "()V",    SIMD),
  I8X16_SHUFFLE                       (0xFD_00D, SHUFFLE,      "(VV)V",  SIMD),
  I8X16_SWIZZLE                       (0xFD_00E, NONE,         "(VV)V",  SIMD),
  I8X16_SPLAT                         (0xFD_00F, NONE,         "(I)V",   SIMD),
  I16X8_SPLAT                         (0xFD_010, NONE,         "(I)V",   SIMD),
  I32X4_SPLAT                         (0xFD_011, NONE,         "(I)V",   SIMD),
  I64X2_SPLAT                         (0xFD_012, NONE,         "(J)V",   SIMD),
  F32X4_SPLAT                         (0xFD_013, NONE,         "(F)V",   SIMD),
  F64X2_SPLAT                         (0xFD_014, NONE,         "(D)V",   SIMD),
  I8X16_EXTRACT_LANE_S                (0xFD_015, LANE,         "(V)I",   SIMD),
  I8X16_EXTRACT_LANE_U                (0xFD_016, LANE,         "(V)I",   SIMD),
  I8X16_REPLACE_LANE                  (0xFD_017, LANE,         "(VI)V",  SIMD),
  I16X8_EXTRACT_LANE_S                (0xFD_018, LANE,         "(V)I",   SIMD),
  I16X8_EXTRACT_LANE_U                (0xFD_019, LANE,         "(V)I",   SIMD),
  I16X8_REPLACE_LANE                  (0xFD_01A, LANE,         "(VI)V",  SIMD),
  I32X4_EXTRACT_LANE                  (0xFD_01B, LANE,         "(V)I",   SIMD),
  I32X4_REPLACE_LANE                  (0xFD_01C, LANE,         "(VI)V",  SIMD),
  I64X2_EXTRACT_LANE                  (0xFD_01D, LANE,         "(V)J",   SIMD),
  I64X2_REPLACE_LANE                  (0xFD_01E, LANE,         "(VJ)V",  SIMD),
  F32X4_EXTRACT_LANE                  (0xFD_01F, LANE,         "(V)F",   SIMD),
  F32X4_REPLACE_LANE                  (0xFD_020, LANE,         "(VF)V",  SIMD),
  F64X2_EXTRACT_LANE                  (0xFD_021, LANE,         "(V)D",   SIMD),
  F64X2_REPLACE_LANE                  (0xFD_022, LANE,         "(VD)V",  SIMD),
  I8X16_EQ                            (0xFD_023, NONE,         "(VV)V",  SIMD),
  I8X16_NE                            (0xFD_024, NONE,         "(VV)V",  SIMD),
  I8X16_LT_S                          (0xFD_025, NONE,         "(VV)V",  SIMD),
  I8X16_LT_U                          (0xFD_026, NONE,         "(VV)V",  SIMD),
  I8X16_GT_S                          (0xFD_027, NONE,         "(VV)V",  SIMD),
  I8X16_GT_U                          (0xFD_028, NONE,         "(VV)V",  SIMD),
  I8X16_LE_S                          (0xFD_029, NONE,         "(VV)V",  SIMD),
  I8X16_LE_U                          (0xFD_02A, NONE,         "(VV)V",  SIMD),
  I8X16_GE_S                          (0xFD_02B, NONE,         "(VV)V",  SIMD),
  I8X16_GE_U                          (0xFD_02C, NONE,         "(VV)V",  SIMD),
  I16X8_EQ                            (0xFD_02D, NONE,         "(VV)V",  SIMD),
  I16X8_NE                            (0xFD_02E, NONE,         "(VV)V",  SIMD),
  I16X8_LT_S                          (0xFD_02F, NONE,         "(VV)V",  SIMD),
  I16X8_LT_U                          (0xFD_030, NONE,         "(VV)V",  SIMD),
  I16X8_GT_S                          (0xFD_031, NONE,         "(VV)V",  SIMD),
  I16X8_GT_U                          (0xFD_032, NONE,         "(VV)V",  SIMD),
  I16X8_LE_S                          (0xFD_033, NONE,         "(VV)V",  SIMD),
  I16X8_LE_U                          (0xFD_034, NONE,         "(VV)V",  SIMD),
  I16X8_GE_S                          (0xFD_035, NONE,         "(VV)V",  SIMD),
  I16X8_GE_U                          (0xFD_036, NONE,         "(VV)V",  SIMD),
  I32X4_EQ                            (0xFD_037, NONE,         "(VV)V",  SIMD),
  I32X4_NE                            (0xFD_038, NONE,         "(VV)V",  SIMD),
  I32X4_LT_S                          (0xFD_039, NONE,         "(VV)V",  SIMD),
  I32X4_LT_U                          (0xFD_03A, NONE,         "(VV)V",  SIMD),
  I32X4_GT_S                          (0xFD_03B, NONE,         "(VV)V",  SIMD),
  I32X4_GT_U                          (0xFD_03C, NONE,         "(VV)V",  SIMD),
  I32X4_LE_S                          (0xFD_03D, NONE,         "(VV)V",  SIMD),
  I32X4_LE_U                          (0xFD_03E, NONE,         "(VV)V",  SIMD),
  I32X4_GE_S                          (0xFD_03F, NONE,         "(VV)V",  SIMD),
  I32X4_GE_U                          (0xFD_040, NONE,         "(VV)V",  SIMD),
  F32X4_EQ                            (0xFD_041, NONE,         "(VV)V",  SIMD),
  F32X4_NE                            (0xFD_042, NONE,         "(VV)V",  SIMD),
  F32X4_LT                            (0xFD_043, NONE,         "(VV)V",  SIMD),
  F32X4_GT                            (0xFD_044, NONE,         "(VV)V",  SIMD),
  F32X4_LE                            (0xFD_045, NONE,         "(VV)V",  SIMD),
  F32X4_GE                            (0xFD_046, NONE,         "(VV)V",  SIMD),
  F64X2_EQ                            (0xFD_047, NONE,         "(VV)V",  SIMD),
  F64X2_NE                            (0xFD_048, NONE,         "(VV)V",  SIMD),
  F64X2_LT                            (0xFD_049, NONE,         "(VV)V",  SIMD),
  F64X2_GT                            (0xFD_04A, NONE,         "(VV)V",  SIMD),
  F64X2_LE                            (0xFD_04B, NONE,         "(VV)V",  SIMD),
  F64X2_GE                            (0xFD_04C, NONE,         "(VV)V",  SIMD),
  V128_NOT                            (0xFD_04D, NONE,         "(V)V",   SIMD),
  V128_AND                            (0xFD_04E, NONE,         "(VV)V",  SIMD),
  V128_ANDNOT                         (0xFD_04F, NONE,         "(VV)V",  SIMD),
  V128_OR                             (0xFD_050, NONE,         "(VV)V",  SIMD),
  V128_XOR                            (0xFD_051, NONE,         "(VV)V",  SIMD),
  V128_BITSELECT                      (0xFD_052, NONE,         "(VVV)V", SIMD),
  V128_ANY_TRUE                       (0xFD_053, NONE,         "(V)I",   SIMD),
  V128_LOAD8_LANE                     (0xFD_054, MEMARG_LANE,  "(AV)V",  SIMD, 1),
  V128_LOAD16_LANE                    (0xFD_055, MEMARG_LANE,  "(AV)V",  SIMD, 2),
  V128_LOAD32_LANE                    (0xFD_056, MEMARG_LANE,  "(AV)V",  SIMD, 4),
  V128_LOAD64_LANE                    (0xFD_057, MEMARG_LANE,  "(AV)V",  SIMD, 8),
  V128_STORE8_LANE                    (0xFD_058, MEMARG_LANE,  "(AV)_",  SIMD, 1),
  V128_STORE16_LANE                   (0xFD_059, MEMARG_LANE,  "(AV)_",  SIMD, 2),
  V128_STORE32_LANE                   (0xFD_05A, MEMARG_LANE,  "(AV)_",  SIMD, 4),
  V128_STORE64_LANE                   (0xFD_05B, MEMARG_LANE,  "(AV)_",  SIMD, 8),
  V128_LOAD32_ZERO                    (0xFD_05C, MEMARG,       "(A)V",   SIMD, 4),
  V128_LOAD64_ZERO                    (0xFD_05D, MEMARG,       "(A)V",   SIMD, 8),
  F32X4_DEMOTE_F64X2_ZERO             (0xFD_05E, NONE,         "(V)V",   SIMD),
  F64X2_PROMOTE_LOW_F32X4             (0xFD_05F, NONE,         "(V)V",   SIMD),
  I8X16_ABS                           (0xFD_060, NONE,         "(V)V",   SIMD),
  I8X16_NEG                           (0xFD_061, NONE,         "(V)V",   SIMD),
  I8X16_POPCNT                        (0xFD_062, NONE,         "(V)V",   SIMD),
  I8X16_ALL_TRUE                      (0xFD_063, NONE,         "(V)I",   SIMD),
  I8X16_BITMASK                       (0xFD_064, NONE,         "(V)I",   SIMD),
  I8X16_NARROW_I16X8_S                (0xFD_065, NONE,         "(VV)V",  SIMD),
  I8X16_NARROW_I16X8_U                (0xFD_066, NONE,         "(VV)V",  SIMD),
  F32X4_CEIL                          (0xFD_067, NONE,         "(V)V",   SIMD),
  F32X4_FLOOR                         (0xFD_068, NONE,         "(V)V",   SIMD),
  F32X4_TRUNC                         (0xFD_069, NONE,         "(V)V",   SIMD),
  F32X4_NEAREST                       (0xFD_06A, NONE,         "(V)V",   SIMD),
  I8X16_SHL                           (0xFD_06B, NONE,         "(VI)V",  SIMD),
  I8X16_SHR_S                         (0xFD_06C, NONE,         "(VI)V",  SIMD),
  I8X16_SHR_U                         (0xFD_06D, NONE,         "(VI)V",  SIMD),
  I8X16_ADD                           (0xFD_06E, NONE,         "(VV)V",  SIMD),
  I8X16_ADD_SAT_S                     (0xFD_06F, NONE,         "(VV)V",  SIMD),
  I8X16_ADD_SAT_U                     (0xFD_070, NONE,         "(VV)V",  SIMD),
  I8X16_SUB                           (0xFD_071, NONE,         "(VV)V",  SIMD),
  I8X16_SUB_SAT_S                     (0xFD_072, NONE,         "(VV)V",  SIMD),
  I8X16_SUB_SAT_U                     (0xFD_073, NONE,         "(VV)V",  SIMD),
  F64X2_CEIL                          (0xFD_074, NONE,         "(V)V",   SIMD),
  F64X2_FLOOR                         (0xFD_075, NONE,         "(V)V",   SIMD),
  I8X16_MIN_S                         (0xFD_076, NONE,         "(VV)V",  SIMD),
  I8X16_MIN_U                         (0xFD_077, NONE,         "(VV)V",  SIMD),
  I8X16_MAX_S                         (0xFD_078, NONE,         "(VV)V",  SIMD),
  I8X16_MAX_U                         (0xFD_079, NONE,         "(VV)V",  SIMD),
  F64X2_TRUNC                         (0xFD_07A, NONE,         "(V)V",   SIMD),
  I8X16_AVGR_U                        (0xFD_07B, NONE,         "(VV)V",  SIMD),
  I16X8_EXTADD_PAIRWISE_I8X16_S       (0xFD_07C, NONE,         "(V)V",   SIMD),
  I16X8_EXTADD_PAIRWISE_I8X16_U       (0xFD_07D, NONE,         "(V)V",   SIMD),
  I32X4_EXTADD_PAIRWISE_I16X8_S       (0xFD_07E, NONE,         "(V)V",   SIMD),
  I32X4_EXTADD_PAIRWISE_I16X8_U       (0xFD_07F, NONE,         "(V)V",   SIMD),
  I16X8_ABS                           (0xFD_080, NONE,         "(V)V",   SIMD),
  I16X8_NEG                           (0xFD_081, NONE,         "(V)V",   SIMD),
  I16X8_Q15MULR_SAT_S                 (0xFD_082, NONE,         "(VV)V",  SIMD),
  I16X8_ALL_TRUE                      (0xFD_083, NONE,         "(V)I",   SIMD),
  I16X8_BITMASK                       (0xFD_084, NONE,         "(V)I",   SIMD),
  I16X8_NARROW_I32X4_S                (0xFD_085, NONE,         "(VV)V",  SIMD),
  I16X8_NARROW_I32X4_U                (0xFD_086, NONE,         "(VV)V",  SIMD),
  I16X8_EXTEND_LOW_I8X16_S            (0xFD_087, NONE,         "(V)V",   SIMD),
  I16X8_EXTEND_HIGH_I8X16_S           (0xFD_088, NONE,         "(V)V",   SIMD),
  I16X8_EXTEND_LOW_I8X16_U            (0xFD_089, NONE,         "(V)V",   SIMD),
  I16X8_EXTEND_HIGH_I8X16_U           (0xFD_08A, NONE,         "(V)V",   SIMD),
  I16X8_SHL                           (0xFD_08B, NONE,         "(VI)V",  SIMD),
  I16X8_SHR_S                         (0xFD_08C, NONE,         "(VI)V",  SIMD),
  I16X8_SHR_U                         (0xFD_08D, NONE,         "(VI)V",  SIMD),
  I16X8_ADD                           (0xFD_08E, NONE,         "(VV)V",  SIMD),
  I16X8_ADD_SAT_S                     (0xFD_08F, NONE,         "(VV)V",  SIMD),
  I16X8_ADD_SAT_U                     (0xFD_090, NONE,         "(VV)V",  SIMD),
  I16X8_SUB                           (0xFD_091, NONE,         "(VV)V",  SIMD),
  I16X8_SUB_SAT_S                     (0xFD_092, NONE,         "(VV)V",  SIMD),
  I16X8_SUB_SAT_U                     (0xFD_093, NONE,         "(VV)V",  SIMD),
  F64X2_NEAREST                       (0xFD_094, NONE,         "(V)V",   SIMD),
  I16X8_MUL                           (0xFD_095, NONE,         "(VV)V",  SIMD),
  I16X8_MIN_S                         (0xFD_096, NONE,         "(VV)V",  SIMD),
  I16X8_MIN_U                         (0xFD_097, NONE,         "(VV)V",  SIMD),
  I16X8_MAX_S                         (0xFD_098, NONE,         "(VV)V",  SIMD),
  I16X8_MAX_U                         (0xFD_099, NONE,         "(VV)V",  SIMD),
  I16X8_AVGR_U                        (0xFD_09B, NONE,         "(VV)V",  SIMD),
  I16X8_EXTMUL_LOW_I8X16_S            (0xFD_09C, NONE,         "(VV)V",  SIMD),
  I16X8_EXTMUL_HIGH_I8X16_S           (0xFD_09D, NONE,         "(VV)V",  SIMD),
  I16X8_EXTMUL_LOW_I8X16_U            (0xFD_09E, NONE,         "(VV)V",  SIMD),
  I16X8_EXTMUL_HIGH_I8X16_U           (0xFD_09F, NONE,         "(VV)V",  SIMD),
  I32X4_ABS                           (0xFD_0A0, NONE,         "(V)V",   SIMD),
  I32X4_NEG                           (0xFD_0A1, NONE,         "(V)V",   SIMD),
  I32X4_ALL_TRUE                      (0xFD_0A3, NONE,         "(V)I",   SIMD),
  I32X4_BITMASK                       (0xFD_0A4, NONE,         "(V)I",   SIMD),
  I32X4_EXTEND_LOW_I16X8_S            (0xFD_0A7, NONE,         "(V)V",   SIMD),
  I32X4_EXTEND_HIGH_I16X8_S           (0xFD_0A8, NONE,         "(V)V",   SIMD),
  I32X4_EXTEND_LOW_I16X8_U            (0xFD_0A9, NONE,         "(V)V",   SIMD),
  I32X4_EXTEND_HIGH_I16X8_U           (0xFD_0AA, NONE,         "(V)V",   SIMD),
  I32X4_SHL                           (0xFD_0AB, NONE,         "(VI)V",  SIMD),
  I32X4_SHR_S                         (0xFD_0AC, NONE,         "(VI)V",  SIMD),
  I32X4_SHR_U                         (0xFD_0AD, NONE,         "(VI)V",  SIMD),
  I32X4_ADD                           (0xFD_0AE, NONE,         "(VV)V",  SIMD),
  I32X4_SUB                           (0xFD_0B1, NONE,         "(VV)V",  SIMD),
  I32X4_MUL                           (0xFD_0B5, NONE,         "(VV)V",  SIMD),
  I32X4_MIN_S                         (0xFD_0B6, NONE,         "(VV)V",  SIMD),
  I32X4_MIN_U                         (0xFD_0B7, NONE,         "(VV)V",  SIMD),
  I32X4_MAX_S                         (0xFD_0B8, NONE,         "(VV)V",  SIMD),
  I32X4_MAX_U                         (0xFD_0B9, NONE,         "(VV)V",  SIMD),
  I32X4_DOT_I16X8_S                   (0xFD_0BA, NONE,         "(VV)V",  SIMD),
  I32X4_EXTMUL_LOW_I16X8_S            (0xFD_0BC, NONE,         "(VV)V",  SIMD),
  I32X4_EXTMUL_HIGH_I16X8_S           (0xFD_0BD, NONE,         "(VV)V",  SIMD),
  I32X4_EXTMUL_LOW_I16X8_U            (0xFD_0BE, NONE,         "(VV)V",  SIMD),
  I32X4_EXTMUL_HIGH_I16X8_U           (0xFD_0BF, NONE,         "(VV)V",  SIMD),
  I64X2_ABS                           (0xFD_0C0, NONE,         "(V)V",   SIMD),
  I64X2_NEG                           (0xFD_0C1, NONE,         "(V)V",   SIMD),
  I64X2_ALL_TRUE                      (0xFD_0C3, NONE,         "(V)I",   SIMD),
  I64X2_BITMASK                       (0xFD_0C4, NONE,         "(V)I",   SIMD),
  I64X2_EXTEND_LOW_I32X4_S            (0xFD_0C7, NONE,         "(V)V",   SIMD),
  I64X2_EXTEND_HIGH_I32X4_S           (0xFD_0C8, NONE,         "(V)V",   SIMD),
  I64X2_EXTEND_LOW_I32X4_U            (0xFD_0C9, NONE,         "(V)V",   SIMD),
  I64X2_EXTEND_HIGH_I32X4_U           (0xFD_0CA, NONE,         "(V)V",   SIMD),
  I64X2_SHL                           (0xFD_0CB, NONE,         "(VI)V",  SIMD),
  I64X2_SHR_S                         (0xFD_0CC, NONE,         "(VI)V",  SIMD),
  I64X2_SHR_U                         (0xFD_0CD, NONE,         "(VI)V",  SIMD),
  I64X2_ADD                           (0xFD_0CE, NONE,         "(VV)V",  SIMD),
  I64X2_SUB                           (0xFD_0D1, NONE,         "(VV)V",  SIMD),
  I64X2_MUL                           (0xFD_0D5, NONE,         "(VV)V",  SIMD),
  I64X2_EQ                            (0xFD_0D6, NONE,         "(VV)V",  SIMD),
  I64X2_NE                            (0xFD_0D7, NONE,         "(VV)V",  SIMD),
  I64X2_LT_S                          (0xFD_0D8, NONE,         "(VV)V",  SIMD),
  I64X2_GT_S                          (0xFD_0D9, NONE,         "(VV)V",  SIMD),
  I64X2_LE_S                          (0xFD_0DA, NONE,         "(VV)V",  SIMD),
  I64X2_GE_S                          (0xFD_0DB, NONE,         "(VV)V",  SIMD),
  I64X2_EXTMUL_LOW_I32X4_S            (0xFD_0DC, NONE,         "(VV)V",  SIMD),
  I64X2_EXTMUL_HIGH_I32X4_S           (0xFD_0DD, NONE,         "(VV)V",  SIMD),
  I64X2_EXTMUL_LOW_I32X4_U            (0xFD_0DE, NONE,         "(VV)V",  SIMD),
  I64X2_EXTMUL_HIGH_I32X4_U           (0xFD_0DF, NONE,         "(VV)V",  SIMD),
  F32X4_ABS                           (0xFD_0E0, NONE,         "(V)V",   SIMD),
  F32X4_NEG                           (0xFD_0E1, NONE,         "(V)V",   SIMD),
  F32X4_SQRT                          (0xFD_0E3, NONE,         "(V)V",   SIMD),
  F32X4_ADD                           (0xFD_0E4, NONE,         "(VV)V",  SIMD),
  F32X4_SUB                           (0xFD_0E5, NONE,         "(VV)V",  SIMD),
  F32X4_MUL                           (0xFD_0E6, NONE,         "(VV)V",  SIMD),
  F32X4_DIV                           (0xFD_0E7, NONE,         "(VV)V",  SIMD),
  F32X4_MIN                           (0xFD_0E8, NONE,         "(VV)V",  SIMD),
  F32X4_MAX                           (0xFD_0E9, NONE,         "(VV)V",  SIMD),
  F32X4_PMIN                          (0xFD_0EA, NONE,         "(VV)V",  SIMD),
  F32X4_PMAX                          (0xFD_0EB, NONE,         "(VV)V",  SIMD),
  F64X2_ABS                           (0xFD_0EC, NONE,         "(V)V",   SIMD),
  F64X2_NEG                           (0xFD_0ED, NONE,         "(V)V",   SIMD),
  F64X2_SQRT                          (0xFD_0EF, NONE,         "(V)V",   SIMD),
  F64X2_ADD                           (0xFD_0F0, NONE,         "(VV)V",  SIMD),
  F64X2_SUB                           (0xFD_0F1, NONE,         "(VV)V",  SIMD),
  F64X2_MUL                           (0xFD_0F2, NONE,         "(VV)V",  SIMD),
  F64X2_DIV                           (0xFD_0F3, NONE,         "(VV)V",  SIMD),
  F64X2_MIN                           (0xFD_0F4, NONE,         "(VV)V",  SIMD),
  F64X2_MAX                           (0xFD_0F5, NONE,         "(VV)V",  SIMD),
  F64X2_PMIN                          (0xFD_0F6, NONE,         "(VV)V",  SIMD),
  F64X2_PMAX                          (0xFD_0F7, NONE,         "(VV)V",  SIMD),
  I32X4_TRUNC_SAT_F32X4_S             (0xFD_0F8, NONE,         "(V)V",   SIMD),
  I32X4_TRUNC_SAT_F32X4_U             (0xFD_0F9, NONE,         "(V)V",   SIMD),
  F32X4_CONVERT_I32X4_S               (0xFD_0FA, NONE,         "(V)V",   SIMD),
  F32X4_CONVERT_I32X4_U               (0xFD_0FB, NONE,         "(V)V",   SIMD),
  I32X4_TRUNC_SAT_F64X2_S_ZERO        (0xFD_0FC, NONE,         "(V)V",   SIMD),
  I32X4_TRUNC_SAT_F64X2_U_ZERO        (0xFD_0FD, NONE,         "(V)V",   SIMD),
  F64X2_CONVERT_LOW_I32X4_S           (0xFD_0FE, NONE,         "(V)V",   SIMD),
  F64X2_CONVERT_LOW_I32X4_U           (0xFD_0FF, NONE,         "(V)V",   SIMD),
  I8X16_RELAXED_SWIZZLE               (0xFD_100, NONE,         "(VV)V",  RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F32X4_S         (0xFD_101, NONE,         "(V)V",   RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F32X4_U         (0xFD_102, NONE,         "(V)V",   RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F64X2_S_ZERO    (0xFD_103, NONE,         "(V)V",   RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F64X2_U_ZERO    (0xFD_104, NONE,         "(V)V",   RELAXED_SIMD),
  F32X4_RELAXED_MADD                  (0xFD_105, NONE,         "(VVV)V", RELAXED_SIMD),
  F32X4_RELAXED_NMADD                 (0xFD_106, NONE,         "(VVV)V", RELAXED_SIMD),
  F64X2_RELAXED_MADD                  (0xFD_107, NONE,         "(VVV)V", RELAXED_SIMD),
  F64X2_RELAXED_NMADD                 (0xFD_108, NONE,         "(VVV)V", RELAXED_SIMD),
  I8X16_RELAXED_LANESELECT            (0xFD_109, NONE,         "(VVV)V", RELAXED_SIMD),
  I16X8_RELAXED_LANESELECT            (0xFD_10A, NONE,         "(VVV)V", RELAXED_SIMD),
  I32X4_RELAXED_LANESELECT            (0xFD_10B, NONE,         "(VVV)V", RELAXED_SIMD),
  I64X2_RELAXED_LANESELECT            (0xFD_10C, NONE,         "(VVV)V", RELAXED_SIMD),
  F32X4_RELAXED_MIN                   (0xFD_10D, NONE,         "(VV)V",  RELAXED_SIMD),
  F32X4_RELAXED_MAX                   (0xFD_10E, NONE,         "(VV)V",  RELAXED_SIMD),
  F64X2_RELAXED_MIN                   (0xFD_10F, NONE,         "(VV)V",  RELAXED_SIMD),
  F64X2_RELAXED_MAX                   (0xFD_110, NONE,         "(VV)V",  RELAXED_SIMD),
  I16X8_RELAXED_Q15MULR_S             (0xFD_111, NONE,         "(VV)V",  RELAXED_SIMD),
  I16X8_RELAXED_DOT_I8X16_I7X16_S     (0xFD_112, NONE,         "(VV)V",  RELAXED_SIMD),
  I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S (0xFD_113, NONE,         "(VVV)V", RELAXED_SIMD),
  MEMORY_ATOMIC_NOTIFY                (0xFE_000, MEMARG,       "(AI)I",  THREADS, 4),
  MEMORY_ATOMIC_WAIT32                (0xFE_001, MEMARG,       "(AIJ)I", THREADS, 4),
  MEMORY_ATOMIC_WAIT64                (0xFE_002, MEMARG,       "(AJJ)I", THREADS, 8),
  ATOMIC_FENCE                        (0xFE_003, FENCE,        "()_",    THREADS),
  I32_ATOMIC_LOAD                     (0xFE_010, MEMARG,       "(A)I",   THREADS, 4),
  I64_ATOMIC_LOAD                     (0xFE_011, MEMARG,       "(A)J",   THREADS, 8),
  I32_ATOMIC_LOAD8_U                  (0xFE_012, MEMARG,       "(A)I",   THREADS, 1),
  I32_ATOMIC_LOAD16_U                 (0xFE_013, MEMARG,       "(A)I",   THREADS, 2),
  I64_ATOMIC_LOAD8_U                  (0xFE_014, MEMARG,       "(A)J",   THREADS, 1),
  I64_ATOMIC_LOAD16_U                 (0xFE_015, MEMARG,       "(A)J",   THREADS, 2),
  I64_ATOMIC_LOAD32_U                 (0xFE_016, MEMARG,       "(A)J",   THREADS, 4),
  I32_ATOMIC_STORE                    (0xFE_017, MEMARG,       "(AI)_",  THREADS, 4),
  I64_ATOMIC_STORE                    (0xFE_018, MEMARG,       "(AJ)_",  THREADS, 8),
  I32_ATOMIC_STORE8                   (0xFE_019, MEMARG,       "(AI)_",  THREADS, 1),
  I32_ATOMIC_STORE16                  (0xFE_01A, MEMARG,       "(AI)_",  THREADS, 2),
  I64_ATOMIC_STORE8                   (0xFE_01B, MEMARG,       "(AJ)_",  THREADS, 1),
  I64_ATOMIC_STORE16                  (0xFE_01C, MEMARG,       "(AJ)_",  THREADS, 2),
  I64_ATOMIC_STORE32                  (0xFE_01D, MEMARG,       "(AJ)_",  THREADS, 4),
  I32_ATOMIC_RMW_ADD                  (0xFE_01E, MEMARG,       "(AI)I",  THREADS, 4),
  I64_ATOMIC_RMW_ADD                  (0xFE_01F, MEMARG,       "(AJ)J",  THREADS, 8),
  I32_ATOMIC_RMW8_ADD_U               (0xFE_020, MEMARG,       "(AI)I",  THREADS, 1),
  I32_ATOMIC_RMW16_ADD_U              (0xFE_021, MEMARG,       "(AI)I",  THREADS, 2),
  I64_ATOMIC_RMW8_ADD_U               (0xFE_022, MEMARG,       "(AJ)J",  THREADS, 1),
  I64_ATOMIC_RMW16_ADD_U              (0xFE_023, MEMARG,       "(AJ)J",  THREADS, 2),
  I64_ATOMIC_RMW32_ADD_U              (0xFE_024, MEMARG,       "(AJ)J",  THREADS, 4),
  I32_ATOMIC_RMW_SUB                  (0xFE_025, MEMARG,       "(AI)I",  THREADS, 4),
  I64_ATOMIC_RMW_SUB                  (0xFE_026, MEMARG,       "(AJ)J",  THREADS, 8),
  I32_ATOMIC_RMW8_SUB_U               (0xFE_027, MEMARG,       "(AI)I",  THREADS, 1),
  I32_ATOMIC_RMW16_SUB_U              (0xFE_028, MEMARG,       "(AI)I",  THREADS, 2),
  I64_ATOMIC_RMW8_SUB_U               (0xFE_029, MEMARG,       "(AJ)J",  THREADS, 1),
  I64_ATOMIC_RMW16_SUB_U              (0xFE_02A, MEMARG,       "(AJ)J",  THREADS, 2),
  I64_ATOMIC_RMW32_SUB_U              (0xFE_02B, MEMARG,       "(AJ)J",  THREADS, 4),
  I32_ATOMIC_RMW_AND                  (0xFE_02C, MEMARG,       "(AI)I",  THREADS, 4),
  I64_ATOMIC_RMW_AND                  (0xFE_02D, MEMARG,       "(AJ)J",  THREADS, 8),
  I32_ATOMIC_RMW8_AND_U               (0xFE_02E, MEMARG,       "(AI)I",  THREADS, 1),
  I32_ATOMIC_RMW16_AND_U              (0xFE_02F, MEMARG,       "(AI)I",  THREADS, 2),
  I64_ATOMIC_RMW8_AND_U               (0xFE_030, MEMARG,       "(AJ)J",  THREADS, 1),
  I64_ATOMIC_RMW16_AND_U              (0xFE_031, MEMARG,       "(AJ)J",  THREADS, 2),
  I64_ATOMIC_RMW32_AND_U              (0xFE_032, MEMARG,       "(AJ)J",  THREADS, 4),
  I32_ATOMIC_RMW_OR                   (0xFE_033, MEMARG,       "(AI)I",  THREADS, 4),
  I64_ATOMIC_RMW_OR                   (0xFE_034, MEMARG,       "(AJ)J",  THREADS, 8),
  I32_ATOMIC_RMW8_OR_U                (0xFE_035, MEMARG,       "(AI)I",  THREADS, 1),
  I32_ATOMIC_RMW16_OR_U               (0xFE_036, MEMARG,       "(AI)I",  THREADS, 2),
  I64_ATOMIC_RMW8_OR_U                (0xFE_037, MEMARG,       "(AJ)J",  THREADS, 1),
  I64_ATOMIC_RMW16_OR_U               (0xFE_038, MEMARG,       "(AJ)J",  THREADS, 2),
  I64_ATOMIC_RMW32_OR_U               (0xFE_039, MEMARG,       "(AJ)J",  THREADS, 4),
  I32_ATOMIC_RMW_XOR                  (0xFE_03A, MEMARG,       "(AI)I",  THREADS, 4),
  I64_ATOMIC_RMW_XOR                  (0xFE_03B, MEMARG,       "(AJ)J",  THREADS, 8),
  I32_ATOMIC_RMW8_XOR_U               (0xFE_03C, MEMARG,       "(AI)I",  THREADS, 1),
  I32_ATOMIC_RMW16_XOR_U              (0xFE_03D, MEMARG,       "(AI)I",  THREADS, 2),
  I64_ATOMIC_RMW8_XOR_U               (0xFE_03E, MEMARG,       "(AJ)J",  THREADS, 1),
  I64_ATOMIC_RMW16_XOR_U              (0xFE_03F, MEMARG,       "(AJ)J",  THREADS, 2),
  I64_ATOMIC_RMW32_XOR_U              (0xFE_040, MEMARG,       "(AJ)J",  THREADS, 4),
  I32_ATOMIC_RMW_XCHG                 (0xFE_041, MEMARG,       "(AI)I",  THREADS, 4),
  I64_ATOMIC_RMW_XCHG                 (0xFE_042, MEMARG,       "(AJ)J",  THREADS, 8),
  I32_ATOMIC_RMW8_XCHG_U              (0xFE_043, MEMARG,       "(AI)I",  THREADS, 1),
  I32_ATOMIC_RMW16_XCHG_U             (0xFE_044, MEMARG,       "(AI)I",  THREADS, 2),
  I64_ATOMIC_RMW8_XCHG_U              (0xFE_045, MEMARG,       "(AJ)J",  THREADS, 1),
  I64_ATOMIC_RMW16_XCHG_U             (0xFE_046, MEMARG,       "(AJ)J",  THREADS, 2),
  I64_ATOMIC_RMW32_XCHG_U             (0xFE_047, MEMARG,       "(AJ)J",  THREADS, 4),
  I32_ATOMIC_RMW_CMPXCHG              (0xFE_048, MEMARG,       "(AII)I", THREADS, 4),
  I64_ATOMIC_RMW_CMPXCHG              (0xFE_049, MEMARG,       "(AJJ)J", THREADS, 8),
  I32_ATOMIC_RMW8_CMPXCHG_U           (0xFE_04A, MEMARG,       "(AII)I", THREADS, 1),
  I32_ATOMIC_RMW16_CMPXCHG_U          (0xFE_04B, MEMARG,       "(AII)I", THREADS, 2),
  I64_ATOMIC_RMW8_CMPXCHG_U           (0xFE_04C, MEMARG,       "(AJJ)J", THREADS, 1),
  I64_ATOMIC_RMW16_CMPXCHG_U          (0xFE_04D, MEMARG,       "(AJJ)J", THREADS, 2),
  I64_ATOMIC_RMW32_CMPXCHG_U          (0xFE_04E, MEMARG,       "(AJJ)J", THREADS, 4);
  // spotless:on

  private static final Opcode[] ONE_BYTE = new Opcode[256];
  private static final Opcode[][] PREFIXED = new Opcode[256][];

  static {
    for (int prefix = 0xFB; prefix <= 0xFE; prefix++) {
      PREFIXED[prefix] = new Opcode[0x120];
    }
    for (Opcode opcode : values()) {
      int prefix = opcode.code >> 12;
      (prefix == 0 ? ONE_BYTE : PREFIXED[prefix])[opcode.code & 0xFFF] = opcode;
    }
  }

  private final int code;
  private final Imm imm;
  private final @Nullable String signature;
  private final Feature feature;
  private final int width;

  /** Worked out when first asked for: a program's start needs no mnemonic. */
  private @Nullable String text;

  Opcode(int code, Imm imm, @Nullable String signature, Feature feature) {
    this(code, imm, signature, feature, 0);
  }

  Opcode(int code, Imm imm, @Nullable String signature, Feature feature, String text) {
    this(code, imm, signature, feature, 0);
    this.text = text;
  }

  Opcode(int code, Imm imm, @Nullable String signature, Feature feature, int width) {
    this.code = code;
    this.imm = imm;
    this.signature = signature;
    this.feature = feature;
    this.width = width;
  }

  /** The row of a code, or null if there is none. */
  public static @Nullable Opcode of(int code) {
    Opcode[] table = code < 256 ? ONE_BYTE : PREFIXED[code >> 12 & 0xFF];
    int index = code < 256 ? code : code & 0xFFF;
    return table == null || index < 0 || index >= table.length ? null : table[index];
  }

  /** The first row with this mnemonic, or null if there is none. */
  public static @Nullable Opcode of(String text) {
    return Mnemonics.ROWS.get(text);
  }

  /** Whether a byte begins a two-part opcode. */
  public static boolean isPrefix(int firstByte) {
    return PREFIXED[firstByte & 0xFF] != null;
  }

  /** The code. */
  public int code() {
    return code;
  }

  /** The mnemonic of the text format. */
  public String text() {
    String known = text;
    if (known == null) {
      text = known = Mnemonics.of(name());
    }
    return known;
  }

  /** What the names of the text format have to do with the rows. */
  private static final class Mnemonics {
    /** What stands in front of a dot. */
    private static final Set<String> NAMESPACES =
        Set.of(
            "i32", "i64", "f32", "f64", "v128", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4",
            "f64x2", "local", "global", "table", "memory", "data", "elem", "ref", "struct", "array",
            "i31", "any", "extern", "atomic");

    /**
     * The first row with each mnemonic. Where several codes share one, the text parser looks at
     * what follows to choose among them.
     */
    static final Map<String, Opcode> ROWS = new HashMap<>();

    static {
      for (Opcode opcode : values()) {
        ROWS.putIfAbsent(opcode.text(), opcode);
      }
    }

    private Mnemonics() {}

    /** The mnemonic of a row: its name with dots behind the namespace and the parts of atomics. */
    static String of(String name) {
      String text = name.toLowerCase(Locale.ROOT);
      int end = text.indexOf('_');
      if (end < 0 || !NAMESPACES.contains(text.substring(0, end))) {
        return text;
      }
      String rest = text.substring(end + 1);
      return text.substring(0, end)
          + "."
          + rest.replaceFirst("^atomic_", "atomic.").replaceFirst("^(atomic\\.rmw\\d*)_", "$1.");
    }
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
      throw new IllegalStateException(text() + " has no regular signature");
    }
    return signature;
  }
}
