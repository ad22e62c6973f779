package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.quern.type.GlobalType;
import dev.quern.type.ReferenceType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tail calls of every kind, with every type as a parameter and as a result. Arguments and results
 * go through scratch space, which holds what earlier calls have left there.
 */
class TailCallTest {
  private record Value(String text, Class<?> type, Object java) {}

  private static final Map<String, Value> VALUES =
      new TreeMap<>(
          Map.of(
              "i32", new Value("(i32.const -7)", int.class, -7),
              "i64", new Value("(i64.const 0x123456789abcdef0)", long.class, 0x123456789abcdef0L),
              "f32", new Value("(f32.const 1.5)", float.class, 1.5f),
              "f64", new Value("(f64.const -2.25)", double.class, -2.25),
              "v128", new Value("(v128.const i64x2 5 -6)", V128.class, new V128(5, -6)),
              "externref", new Value("(global.get $outer)", Object.class, "outer"),
              "i31ref", new Value("(ref.i31 (i32.const 9))", Object.class, 9)));

  /** A parameter, and one or two results. */
  private record Case(String parameter, List<String> results) {
    String id() {
      return "$" + parameter + "_" + String.join("_", results);
    }

    /** A function with this type, exported under its name. */
    String function(String prefix, String body) {
      String name = id().replace("$", prefix);
      String head =
          "(func $%s (export \"%s\") (type %s) (local $i i32)".formatted(name, name, id());
      return head + FILLER + body + ")\n";
    }

    String constants() {
      return results.stream().map(type -> VALUES.get(type).text).collect(Collectors.joining(" "));
    }

    Object[] values() {
      return results.stream().map(type -> VALUES.get(type).java).toArray();
    }

    /** A host function that gives the values. */
    MethodHandle host() {
      MethodHandle constant =
          results.size() > 1
              ? MethodHandles.constant(Object[].class, values())
              : MethodHandles.constant(VALUES.get(results.getFirst()).type, values()[0]);
      return MethodHandles.dropArguments(constant, 0, VALUES.get(parameter).type);
    }
  }

  private static final List<Case> CASES = cases();

  private static List<Case> cases() {
    var cases = new ArrayList<Case>();
    for (String parameter : VALUES.keySet()) {
      for (String first : VALUES.keySet()) {
        cases.add(new Case(parameter, List.of(first)));
        VALUES.keySet().forEach(second -> cases.add(new Case(parameter, List.of(first, second))));
      }
    }
    return cases;
  }

  /** Enough code for a function to be cut where the limit is low. */
  private static final String FILLER =
      "(local.set $i (i32.add (local.get $i) (i32.mul (local.get $i) (i32.const 12345))))"
          .repeat(12);

  private static String forAll(Function<Case, String> text) {
    return CASES.stream().map(text).collect(Collectors.joining());
  }

  private static final String TYPES =
      "(import \"host\" \"outer\" (global $outer externref))"
          + forAll(c ->
              "(type %s (func (param %s) (result %s)))\n"
                  .formatted(c.id(), c.parameter, String.join(" ", c.results)));

  /** Functions that give the values, by another tail call, and a table of them. */
  private static final String CALLEES =
      forAll(c -> c.function("last", c.constants()))
          + forAll(c -> c.function("callee", tail("return_call", c, "last")))
          + "(table (export \"table\") funcref (elem"
          + forAll(c -> c.id().replace("$", " $callee"))
          + "))";

  private static final String IMPORTED_TABLE =
      "(import \"callees\" \"table\" (table %d funcref))".formatted(CASES.size());

  private static String tail(String instruction, Case one, String prefix) {
    return "(%s %s (local.get 0))".formatted(instruction, one.id().replace("$", "$" + prefix));
  }

  private static String indirect(Case one) {
    return "(return_call_indirect (type %s) (local.get 0) (i32.const %d))"
        .formatted(one.id(), CASES.indexOf(one));
  }

  private static String imported(Case one) {
    String name = one.id().replace("$", "callee");
    return "(import \"callees\" \"%s\" (func $%s (type %s)))\n".formatted(name, name, one.id());
  }

  private static String callers(Function<Case, String> body) {
    return forAll(c -> c.function("call", body.apply(c)));
  }

  /** Leaves a value of every type in the places of scratch space. */
  private static final String DIRT =
      VALUES.keySet().stream()
          .map(type ->
              """
              (func $dirt_%1$s (result %1$s %1$s %1$s) %2$s %2$s %2$s)
              (func (export "dirt_%1$s") (call $dirt_%1$s) drop drop drop)
              """
                  .formatted(type, VALUES.get(type).text))
          .collect(Collectors.joining());

  private static final Imports OUTER =
      Imports.of(
          "host",
          "outer",
          new WebAssembly.Global(new GlobalType(ReferenceType.EXTERNREF, false), "outer"));

  private static Exports exports(String content, Imports imports, Options options) {
    var module = new WebAssembly.Module(Wat.parse("(module " + content + ")"), options);
    return new WebAssembly.Instance(module, imports).exports();
  }

