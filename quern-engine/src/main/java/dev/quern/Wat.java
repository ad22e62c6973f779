package dev.quern;

import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.text.ModuleParser;
import dev.quern.internal.text.Printer;

/** The WebAssembly text format; not in JavaScript. MDN: "Understanding WebAssembly text format". */
public final class Wat {
  private Wat() {}

  /**
   * Turns text into a binary module, with the names in the text as its name section. The module is
   * not validated.
   *
   * @throws WebAssembly.CompileError if the text is malformed; the message ends with line and
   *     column
   */
  public static byte[] parse(String text) {
    try {
      return ModuleEncoder.encode(ModuleParser.parse(text).module());
    } catch (ModuleException e) {
      throw Compilation.error(e);
    }
  }

  /**
   * Turns a binary module into text that {@link #parse} takes. The module need not be valid.
   *
   * @throws WebAssembly.CompileError if the bytes are malformed; the message ends with the byte
   *     offset
   */
  public static String print(byte[] binary) {
    try {
      return Printer.print(ModuleDecoder.decode(binary, DecodeLimits.JS_API));
    } catch (ModuleException e) {
      throw Compilation.error(e);
    }
  }
}
