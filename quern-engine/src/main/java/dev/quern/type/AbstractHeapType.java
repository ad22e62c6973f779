package dev.quern.type;

/** An abstract heap type (spec 2.3.3), in the order of their binary codes from -13 upwards. */
public enum AbstractHeapType implements HeapType {
  NOEXN(-12, "noexn", "nullexnref"),
  NOFUNC(-13, "nofunc", "nullfuncref"),
  NOEXTERN(-14, "noextern", "nullexternref"),
  NONE(-15, "none", "nullref"),
  FUNC(-16, "func", "funcref"),
  EXTERN(-17, "extern", "externref"),
  ANY(-18, "any", "anyref"),
  EQ(-19, "eq", "eqref"),
  I31(-20, "i31", "i31ref"),
  STRUCT(-21, "struct", "structref"),
  ARRAY(-22, "array", "arrayref"),
  EXN(-23, "exn", "exnref");

  private final int code;
  private final String text;
  private final String nullableName;

  AbstractHeapType(int code, String text, String nullableName) {
    this.code = code;
    this.text = text;
    this.nullableName = nullableName;
  }

  /** The code in the binary format, as the signed 7-bit number that it is (spec 5.3.4). */
  public int code() {
    return code;
  }

  /** The short text form of the nullable reference to this type, for example {@code funcref}. */
  public String nullableName() {
    return nullableName;
  }

  /** The top type of the hierarchy that this type belongs to: any, func, extern or exn. */
  public AbstractHeapType top() {
    return switch (this) {
      case ANY, EQ, I31, STRUCT, ARRAY, NONE -> ANY;
      case FUNC, NOFUNC -> FUNC;
      case EXTERN, NOEXTERN -> EXTERN;
      case EXN, NOEXN -> EXN;
    };
  }

  /** Whether this type is a subtype of {@code other} (spec 3.3.3). */
  public boolean isSubtypeOf(AbstractHeapType other) {
    if (this == other) {
      return true;
    }
    return switch (this) {
      case NONE -> other.top() == ANY;
      case I31, STRUCT, ARRAY -> other == EQ || other == ANY;
      case EQ -> other == ANY;
      case NOFUNC -> other == FUNC;
      case NOEXTERN -> other == EXTERN;
      case NOEXN -> other == EXN;
      case ANY, FUNC, EXTERN, EXN -> false;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
