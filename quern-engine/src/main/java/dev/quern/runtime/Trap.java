package dev.quern.runtime;

/** The reasons for a trap, each with the specification's words for it. */
public enum Trap {
  UNREACHABLE("unreachable"),
  MEMORY_ACCESS("out of bounds memory access"),
  TABLE_ACCESS("out of bounds table access"),
  UNDEFINED_ELEMENT("undefined element"),
  UNINITIALIZED_ELEMENT("uninitialized element"),
  INDIRECT_CALL_TYPE("indirect call type mismatch"),
  DIVIDE_BY_ZERO("integer divide by zero"),
  INTEGER_OVERFLOW("integer overflow"),
  INVALID_CONVERSION("invalid conversion to integer"),
  NULL_FUNCTION("null function reference"),
  NULL_REFERENCE("null reference"),
  NULL_EXCEPTION("null exception reference"),
  NULL_STRUCTURE("null structure reference"),
  NULL_ARRAY("null array reference"),
  NULL_I31("null i31 reference"),
  ARRAY_ACCESS("out of bounds array access"),
  CAST("cast failure"),
  NULL_DESCRIPTOR("null descriptor reference"),
  DESCRIPTOR_CAST("descriptor cast failure"),
  OUT_OF_MEMORY("out of memory"),
  UNALIGNED_ATOMIC("unaligned atomic"),
  EXPECTED_SHARED_MEMORY("expected shared memory"),
  INTERRUPTED("interrupted"),
  WAIT_INTERRUPTED("interrupted in wait"),
  STACK_EXHAUSTED("call stack exhausted");

  private final String message;

  Trap(String message) {
    this.message = message;
  }

  /** The specification's words. */
  public String message() {
    return message;
  }

  /** A new exception for this trap, to be thrown. */
  public TrapException exception() {
    return new TrapException(this, message);
  }

  /** As {@link #exception()}, with what generated code knows about the place. */
  public TrapException exception(String detail) {
    return new TrapException(this, message + " " + detail);
  }
}
