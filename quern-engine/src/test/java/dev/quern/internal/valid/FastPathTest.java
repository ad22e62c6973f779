package dev.quern.internal.valid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.text.ModuleSource;
import dev.quern.type.Feature;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares {@link FastPath} with the rules alone, on valid modules and on broken ones. */
class FastPathTest {
  private static final int ROUNDS = 5_000;

  private static final Set<Feature> ALL = EnumSet.allOf(Feature.class);
  private static final Set<Feature> OLD = EnumSet.of(Feature.MVP, Feature.REFERENCE_TYPES);

  private static final String DECLARATIONS =
      """
      (type $pair (func (param i32 i64) (result f64)))
      (table 2 funcref)
      (global $g (mut i32) (i32.const 0))
      (func $callee (type $pair) (f64.const 1))
      (func $control (param i32 i64 externref) (result i32) (local f32 f64 i32)
        (block $out (result i32)
          (loop $again
            (local.set 5 (i32.add (i32.const 300) (local.tee 5 (i32.const -1000000))))
            (br_if $again (i32.eqz (local.get 0)))
            (br_if $again (ref.is_null (local.get 2))))
          (if (local.get 0) (then (br $out (i32.const 7))) (else (nop)))
          (drop (call $callee (local.get 0) (i64.const 0x7fff_ffff_ffff_ffff)))
          (drop (call_indirect (type $pair) (local.get 5) (i64.const -1) (i32.const 0)))
          (drop (select (local.get 3) (f32.const 1) (local.get 0)))
          (global.set $g (global.get $g))
          (unreachable)
          (i32.add) (i32.add (i32.const 1)) (local.set 5) (f64.add (f64.const 1)) (local.set 4))
        (i32.sub (local.get 5)))
      """;

  private static final String MANY_LOCALS =
      "(func (local "
          + "i64 ".repeat(300)
          + ") (local.set 299 (local.get 130)))\n"
          + "(func (param (ref func)) (local (ref func)) (local.set 1 (local.get 0))"
          + " (drop (local.get 1)))\n";

  @ParameterizedTest
  @ValueSource(strings = {"(memory 1)", "(memory i64 1)", "(memory 1) (memory i64 1)", ""})
  void outcomesAreThoseOfTheRules(String memories) {
    byte[] valid = ModuleSource.of(text(memories)).binary();
    assertThat(outcome(valid, ALL, true)).startsWith("valid").isEqualTo(outcome(valid, ALL, false));
    assertThat(outcome(valid, OLD, true)).isEqualTo(outcome(valid, OLD, false));
    Module module = ModuleDecoder.decode(valid, DecodeLimits.JS_API);
    int start = module.bodies().getFirst().start();
    int end = module.bodies().getLast().end();
    var random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] broken = valid.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        broken[random.nextInt(start, end)] = changed(random, module, broken);
      }
      Set<Feature> enabled = random.nextInt(8) == 0 ? OLD : ALL;
      assertThat(outcome(broken, enabled, true))
          .as("round %d", round)
          .isEqualTo(outcome(broken, enabled, false));
    }
  }

  /** Any byte, or one that occurs in a body, so that much stays nearly valid. */
  private static byte changed(Random random, Module module, byte[] bytes) {
    Expr body = module.bodies().get(random.nextInt(module.bodies().size()));
    return random.nextBoolean()
        ? (byte) random.nextInt(256)
        : bytes[random.nextInt(body.start(), body.end())];
  }

  private static String outcome(byte[] bytes, Set<Feature> enabled, boolean fast) {
    try {
      Module module = ModuleDecoder.decode(bytes, DecodeLimits.JS_API);
      var side =
          fast
              ? ModuleValidator.validate(module, DecodeLimits.JS_API, enabled)
              : ModuleValidator.validateByRules(module, DecodeLimits.JS_API, enabled);
      return "valid " + side.facts();
    } catch (ModuleException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  /** A module with a function for each regular instruction that is there in this module. */
  private static String text(String memories) {
    var text = new StringBuilder("(module ").append(memories).append(DECLARATIONS);
    text.append(MANY_LOCALS);
    for (int op = 0; op < 256; op++) {
      Opcode opcode = Opcode.of(op);
      if (opcode != null && opcode.isRegular() && (!memories.isEmpty() || !usesMemory(opcode))) {
        text.append(function(opcode, memories.startsWith("(memory i64")));
      }
    }
    return text.append(')').toString();
  }

  private static boolean usesMemory(Opcode opcode) {
    return opcode.imm() == Imm.MEMARG || opcode.imm() == Imm.MEMORY;
  }

  /** The operands come from locals, one for each type, and the result goes to one. */
  private static String function(Opcode opcode, boolean is64) {
    String letters = is64 ? "IJFDJ" : "IJFDI";
    var text = new StringBuilder("(func (param i32 i64) (local f32 f64) ");
    opcode
        .operands()
        .chars()
        .map("IJFDA"::indexOf)
        .map(letters::charAt)
        .map("IJFD"::indexOf)
        .forEach(local -> text.append("local.get ").append(local).append(' '));
    text.append(opcode.text()).append(immediates(opcode));
    char result = opcode.result();
    if (result != '_') {
      text.append(" local.set ").append("IJFD".indexOf(letters.charAt("IJFDA".indexOf(result))));
    }
    return text.append(")\n").toString();
  }

  private static String immediates(Opcode opcode) {
    return switch (opcode.imm()) {
      case MEMARG -> " offset=" + opcode.code() * 1_000;
      case I32 -> " -2147483648";
      case I64 -> " -9223372036854775808";
      case F32, F64 -> " 1.5";
      default -> "";
    };
  }
}
