package dev.quern.js;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.quern.Exports;
import dev.quern.Imports;
import dev.quern.Wat;
import dev.quern.WebAssembly.CompileError;
import dev.quern.WebAssembly.Function;
import dev.quern.WebAssembly.Global;
import dev.quern.WebAssembly.ImportDescriptor;
import dev.quern.WebAssembly.Instance;
import dev.quern.WebAssembly.Module;
import dev.quern.WebAssembly.RuntimeError;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The builtin set js-string and imported string constants, as a module sees them. */
class BuiltinsTest {
  private static final Set<String> JS_STRING = Set.of("js-string");

  /** The functions as the interface has them: name, parameters, result. */
  // spotless:off
  private static final List<List<String>> TYPES = List.of(
      List.of("cast",              "externref",                       "(ref extern)"),
      List.of("test",              "externref",                       "i32"),
      List.of("fromCharCodeArray", "(ref null $array) i32 i32",       "(ref extern)"),
      List.of("intoCharCodeArray", "externref (ref null $array) i32", "i32"),
      List.of("fromCharCode",      "i32",                             "(ref extern)"),
      List.of("fromCodePoint",     "i32",                             "(ref extern)"),
      List.of("charCodeAt",        "externref i32",                   "i32"),
      List.of("codePointAt",       "externref i32",                   "i32"),
      List.of("length",            "externref",                       "i32"),
      List.of("concat",            "externref externref",             "(ref extern)"),
      List.of("substring",         "externref i32 i32",               "(ref extern)"),
      List.of("equals",            "externref externref",             "i32"),
      List.of("compare",           "externref externref",             "i32"));
  // spotless:on

  /** Exports every builtin, called where {@code catch_all} would catch what is no trap. */
  private static final Exports EXPORTS =
      instance(
              """
              (module
                (type $array (array (mut i16)))
                %s
                (func (export "array") (param i32) (result (ref $array))
                  (array.new_default $array (local.get 0)))
                (func (export "get") (param (ref $array) i32) (result i32)
                  (array.get_u $array (local.get 0) (local.get 1)))
                (func (export "set") (param (ref $array) i32 i32)
                  (array.set $array (local.get 0) (local.get 1) (local.get 2))))
              """
                  .formatted(wrappers()))
          .exports();

  private static String wrappers() {
    var imports = new StringBuilder();
    var functions = new StringBuilder();
    for (List<String> row : TYPES) {
      String name = row.getFirst();
      String type = "(param %s) (result %s)".formatted(row.get(1), row.get(2));
      imports.append("(import \"wasm:js-string\" \"%s\" (func $%1$s %s))\n".formatted(name, type));
      int parameters = Objects.requireNonNull(JsStrings.TYPES.get(name)).parameters().size();
      functions.append(
          """
          (func (export "%s") %s
            (block $caught (try_table (catch_all $caught) (return (call $%1$s %s))))
            (unreachable))
          """
              .formatted(name, type, arguments(parameters)));
    }
    return imports.append(functions).toString();
  }

  private static String arguments(int count) {
    return IntStream.range(0, count).mapToObj(i -> "(local.get " + i + ")").collect(joining(" "));
  }

  private static Instance instance(String wat) {
    return instance(new Module(Wat.parse(wat)), JS_STRING, null);
  }

  private static Instance instance(Module module, Set<String> sets, @Nullable String constants) {
    var builtins = Builtins.of(module, sets, constants);
    return new Instance(
        module,
        Imports.of((namespace, name) ->
            module.imports().stream()
                .filter(wanted -> wanted.module().equals(namespace) && wanted.name().equals(name))
                .findAny()
                .map(builtins::get)
                .orElse(null)));
  }

  private static @Nullable Object call(String name, @Nullable Object... arguments) {
    return EXPORTS.function(name).call(arguments);
  }

  /** A trap that no {@code catch_all} has seen; after one, the wrapper is unreachable. */
  private static AbstractThrowableAssert<?, ?> assertTrap(
      String name, @Nullable Object... arguments) {
    return assertThatThrownBy(() -> call(name, arguments))
        .as(name)
        .isInstanceOf(RuntimeError.class)
        .hasMessageNotContaining("unreachable");
  }

  private static Object array(int... codeUnits) {
    Object array = call("array", codeUnits.length);
    for (int i = 0; i < codeUnits.length; i++) {
      call("set", array, i, codeUnits[i]);
    }
    return array;
  }

  // The functions.

  @Test
  void thereAreThirteen() {
    assertThat(JsStrings.TYPES.keySet())
        .containsExactlyInAnyOrderElementsOf(TYPES.stream().map(List::getFirst).toList())
        .hasSize(13);
  }