  private static void callAll(String content, Imports imports, int methodLimit) {
    Options options = Options.defaults().withMethodLimit(methodLimit);
    Exports exports = exports(TYPES + content + DIRT, OUTER.and(imports), options);
    for (String dirt : VALUES.keySet()) {
      for (Case one : CASES) {
        exports.function("dirt_" + dirt).call();
        Object result =
            exports.function(one.id().replace("$", "call")).call(VALUES.get(one.parameter).java);
        Object[] results = one.results.size() > 1 ? (Object[]) result : new Object[] {result};
        assertThat(results).as("%s after %s", one, dirt).isEqualTo(one.values());
      }
    }
  }

  private static Imports otherInstance(int methodLimit) {
    Options options = Options.defaults().withMethodLimit(methodLimit);
    return Imports.from("callees", exports(TYPES + CALLEES, OUTER, options));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 1_000, 8_000})
  void givesTheResultsOfAFunctionOfItsOwn(int methodLimit) {
    String direct = callers(c -> tail("return_call", c, "callee"));
    callAll(CALLEES + direct, Imports.none(), methodLimit);
    callAll(CALLEES + callers(TailCallTest::indirect), Imports.none(), methodLimit);
    String reference =
        callers(c ->
            "(return_call_ref %s (local.get 0) (ref.func %s))"
                .formatted(c.id(), c.id().replace("$", "$callee")));
    callAll(CALLEES + reference, Imports.none(), methodLimit);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 1_000, 8_000})
  void givesTheResultsOfItself(int methodLimit) {
    String self =
        callers(c ->
            "(if (global.get $again) (then (global.set $again (i32.const 0)) %s)) %s (global.set $again (i32.const 1))"
                .formatted(tail("return_call", c, "call"), c.constants()));
    callAll("(global $again (mut i32) (i32.const 1))" + self, Imports.none(), methodLimit);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 1_000, 8_000})
  void givesTheResultsOfAFunctionOfAnotherInstance(int methodLimit) {
    String direct = forAll(TailCallTest::imported) + callers(c -> tail("return_call", c, "callee"));
    callAll(direct, otherInstance(methodLimit), methodLimit);
    callAll(
        IMPORTED_TABLE + callers(TailCallTest::indirect), otherInstance(methodLimit), methodLimit);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 1_000, 8_000})
  void givesTheResultsOfAHostFunction(int methodLimit) {
    Imports host = Imports.none();
    for (Case one : CASES) {
      host = host.with("callees", one.id().replace("$", "callee"), one.host());
    }
    String direct = forAll(TailCallTest::imported) + callers(c -> tail("return_call", c, "callee"));
    callAll(direct, host, methodLimit);
  }

  // Stack.

  /** Counts down in turn with the function at another place of a table, which it calls in a way. */
  private static final String COUNT =
      """
      (type $count (func (param i32) (result i32)))
      (type $countMany (func (param i64 f64 i32 externref) (result i32 f32 v128)))
      (func $many (export "many") (type $countMany)
        (if (i32.eqz (local.get 2))
          (then (return (i32.const 42) (f32.const 0.5) (v128.const i64x2 1 2))))
        (return_call_indirect (type $countMany)
          (i64.add (local.get 0) (i64.const 1)) (f64.add (local.get 1) (f64.const 1))
          (i32.sub (local.get 2) (i32.const 1)) (local.get 3) (i32.const %1$d)))
      (func $indirect (export "indirect") (type $count)
        (if (i32.eqz (local.get 0)) (then (return (i32.const 42))))
        (return_call_indirect (type $count)
          (i32.sub (local.get 0) (i32.const 1)) (i32.const %2$d)))
      (func $reference (export "reference") (type $count)
        (if (i32.eqz (local.get 0)) (then (return (i32.const 42))))
        (return_call_ref $count (i32.sub (local.get 0) (i32.const 1))
          (ref.cast (ref $count) (table.get (i32.const %3$d)))))
      (elem (i32.const %4$d) $many $indirect $reference)
      """;

  private static final int ROUNDS = 1_000_000;

  /** Runs something on a stack of 1 MB. */
  private static void onSmallStack(Runnable test) throws InterruptedException {
    var thrown = new ArrayList<Throwable>();
    var thread = new Thread(null, test, "small stack", 1 << 20);
    thread.setUncaughtExceptionHandler((t, e) -> thrown.add(e));
    thread.start();
    thread.join();
    assertThat(thrown).isEmpty();
  }

  private static void countDown(Exports exports) {
    assertThat(exports.function("indirect").call(ROUNDS)).isEqualTo(42);
    assertThat(exports.function("reference").call(ROUNDS)).isEqualTo(42);
    assertThat((Object[]) exports.function("many").call(0L, 0.0, ROUNDS, "host"))
        .containsExactly(42, 0.5f, new V128(1, 2));
  }

  @Test
  void alternatingModulesNeedNoStack() throws InterruptedException {
    Exports first =
        exports(
            "(table (export \"table\") 6 funcref)" + COUNT.formatted(3, 4, 5, 0),
            Imports.none(),
            Options.defaults());
    Exports second =
        exports(
            "(import \"first\" \"table\" (table 6 funcref))"
                + COUNT.formatted(0, 1, 2, 3)
                + "(func (export \"more\") (nop))",
            Imports.from("first", first),
            Options.defaults());
    onSmallStack(() -> countDown(first));
    onSmallStack(() -> countDown(second));
  }

  @Test
  void alternatingInstancesOfOneModuleNeedNoStack() throws InterruptedException {
    var table = exports("(table (export \"table\") 6 funcref)", Imports.none(), Options.defaults());
    String text =
        """
        (import "first" "table" (table 2 funcref))
        (import "first" "place" (global $own i32))
        (import "first" "other" (global $other i32))
        (type $count (func (param i32) (result i32)))
        (func $count (export "count") (type $count)
          (if (i32.eqz (local.get 0)) (then (return (global.get $own))))
          (return_call_indirect (type $count)
            (i32.sub (local.get 0) (i32.const 1)) (global.get $other)))
        (elem (global.get $own) $count)
        """;
    var module = new WebAssembly.Module(Wat.parse("(module " + text + ")"));
    var instances = new ArrayList<WebAssembly.Instance>();
    for (int i = 0; i < 2; i++) {
      Imports places = Imports.of("first", "place", i).with("first", "other", 1 - i);
      instances.add(new WebAssembly.Instance(module, Imports.from("first", table).and(places)));
    }
    WebAssembly.Function count = instances.getFirst().exports().function("count");
    onSmallStack(() -> {
      assertThat(count.call(ROUNDS)).isEqualTo(0);
      assertThat(count.call(ROUNDS + 1)).isEqualTo(1);
    });
  }

  @Test
  void alternatingWithAnImportNeedsNoStack() throws InterruptedException {
    Exports first =
        exports(
            "(table (export \"table\") 6 funcref)" + COUNT.formatted(3, 4, 5, 0),
            Imports.none(),
            Options.defaults());
    String second =
        """
        (import "first" "table" (table 6 funcref))
        (type $count (func (param i32) (result i32)))
        (import "first" "indirect" (func $first (type $count)))
        (func $second (export "count") (type $count)
          (if (i32.eqz (local.get 0)) (then (return (i32.const 43))))
          (return_call $first (i32.sub (local.get 0) (i32.const 1))))
        (elem (i32.const 4) $second)
        """;
    Exports exports = exports(second, Imports.from("first", first), Options.defaults());
    onSmallStack(() -> {
      assertThat(exports.function("count").call(ROUNDS)).isEqualTo(43);
      assertThat(exports.function("count").call(ROUNDS + 1)).isEqualTo(42);
    });
  }

  @Test
  void anExceptionOfAFunctionOfAnotherInstanceIsNotCaughtByTheCaller() {
    Exports first =
        exports(
            "(tag $t (export \"t\")) (func (export \"count\") (param i32) (if (local.get 0) (then (throw $t))) (return_call $f)) (func $f)",
            Imports.none(),
            Options.defaults());
    Exports second =
        exports(
            """
            (import "first" "count" (func $count (param i32)))
            (func $tail (param i32)
              (block $caught (try_table (catch_all $caught) (return_call $count (local.get 0)))))
            (func (export "run") (param i32) (result i32)
              (block $caught
                (try_table (catch_all $caught) (call $tail (local.get 0)))
                (return (i32.const 1)))
              (i32.const 2))
            """,
            Imports.from("first", first),
            Options.defaults());
    assertThat(second.function("run").call(0)).isEqualTo(1);
    assertThat(second.function("run").call(1)).isEqualTo(2);
    assertThat(second.function("run").call(0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 8_000})
  void aStackOverflowLeavesNoCallPending(int methodLimit) throws InterruptedException {
    Exports exports =
        exports(
            """
            (func $down (param f32 i32) (result f32)
              (f32.add (call $tail (local.get 0) (local.get 1)) (f32.const 1)))
            (func $tail (param f32 i32) (result f32)
              (return_call $down (local.get 0) (i32.add (local.get 1) (i32.const 1))))
            (func (export "overflow") (result f32)
              (call $down (f32.const 0) (i32.const 0)))
            (func $seldom (param i32) (result f32)
              (if (local.get 0) (then (return_call $other (f32.const 3))))
              (f32.const 7))
            (func $other (param f32) (result f32) (local.get 0))
            (func (export "plain") (result f32) (call $seldom (i32.const 0)))
            """,
            Imports.none(),
            Options.defaults().withMethodLimit(methodLimit));
    WebAssembly.Function overflow = exports.function("overflow");
    WebAssembly.Function plain = exports.function("plain");
    for (int i = 0; i < 200; i++) {
      int depth = i;
      onSmallStack(() -> {
        Throwable trap = catchThrowable(() -> below(depth, overflow));
        assertThat(trap).isInstanceOf(WebAssembly.RuntimeError.class);
        assertThat(plain.call()).isEqualTo(7f);
      });
    }
  }

  /** Calls a function some frames further down, so that the stack ends elsewhere. */
  private static Object below(int frames, WebAssembly.Function function) {
    Object result = frames == 0 ? function.call() : below(frames - 1, function);
    return result == null ? frames : result;
  }
}
