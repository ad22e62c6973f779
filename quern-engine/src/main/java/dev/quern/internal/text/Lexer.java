package dev.quern.internal.text;

import dev.quern.internal.text.Tokens.Annotation;
import dev.quern.internal.text.Tokens.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Cuts a text into tokens (spec 6.3). An error ends the tokens but is not thrown here: the parser
 * throws it when it gets there, so that an earlier mistake is reported first.
 *
 * <p>White space, comments and the annotations that nobody reads vanish. Nesting of comments and
 * annotations is counted, not recursed into.
 */
public final class Lexer {
  private static final Set<String> UNDERSTOOD =
      Set.of("custom", "name", "metadata.code.branch_hint");

  private final String source;
  private final int limit;
  private int position;

  private byte[] kinds;
  private int[] starts;
  private int[] ends;
  private int[] closes;
  private int count;
  private int[] open = new int[16];
  private int depth;
  private final List<Annotation> annotations = new ArrayList<>();
  private String error = "";

  private Lexer(String source, int from, int to) {
    this.source = source;
    this.position = from;
    this.limit = to;
    int guess = (to - from) / 5 + 16;
    kinds = new byte[guess];
    starts = new int[guess];
    ends = new int[guess];
    closes = new int[guess];
  }

  /** The tokens of a text. */
  public static Tokens tokens(String source) {
    return tokens(source, 0, source.length());
  }

  /** The tokens between two offsets of a text. */
  static Tokens tokens(String source, int from, int to) {
    var lexer = new Lexer(source, from, to);
    while (lexer.position < to && lexer.error.isEmpty()) {
      lexer.next();
    }
    return new Tokens(
        source,
        lexer.kinds,
        lexer.starts,
        lexer.ends,
        lexer.closes,
        lexer.count,
        lexer.annotations,
        lexer.error);
  }

  private void next() {
    char c = source.charAt(position);
    switch (c) {
      case ' ', '\t', '\n', '\r' -> position++;
      case '(' -> openParenthesis();
      case ')' -> closeParenthesis();
      case ';' -> semicolon();
      case ',', '[', ']', '{', '}' -> add(Kind.RESERVED, position, position + 1);
      default -> word();
    }
  }

  private void openParenthesis() {
    char next = peek(1);
    if (next == ';') {
      blockComment();
    } else if (next == '@') {
      annotation();
    } else {
      if (depth == open.length) {
        open = Arrays.copyOf(open, depth * 2);
      }
      open[depth++] = count;
      add(Kind.OPEN, position, position + 1);
      closes[count - 1] = -1;
    }
  }

  private void closeParenthesis() {
    if (depth > 0) {
      closes[open[--depth]] = count;
    }
    add(Kind.CLOSE, position, position + 1);
  }

  private void semicolon() {
    if (peek(1) == ';') {
      lineComment();
    } else {
      add(Kind.RESERVED, position, position + 1);
    }
  }

  private void lineComment() {
    while (position < limit && source.charAt(position) != '\n' && source.charAt(position) != '\r') {
      position++;
    }
  }

  private void blockComment() {
    int start = position;
    int level = 0;
    do {
      char c = peek(0);
      char d = peek(1);
      if (position >= limit) {
        fail("unclosed comment", start);
        return;
      }
      boolean opens = c == '(' && d == ';';
      boolean ends = c == ';' && d == ')';
      level += opens ? 1 : ends ? -1 : 0;
      position += opens || ends ? 2 : 1;
    } while (level > 0);
  }

  /** A run of identifier characters and strings; what it is depends on how it begins. */
  private void word() {
    int start = position;
    int end = run();
    if (end < 0) {
      boolean id = source.charAt(start) == '$' && position == start + 1;
      fail(id ? "empty identifier" : StringLiteral.reason(end), id ? start : position);
    } else if (end == start) {
      fail("illegal character", start);
    } else {
      classify(start, end);
    }
  }

  /**
   * Where a run that starts here ends; a negative number if it has a malformed string, which is
   * then at {@link #position}.
   */
  private int run() {
    int i = position;
    while (i < limit) {
      char c = source.charAt(i);
      if (c == '"') {
        int end = StringLiteral.end(source, i);
        if (end < 0) {
          position = i;
          return end;
        }
        i = end;
      } else if (isIdCharacter(c)) {
        i++;
      } else {
        break;
      }
    }
    return i;
  }