  @Test
  void whatIsNoStringTraps() {
    for (Object wrong : new @Nullable Object[] {null, 7, new Object(), 'a', new StringBuilder()}) {
      String message = "cast failure: " + (wrong == null ? "null" : "an object") + " is no string";
      assertTrap("cast", wrong).hasMessage(message);
      assertTrap("length", wrong).hasMessage(message);
      assertTrap("charCodeAt", wrong, 0).hasMessage(message);
      assertTrap("codePointAt", wrong, 0).hasMessage(message);
      assertTrap("concat", "a", wrong).hasMessage(message);
      assertTrap("concat", wrong, "a").hasMessage(message);
      assertTrap("substring", wrong, 1, 0).hasMessage(message);
      assertTrap("compare", "a", wrong).hasMessage(message);
      assertTrap("compare", wrong, "a").hasMessage(message);
      assertTrap("intoCharCodeArray", wrong, array(1), 0).hasMessage(message);
      assertThat(call("test", wrong)).isEqualTo(0);
    }
  }

  @Test
  void castAndTest() {
    var string = new String("text");
    assertThat(call("cast", string)).isSameAs(string);
    assertThat(call("test", string)).isEqualTo(1);
    assertThat(call("test", "")).isEqualTo(1);
  }

  @Test
  void lengthIsInCodeUnits() {
    assertThat(call("length", "")).isEqualTo(0);
    assertThat(call("length", "a\uD83D\uDE00")).isEqualTo(3);
    assertThat(call("length", "\uDE00\uD83D")).isEqualTo(2);
  }

  @Test
  void charCodeAtGivesCodeUnits() {
    String string = "a\u00FF\uD83D\uDE00\uDC00\uFFFF";
    for (int i = 0; i < string.length(); i++) {
      assertThat(call("charCodeAt", string, i)).isEqualTo((int) string.charAt(i));
    }
  }

  @Test
  void codePointAtJoinsPairsOnly() {
    String string = "a\uD83D\uDE00\uDC00b\uD800";
    assertThat(call("codePointAt", string, 0)).isEqualTo((int) 'a');
    assertThat(call("codePointAt", string, 1)).isEqualTo(0x1F600);
    assertThat(call("codePointAt", string, 2)).isEqualTo(0xDE00);
    assertThat(call("codePointAt", string, 3)).isEqualTo(0xDC00);
    assertThat(call("codePointAt", string, 5)).isEqualTo(0xD800);
  }

  @ParameterizedTest
  @ValueSource(strings = {"charCodeAt", "codePointAt"})
  void indicesAreUnsigned(String function) {
    assertTrap(function, "abc", 3).hasMessage("out of bounds string access: index 3 of length 3");
    assertTrap(function, "abc", -1)
        .hasMessage("out of bounds string access: index 4294967295 of length 3");
    assertTrap(function, "abc", Integer.MIN_VALUE);
    assertTrap(function, "abc", Integer.MAX_VALUE);
    assertTrap(function, "", 0);
  }

  @Test
  void fromCharCodeTakesTheLowerHalf() {
    assertThat(call("fromCharCode", 0x61)).isEqualTo("a");
    assertThat(call("fromCharCode", 0)).isEqualTo("\0");
    assertThat(call("fromCharCode", 0xD800)).isEqualTo("\uD800");
    assertThat(call("fromCharCode", 0xFFFF)).isEqualTo("\uFFFF");
    assertThat(call("fromCharCode", 0x1_0041)).isEqualTo("A");
    assertThat(call("fromCharCode", -1)).isEqualTo("\uFFFF");
  }

  @Test
  void fromCodePointTakesWhatIsACodePoint() {
    assertThat(call("fromCodePoint", 0)).isEqualTo("\0");
    assertThat(call("fromCodePoint", 0x61)).isEqualTo("a");
    assertThat(call("fromCodePoint", 0xDFFF)).isEqualTo("\uDFFF");
    assertThat(call("fromCodePoint", 0xFFFF)).isEqualTo("\uFFFF");
    assertThat(call("fromCodePoint", 0x10000)).isEqualTo("\uD800\uDC00");
    assertThat(call("fromCodePoint", 0x10FFFF)).isEqualTo("\uDBFF\uDFFF");
    assertTrap("fromCodePoint", 0x110000).hasMessage("invalid code point: 1114112");
    assertTrap("fromCodePoint", -1).hasMessage("invalid code point: 4294967295");
    assertTrap("fromCodePoint", Integer.MIN_VALUE);
  }

