package dev.quern.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.AbstractHeapType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptParserTest {
  @Test
  void modules() {
    List<Command> commands =
        ScriptParser.parse(
            """
            (module $a (func))
            (module definition $b (memory 1))
            (module instance $i $b)
            (module $c binary "\\00asm" "\\01\\00\\00\\00")
            (module quote "(func " ")")
            (register "m" $a)
            """);
    assertThat(commands).extracting(Command::line).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(commands.get(1))
        .isInstanceOfSatisfying(
            Command.DefineModule.class,
            m -> {
              assertThat(m.definition()).isTrue();
              assertThat(m.id()).isEqualTo("b");
              assertThat(m.source().parse().module().memories()).hasSize(1);
            });
    assertThat(commands.get(2)).isEqualTo(new Command.Instantiate(3, "i", "b"));
    assertThat(((Command.DefineModule) commands.get(3)).source().binary())
        .isEqualTo(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    assertThat(((Command.DefineModule) commands.get(4)).source().parse().module().bodies())
        .hasSize(1);
    assertThat(commands.get(5)).isEqualTo(new Command.Register(6, "m", "a"));
  }

  @Test
  void actionsAndPatterns() {
    List<Command> commands =
        ScriptParser.parse(
            """
            (assert_return (invoke $m "f" (i32.const -1) (ref.extern 3) (ref.null any) (ref.host 4))
              (f32.const nan:canonical) (either (i64.const 1) (i64.const 2)) (ref.func) (ref.null)
              (v128.const f64x2 nan:arithmetic 1) (v128.const i8x16 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0))
            (get "g")
            """);
    var action =
        new Action.Invoke(
            "m",
            "f",
            List.of(
                new Constant.I32(-1),
                new Constant.Extern(3),
                new Constant.Null(AbstractHeapType.ANY),
                new Constant.Host(4)));
    List<ResultPattern> patterns =
        List.of(
            new ResultPattern.Nan(false, true),
            new ResultPattern.Either(
                List.of(exactly(new Constant.I64(1)), exactly(new Constant.I64(2)))),
            new ResultPattern.Reference(AbstractHeapType.FUNC),
            exactly(new Constant.Null(null)),
            new ResultPattern.Lanes(
                true,
                List.of(
                    new ResultPattern.Nan(true, false),
                    exactly(new Constant.F64(Double.doubleToRawLongBits(1))))),
            exactly(new Constant.V128(1, 2)));
    assertThat(commands)
        .containsExactly(
            new Command.AssertReturn(1, action, patterns),
            new Command.Perform(4, new Action.Get(null, "g")));
  }

  private static ResultPattern exactly(Constant constant) {
    return new ResultPattern.Exactly(constant);
  }

  @Test
  void aMalformedModuleDoesNotEndTheScript() {
    List<Command> commands =
        ScriptParser.parse(
            "(assert_malformed (module (func (foo)))\n \"unknown operator\")\n(get \"g\")");
    assertThat(commands).hasSize(2);
    ModuleSource source = ((Command.AssertMalformed) commands.get(0)).source();
    assertThatThrownBy(source::parse).hasMessage("unknown operator foo (at 1:34)");
  }

  @Test
  void threads() {
    List<Command> commands =
        ScriptParser.parse(
            "(thread $T (shared (module $M)) (register \"m\" $M) (module (func)))(wait $T)");
    assertThat(commands.get(0))
        .isInstanceOfSatisfying(
            Command.Thread.class,
            t -> {
              assertThat(t.shared()).containsExactly("M");
              assertThat(t.commands()).hasSize(2);
            });
    assertThat(commands.get(1)).isEqualTo(new Command.Wait(1, "T"));
  }

  @Test
  void aFileMayBeAModule() {
    assertThat(ScriptParser.parse("(func) (memory 0)")).hasSize(1);
    assertThat(ModuleSource.of("(func) (memory 0)").parse().module().bodies()).hasSize(1);
    assertThat(ModuleSource.of("(module binary \"abc\")").binary()).hasSize(3);
    assertThatThrownBy(() -> ScriptParser.parse("(modul)"))
        .hasMessage("unknown operator modul (at 1:2)");
  }
}
