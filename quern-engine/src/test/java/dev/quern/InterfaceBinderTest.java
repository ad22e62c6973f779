package dev.quern;

import static dev.quern.Modules.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link WebAssembly.Instance#as}. */
public class InterfaceBinderTest {
  private static final String CALCULATOR =
      """
      (module $calculator
        (memory (export "memory") 1)
        (table (export "table") 1 funcref)
        (global (export "answer") i32 (i32.const 42))
        (func (export "add") (param i32 i32) (result i32)
          (i32.add (local.get 0) (local.get 1)))
        (func (export "to-double") (param i64) (result f64) (f64.convert_i64_s (local.get 0)))
        (func (export "half") (param f32) (result f32) (f32.mul (local.get 0) (f32.const 0.5)))
        (func (export "same") (param externref) (result externref) (local.get 0))
        (func (export "function") (param funcref) (result funcref) (local.get 0))
        (func (export "both") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))
        (func (export "nothing"))
        (func (export "fail") unreachable))
      """;

  private final WebAssembly.Instance instance = instance(CALCULATOR);

  /** For JUnit; the class is public because the interfaces in it must be. */
  public InterfaceBinderTest() {}

  /** An interface that a class of ours can implement. */
  public interface Calculator {
    int add(int a, int b);

    @WasmFunction("to-double")
    double toDouble(long value);

    float half(float value);

    String same(String text);

    WebAssembly.Function function(WebAssembly.Function function);

    Object[] both(int a, long b);

    void nothing();

    void fail();

    WebAssembly.Memory memory();

    WebAssembly.Table table();

    WebAssembly.Global answer();

    @WasmFunction("add")
    WebAssembly.Function adder();

    default int twice(int value) {
      return add(value, value);
    }
  }

  /** The same for an interface that only this package sees. */
  interface Hidden extends Calculator {}

  @Test
  void aPublicInterfaceGetsAClass() {
    var calculator = instance.as(Calculator.class);
    assertThat(Proxy.isProxyClass(calculator.getClass())).isFalse();
    check(calculator);
  }

  @Test
  void anyOtherInterfaceGetsAProxy() {
    var calculator = instance.as(Hidden.class);
    assertThat(Proxy.isProxyClass(calculator.getClass())).isTrue();
    check(calculator);
  }

  private void check(Calculator calculator) {
    assertThat(calculator.add(1, 2)).isEqualTo(3);
    assertThat(calculator.toDouble(5)).isEqualTo(5d);
    assertThat(calculator.half(5)).isEqualTo(2.5f);
    assertThat(calculator.same("x")).isEqualTo("x");
    assertThat(calculator.same(null)).isNull();
    var add = instance.exports().function("add");
    assertThat(calculator.function(add)).isSameAs(add);
    assertThat(calculator.both(1, 2)).containsExactly(2L, 1);
    calculator.nothing();
    assertThat(calculator.memory()).isSameAs(instance.exports().memory("memory"));
    assertThat(calculator.table()).isSameAs(instance.exports().table("table"));
    assertThat(calculator.answer().intValue()).isEqualTo(42);
    assertThat(calculator.adder()).isSameAs(add);
    assertThat(calculator.twice(4)).isEqualTo(8);
    assertThatThrownBy(calculator::fail)
        .isInstanceOf(WebAssembly.RuntimeError.class)
        .hasMessage("unreachable");
    Object itself = calculator;
    assertThat(calculator)
        .isEqualTo(itself)
        .isNotEqualTo(instance.as(Calculator.class))
        .hasSameHashCodeAs(calculator)
        .asString()
        .endsWith(" of WebAssembly.Instance[calculator]");
  }

  /** A result class that the export can not promise. */
  public interface Mistyped {
    String same(Object value);
  }

  interface HiddenMistyped extends Mistyped {}

  @Test
  void aResultOfAnotherClassSaysSo() {
    for (var mistyped :
        new Mistyped[] {instance.as(Mistyped.class), instance.as(HiddenMistyped.class)}) {
      assertThat(mistyped.same("x")).isEqualTo("x");
      assertThatThrownBy(() -> mistyped.same(1))
          .isInstanceOf(WebAssembly.TypeError.class)
          .hasMessage("result of same: expected String but got Integer");
    }
  }

  /** Nothing of this fits. */
  public interface Wrong {
    long add(int a, int b);

    int half(float value);

    void missing();

    int memory();

    WebAssembly.Table nothing();
  }

  @Test
  void listsEverythingThatDoesNotFit() {
    assertThatThrownBy(() -> instance.as(Wrong.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            Wrong.class.getName()
                + " does not fit the exports: add: the method is (int,int)long, the export [i32"
                + " i32] -> [i32] needs (int,int)int; half: the method is (float)int, the export"
                + " [f32] -> [f32] needs (float)float; memory: the export is a memory; missing: no"
                + " such export; nothing: the method is ()Table, the export [] -> [] needs ()void");
  }

  /** Has no abstract method of its own. */
  public interface WithObjectMethods {
    @Override
    String toString();

    @Override
    boolean equals(Object other);

    int add(int a, int b);
  }

  /** Inherits the same method with two classes of result. */
  public interface General {
    Object same(String text);
  }

  /** See {@link General}. */
  public interface Special {
    String same(String text);
  }

  /** See {@link General}. */
  public interface Both extends General, Special {}

  @Test
  void inheritedMethodsAreImplemented() {
    assertThat(instance.as(WithObjectMethods.class).add(1, 2)).isEqualTo(3);
    Both both = instance.as(Both.class);
    assertThat(((General) both).same("x")).isEqualTo("x");
    assertThat(((Special) both).same("x")).isEqualTo("x");
  }

  @Test
  void interfacesOfTheJdkWork() {
    var module =
        instance(
            "(module (func (export \"applyAsInt\") (param i32 i32) (result i32) (i32.const 9)))");
    assertThat(module.as(IntBinaryOperator.class).applyAsInt(1, 2)).isEqualTo(9);
  }

  /** An export that is called, and the same export as an object. */
  public interface Reference {
    WebAssembly.Function get();
  }

  @Test
  void aFunctionOfJustThatTypeIsCalled() {
    var exports =
        instance(
            "(module (func $get (export \"get\") (result funcref) (ref.func $f)) (func $f) (elem"
                + " declare func $f))");
    assertThat(exports.as(Reference.class).get()).hasToString("WebAssembly.Function[f [] -> []]");
    var other = instance("(module (func (export \"get\")))");
    assertThat(other.as(Reference.class).get()).isSameAs(other.exports().function("get"));
  }

  sealed interface Sealed {}

  record Only() implements Sealed {}

  @Test
  void refusesWhatCanNotBeImplemented() {
    for (Class<?> type : new Class<?>[] {String.class, Sealed.class, Override.class, int.class}) {
      assertThatThrownBy(() -> instance.as(type))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no interface that can be implemented");
    }
    assertThatThrownBy(() -> instance.as(Supplier.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> instance.as(IntSupplier.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("getAsInt: no such export");
  }
}