  @Test
  void concatMayMakeAPair() {
    assertThat(call("concat", "ab", "c")).isEqualTo("abc");
    assertThat(call("concat", "", "c")).isEqualTo("c");
    assertThat(call("concat", "c", "")).isEqualTo("c");
    assertThat(call("concat", "\uD83D", "\uDE00")).isEqualTo("\uD83D\uDE00");
    assertThat(call("concat", "\uDE00", "\uD83D")).isEqualTo("\uDE00\uD83D");
  }

  @Test
  void aStringThatIsTooLongTraps() {
    // A string with more than Latin-1 in it has at most 2^30 - 1 code units, of two bytes each.
    assumeThat(Runtime.getRuntime().maxMemory()).isGreaterThan(5L << 29);
    String half = "\u0100".repeat(1 << 29);
    assertTrap("concat", half, half).hasMessage("out of memory");
  }

  @Test
  void substringIsClamped() {
    assertThat(call("substring", "hello", 1, 3)).isEqualTo("el");
    assertThat(call("substring", "hello", 0, 5)).isEqualTo("hello");
    assertThat(call("substring", "hello", 2, 6)).isEqualTo("llo");
    assertThat(call("substring", "hello", 2, -1)).isEqualTo("llo");
    assertThat(call("substring", "hello", 2, Integer.MIN_VALUE)).isEqualTo("llo");
    assertThat(call("substring", "hello", 3, 1)).isEqualTo("");
    assertThat(call("substring", "hello", 5, 6)).isEqualTo("");
    assertThat(call("substring", "hello", 6, 7)).isEqualTo("");
    assertThat(call("substring", "hello", -1, 3)).isEqualTo("");
    assertThat(call("substring", "hello", -2, -1)).isEqualTo("");
    assertThat(call("substring", "", 0, 0)).isEqualTo("");
    assertThat(call("substring", "a\uD83D\uDE00", 0, 2)).isEqualTo("a\uD83D");
  }

  @Test
  void equalsTakesNulls() {
    assertThat(call("equals", "ab", new String("ab"))).isEqualTo(1);
    assertThat(call("equals", "ab", "aB")).isEqualTo(0);
    assertThat(call("equals", "\uD800", "\uD801")).isEqualTo(0);
    assertThat(call("equals", null, null)).isEqualTo(1);
    assertThat(call("equals", "", null)).isEqualTo(0);
    assertThat(call("equals", null, "")).isEqualTo(0);
    var object = new Object();
    assertTrap("equals", object, object).hasMessage("cast failure: an object is no string");
    assertTrap("equals", "a", object);
    assertTrap("equals", null, object);
    assertTrap("equals", object, null);
  }

  @Test
  void compareIsByCodeUnits() {
    assertThat(call("compare", "a", "c")).isEqualTo(-1);
    assertThat(call("compare", "c", "a")).isEqualTo(1);
    assertThat(call("compare", "abc", new String("abc"))).isEqualTo(0);
    assertThat(call("compare", "", "abc")).isEqualTo(-1);
    assertThat(call("compare", "abc", "ab")).isEqualTo(1);
    // As code points these would be the other way round.
    assertThat(call("compare", "\uD83D\uDE00", "\uFFFF")).isEqualTo(-1);
    assertThat(call("compare", "\uFFFF", "a")).isEqualTo(1);
  }

  @Test
  void fromCharCodeArrayCopiesAPart() {
    Object array = array('a', 0xFF, 0xD800, 0x100, 0xDC00);
    assertThat(call("fromCharCodeArray", array, 0, 5)).isEqualTo("a\u00FF\uD800\u0100\uDC00");
    assertThat(call("fromCharCodeArray", array, 1, 2)).isEqualTo("\u00FF");
    assertThat(call("fromCharCodeArray", array, 2, 2)).isEqualTo("");
    assertThat(call("fromCharCodeArray", array, 5, 5)).isEqualTo("");
    assertThat(call("fromCharCodeArray", array(), 0, 0)).isEqualTo("");
  }

