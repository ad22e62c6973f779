package dev.quern.internal.syntax;

import java.io.Serializable;
import java.util.function.Supplier;

/** Where in a module something is wrong; as text, the words that an error has for it. */
public sealed interface Place extends Serializable {
  /** The module as a whole, for which an error has no words. */
  Place MODULE = new Whole();

  /** See {@link #MODULE}. */
  record Whole() implements Place {
    @Override
    public String toString() {
      return "";
    }
  }

  /**
   * A byte of a binary module.
   *
   * @param offset from its start; that of the end, if bytes are missing
   */
  record Offset(long offset) implements Place {
    /** Refuses what can be no offset. */
    public Offset {
      if (offset < 0) {
        throw new IllegalArgumentException("no offset: " + offset);
      }
    }

    @Override
    public String toString() {
      return "at offset 0x" + Long.toHexString(offset);
    }
  }

  /**
   * A character of a text.
   *
   * @param line from 1
   * @param column from 1
   */
  record Position(int line, int column) implements Place {
    /** Refuses what can be no position. */
    public Position {
      if (line < 1 || column < 1) {
        throw new IllegalArgumentException("no position: " + line + ":" + column);
      }
    }

    @Override
    public String toString() {
      return "at " + line + ":" + column;
    }
  }

  /**
   * A part of a module outside of function bodies. It is its own supplier, for rules that take a
   * place which costs something to find out.
   *
   * @param kind which list of the module it is in
   * @param index in that list or index space
   */
  record Part(Kind kind, int index) implements Place, Supplier<Place> {
    /** The start function, of which there is one at most. */
    public static final Part START = new Part(Kind.START, 0);

    /** The lists of a module. */
    public enum Kind {
      TYPE("type"),
      IMPORT("import"),
      FUNCTION("function"),
      TABLE("table"),
      MEMORY("memory"),
      TAG("tag"),
      GLOBAL("global"),
      EXPORT("export"),
      START("start function"),
      ELEMENT("element segment"),
      DATA("data segment");

      private final String title;

      Kind(String title) {
        this.title = title;
      }
    }

    @Override
    public Place get() {
      return this;
    }

    @Override
    public String toString() {
      return "in " + kind.title + (kind == Kind.START ? "" : " " + index);
    }
  }
}
