package dev.quern.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Expr;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceMapTest {
  private static List<String> places(String text, int function) {
    ParsedModule parsed = ModuleParser.parse(text);
    Expr body = parsed.module().bodies().get(function);
    var in = new InstrReader(body);
    in.u32();
    var places = new ArrayList<String>();
    while (in.remaining() > 0) {
      int op = in.next();
      in.skipImmediates(op);
      // Any byte of the instruction will do.
      assertThat(parsed.source().place(function, in.position() - 1))
          .isEqualTo(parsed.source().place(function, in.opOffset()));
      places.add(parsed.source().place(function, in.opOffset()));
    }
    return places;
  }

  @Test
  void flatInstructions() {
    assertThat(places("(func)\n(func\n i32.const 100000\n  drop)", 1))
        .containsExactly("at 3:2", "at 4:3", "at 4:7");
  }

  @Test
  void foldedInstructionsAreWhereTheirMnemonicIs() {
    assertThat(places("(func (if (i32.eqz\n (i32.const 0))\n (then nop)\n (else nop)))", 0))
        .containsExactly(
            "at 2:3", "at 1:12", "at 1:8", "at 3:8", "at 4:3", "at 4:8", "at 4:12", "at 4:13");
  }

  @Test
  void whatIsNotKnown() {
    SourceMap map = ModuleParser.parse("(func nop)").source();
    assertThat(map.place(1, 0)).isEmpty();
    assertThat(map.place(0, 0)).isEqualTo("at 1:7");
    assertThat(map.line(0, 1)).isEqualTo(1);
  }
}