  private void classify(int start, int end) {
    char first = source.charAt(start);
    int quote = source.indexOf('"', start, end);
    if (first == '$') {
      identifier(start, end, quote);
    } else if (first == '"') {
      boolean alone = StringLiteral.end(source, start) == end;
      add(alone ? Kind.STRING : Kind.RESERVED, start, end);
    } else if (quote >= 0) {
      add(Kind.RESERVED, start, end);
    } else if (first >= '0' && first <= '9' || first == '+' || first == '-') {
      add(Numbers.kind(source, start, end), start, end);
    } else if (first >= 'a' && first <= 'z') {
      boolean number = (first == 'i' || first == 'n') && isFloatWord(start, end);
      add(number ? Kind.FLOAT : Kind.KEYWORD, start, end);
    } else {
      add(Kind.RESERVED, start, end);
    }
  }

  private boolean isFloatWord(int start, int end) {
    return Numbers.kind(source, start, end) == Kind.FLOAT;
  }

  private void identifier(int start, int end, int quote) {
    if (end == start + 1) {
      fail("empty identifier", start);
    } else if (quote < 0) {
      add(Kind.ID, start, end);
    } else if (quote > start + 1 || StringLiteral.end(source, quote) != end) {
      add(Kind.RESERVED, start, end);
    } else if (end == start + 3) {
      fail("empty identifier", start);
    } else if (Tokens.utf8(StringLiteral.bytes(source, quote, end)) == null) {
      fail("malformed UTF-8 encoding", start);
    } else {
      add(Kind.ID, start, end);
    }
  }

  private void annotation() {
    int start = position;
    position += 2;
    String id = annotationId(start);
    if (!error.isEmpty()) {
      return;
    }
    int from = position;
    skipAnnotation(start);
    if (UNDERSTOOD.contains(id) && error.isEmpty()) {
      annotations.add(new Annotation(id, count, start, from, position - 1));
    }
  }

  private String annotationId(int start) {
    int from = position;
    if (peek(0) == '"') {
      int end = StringLiteral.end(source, from);
      if (end < 0 || end == from + 2) {
        fail("empty annotation id", start);
        return "";
      }
      String id = Tokens.utf8(StringLiteral.bytes(source, from, end));
      if (id == null) {
        fail("malformed UTF-8 encoding", from);
        return "";
      }
      position = end;
      return id;
    }
    while (position < limit && isIdCharacter(source.charAt(position))) {
      position++;
    }
    if (position == from) {
      fail("empty annotation id", start);
      return "";
    }
    return source.substring(from, position);
  }

  /** Moves behind the parenthesis that closes the annotation whose content starts here. */
  private void skipAnnotation(int start) {
    int level = 1;
    while (level > 0 && error.isEmpty()) {
      if (position >= limit) {
        fail("unclosed annotation", start);
        return;
      }
      char c = source.charAt(position);
      if (c == '(' && peek(1) == ';') {
        blockComment();
      } else if (c == ';' && peek(1) == ';') {
        lineComment();
      } else if (c == '(' || c == ')') {
        level += c == '(' ? 1 : -1;
        position++;
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || ",;[]{}".indexOf(c) >= 0) {
        position++;
      } else {
        skipRun();
      }
    }
  }

  private void skipRun() {
    int end = run();
    if (end < 0) {
      fail(StringLiteral.reason(end), position);
    } else if (end == position) {
      fail("illegal character", position);
    } else {
      position = end;
    }
  }

  private char peek(int ahead) {
    return position + ahead < limit ? source.charAt(position + ahead) : 0;
  }

  /** Whether a character may be part of an identifier (spec 6.3.5). */
  static boolean isIdCharacter(char c) {
    return c > ' '
        && c < 0x7F
        && switch (c) {
          case '"', '(', ')', ',', ';', '[', ']', '{', '}' -> false;
          default -> true;
        };
  }

  private void fail(String reason, int start) {
    error = reason;
    add(Kind.ERROR, start, Math.min(limit, start + 1));
  }

  private void add(Kind kind, int start, int end) {
    if (count == kinds.length) {
      int size = count * 2;
      kinds = Arrays.copyOf(kinds, size);
      starts = Arrays.copyOf(starts, size);
      ends = Arrays.copyOf(ends, size);
      closes = Arrays.copyOf(closes, size);
    }
    kinds[count] = (byte) kind.ordinal();
    starts[count] = start;
    ends[count++] = end;
    position = end;
  }
}
