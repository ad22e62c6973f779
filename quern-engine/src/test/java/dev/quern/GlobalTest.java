package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.GlobalType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.VectorType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GlobalTest {
  @Test
  void holdsItsValue() {
    Map<NumberType, Object> values =
        Map.of(NumberType.I32, 1, NumberType.I64, 2L, NumberType.F32, 3f, NumberType.F64, 4d);
    values.forEach((type, value) -> {
      var global = new WebAssembly.Global(new GlobalType(type, false), value);
      assertThat(global.value()).isEqualTo(value);
      assertThat(global.type()).isEqualTo(new GlobalType(type, false));
    });
    var reference = new Object();
    var global = new WebAssembly.Global(new GlobalType(ReferenceType.EXTERNREF, true), reference);
    assertThat(global.value()).isSameAs(reference);
    global.value(null);
    assertThat(global.value()).isNull();
  }

  @Test
  void changesOnlyIfItIsMutable() {
    var mutable = new WebAssembly.Global(new GlobalType(NumberType.I64, true), 1L);
    mutable.value(5L);
    assertThat(mutable.longValue()).isEqualTo(5);
    assertThat(mutable).hasToString("WebAssembly.Global[(mut i64)]");
    assertThatThrownBy(mutable::intValue).isInstanceOf(ClassCastException.class);
    var immutable = new WebAssembly.Global(new GlobalType(NumberType.I32, false), 1);
    assertThat(immutable.intValue()).isEqualTo(1);
    // Mutability comes first, as in JavaScript.
    assertThatThrownBy(() -> immutable.value("no number"))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("the global is immutable");
  }

  @Test
  void refusesValuesOfAnotherType() {
    var global = new WebAssembly.Global(new GlobalType(NumberType.I64, true), 1L);
    assertThatThrownBy(() -> global.value(2))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("value of a global: expected i64 (Long) but got Integer");
    assertThat(global.value()).isEqualTo(1L);
    assertThatThrownBy(() -> new WebAssembly.Global(new GlobalType(NumberType.F32, true), null))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("value of a global: expected f32 (Float) but got null");
    assertThatThrownBy(() -> new WebAssembly.Global(new GlobalType(VectorType.V128, true), 1))
        .isInstanceOf(WebAssembly.TypeError.class);
    assertThatThrownBy(
            () -> new WebAssembly.Global(new GlobalType(ReferenceType.FUNCREF, true), "f"))
        .isInstanceOf(WebAssembly.TypeError.class);
  }
}
