package dev.quern.internal.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.MalformedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of bytes that are no module; {@code &x} is a byte in hexadecimal. */
class PreambleTest {
  private static void refused(byte[] bytes, String message) {
    assertThatThrownBy(() -> ModuleDecoder.decode(bytes, DecodeLimits.JS_API))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  private static byte[] bytes(String text) {
    var bytes = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean isHex = text.charAt(i) == '&';
      bytes.append(isHex ? (char) Integer.parseInt(text, i + 1, i + 3, 16) : text.charAt(i));
      i += isHex ? 2 : 0;
    }
    return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "<!DOCTYPE html><title>404, `<!DOCTYPE html><...`: looks like HTML",
    "'&0a  <html>', `<html>`: looks like HTML",
    "'<?xml version=&221.0&22?>', `<?xml version=\"1...`: looks like XML",
    "'<svg>', `<svg>`: looks like HTML or XML",
    "'{&22error&22:&22x&22}', `{\"error\":\"x\"}`: looks like JSON",
    "&ef&bb&bf{}   , `{}`: looks like JSON",
    "(module), `(module)`: looks like WebAssembly text",
    "#!/bin/sh&0aexit, `#!/bin/sh...`: looks like a script",
    "AGFzbQEAAAA=, `AGFzbQEAAAA=`: looks like a module in base 64",
    "version https://git-lfs.github.com, `version https://...`: looks like a pointer of Git LFS to a file",
    "Not Found, `Not Found`: looks like text",
    "caf&c3&a9, `caf...`: looks like text",
    "&1f&8b&08&00&00, 1f 8b 08 00 00: looks like gzip",
    "PK&03&04, 50 4b 03 04: looks like a zip archive",
    "&7fELF&02&01&01&00&00, 7f 45 4c 46 02 01 01 00: looks like an ELF program or object",
    "&28&b5&2f&fd, 28 b5 2f fd: looks like zstd",
    "&1b[31mred, 1b 5b 33 31 6d 72 65 64",
    "&00asn&01&00, 00 61 73 6e 01 00",
    "&00&00&00&00, 00 00 00 00"
  })
  void showsWhatIsThere(String start, String found) {
    refused(bytes(start), "magic header not detected: " + found + " (at offset 0x0)");
  }

  @Test
  void nothing() {
    refused(new byte[0], "unexpected end: there are no bytes (at offset 0x0)");
  }

  @Test
  void anotherVersion() {
    refused(bytes("&00asm&02&00&00&00"), "unknown binary version 2 (at offset 0x4)");
    refused(bytes("&00asm&ff&ff&ff&ff"), "unknown binary version 4294967295 (at offset 0x4)");
    refused(
        bytes("&00asm&0d&00&01&00"),
        "unknown binary version: this is a component, and Quern runs core modules (at offset 0x4)");
  }

  @Test
  void whatIsShownIsShort() {
    assertThat(Preamble.found("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("`" + "x".repeat(16) + "...`: looks like text");
  }
}
