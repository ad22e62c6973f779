package dev.quern.internal.text;

import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Place;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a text in a few flat arrays: a text of ten megabytes has millions of them, and with
 * all of them at hand a parser may look ahead, skip a whole parenthesis and come back later for
 * free. Made by the {@link Lexer}; nobody writes to it afterwards.
 */
public final class Tokens {
  /** The kind of a token. */
  public enum Kind {
    OPEN,
    CLOSE,
    /** A natural number. */
    NAT,
    /** An integer with a sign. */
    INT,
    FLOAT,
    STRING,
    ID,
    KEYWORD,
    /** What looks like a token but is none (spec 6.3.1). */
    RESERVED,
    /** Where the text stops being a sequence of tokens; always the last one. */
    ERROR,
    END
  }

  /**
   * An annotation that this package understands; others are white space.
   *
   * @param id the name behind the at sign
   * @param token index of the token that it stands before
   * @param start offset of its parenthesis in the source
   * @param from where its content starts
   * @param to offset of its closing parenthesis
   */
  record Annotation(String id, int token, int start, int from, int to) {}

  private static final Kind[] KINDS = Kind.values();

  private final String source;
  private final byte[] kinds;
  private final int[] starts;
  private final int[] ends;
  private final int[] closes;
  private final int count;
  private final List<Annotation> annotations;
  private final String error;
  private int @Nullable [] lineStarts;

  Tokens(
      String source,
      byte[] kinds,
      int[] starts,
      int[] ends,
      int[] closes,
      int count,
      List<Annotation> annotations,
      String error) {
    this.source = source;
    this.kinds = kinds;
    this.starts = starts;
    this.ends = ends;
    this.closes = closes;
    this.count = count;
    this.annotations = List.copyOf(annotations);
    this.error = error;
  }

  /** The number of tokens. */
  public int count() {
    return count;
  }

  /** The text that the tokens come from. */
  String source() {
    return source;
  }

  /** The kind of a token; {@link Kind#END} behind the last one. */
  public Kind kind(int token) {
    return token < count ? KINDS[kinds[token]] : Kind.END;
  }

  /** Where a token starts in the source. */
  public int start(int token) {
    return token < count ? starts[token] : source.length();
  }

  /** Where a token ends in the source. */
  public int end(int token) {
    return token < count ? ends[token] : source.length();
  }

  /** The token that closes the parenthesis which this token opens, or -1 if there is none. */
  int close(int token) {
    return closes[token];
  }

  /** The characters of a token. */
  public String text(int token) {
    return source.substring(start(token), end(token));
  }

  /** Whether a token is this keyword. */
  boolean isKeyword(int token, String word) {
    return kind(token) == Kind.KEYWORD
        && ends[token] - starts[token] == word.length()
        && source.startsWith(word, starts[token]);
  }

  /** The name of an identifier, without the dollar and the quotes that it may have. */
  String id(int token) {
    int start = starts[token] + 1;
    if (source.charAt(start) != '"') {
      return source.substring(start, ends[token]);
    }
    String name = utf8(StringLiteral.bytes(source, start, ends[token]));
    if (name == null) {
      throw new IllegalStateException("the lexer lets no malformed identifier pass");
    }
    return name;
  }

  /** The bytes that a string stands for. */
  byte[] bytes(int token) {
    return StringLiteral.bytes(source, starts[token], ends[token]);
  }

  /** Decodes UTF-8; null if it is malformed. */
  static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The annotations, in order. */
  List<Annotation> annotations() {
    return annotations;
  }

  /** An error at an offset of the source. */
  MalformedException malformed(String reason, int offset) {
    return new MalformedException(reason, place(offset));
  }

  /** The error of a token of kind {@link Kind#ERROR}. */
  MalformedException error(int token) {
    return malformed(error, starts[token]);
  }

  /** A place in the source. */
  Place place(int offset) {
    int line = line(offset);
    return new Place.Position(line, offset - lineStarts()[line - 1] + 1);
  }

  /** The line of an offset of the source, from 1. */
  int line(int offset) {
    int index = Arrays.binarySearch(lineStarts(), offset);
    return index >= 0 ? index + 1 : -index - 1;
  }

  /** Where each line starts, made when somebody asks first: most texts have no error. */
  int[] lineStarts() {
    int[] table = lineStarts;
    if (table == null) {
      table = new int[64];
      int lines = 1;
      for (int i = 0; i < source.length(); i++) {
        char c = source.charAt(i);
        if (c == '\n' || c == '\r' && (i + 1 == source.length() || source.charAt(i + 1) != '\n')) {
          if (lines == table.length) {
            table = Arrays.copyOf(table, lines * 2);
          }
          table[lines++] = i + 1;
        }
      }
      table = Arrays.copyOf(table, lines);
      lineStarts = table;
    }
    return table;
  }
}
