package dev.quern.internal.compile.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.text.ModuleSource;
import org.junit.jupiter.api.Test;

/** What a function may begin with that is done before it is called, and again in it. */
class EntryGuardTest {
  /** The length of the guard of a function with a parameter, a local and a global at hand. */
  private static int length(String body) {
    byte[] bytes =
        ModuleSource.of(
                "(module (global $g (mut i32) (i32.const 0)) (memory 1)"
                    + "(func $f (param $n i32) (param $r funcref) (result i32) (local $l i32) "
                    + body
                    + " i32.const 1))")
            .binary();
    Module module =
        Pipeline.compile(bytes, Options.defaults().features(), CompileOptions.defaults(), null)
            .syntax();
    return EntryGuard.length(module.bodies().getFirst(), 2);
  }

  @Test
  void aTestOfParametersBeforeAReturnIsOne() {
    assertThat(length("block local.get 0 i32.const 2 i32.ge_s br_if 0 local.get 0 return end"))
        .isEqualTo(8);
    assertThat(length("local.get 0 i32.eqz if i32.const 7 return end")).isEqualTo(6);
    assertThat(length("local.get 1 ref.is_null if i32.const 7 return end")).isEqualTo(6);
    assertThat(length("local.get 0 if local.get 0 br_if 0 i32.const 7 return end")).isEqualTo(7);
  }

  @Test
  void whatCannotBeDoneTwiceIsNone() {
    String test = "local.get 0 i32.eqz if ";
    String exit = " i32.const 7 return end";
    for (String action :
        new String[] {
          "i32.const 1 global.set $g",
          "i32.const 1 local.set 0",
          "local.get 2 drop",
          "i32.const 0 i32.const 1 i32.store",
          "i32.const 1 memory.grow drop",
          "i32.const 1 ref.null func call $f drop",
          "block end",
          "unreachable",
          "nop"
        }) {
      assertThat(length(test + action + exit)).as(action).isZero();
    }
  }

  @Test
  void whatDoesNotAskOrReturnIsNone() {
    assertThat(length("")).isZero();
    assertThat(length("i32.const 3 return")).isZero();
    assertThat(length("block i32.const 7 return end")).isZero();
    assertThat(length("local.get 0 if end")).isZero();
    assertThat(length("block local.get 0 br_if 0 end")).isZero();
    assertThat(length("local.get 0 if i32.const 1 return nop end")).isZero();
    assertThat(length("local.get 0 if (result i32) i32.const 1 return else i32.const 2 end drop"))
        .isZero();
    assertThat(length("loop local.get 0 br_if 0 i32.const 1 return end")).isZero();
    assertThat(length("block i32.const 1 local.get 0 br_if 1 return end")).isZero();
  }

  @Test
  void oneThatIsLongIsNone() {
    String test = "local.get 0 " + "i32.eqz ".repeat(30);
    assertThat(length(test + "if i32.const 7 return end")).isZero();
  }
}
