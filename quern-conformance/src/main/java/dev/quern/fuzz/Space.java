package dev.quern.fuzz;

import dev.quern.internal.syntax.Module.Kind;
import dev.quern.type.ExternType;
import dev.quern.type.GlobalType;
import dev.quern.type.MemoryType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;

/** The index spaces of a module and of a function in it (spec 2.5.1). */
enum Space {
  TYPE,
  FUNCTION,
  TABLE,
  MEMORY,
  GLOBAL,
  TAG,
  ELEMENT,
  DATA,
  LOCAL,
  LABEL;

  /** The space of an import. */
  static Space of(ExternType type) {
    return switch (type) {
      case ExternType.Function f -> FUNCTION;
      case TableType t -> TABLE;
      case MemoryType m -> MEMORY;
      case GlobalType g -> GLOBAL;
      case TagType t -> TAG;
    };
  }

  /** The space of an export. */
  static Space of(Kind kind) {
    return switch (kind) {
      case FUNCTION -> FUNCTION;
      case TABLE -> TABLE;
      case MEMORY -> MEMORY;
      case GLOBAL -> GLOBAL;
      case TAG -> TAG;
    };
  }

  /** A replacement for every index. */
  interface Map {
    /** The new index of what has {@code index} now; -1, which no module can have, if it is gone. */
    int map(Space space, int index);
  }
}
