package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tags, exceptions and errors as objects. */
class ExceptionTest {
  private final FunctionType type =
      new FunctionType(List.of(NumberType.I32, ReferenceType.EXTERNREF), List.of());
  private final WebAssembly.Tag tag = new WebAssembly.Tag(type);

  @Test
  void holdsItsPayload() {
    var exception = new WebAssembly.Exception(tag, 1, "x");
    assertThat(exception.is(tag)).isTrue();
    assertThat(exception.is(new WebAssembly.Tag(type))).isFalse();
    assertThat(exception.getArg(tag, 0)).isEqualTo(1);
    assertThat(exception.getArg(tag, 1)).isEqualTo("x");
    assertThat(exception.tag()).isSameAs(tag);
    assertThat(tag.type()).isEqualTo(type);
    assertThat(exception).isNotInstanceOf(WebAssembly.Error.class);
  }

  @Test
  void refusesAnotherTagAndArgumentsThatAreNotThere() {
    var exception = new WebAssembly.Exception(tag, 1, null);
    assertThatThrownBy(() -> exception.getArg(new WebAssembly.Tag(type), 0))
        .isInstanceOf(WebAssembly.TypeError.class);
    assertThatThrownBy(() -> exception.getArg(tag, 2)).isInstanceOf(WebAssembly.RangeError.class);
    assertThatThrownBy(() -> exception.getArg(tag, -1)).isInstanceOf(WebAssembly.RangeError.class);
  }

  @Test
  void refusesAPayloadOfAnotherType() {
    assertThatThrownBy(() -> new WebAssembly.Exception(tag, 1))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("the payload: expected 2 values [i32, externref] but got 1");
    assertThatThrownBy(() -> new WebAssembly.Exception(tag, 1L, null))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("value 1 of the payload: expected i32 (Integer) but got Long");
  }

  @Test
  void aTagHasNoResults() {
    assertThatThrownBy(
            () -> new WebAssembly.Tag(new FunctionType(List.of(), List.of(NumberType.I32))))
        .isInstanceOf(WebAssembly.TypeError.class)
        .hasMessage("tag of type [] -> [i32]: a tag has no results");
  }

  @Test
  void errorsCanBeMadeByPrograms() {
    var cause = new RuntimeException("why");
    List<WebAssembly.Error> errors =
        List.of(
            new WebAssembly.CompileError("m", cause),
            new WebAssembly.LinkError("m", cause),
            new WebAssembly.RuntimeError("m", cause));
    assertThat(errors).allSatisfy(e -> assertThat(e).hasMessage("m").hasCause(cause));
    assertThat(new WebAssembly.RuntimeError("m")).hasNoCause();
    assertThat(new WebAssembly.TypeError("m")).isInstanceOf(IllegalArgumentException.class);
    assertThat(new WebAssembly.RangeError("m")).isInstanceOf(IllegalArgumentException.class);
  }
}
