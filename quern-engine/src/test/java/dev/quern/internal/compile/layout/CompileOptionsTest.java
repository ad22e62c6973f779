package dev.quern.internal.compile.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The text of options is a part of the key of the code cache: nothing may be missing in it. */
final class CompileOptionsTest {
  @Test
  void textNamesEveryComponent() {
    var options = new CompileOptions("name", 1_000, true, false, true, 5);
    var expected =
        Arrays.stream(CompileOptions.class.getRecordComponents())
            .map(component -> component.getName() + "=" + value(component, options))
            .collect(Collectors.joining(", ", "CompileOptions[", "]"));
    assertThat(options).hasToString(expected);
  }

  private static Object value(RecordComponent component, CompileOptions options) {
    try {
      return component.getAccessor().invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
