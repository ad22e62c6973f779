package dev.quern.internal.binary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.internal.syntax.DecodeLimits;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NameSectionTest {
  private static NameSection names(Consumer<InstrWriter> content) {
    byte[] bytes =
        new Wasm()
            .section(1, s -> s.u32(1).u8(0x60).u32(0).u32(0))
            .section(3, s -> s.u32(2).u32(0).u32(0))
            .section(10, s -> s.u32(2).u32(2).u8(0).u8(0x0B).u32(2).u8(0).u8(0x0B))
            .section(0, s -> content.accept(s.name("name")))
            .bytes();
    return NameSection.of(ModuleDecoder.decode(bytes, DecodeLimits.JS_API));
  }

  private static void subsection(InstrWriter s, int id, Consumer<InstrWriter> content) {
    var inner = new InstrWriter();
    content.accept(inner);
    s.u8(id).u32(inner.size()).bytes(inner);
  }

  @Test
  void namesModuleFunctionsAndLocals() {
    NameSection names =
        names(s -> {
          subsection(s, 0, t -> t.name("mod"));
          subsection(s, 1, t -> t.u32(1).u32(1).name("second"));
          subsection(s, 2, t -> t.u32(1).u32(1).u32(2).u32(0).name("x").u32(3).name("y"));
        });
    assertThat(names.moduleName()).isEqualTo("mod");
    assertThat(names.functionName(0)).isNull();
    assertThat(names.functionName(1)).isEqualTo("second");
    assertThat(names.functionName(-1)).isNull();
    assertThat(names.functionName(2)).isNull();
    assertThat(names.localName(1, 3)).isEqualTo("y");
    assertThat(names.localName(1, 1)).isNull();
    assertThat(names.localName(0, 0)).isNull();
  }

  @Test
  void whatStandsBeforeAFaultIsNamed() {
    NameSection names =
        names(s -> {
          subsection(s, 0, t -> t.name("mod"));
          subsection(s, 1, t -> t.u32(3).u32(0).name("first").u32(77).name("?").u32(1).u32(-1));
          s.u8(9);
        });
    assertThat(names.moduleName()).isEqualTo("mod");
    assertThat(names.functionName(0)).isEqualTo("first");
    assertThat(names.functionName(1)).isNull();
  }

  @Test
  void malformedNamesAreNoNames() {
    NameSection names = names(s -> subsection(s, 1, t -> t.u32(1).u32(0).u32(1).u8(0xFF)));
    assertThat(names.functionName(0)).isNull();
    assertThat(names(s -> s.u8(0).u32(-1)).moduleName()).isNull();
    assertThat(names(s -> {}).moduleName()).isNull();
  }
}
