package dev.quern.internal.text;

import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Place;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A module of a script, not yet parsed: assertions are about modules that cannot be.
 *
 * @param kind how it is written
 * @param line line of the script that it starts in
 * @param tokens the script's tokens
 * @param from first token of the module or of its fields
 * @param to token behind the last one
 * @param content the bytes of a binary module or of a quoted text, otherwise null
 */
public record ModuleSource(
    Kind kind, int line, Tokens tokens, int from, int to, byte @Nullable [] content) {

  /** How a module is written. */
  public enum Kind {
    TEXT,
    BINARY,
    QUOTE
  }

  /**
   * The source of a whole file in the text format, for which a {@code (module binary ...)} or
   * {@code (module quote ...)} will do as well.
   *
   * @throws MalformedException if the file is neither that nor a sequence of module fields
   */
  public static ModuleSource of(String text) {
    return ScriptParser.module(Lexer.tokens(text));
  }

  /**
   * Parses a text module.
   *
   * @throws MalformedException if it is none
   * @throws IllegalStateException if this is a binary module
   */
  public ParsedModule parse() {
    return switch (kind) {
      case TEXT -> ModuleParser.parse(tokens, from, to);
      case QUOTE -> ModuleParser.parse(text(bytes()));
      case BINARY -> throw new IllegalStateException("a binary module");
    };
  }

  /**
   * The module in the binary format. A binary module is returned as it is, malformed or not.
   *
   * @throws MalformedException if it is text and malformed
   */
  public byte[] binary() {
    return kind == Kind.BINARY ? bytes() : ModuleEncoder.encode(parse().module());
  }

  private byte[] bytes() {
    return content == null ? new byte[0] : content;
  }

  /**
   * Decodes the UTF-8 of a text.
   *
   * @throws MalformedException if it is malformed
   */
  public static String text(byte[] utf8) {
    String text = Tokens.utf8(utf8);
    if (text == null) {
      throw new MalformedException("malformed UTF-8 encoding", malformedPlace(utf8));
    }
    return text;
  }

  /** Where a text stops being UTF-8. */
  private static Place malformedPlace(byte[] utf8) {
    var in = ByteBuffer.wrap(utf8);
    var out = CharBuffer.allocate(utf8.length);
    StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    String before = out.flip().toString();
    return Lexer.tokens(before).place(before.length());
  }
}
