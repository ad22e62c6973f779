package dev.quern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Imports;
import dev.quern.Options;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import dev.quern.fuzz.Code;
import dev.quern.fuzz.Generator;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The compiler takes every valid function, up to the limits of the JavaScript interface, and makes
 * methods of it that HotSpot compiles. Each module is run with a known result, and the class files
 * of all of it are measured and verified.
 */
final class TotalityTest {
  /** HotSpot never compiles a longer method. */
  private static final int HOTSPOT_LIMIT = 8_000;

  /** A limit that asks for much smaller methods. */
  private static final int TINY_LIMIT = 300;

  /** A tiny limit is no promise, but methods stay in its neighbourhood. */
  private static final int NEAR_TINY_LIMIT = 1_500;

  /** The limits of the JavaScript interface. */
  private static final int MAX_BODY = 7_654_321;

  private static final int MAX_LOCALS = 50_000;
  private static final int MAX_VALUES = 1_000;

  private static final Path SHARED = Path.of(System.getProperty("quern.shared", "../../shared"));

  private static WebAssembly.Function run(byte[] module) {
    return run(module, Imports.none());
  }

  private static WebAssembly.Function run(byte[] module, Imports imports) {
    return new WebAssembly.Instance(new WebAssembly.Module(module), imports)
        .exports()
        .function("run");
  }

  private static WebAssembly.Function runTiny(byte[] module) {
    Options options = Options.defaults().withMethodLimit(TINY_LIMIT);
    return new WebAssembly.Instance(new WebAssembly.Module(module, options))
        .exports()
        .function("run");
  }

  private static void check(byte[] module) {
    GeneratedCode.of(module, HOTSPOT_LIMIT).hasNoMethodOver(HOTSPOT_LIMIT);
  }

  // Long bodies.

  // About 6 s.
  @Test
  void bodyOfTheGreatestLength() {
    var statements = new StraightLine(1_000_000, 1, 200);
    String locals = "J".repeat(200);
    var code = new Code();
    statements.writeStart(code, 0);
    int written = statements.write(code, MAX_BODY - 3_000);
    statements.writeSum(code);
    int rest = MAX_BODY - ModuleBuilder.body(locals).size() - code.size() - 1;
    IntStream.range(0, rest).forEach(i -> code.op(Opcode.NOP));
    var module = new ModuleBuilder();
    module.function("run", "J:J", locals, code.end());
    byte[] bytes = module.build();
    assertThat(run(bytes).call(7L)).isEqualTo(statements.compute(7, written, 1));
    check(bytes);
  }

  @Test
  void loopWithLongBody() {
    int rounds = 100;
    var statements = new StraightLine(100_000, 2, 60);
    var code = new Code();
    statements.writeStart(code, 0);
    code.i32(rounds).set(1).enter(Opcode.LOOP);
    int written = statements.write(code, 400_000);
    code.get(1).i32(1).op(Opcode.I32_SUB).tee(1).op(Opcode.BR_IF, 0).end();
    statements.writeSum(code);
    var module = new ModuleBuilder();
    module.function("run", "J:J", "I" + "J".repeat(60), code.end());
    byte[] bytes = module.build();
    assertThat(run(bytes).call(3L)).isEqualTo(statements.compute(3, written, rounds));
    check(bytes);
  }

