package dev.quern.internal.text;

import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.text.Tokens.Annotation;
import dev.quern.internal.text.Tokens.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A position in a range of tokens, with what every parser of this package asks of it. */
final class Cursor {
  /** The keywords that are no mnemonics: an unexpected other one is an unknown operator. */
  private static final Set<String> WORDS =
      Set.of(
          ("module type func param result local import export table memory global tag elem data"
                  + " start offset item declare mut field struct array rec sub final ref null shared"
                  + " pagesize exact describes descriptor"
                  + " then do catch_ref catch_all_ref i32 i64 f32 f64 v128 i8 i16 i8x16 i16x8"
                  + " i32x4 i64x2 f32x4 f64x2 any eq i31 none nofunc extern noextern exn noexn anyref"
                  + " eqref i31ref structref arrayref nullref funcref nullfuncref externref"
                  + " nullexternref exnref nullexnref binary quote definition instance register invoke"
                  + " get assert_return assert_trap assert_exhaustion assert_exception"
                  + " assert_suspension assert_malformed assert_invalid assert_malformed_custom"
                  + " assert_invalid_custom assert_unlinkable either thread wait before after first"
                  + " last code nan:canonical nan:arithmetic ref.extern ref.host ref.struct ref.array")
              .split(" "));

  private final Tokens tokens;
  private final int start;
  private final int end;
  private int position;
  private final BitSet taken = new BitSet();

  /** A cursor over the tokens from {@code start} to {@code end} (exclusive). */
  Cursor(Tokens tokens, int start, int end) {
    this.tokens = tokens;
    this.start = start;
    this.end = end;
    this.position = start;
  }

  Tokens tokens() {
    return tokens;
  }

  int position() {
    return position;
  }

  void position(int token) {
    position = token;
  }

  /** Where the current token starts in the source. */
  int offset() {
    return tokens.start(position);
  }

  /** The kind of the current token. */
  Kind kind() {
    return kind(0);
  }

  /** The kind of the token that is so many tokens ahead. */
  Kind kind(int ahead) {
    return position + ahead < end ? tokens.kind(position + ahead) : Kind.END;
  }

  boolean isAt(Kind kind) {
    return kind(0) == kind;
  }

  /** Whether the current token is this keyword. */
  boolean isAt(String word) {
    return position < end && tokens.isKeyword(position, word);
  }

  /** Whether the current token opens a parenthesis that starts with this keyword. */
  boolean isAtOpen(String word) {
    return position + 1 < end
        && tokens.kind(position) == Kind.OPEN
        && tokens.isKeyword(position + 1, word);
  }

  /** The characters of the current token. */
  String text() {
    return position < end ? tokens.text(position) : "";
  }

  void advance() {
    position++;
  }

  /** Moves behind the current token, which must be of this kind. */
  void expect(Kind kind) {
    if (kind() != kind) {
      throw unexpected();
    }
    position++;
  }

  /** Moves behind the current token, which must be this keyword. */
  void expect(String word) {
    if (!accept(word)) {
      throw unexpected();
    }
  }

  /** Moves behind the keyword if it is the current token. */
  boolean accept(String word) {
    boolean there = isAt(word);
    position += there ? 1 : 0;
    return there;
  }

  /** Moves behind the parenthesis and the keyword if they are the current tokens. */
  boolean acceptOpen(String word) {
    boolean there = isAtOpen(word);
    position += there ? 2 : 0;
    return there;
  }

  void expectOpen(String word) {
    expect(Kind.OPEN);
    expect(word);
  }

  void close() {
    expect(Kind.CLOSE);
  }

  /** Moves behind the parenthesis that opens at the current token. */
  void skipParenthesis() {
    int close = kind() == Kind.OPEN ? tokens.close(position) : -1;
    position = close < 0 || close >= end ? end : close + 1;
  }

  /** The identifier here, or null if there is none. */
  @Nullable String id() {
    return isAt(Kind.ID) ? tokens.id(position++) : null;
  }

  /** The bytes of the string here. */
  byte[] string() {
    if (!isAt(Kind.STRING)) {
      throw unexpected();
    }
    return tokens.bytes(position++);
  }

  /** The bytes of all strings here, one behind the other. */
  byte[] strings() {
    var all = new java.io.ByteArrayOutputStream();
    while (isAt(Kind.STRING)) {
      all.writeBytes(string());
    }
    return all.toByteArray();
  }

  /** The string here as a name. */
  String name() {
    int at = position;
    String name = Tokens.utf8(string());
    if (name == null) {
      throw malformed("malformed UTF-8 encoding", at);
    }
    return name;
  }

  /** The natural number here, of at most so many bits. */
  long natural(int width, String outOfRange) {
    if (!isAt(Kind.NAT)) {
      throw unexpected();
    }
    try {
      return Numbers.unsigned(tokens.text(position++), width);
    } catch (ArithmeticException e) {
      throw malformed(outOfRange, position - 1);
    }
  }

  /** The unsigned 32-bit number here. */
  int u32() {
    return (int) natural(32, "i32 constant out of range");
  }

  /** The annotations that stand before the current token and have this name. */
  List<Annotation> annotations(String id) {
    List<Annotation> all = tokens.annotations();
    if (all.isEmpty()) {
      return all;
    }
    var found = new ArrayList<Annotation>();
    for (int i = firstAnnotation(all); i < all.size() && all.get(i).token() == position; i++) {
      if (all.get(i).id().equals(id)) {
        found.add(all.get(i));
        taken.set(i);
      }
    }
    return found;
  }

  /** The first annotation that does not stand before an earlier token. */
  private int firstAnnotation(List<Annotation> all) {
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).token() < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Throws if an annotation of the range stands where nobody has asked for it.
   *
   * @param wrapped whether the range is one parenthesis; what stands outside is then no part of it
   */
  void checkAnnotations(boolean wrapped) {
    List<Annotation> all = tokens.annotations();
    for (int i = 0; i < all.size(); i++) {
      Annotation annotation = all.get(i);
      int token = annotation.token();
      boolean here = wrapped ? token > start && token < end : token >= start && token <= end;
      if (here && !taken.get(i)) {
        throw tokens.malformed(misplaced(annotation.id()), annotation.start());
      }
    }
  }

  private static String misplaced(String id) {
    return id.startsWith("metadata.code.")
        ? "@" + id + " annotation: not in a function"
        : "misplaced @" + id + " annotation";
  }

  /** The error that the current token is not what the grammar wants. */
  MalformedException unexpected() {
    Kind kind = kind();
    if (kind == Kind.ERROR) {
      return tokens.error(position);
    }
    boolean unknown =
        kind == Kind.RESERVED
            || kind == Kind.KEYWORD && !WORDS.contains(text()) && !isMnemonic(text());
    String what = kind == Kind.END ? "end of text" : text();
    String cut = what.length() > 60 ? what.substring(0, 60) + "..." : what;
    return malformed((unknown ? "unknown operator " : "unexpected token ") + cut);
  }

  private static boolean isMnemonic(String text) {
    return Opcode.of(text) != null || text.matches("(offset|align)=(0x[0-9a-fA-F_]+|[0-9_]+)");
  }

  /** An error at the current token. */
  MalformedException malformed(String reason) {
    return malformed(reason, position);
  }

  /** An error at a token. */
  MalformedException malformed(String reason, int token) {
    return tokens.malformed(reason, tokens.start(token));
  }
}
