package dev.quern.internal.text;

import dev.quern.internal.text.Tokens.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The identifiers of one index space (spec 6.1.4) and the number of its members. */
final class IndexSpace {
  private final String what;
  private final Map<String, Integer> indices = new HashMap<>();
  private int size;

  /**
   * An empty space.
   *
   * @param what word of the error messages
   */
  IndexSpace(String what) {
    this.what = what;
  }

  /** The number of members so far. */
  int size() {
    return size;
  }

  /** Adds a member with the identifier that stands at the cursor, if there is one. */
  @Nullable String define(Cursor in) {
    int at = in.position();
    String id = in.id();
    if (id != null && indices.putIfAbsent(id, size) != null) {
      throw in.malformed("duplicate " + what + " $" + id, at);
    }
    size++;
    return id;
  }

  /** Adds members without identifiers. */
  void skip(int count) {
    size += count;
  }

  /** Whether an index stands at the cursor. */
  static boolean isIndex(Cursor in) {
    return in.isAt(Kind.NAT) || in.isAt(Kind.ID);
  }

  /** The index at the cursor: a number, which is not checked, or an identifier. */
  int index(Cursor in) {
    if (in.isAt(Kind.NAT)) {
      return in.u32();
    }
    int at = in.position();
    String id = in.id();
    if (id == null) {
      throw in.unexpected();
    }
    Integer index = indices.get(id);
    if (index == null) {
      throw in.malformed("unknown " + what + " $" + id, at);
    }
    return index;
  }

  /** The index at the cursor, or 0 if there is none. */
  int optionalIndex(Cursor in) {
    return isIndex(in) ? index(in) : 0;
  }
}
