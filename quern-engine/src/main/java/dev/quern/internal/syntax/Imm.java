package dev.quern.internal.syntax;

/**
 * The shape of an instruction's immediates (spec 5.4), in the order of their bytes. An index is an
 * unsigned 32-bit LEB128 number.
 */
public enum Imm {
  NONE,
  /** 0x40, a value type, or a type index as a signed 33-bit number. */
  BLOCK_TYPE,
  LABEL,
  /** A vector of labels, then the default label. */
  LABELS,
  FUNC,
  TYPE,
  /** Type index, then table index. */
  TYPE_TABLE,
  LOCAL,
  GLOBAL,
  TAG,
  TABLE,
  /** Destination, then source. */
  TABLE_TABLE,
  ELEM,
  /** Element segment, then table. */
  ELEM_TABLE,
  MEMORY,
  /** Destination, then source. */
  MEMORY_MEMORY,
  DATA,
  /** Data segment, then memory. */
  DATA_MEMORY,
  /** Alignment exponent (bit 6: a memory index follows), then a 64-bit offset. */
  MEMARG,
  /** A memarg, then a lane byte. */
  MEMARG_LANE,
  /** One byte. */
  LANE,
  /** Sixteen lane bytes. */
  SHUFFLE,
  /** A signed 32-bit LEB128 number. */
  I32,
  /** A signed 64-bit LEB128 number. */
  I64,
  /** Four bytes, little-endian. */
  F32,
  /** Eight bytes, little-endian. */
  F64,
  /** Sixteen bytes. */
  V128,
  HEAP_TYPE,
  /** A vector of value types. */
  SELECT_TYPES,
  /** Block type, then a vector of catch clauses: kind byte, tag (kinds 0 and 1), label. */
  TRY_TABLE,
  /** Type index, then field index. */
  TYPE_FIELD,
  /** Type index, then number of operands. */
  TYPE_COUNT,
  /** Type index, then data segment. */
  TYPE_DATA,
  /** Type index, then element segment. */
  TYPE_ELEM,
  /** Destination type, then source type. */
  TYPE_TYPE,
  /**
   * Flag byte (bit 0: source nullable, bit 1: target nullable), label, source and target heap type.
   */
  BR_CAST,
  /** The byte 0. */
  FENCE
}