  /** The values lie one place too high, so that all of them move. */
  @Test
  void manyValuesBranchOnNull() {
    String numbers = "i64 ".repeat(999);
    var constants = new StringBuilder("i64.const 7 ");
    IntStream.range(0, 999).forEach(i -> constants.append("i64.const ").append(i).append(' '));
    String sum = "i64.add ".repeat(998);
    byte[] bytes =
        Wat.parse(
            """
            (module
              (type $values (func (result %1$s)))
              (type $valuesAndRef (func (result %1$s (ref func))))
              (func (export "null") (param funcref) (result i64)
                block (type $values) %2$s local.get 0 br_on_null 0 unreachable end %3$s)
              (func (export "nonNull") (param funcref) (result i64)
                block (type $valuesAndRef) %2$s local.get 0 br_on_non_null 0 unreachable end
                drop %3$s))
            """
                .formatted(numbers, constants, sum));
    var exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), Imports.none()).exports();
    WebAssembly.Function onNull = exports.function("null");
    assertThat(onNull.call((Object) null)).isEqualTo(498_501L);
    assertThat(exports.function("nonNull").call(onNull)).isEqualTo(498_501L);
    check(bytes);
  }

  // Large objects.

  private static final int MAX_FIELDS = 10_000;

  /** A struct with as many fields as allowed, and an array with as many operands. */
  @Test
  void largeObjects() throws ClassNotFoundException {
    var fields = new StringBuilder();
    var values = new StringBuilder();
    var elements = new StringBuilder();
    String[] types = {"i8", "i64", "f32", "v128", "anyref"};
    String[] constants = {"i32.const", "i64.const", "f32.const", "v128.const i64x2 1", "i32.const"};
    for (int i = 0; i < MAX_FIELDS; i++) {
      int kind = i % types.length;
      fields.append("(field (mut ").append(types[kind]).append("))");
      values.append(constants[kind]).append(' ').append(i).append(kind == 4 ? " ref.i31 " : " ");
      elements.append("local.get 0 i32.const ").append(i).append(" i32.add ");
    }
    byte[] bytes =
        Wat.parse(
            """
            (module
              (type $s (struct %s))
              (type $a (array (mut i32)))
              (global $s (mut (ref null $s)) %s struct.new $s)
              (func (export "run") (param i32) (result i64) (local $a (ref null $a)) (local $i i32)
                (local $sum i32)
                %s array.new_fixed $a 10000 local.set $a
                loop
                  (array.get $a (local.get $a) (local.get $i)) (local.get $sum) i32.add local.set $sum
                  (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                                     (array.len (local.get $a))))
                end
                (call $both (global.get $s))
                %s struct.new $s global.set $s
                (i64.add (call $both (global.get $s)))
                (i64.add (call $both (struct.new_default $s)))
                (i64.add (i64.extend_i32_u (local.get $sum))))
              (func $both (param $s (ref null $s)) (result i64) (local $sum i64)
                (i64.extend_i32_u (struct.get_u $s 9995 (local.get $s)))
                (i64.add (struct.get $s 1 (local.get $s)))
                (i64.add (i64.trunc_f32_s (struct.get $s 9997 (local.get $s))))
                (i64.add (i64x2.extract_lane 1 (struct.get $s 9998 (local.get $s))))
                local.set $sum
                (block $null
                  (br_on_null $null (struct.get $s 9999 (local.get $s)))
                  ref.cast (ref i31) i31.get_s i64.extend_i32_s local.get $sum i64.add return)
                local.get $sum))
            """
                .formatted(fields, values, elements, values));
    long both = (9_995 & 0xFF) + 1 + 9_997 + 9_998 + 9_999;
    long sum = 3L * MAX_FIELDS + (MAX_FIELDS - 1) * MAX_FIELDS / 2 + 2 * both;
    assertThat(run(bytes).call(3)).isEqualTo(sum);
    assertThat(runTiny(bytes).call(3)).isEqualTo(sum);
    check(bytes);
  }

  // Many variables.

  @Test
  void asManyLocalsAsAllowed() {
    String kinds = "IJFDR";
    int each = (MAX_LOCALS - 1) / kinds.length();
    var locals = new StringBuilder();
    kinds.chars().forEach(kind -> locals.repeat(kind, each));
    locals.repeat('V', MAX_LOCALS - 1 - locals.length());
    var code = new Code();
    long sum = 0;
    for (int i = 0; i < locals.length(); i++) {
      code.constant(locals.charAt(i), i).set(1 + i);
    }
    code.get(0);
    for (int i = 0; i < each * 4; i++) {
      code.get(1 + i).toI64(locals.charAt(i)).op(Opcode.I64_ADD);
      sum += i;
    }
    for (int i = each * 4; i < each * 5; i++) {
      code.get(1 + i).op(Opcode.REF_IS_NULL).toI64('I').op(Opcode.I64_ADD);
      sum++;
    }
    var module = new ModuleBuilder();
    module.function("run", "J:J", locals.toString(), code.end());
    byte[] bytes = module.build();
    assertThat(run(bytes).call(5L)).isEqualTo(5 + sum);
    check(bytes);
  }

  /** Locals that are never set are zero, however a function is cut. */
  @Test
  void localsBeginWithZero() {
    String locals = "IJFDRV".repeat(500);
    var code = new Code().i64(0);
    for (int i = 0; i < locals.length(); i++) {
      code.get(i);
      switch (locals.charAt(i)) {
        case 'R' -> code.op(Opcode.REF_IS_NULL).op(Opcode.I64_EXTEND_I32_U);
        case 'V' -> code.op(Opcode.V128_ANY_TRUE).op(Opcode.I64_EXTEND_I32_U);
        default -> code.toI64(locals.charAt(i));
      }
      code.op(Opcode.I64_ADD);
    }
    var module = new ModuleBuilder();
    module.function("run", ":J", locals, code.end());
    byte[] bytes = module.build();
    assertThat(run(bytes).call()).isEqualTo(500L);
    assertThat(runTiny(bytes).call()).isEqualTo(500L);
    check(bytes);
  }

  @Test
  void manyGlobals() {
    int count = 12_000;
    var module = new ModuleBuilder();
    var code = new Code();
    for (int i = 0; i < count; i++) {
      char letter = "IJFD".charAt(i % 4);
      code.constant(letter, i).op(Opcode.GLOBAL_SET, module.global(letter));
    }
    code.i64(0);
    for (int i = 0; i < count; i++) {
      code.op(Opcode.GLOBAL_GET, i).toI64("IJFD".charAt(i % 4)).op(Opcode.I64_ADD);
    }
    module.function("run", ":J", "", code.end());
    byte[] bytes = module.build();
    assertThat(run(bytes).call()).isEqualTo(count * (count - 1L) / 2);
    check(bytes);
  }

  @Test
  void deepOperandStack() {
    int depth = 100_000;
    var code = new Code();
    long sum = 0;
    for (int i = 0; i < depth; i++) {
      switch (i % 4) {
        case 0 -> code.get(0);
        case 1 -> code.i32(i);
        case 2 -> code.get(0).i32(i).op(Opcode.I32_MUL);
        default -> code.get(0).tee(1);
      }
      sum += i % 4 == 1 ? i : i % 4 == 2 ? 3L * i : 3;
    }
    for (int i = 1; i < depth; i++) {
      code.op(Opcode.I32_ADD);
    }
    var module = new ModuleBuilder();
    module.function("run", "I:I", "I", code.end());
    byte[] bytes = module.build();
    assertThat(run(bytes).call(3)).isEqualTo((int) sum);
    // More methods than the constant pool of one class has names for.
    assertThat(runTiny(bytes).call(3)).isEqualTo((int) sum);
    check(bytes);
  }

  // Deep blocks and wide tables.

  private static final int DEPTH = 20_000;

  @Test
  void nestedBlocks() {
    var module = new ModuleBuilder();
    var code = new Code();
    IntStream.range(0, DEPTH).forEach(i -> code.enter(Opcode.BLOCK));
    for (int i = 0; i < DEPTH; i++) {
      // Every block adds one, and is left in time if the argument says so.
      code.get(1).i32(1).op(Opcode.I32_ADD).tee(1).get(0).op(Opcode.I32_EQ);
      code.op(Opcode.BR_IF, DEPTH - 1 - i).end();
    }
    module.function("run", "I:I", "I", code.get(1).end());
    byte[] bytes = module.build();
    WebAssembly.Function run = run(bytes);
    assertThat(List.of(run.call(1), run.call(12_345), run.call(0)))
        .isEqualTo(List.of(1, 12_345, DEPTH));
    check(bytes);
  }

  @Test
  void nestedLoops() {
    var module = new ModuleBuilder();
    var code = new Code();
    for (int i = 0; i < DEPTH; i++) {
      code.enter(Opcode.LOOP).get(1).i32(1).op(Opcode.I32_ADD).set(1);
    }
    // The innermost goes to the outermost, then to the one in the middle.
    code.get(0).i32(1).op(Opcode.I32_SUB).tee(0).op(Opcode.BR_IF, DEPTH - 1);
    code.get(2)
        .op(Opcode.I32_EQZ)
        .enter(Opcode.IF)
        .i32(1)
        .tee(2)
        .set(0)
        .op(Opcode.BR, DEPTH / 2)
        .end();
    IntStream.range(0, DEPTH).forEach(i -> code.end());
    module.function("run", "I:I", "II", code.get(1).end());
    byte[] bytes = module.build();
    assertThat(run(bytes).call(3)).isEqualTo(3 * DEPTH + DEPTH / 2);
    check(bytes);
  }

  @Test
  void nestedIfs() {
    var module = new ModuleBuilder();
    int type = module.type("I:I");
    var code = new Code().get(0);
    for (int i = 0; i < DEPTH; i++) {
      code.get(0).i32(i).op(Opcode.I32_GT_S).enter(Opcode.IF, type).i32(1).op(Opcode.I32_ADD);
    }
    for (int i = 0; i < DEPTH; i++) {
      code.op(Opcode.ELSE).i32(100_000).op(Opcode.I32_ADD).end();
    }
    module.function("run", "I:I", "", code.end());
    byte[] bytes = module.build();
    WebAssembly.Function run = run(bytes);
    assertThat(run.call(0)).isEqualTo(100_000);
    assertThat(run.call(777)).isEqualTo(777 + 777 + 100_000);
    assertThat(run.call(DEPTH)).isEqualTo(2 * DEPTH);
    check(bytes);
  }

  private static final int TARGETS = 25_000;

  @ParameterizedTest
  @ValueSource(strings = {"", "I", "JDI"})
  void wideBranchTable(String blockResults) {
    var module = new ModuleBuilder();
    int type = module.type(":" + blockResults);
    var code = new Code();
    IntStream.range(0, TARGETS).forEach(i -> code.enter(Opcode.BLOCK, type));
    for (char letter : blockResults.toCharArray()) {
      code.constant(letter, 1_000_000);
    }
    code.get(0).brTable(IntStream.range(0, TARGETS).toArray()).end();
    for (int i = 0; i < TARGETS; i++) {
      // What follows the end of the block that is target i.
      if (blockResults.isEmpty()) {
        code.i32(1_000_000);
      }
      code.i32(i).op(Opcode.I32_ADD).op(Opcode.RETURN);
      if (i + 1 < TARGETS) {
        code.end();
      }
    }
    module.function("run", "I:I", "", code.end());
    byte[] bytes = module.build();
    WebAssembly.Function run = run(bytes);
    for (int i : new int[] {0, 1, 255, 12_345, TARGETS - 2, TARGETS - 1}) {
      assertThat(run.call(i)).isEqualTo(1_000_000 + i);
    }
    assertThat(run.call(-1)).isEqualTo(1_000_000 + TARGETS - 1);
    check(bytes);
  }

  // A thousand parameters and results.

  /** A thousand letters; the list read backwards is another one. */
  private static final String MANY = "IJFDRV".repeat(167).substring(0, MAX_VALUES);

  private static final String BACKWARDS = new StringBuilder(MANY).reverse().toString();

  /** Functions over a thousand values, for modules that move those about. */
  private static final class Wide {
    final ModuleBuilder module = new ModuleBuilder();
    final String same = MANY + ":" + MANY;

    /** Gives back its parameters, last first. */
    final int reverse = module.declare(MANY + ":" + BACKWARDS);

    /** The same in the other direction. */
    final int unreverse = module.declare(BACKWARDS + ":" + MANY);

    /** A number that depends on every parameter and its place. */
    final int sum = module.declare(MANY + ":J");

    Wide() {
      module.table(4);
      module.elements(0, reverse, unreverse, sum);
      defineReverse(reverse);
      defineReverse(unreverse);
      var code = new Code().i64(0);
      for (int i = 0; i < MAX_VALUES; i++) {
        code.i64(31).op(Opcode.I64_MUL).get(i);
        toI64(code, MANY.charAt(i));
        code.op(Opcode.I64_ADD);
      }
      module.define(sum, "", code.end());
    }

    private static void toI64(Code code, char letter) {
      switch (letter) {
        case 'R' -> code.op(Opcode.REF_IS_NULL).toI64('I');
        case 'V' -> code.op(Opcode.I64X2_EXTRACT_LANE).out().u8(0);
        default -> code.toI64(letter);
      }
    }

    private void defineReverse(int function) {
      var code = new Code();
      for (int i = MAX_VALUES - 1; i >= 0; i--) {
        code.get(i);
      }
      module.define(function, "", code.end());
    }

    /** Pushes the values that {@link #expected} is about; the first i32 is local 0. */
    Code push(Code code) {
      code.get(0);
      for (int i = 1; i < MAX_VALUES; i++) {
        code.constant(MANY.charAt(i), i);
      }
      return code;
    }

    static long expected(int first) {
      long sum = first;
      for (int i = 1; i < MAX_VALUES; i++) {
        sum = sum * 31 + (MANY.charAt(i) == 'R' ? 1 : i);
      }
      return sum;
    }

    /** Checks a function {@code run}, of type {@code I:J}, with the normal and a tiny limit. */
    void check(String locals, Code code) {
      module.function("run", "I:J", locals, code);
      byte[] bytes = module.build();
      assertThat(run(bytes).call(42)).isEqualTo(expected(42));
      assertThat(runTiny(bytes).call(-7)).isEqualTo(expected(-7));
      TotalityTest.check(bytes);
    }
  }

  @Test
  void callsWithManyValues() {
    var wide = new Wide();
    Code code = wide.push(new Code()).call(wide.reverse).call(wide.unreverse);
    code.i32(0).op(Opcode.CALL_INDIRECT, wide.module.type(MANY + ":" + BACKWARDS), 0);
    code.op(Opcode.REF_FUNC, wide.unreverse);
    code.op(Opcode.CALL_REF, wide.module.type(BACKWARDS + ":" + MANY));
    wide.check("", code.call(wide.sum).end());
  }

  @Test
  void blocksWithManyValues() {
    var wide = new Wide();
    int same = wide.module.type(wide.same);
    int there = wide.module.type(MANY + ":" + BACKWARDS);
    int back = wide.module.type(BACKWARDS + ":" + MANY);
    Code code = wide.push(new Code());
    code.enter(Opcode.BLOCK, there).call(wide.reverse).end();
    code.get(0).enter(Opcode.IF, back).call(wide.unreverse);
    code.op(Opcode.ELSE).call(wide.unreverse).end();
    code.enter(Opcode.BLOCK, same).op(Opcode.BR, 0).end();
    code.enter(Opcode.BLOCK, same).get(0).op(Opcode.BR_IF, 0).op(Opcode.UNREACHABLE).end();
    // Twice around, reversed each time.
    code.enter(Opcode.LOOP, same).call(wide.reverse).call(wide.unreverse);
    code.get(1).i32(1).op(Opcode.I32_ADD).tee(1).i32(2).op(Opcode.I32_NE).op(Opcode.BR_IF, 0).end();
    wide.check("I", code.call(wide.sum).end());
  }

  @Test
  void branchTableWithManyValues() {
    var wide = new Wide();
    int type = wide.module.type(":" + MANY);
    var code = new Code();
    int targets = 5;
    IntStream.range(0, targets).forEach(i -> code.enter(Opcode.BLOCK, type));
    // Something below the values, so that they have to move.
    code.i32(1).i64(2);
    wide.push(code).get(1).brTable(IntStream.range(0, targets).toArray());
    for (int i = 0; i < targets; i++) {
      code.end();
      if (i + 1 < targets) {
        code.call(wide.reverse).call(wide.unreverse);
        // Count how many targets were passed, and go through the table's label again.
        code.get(1).i32(1).op(Opcode.I32_ADD).set(1).op(Opcode.BR, 0);
      }
    }
    wide.check("I", code.call(wide.sum).end());
  }

  @Test
  void returnsFromWithinWithManyValues() {
    var wide = new Wide();
    int conditional = wide.module.declare("I" + wide.same.substring(1));
    var code = new Code().i32(1);
    IntStream.range(0, MAX_VALUES).forEach(code::get);
    code.get(0).i32(42).op(Opcode.I32_EQ).op(Opcode.BR_IF, 0);
    // Several ways out: each return is as long as a method may be.
    code.get(0).enter(Opcode.IF);
    IntStream.range(0, MAX_VALUES).forEach(code::get);
    code.op(Opcode.RETURN).end();
    wide.module.define(conditional, "", code.op(Opcode.RETURN).end());
    wide.check("", wide.push(new Code()).call(conditional).call(wide.sum).end());
  }

  /** Tail calls of itself, of another by index, through a table and through a reference. */
  @ParameterizedTest
  @ValueSource(ints = {3, 17, 250, 1_000})
  void tailCallsWithManyParameters(int count) {
    String signature = "I".repeat(count) + ":I";
    var module = new ModuleBuilder();
    int[] functions = IntStream.range(0, 4).map(i -> module.declare(signature)).toArray();
    module.table(4);
    module.elements(0, functions);
    int type = module.type(signature);
    module.define(functions[0], "", countDown(count, c -> c.op(Opcode.RETURN_CALL, functions[0])));
    module.define(functions[1], "", countDown(count, c -> c.op(Opcode.RETURN_CALL, functions[2])));
    module.define(
        functions[2], "", countDown(count, c -> c.i32(3).op(Opcode.RETURN_CALL_INDIRECT, type, 0)));
    module.define(
        functions[3],
        "",
        countDown(
            count, c -> c.op(Opcode.REF_FUNC, functions[1]).op(Opcode.RETURN_CALL_REF, type)));
    var code = new Code().i32(0);
    for (int function : new int[] {functions[0], functions[1]}) {
      code.get(0);
      IntStream.range(1, count).forEach(code::i32);
      code.call(function).op(Opcode.I32_ADD);
    }
    module.function("run", "I:I", "", code.end());
    byte[] bytes = module.build();
    assertThat(run(bytes).call(1_000)).isEqualTo(2 * rotated(count, 1_000));
    assertThat(runTiny(bytes).call(1_001)).isEqualTo(2 * rotated(count, 1_001));
    check(bytes);
  }

  /** What {@link #countDown} gives for the numbers 1, 2, 3 ... after some rounds. */
  private static int rotated(int count, int rounds) {
    int sum = 0;
    for (int i = 1; i < count; i++) {
      sum = 31 * sum + (i - 1 + rounds) % (count - 1) + 1;
    }
    return sum;
  }

  /** Counts its first parameter down and rotates the others; at zero gives a sum by place. */
  private static Code countDown(int count, Consumer<Code> tailCall) {
    var code = new Code().get(0).enter(Opcode.IF).get(0).i32(1).op(Opcode.I32_SUB);
    for (int i = 1; i < count; i++) {
      code.get(1 + i % (count - 1));
    }
    tailCall.accept(code);
    code.end().i32(0);
    for (int i = 1; i < count; i++) {
      code.i32(31).op(Opcode.I32_MUL).get(i).op(Opcode.I32_ADD);
    }
    return code.end();
  }

  /** As many parameters as still are JVM parameters, through every kind of call. */
  @ParameterizedTest
  @ValueSource(strings = {"I", "J"})
  void callsWithAsManyParametersAsTheJvmTakes(String letter) {
    int count = letter.equals("I") ? 250 : 125;
    String signature = letter.repeat(count) + ":" + letter;
    var module = new ModuleBuilder();
    int callee = module.declare(signature);
    module.table(1);
    module.elements(0, callee);
    var body = new Code().get(0);
    IntStream.range(1, count).forEach(i -> body.get(i).op(add(letter)));
    module.define(callee, "", body.end());
    var code = new Code();
    IntConsumer push =
        first -> {
          code.get(0);
          IntStream.range(1, count).forEach(i -> code.constant(letter.charAt(0), i));
        };
    push.accept(0);
    code.call(callee);
    push.accept(0);
    code.i32(0).op(Opcode.CALL_INDIRECT, module.type(signature), 0).op(add(letter));
    push.accept(0);
    code.op(Opcode.REF_FUNC, callee).op(Opcode.CALL_REF, module.type(signature)).op(add(letter));
    module.function("run", letter + ":" + letter, "", code.end());
    byte[] bytes = module.build();
    int expected = 3 * (count * (count - 1) / 2 + 10);
    Object argument = letter.equals("I") ? (Object) 10 : (Object) 10L;
    assertThat(((Number) run(bytes).call(argument)).intValue()).isEqualTo(expected);
    assertThat(((Number) runTiny(bytes).call(argument)).intValue()).isEqualTo(expected);
    check(bytes);
  }

  private static Opcode add(String letter) {
    return letter.equals("I") ? Opcode.I32_ADD : Opcode.I64_ADD;
  }

  // Imports.

  private static final String THREE_HUNDRED = "IJFD".repeat(75);
  private static final String WIDE_IMPORT = "IJFD".repeat(250) + ":" + THREE_HUNDRED;

  /** A host function: gives the parameters back without the first four, as many as it may. */
  private static Object[] firstThreeHundred(Object[] arguments) {
    return Arrays.copyOfRange(arguments, 4, 304);
  }

  /** The module that calls an import with many values, and gives them to outsiders too. */
  private static byte[] callerOfWideImport() {
    var module = new ModuleBuilder();
    int imported = module.importFunction("m", "f", WIDE_IMPORT);
    String parameters = ModuleBuilder.parameters(WIDE_IMPORT);
    var code = new Code();
    for (int i = 0; i < parameters.length(); i++) {
      code.constant(parameters.charAt(i), i);
    }
    code.call(imported);
    for (int i = 0; i < 300; i++) {
      code.set(299 - i);
    }
    code.i64(0);
    for (int i = 0; i < 300; i++) {
      code.i64(31).op(Opcode.I64_MUL).get(i).toI64(THREE_HUNDRED.charAt(i)).op(Opcode.I64_ADD);
    }
    module.function("run", ":J", THREE_HUNDRED, code.end());
    var forward = new Code();
    IntStream.range(0, parameters.length()).forEach(forward::get);
    module.function("f", WIDE_IMPORT, "", forward.call(imported).end());
    return module.build();
  }

  private static long expectedOfWideImport() {
    return IntStream.range(4, 304).asLongStream().reduce(0, (sum, i) -> sum * 31 + i);
  }

  @Test
  void importWithManyValues() throws ReflectiveOperationException {
    byte[] bytes = callerOfWideImport();
    MethodHandle host =
        MethodHandles.lookup()
            .findStatic(
                TotalityTest.class,
                "firstThreeHundred",
                MethodType.methodType(Object[].class, Object[].class));
    var module = new WebAssembly.Module(bytes);
    var wanted = (ExternType.Function) module.imports().getFirst().type();
    FunctionType type = ((DefinedType) wanted.type()).function();
    Imports imports = Imports.of("m", "f", WebAssembly.Function.of(type, host));
    var first = new WebAssembly.Instance(module, imports);
    assertThat(first.exports().function("run").call()).isEqualTo(expectedOfWideImport());
    // Another instance, of another module, that calls through the first.
    Imports other = Imports.of("m", "f", first.exports().function("f"));
    Options tiny = Options.defaults().withMethodLimit(TINY_LIMIT);
    var second = new WebAssembly.Instance(new WebAssembly.Module(bytes, tiny), other);
    assertThat(second.exports().function("run").call()).isEqualTo(expectedOfWideImport());
    check(bytes);
  }

  @Test
  void manyImports() {
    int count = 1_000;
    var module = new ModuleBuilder();
    for (int i = 0; i < count; i++) {
      module.importFunction("m", "f" + i, "I:I");
    }
    var code = new Code().i32(0);
    for (int i = 0; i < count; i++) {
      code.get(0).call(i).op(Opcode.I32_ADD);
    }
    module.function("run", "I:I", "", code.end());
    byte[] bytes = module.build();
    var functions = new HashMap<String, Object>();
    for (int i = 0; i < count; i++) {
      int factor = i;
      functions.put("f" + i, (IntUnaryOperator) x -> x * factor);
    }
    Imports imports = Imports.of("m", functions);
    assertThat(run(bytes, imports).call(3)).isEqualTo(3 * count * (count - 1) / 2);
    check(bytes);
  }

  @Test
  void manyFunctionsOfOneTypeInATable() {
    int count = 5_000;
    var module = new ModuleBuilder();
    module.table(count);
    var functions = new int[count];
    for (int i = 0; i < count; i++) {
      functions[i] = module.function("I:I", "", new Code().get(0).i32(i).op(Opcode.I32_MUL).end());
    }
    module.elements(0, functions);
    var code = new Code().enter(Opcode.LOOP);
    code.get(2).get(0).get(1).op(Opcode.CALL_INDIRECT, module.type("I:I"), 0);
    code.op(Opcode.I32_ADD).set(2);
    code.get(1).i32(1).op(Opcode.I32_ADD).tee(1).i32(count).op(Opcode.I32_NE).op(Opcode.BR_IF, 0);
    module.function("run", "I:I", "II", code.end().get(2).end());
    byte[] bytes = module.build();
    assertThat(run(bytes).call(3)).isEqualTo(3 * count * (count - 1) / 2);
    check(bytes);
  }

  // Small methods.

  @Test
  void aTinyLimitCutsOrdinaryFunctions() throws IOException {
    Path kernels = SHARED.resolve("bench/kernels");
    if (!Files.isDirectory(kernels)) {
      System.out.println("skipped: the bench's kernels, for there are none in " + kernels);
      Assumptions.abort("no kernels in " + kernels.toAbsolutePath().normalize());
    }
    int chunks = 0;
    try (var files = Files.list(kernels)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".wasm")).toList()) {
        GeneratedCode code = GeneratedCode.of(Files.readAllBytes(file), TINY_LIMIT);
        code.hasNoMethodOver(NEAR_TINY_LIMIT);
        chunks += code.chunks();
      }
    }
    assertThat(chunks).as("parts of functions").isGreaterThan(20);
  }

  @Test
  void aTinyLimitCutsRandomPrograms() {
    int chunks = 0;
    // Even seeds have no features that are off by default.
    for (int seed = 0; seed < 40; seed += 2) {
      for (byte[] module : Generator.modules(seed)) {
        GeneratedCode code = GeneratedCode.of(module, TINY_LIMIT);
        code.hasNoMethodOver(NEAR_TINY_LIMIT);
        chunks += code.chunks();
      }
    }
    assertThat(chunks).isGreaterThan(100);
  }
}
