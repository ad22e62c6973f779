package dev.quern.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.Op;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleParserTest {
  private static Module parse(String text) {
    return ModuleParser.parse(text).module();
  }

  private static byte[] body(String text) {
    Expr body = parse(text).bodies().get(0);
    return Arrays.copyOfRange(body.bytes(), body.start(), body.end());
  }

  @Test
  void foldedAndFlatAreTheSame() {
    byte[] flat =
        body("(func (param i32) local.get 0 i32.const 1 i32.add if $l br $l else nop end $l)");
    byte[] folded =
        body(
            "(func (param i32) (if $l (i32.add (local.get 0) (i32.const 1))"
                + " (then (br $l)) (else (nop))))");
    assertThat(folded).isEqualTo(flat);
  }

  @Test
  void legacyTryFoldedAndFlat() {
    String tag = "(tag $e) (func ";
    assertThat(body(tag + "(try $t (do nop) (catch $e (rethrow $t)) (catch_all nop)))"))
        .isEqualTo(body(tag + "try $t nop catch $e rethrow $t catch_all nop end)"));
    assertThat(body(tag + "(block $b (try (do nop) (delegate $b))))"))
        .isEqualTo(body(tag + "block $b try nop delegate $b end)"))
        .containsSequence(Op.TRY, 0x40, Op.NOP, Op.DELEGATE, 0);
  }

  @Test
  void localsOfOneTypeShareAnEntry() {
    assertThat(body("(func (local i32 i32) (local $x i32) (local i64))"))
        .containsExactly(2, 3, 0x7F, 1, 0x7E, Op.END);
  }

  @Test
  void implicitTypesComeLastAndOnlyOnce() {
    Module module =
        parse("(func (param i32)) (type $t (func)) (func (param i32)) (func) (func (type $t))");
    assertThat(module.types()).hasSize(2);
    assertThat(module.functions()).containsExactly(1, 1, 0, 0);
  }

  @Test
  void dataIsCountedIfAnInstructionNamesIt() {
    assertThat(parse("(memory 1) (data $d \"x\") (func data.drop $d)").dataCount()).isEqualTo(1);
    assertThat(parse("(memory 1) (data $d \"x\") (func)").dataCount()).isEqualTo(-1);
  }

  @Test
  void inlineDataMakesPages() {
    Module module = parse("(memory i64 (data \"a\" \"b\")) (memory (pagesize 1) (data \"abc\"))");
    assertThat(module.memories().get(0).limits().maximum()).isEqualTo(1);
    assertThat(module.memories().get(1).limits().minimum()).isEqualTo(3);
    assertThat(module.data()).hasSize(2);
    assertThat(module.data().get(1).memory()).isEqualTo(1);
  }

  @Test
  void inlineSegmentsTakeAnIndex() {
    Module module =
        parse("(table funcref (elem)) (elem $e func) (table 1 funcref) (func elem.drop $e)");
    assertThat(module.elements()).hasSize(2);
    assertThat(module.bodies().get(0).bytes()).containsSequence(0xFC, 0x0D, 1);
  }

  @Test
  void customSectionsStandWhereTheySay() {
    Module module =
        parse(
            "(module $m (type (func)) (@custom \"b\" (after func) \"2\") (func $f (param $p i32))"
                + " (@custom \"a\" (before first) \"1\" \"1\") (@custom \"z\"))");
    assertThat(module.customs())
        .extracting(Module.CustomSection::name)
        .containsExactly("a", "b", "name", "z");
    assertThat(module.customs())
        .extracting(Module.CustomSection::place)
        .containsExactly(0, 2, 3, 3);
  }

  @Test
  void branchHintsAreASection() {
    Module module =
        parse("(func (param i32) (@metadata.code.branch_hint \"\\01\") (if (local.get 0) (then)))");
    Module.CustomSection section = module.customs().get(0);
    assertThat(section.name()).isEqualTo("metadata.code.branch_hint");
    assertThat(section.place()).isEqualTo(2);
    assertThat(section.bytes()).containsExactly(1, 0, 1, 3, 1, 1);
    assertThatThrownBy(() -> parse("(func (@metadata.code.branch_hint \"\\01\") nop)"))
        .isInstanceOf(InvalidException.class)
        .hasMessage("@metadata.code.branch_hint annotation: invalid target (at 1:42)");
  }

  @Test
  void deepNestingNeedsNoStack() {
    int deep = 200_000;
    assertThat(body("(func " + "(block ".repeat(deep) + ")".repeat(deep) + ")"))
        .hasSize(3 * deep + 2);
    String operands = "(i32.eqz ".repeat(deep) + "(i32.const 0)" + ")".repeat(deep);
    assertThat(body("(func (drop " + operands + "))")).hasSize(deep + 5);
    assertThat(body("(func " + "block $a ".repeat(deep) + "br $a " + "end ".repeat(deep) + ")"))
        .hasSize(3 * deep + 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "(module (func) (fun)) | unknown operator fun (at 1:17)",
        "(func (i32.const 1.5)) | unexpected token 1.5 (at 1:18)",
        "(func (i32.const 4294967296)) | constant out of range (at 1:18)",
        "(func (local.get $x)) | unknown local $x (at 1:18)",
        "(func (call $x)) | unknown function $x (at 1:13)",
        "(func (br $x)) | unknown label $x (at 1:11)",
        "(func (param (ref $t))) | unknown type $t (at 1:19)",
        "(type $s (struct)) (func (struct.get $s $x)) | unknown field $x (at 1:41)",
        "(func $f) (func $f) | duplicate function $f (at 1:17)",
        "(func (param $x i32) (local $x i32)) | duplicate local $x (at 1:29)",
        "(func block $a end $b) | mismatching label $b (at 1:20)",
        "(func block) | unexpected token ) (at 1:12)",
        "(func (if (then) (then))) | unexpected token then (at 1:19)",
        "(func (i32.add nop)) | unexpected token nop (at 1:16)",
        "(func) (import ~~ ~~ (func)) | import after function (at 1:9)",
        "(func (i32.load align=3 (i32.const 0))) | alignment must be a power of two (at 1:17)",
        "(start 0) (start 0) | multiple start sections (at 1:12)",
        "(module | unexpected token end of text (at 1:8)",
        "(module) (module) | unexpected token ( (at 1:10)",
        "(func) ) | unexpected token ) (at 1:8)"
      })
  void errorsHaveAReasonAndAPlace(String text, String message) {
    assertThatThrownBy(() -> parse(text.replace("~~", "\"\"")))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  @Test
  void anErrorSaysItsLine() {
    assertThatThrownBy(() -> parse("(module\n  (func\n    i32.const 1\n\ti32.foo))"))
        .hasMessage("unknown operator i32.foo (at 4:2)");
  }

  @Test
  void whateverIsChangedTheErrorIsOurs() {
    String text =
        "(module $m (rec (type $t (sub (struct (field $x (mut i32))))) (type $f (func))) (import"
            + " \"a\" \"b\" (global $g i32)) (memory 1 2 shared) (table $tab 1 funcref) (elem"
            + " (i32.const 0) func $a) (data (i32.const 0) \"x\\00\") (tag $e (param i32)) (@custom"
            + " \"c\" (after func) \"x\") (func $a (export \"a\") (param $p i32) (local i64)"
            + " (try_table (result i32) (catch $e 0) (i32.const 0x1p)) (if (then) (else nop)) block"
            + " $l br_table $l 0 end (v128.const i32x4 1 2 3 4) i32.load offset=4 align=2"
            + " (f32.const -0x1.8p3) (select (result i32)) (call_indirect $tab (type $f))))";
    List<String> words = List.of(text.split("(?<=[() ])|(?=[() ])"));
    var random = new Random(7);
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      var changed = new java.util.ArrayList<>(words);
      for (int n = random.nextInt(3); n >= 0; n--) {
        int at = random.nextInt(changed.size());
        switch (random.nextInt(3)) {
          case 0 -> changed.remove(at);
          case 1 -> changed.set(at, words.get(random.nextInt(words.size())));
          default -> changed.add(at, words.get(random.nextInt(words.size())));
        }
      }
      try {
        Module module = parse(String.join("", changed));
        ModuleEncoder.encode(module);
        assertThat(ModuleEncoder.encode(parse(Printer.print(module))))
            .isEqualTo(ModuleEncoder.encode(module));
        parsed++;
      } catch (ModuleException e) {
        assertThat(e.getMessage()).contains(" (at 1:");
      }
    }
    assertThat(parsed).isPositive();
  }
}