  @Test
  void fromCharCodeArrayChecksItsBounds() {
    Object array = array('a', 'b', 'c');
    assertTrap("fromCharCodeArray", array, 0, 4)
        .hasMessage("out of bounds array access: 0 to 4 of length 3");
    assertTrap("fromCharCodeArray", array, 2, 1)
        .hasMessage("out of bounds array access: 2 to 1 of length 3");
    assertTrap("fromCharCodeArray", array, 0, -1)
        .hasMessage("out of bounds array access: 0 to 4294967295 of length 3");
    assertTrap("fromCharCodeArray", array, -1, 0);
    assertTrap("fromCharCodeArray", array, -1, -1);
    assertTrap("fromCharCodeArray", array, 4, 4);
    assertTrap("fromCharCodeArray", null, 0, 0).hasMessage("null array reference");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 1000})
  void intoCharCodeArrayCopiesAll(int length) {
    for (String unit : List.of("x", "\u00FF", "\uD800", "\uFFFF")) {
      String string = unit.repeat(length);
      Object array = array(new int[length + 2]);
      assertThat(call("intoCharCodeArray", string, array, 1)).isEqualTo(length);
      assertThat(call("fromCharCodeArray", array, 0, length + 2)).isEqualTo("\0" + string + "\0");
    }
  }

  @Test
  void intoCharCodeArrayChecksItsBounds() {
    Object array = array(7, 7, 7);
    assertThat(call("intoCharCodeArray", "ab", array, 1)).isEqualTo(2);
    assertThat(call("intoCharCodeArray", "", array, 3)).isEqualTo(0);
    assertTrap("intoCharCodeArray", "xy", array, 2)
        .hasMessage("out of bounds array access: 2 to 4 of length 3");
    assertTrap("intoCharCodeArray", "xy", array, -1)
        .hasMessage("out of bounds array access: 4294967295 to 4294967297 of length 3");
    assertTrap("intoCharCodeArray", "", array, 4);
    assertTrap("intoCharCodeArray", "", array, -1);
    assertTrap("intoCharCodeArray", "a", null, 0).hasMessage("null array reference");
    assertThat(call("fromCharCodeArray", array, 0, 3)).isEqualTo("\u0007ab");
  }

  /** The JavaScript side of a builtin that a module exports again. */
  @Test
  void aBuiltinThatIsExportedAgainIsCalledFromOutside() {
    Exports exports =
        instance(
                """
                (module
                  (import "wasm:js-string" "length" (func (param externref) (result i32)))
                  (export "length" (func 0)))
                """)
            .exports();
    assertThat(exports.function("length").call("abc")).isEqualTo(3);
    assertThatThrownBy(() -> exports.function("length").call((Object) null))
        .isInstanceOf(RuntimeError.class)
        .hasMessage("cast failure: null is no string");
  }

  // Who provides what.

  @Test
  void whatNoSetProvidesIsLeftToTheImportObject() {
    Module module =
        new Module(
            Wat.parse(
                """
                (module
                  (import "wasm:js-string" "length" (func (param externref) (result i32)))
                  (import "wasm:js-string" "trim" (func (param externref) (result externref)))
                  (import "wasm:js-string" "Length" (memory 1))
                  (import "js-string" "length" (func))
                  (import "env" "length" (func)))
                """));
    Builtins builtins = Builtins.of(module, Set.of("js-string", "no-such-set"), null);
    assertThat(module.imports())
        .map(builtins::provides)
        .containsExactly(true, false, false, false, false);
    assertThat(builtins.get(module.imports().getFirst())).isInstanceOf(Function.class);
    assertThat(builtins.get(module.imports().get(1))).isNull();

    Builtins none = Builtins.of(module, Set.of(), null);
    assertThat(module.imports()).noneMatch(none::provides);
    assertThat(none.get(module.imports().getFirst())).isNull();
  }

  @Test
  void allModulesShareOneFunction() {
    String wat =
        """
        (module
          (import "wasm:js-string" "length" (func (param externref) (result i32)))
          (export "length" (func 0)))
        """;
    assertThat(instance(wat).exports().function("length"))
        .isSameAs(instance(wat).exports().function("length"));
  }

  @Test
  void constantsAreTheNamesOfTheirImports() {
    Module module =
        new Module(
            Wat.parse(
                """
                (module
                  (import "'" "plain" (global (ref extern)))
                  (import "'" "" (global (ref null extern)))
                  (import "'" "\\f0\\9f\\98\\80" (global externref))
                  (import "'" "plain" (global externref))
                  (export "0" (global 0))
                  (export "1" (global 1))
                  (export "2" (global 2))
                  (func (export "get") (result externref) (global.get 3)))
                """));
    Exports exports = instance(module, Set.of(), "'").exports();
    assertThat(exports.global("0").value()).isEqualTo("plain");
    assertThat(exports.global("1").value()).isEqualTo("");
    assertThat(exports.global("2").value()).isEqualTo("\uD83D\uDE00");
    assertThat(exports.global("2").type()).hasToString("(ref extern)");
    assertThat(exports.function("get").call()).isEqualTo("plain");
  }

  @Test
  void theNamespaceOfConstantsMayHaveAnyName() {
    Module module =
        new Module(
            Wat.parse(
                """
                (module
                  (import "" "a" (global (ref extern)))
                  (import "wasm:js-string" "length" (global (ref extern))))
                """));
    ImportDescriptor length = module.imports().get(1);
    assertThat(Builtins.of(module, Set.of(), "").get(module.imports().getFirst()))
        .isInstanceOfSatisfying(Global.class, g -> assertThat(g.value()).isEqualTo("a"));
    assertThat(Builtins.of(module, JS_STRING, "wasm:js-string").get(length))
        .isInstanceOfSatisfying(Global.class, g -> assertThat(g.value()).isEqualTo("length"));
    assertThatThrownBy(() -> Builtins.of(module, JS_STRING, "")).isInstanceOf(CompileError.class);
  }

  // What does not match.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"length\" (func (param externref) (result i64))",
        "\"length\" (func (param externref))",
        "\"length\" (func (param (ref extern)) (result i32))",
        "\"length\" (func (param anyref) (result i32))",
        "\"length\" (func (type $open))",
        "\"length\" (func (type $grouped))",
        "\"length\" (global externref)",
        "\"length\" (memory 1)",
        "\"length\" (tag)",
        "\"cast\" (func (param externref) (result externref))",
        "\"concat\" (func (param externref externref) (result externref))",
        "\"fromCharCodeArray\" (func (param (ref null $immutable) i32 i32) (result (ref extern)))",
        "\"fromCharCodeArray\" (func (param (ref null $bytes) i32 i32) (result (ref extern)))",
        "\"fromCharCodeArray\" (func (param (ref null $openArray) i32 i32) (result (ref extern)))",
        "\"fromCharCodeArray\" (func (param (ref null $inGroup) i32 i32) (result (ref extern)))",
        "\"fromCharCodeArray\" (func (param (ref $array) i32 i32) (result (ref extern)))",
        "\"fromCharCodeArray\" (func (param arrayref i32 i32) (result (ref extern)))",
        "\"intoCharCodeArray\" (func (param externref (ref $array) i32) (result i32))",
      })
  void aFunctionOfAnotherTypeIsACompileError(String wanted) {
    Module module = moduleThatWants("wasm:js-string", wanted);
    assertThatThrownBy(() -> Builtins.of(module, JS_STRING, null))
        .isInstanceOf(CompileError.class)
        .hasMessageStartingWith("incompatible import type: \"wasm:js-string\" \"")
        .hasMessageContaining("the builtin is function [");
    assertThat(Builtins.of(module, Set.of(), null).provides(module.imports().getFirst())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"length\" (func (type $plain))",
        "\"fromCharCodeArray\" (func (param (ref null $array) i32 i32) (result (ref extern)))",
        "\"intoCharCodeArray\" (func (param externref (ref null $array) i32) (result i32))",
      })
  void theSameTypeByAnotherNameMatches(String wanted) {
    Module module = moduleThatWants("wasm:js-string", wanted);
    assertThat(instance(module, JS_STRING, null).exports()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\" (global (mut (ref extern)))",
        "\"a\" (global (mut externref))",
        "\"a\" (global i32)",
        "\"a\" (global anyref)",
        "\"a\" (global (ref null noextern))",
        "\"a\" (func)",
        "\"a\" (table 1 externref)",
      })
  void aConstantOfAnotherTypeIsACompileError(String wanted) {
    Module module = moduleThatWants("'", wanted);
    assertThatThrownBy(() -> Builtins.of(module, JS_STRING, "'"))
        .isInstanceOf(CompileError.class)
        .hasMessageStartingWith(
            "incompatible import type: \"'\" \"a\", the builtin is global (ref extern), not ");
    assertThat(Builtins.of(module, JS_STRING, null).provides(module.imports().getFirst()))
        .isFalse();
  }

  private static Module moduleThatWants(String namespace, String wanted) {
    return new Module(
        Wat.parse(
            """
            (module
              (type $plain (func (param externref) (result i32)))
              (type $open (sub (func (param externref) (result i32))))
              (rec (type $grouped (func (param externref) (result i32))) (type (struct)))
              (type $array (array (mut i16)))
              (type $immutable (array i16))
              (type $bytes (array (mut i8)))
              (type $openArray (sub (array (mut i16))))
              (rec (type $inGroup (array (mut i16))) (type (struct)))
              (import "%s" %s))
            """
                .formatted(namespace, wanted)));
  }
}
