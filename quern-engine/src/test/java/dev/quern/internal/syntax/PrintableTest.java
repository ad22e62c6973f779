package dev.quern.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 8, 9, 10, 13, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0x9F, 0xAD, 0x61C, 0x200B, 0x200E, 0x200F,
        0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF, 0xD800, 0xDFFF, 0xE0001
      })
  void hidden(int c) {
    String text = "a" + Character.toString(c) + "b";
    assertThat(Printable.line(text)).isEqualTo("a\\u{" + Integer.toHexString(c) + "}b");
    assertThat(Printable.isPlain(text)).isFalse();
    assertThat(Printable.isHidden(c)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "\\ \" '", "~\u00a0\u00e9\u4e2d\u05d0", "\ud83d\ude00\ufffd"})
  void plain(String text) {
    assertThat(Printable.line(text)).isSameAs(text);
    assertThat(Printable.lines(text)).isSameAs(text);
    assertThat(Printable.isPlain(text)).isTrue();
  }

  @Test
  void severalLines() {
    assertThat(Printable.lines("a\n\tb\r\u001b[0m")).isEqualTo("a\n\tb\\u{d}\\u{1b}[0m");
    assertThat(Printable.line("\u001b\n")).isEqualTo("\\u{1b}\\u{a}");
  }
}
