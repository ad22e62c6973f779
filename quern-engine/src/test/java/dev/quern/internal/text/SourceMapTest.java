package dev.quern.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Place;
import dev.quern.internal.syntax.Place.Part;
import dev.quern.internal.syntax.Place.Part.Kind;
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
      places.add(String.valueOf(parsed.source().place(function, in.opOffset())));
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

  /** Each on a line of its own, imported ones first in the index spaces. */
  @Test
  void parts() {
    String text =
        """
        (module
          (type (func))
          (rec
            (type (struct)))
          (import "m" "f" (func))
          (global (import "m" "g") i32)
          (func (export "a"))
          (table 1 funcref)
          (memory 1)
          (tag)
          (global i32 (i32.const 0))
          (export "b" (func 0))
          (start 1)
          (elem func)
          (memory (data "x"))
          (data "y"))
        """;
    SourceMap map = ModuleParser.parse(text).source();
    assertThat(lines(map, Kind.TYPE)).containsExactly(2, 4);
    assertThat(lines(map, Kind.IMPORT)).containsExactly(5, 6);
    assertThat(lines(map, Kind.FUNCTION)).containsExactly(5, 7);
    assertThat(lines(map, Kind.GLOBAL)).containsExactly(6, 11);
    assertThat(lines(map, Kind.EXPORT)).containsExactly(7, 12);
    assertThat(lines(map, Kind.TABLE)).containsExactly(8);
    assertThat(lines(map, Kind.MEMORY)).containsExactly(9, 15);
    assertThat(lines(map, Kind.TAG)).containsExactly(10);
    assertThat(lines(map, Kind.START)).containsExactly(13);
    assertThat(lines(map, Kind.ELEMENT)).containsExactly(14);
    assertThat(lines(map, Kind.DATA)).containsExactly(15, 16);
    assertThat(map.start()).isEqualTo(new Place.Position(1, 1));
  }

  /** The lines of the parts of a kind, until one is where the module is. */
  private static List<Integer> lines(SourceMap map, Kind kind) {
    var lines = new ArrayList<Integer>();
    while (map.place(new Part(kind, lines.size())) instanceof Place.Position at && at.line() > 1) {
      lines.add(at.line());
    }
    return lines;
  }

  @Test
  void whatIsNotKnown() {
    SourceMap map = ModuleParser.parse("(func nop)").source();
    assertThat(map.place(1, 0)).isNull();
    assertThat(map.place(0, 0)).isEqualTo(new Place.Position(1, 7));
    assertThat(map.line(0, 1)).isEqualTo(1);
  }
}
