package dev.quern.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.internal.text.Tokens.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexerTest {
  private static List<Kind> kinds(String text) {
    Tokens tokens = Lexer.tokens(text);
    var kinds = new ArrayList<Kind>();
    for (int i = 0; i < tokens.count(); i++) {
      kinds.add(tokens.kind(i));
    }
    return kinds;
  }

  private static String error(String text) {
    Tokens tokens = Lexer.tokens(text);
    int last = tokens.count() - 1;
    assertThat(tokens.kind(last)).isEqualTo(Kind.ERROR);
    return tokens.error(last).getMessage();
  }

  @Test
  void kindsOfTokens() {
    assertThat(kinds("(func $f \"s\" 1 -1 1.5 inf nan nan:0x1 -inf i32.add offset=8)"))
        .containsExactly(
            Kind.OPEN,
            Kind.KEYWORD,
            Kind.ID,
            Kind.STRING,
            Kind.NAT,
            Kind.INT,
            Kind.FLOAT,
            Kind.FLOAT,
            Kind.FLOAT,
            Kind.FLOAT,
            Kind.FLOAT,
            Kind.KEYWORD,
            Kind.KEYWORD,
            Kind.CLOSE);
  }

  @Test
  void whatTouchesIsOneToken() {
    assertThat(kinds("0$l \"a\"\"b\" $\"l\"0 a\"b\" 0x")).containsOnly(Kind.RESERVED).hasSize(5);
    assertThat(kinds("a;;b")).containsExactly(Kind.KEYWORD);
    assertThat(kinds("a;b,[]{}")).hasSize(8);
  }

  @Test
  void commentsAndForeignAnnotationsVanish() {
    assertThat(kinds("(; (; ;) ) ;) ;; x\r1 (@x (a) \")\" (; ) ;) ,;{) 2"))
        .containsExactly(Kind.NAT, Kind.NAT);
    int deep = 200_000;
    assertThat(kinds("(;".repeat(deep) + ";)".repeat(deep) + "7")).containsExactly(Kind.NAT);
    assertThat(kinds("(@x " + "(".repeat(deep) + ")".repeat(deep) + ")7")).hasSize(1);
  }

  @Test
  void understoodAnnotationsAreKept() {
    Tokens tokens = Lexer.tokens("(module (@name \"n\") (@\"custom\" \"c\"))");
    assertThat(tokens.count()).isEqualTo(3);
    assertThat(tokens.annotations())
        .extracting(Tokens.Annotation::id)
        .containsExactly("name", "custom");
    assertThat(tokens.annotations()).extracting(Tokens.Annotation::token).containsExactly(2, 2);
  }

  @Test
  void quotedIdentifiersAreTheSame() {
    Tokens tokens = Lexer.tokens("$ab $\"ab\" $\"\\61\\u{62}\"");
    assertThat(List.of(tokens.id(0), tokens.id(1), tokens.id(2))).containsOnly("ab");
  }

  @Test
  void bytesOfStrings() {
    Tokens tokens = Lexer.tokens("\"\\t\\n\\r\\\"\\'\\\\\\ff\\u{1F600}é\"");
    assertThat(tokens.bytes(0))
        .containsExactly(9, 10, 13, '"', '\'', '\\', 0xFF, 0xF0, 0x9F, 0x98, 0x80, 0xC3, 0xA9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"abc       | unclosed string literal (at 1:1)",
        "a \"\\q\"   | illegal escape (at 1:3)",
        "a \"\\u{d800}\" | illegal escape (at 1:3)",
        "(; (; ;)    | unclosed comment (at 1:1)",
        "1 (@x (a)   | unclosed annotation (at 1:3)",
        "(@)         | empty annotation id (at 1:1)",
        "a $         | empty identifier (at 1:3)",
        "a $\"\"     | empty identifier (at 1:3)",
        "ab é        | illegal character (at 1:4)",
        "$\"\\ef\"   | malformed UTF-8 encoding (at 1:1)"
      })
  void errorsHaveAReasonAndAPlace(String text, String message) {
    assertThat(error(text.strip())).isEqualTo(message.strip());
  }

  @Test
  void linesEndInThreeWays() {
    assertThat(error("a\nb\r\nc\rd é")).isEqualTo("illegal character (at 4:3)");
    assertThat(error("\"\1\"")).isEqualTo("illegal control character in string literal (at 1:1)");
  }
}
