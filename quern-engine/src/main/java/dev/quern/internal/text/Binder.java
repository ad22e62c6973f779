package dev.quern.internal.text;

import dev.quern.internal.text.Tokens.Annotation;
import dev.quern.internal.text.Tokens.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may stand where a text introduces a function, a local or the like: an identifier, and an
 * annotation with the name that the name section is to have instead.
 *
 * @param id identifier, or null
 * @param at token of the identifier, or of what stands where it would
 * @param annotated name of the {@code @name} annotation, or null
 */
record Binder(@Nullable String id, int at, @Nullable String annotated) {
  static final Binder NONE = new Binder(null, 0, null);

  /** Whether there is an identifier or an annotation. */
  boolean isNamed() {
    return id != null || annotated != null;
  }

  /** The name for the name section, or null. */
  @Nullable String name() {
    return annotated != null ? annotated : id;
  }

  /** Reads the binder at the cursor. */
  static Binder parse(Cursor in) {
    int at = in.position();
    String id = in.id();
    List<Annotation> names = in.annotations("name");
    if (id == null && names.isEmpty()) {
      return NONE;
    }
    if (names.size() > 1) {
      throw in.tokens().malformed("@name annotation: multiple names", names.get(1).start());
    }
    return new Binder(id, at, names.isEmpty() ? null : name(in.tokens(), names.get(0)));
  }

  /** The name that a {@code @name} annotation gives. */
  static String name(Tokens tokens, Annotation annotation) {
    Tokens content = Lexer.tokens(tokens.source(), annotation.from(), annotation.to());
    if (content.count() != 1 || content.kind(0) != Kind.STRING) {
      throw tokens.malformed("@name annotation: unexpected token", annotation.from());
    }
    String name = Tokens.utf8(content.bytes(0));
    if (name == null) {
      throw tokens.malformed("@name annotation: malformed UTF-8 encoding", annotation.from());
    }
    return name;
  }
}
