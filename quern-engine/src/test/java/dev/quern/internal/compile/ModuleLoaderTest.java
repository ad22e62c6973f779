package dev.quern.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.Options;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.text.ModuleSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Generation of all code at once. */
class ModuleLoaderTest {
  private static ModuleLoader loader(String text) {
    byte[] binary = ModuleSource.of(text).binary();
    return Pipeline.loader(
        binary,
        Options.defaults().features(),
        CompileOptions.defaults().withMethodLimit(Options.MIN_METHOD_LIMIT));
  }

  private static String functions(int count) {
    return "(func (call 0))".repeat(count);
  }

  @Test
  void generatesAndVerifiesEveryClassOnce() throws ClassNotFoundException {
    String large = "(func (result i32) (i32.const 1)" + "(i32.eqz)(i32.ctz)".repeat(500) + ")";
    ModuleLoader loader = loader("(module (func (export \"f\"))" + functions(500) + large + ")");
    var generated = new ConcurrentHashMap<String, Integer>();
    var done = new AtomicInteger();
    loader.generateAll((count, classFiles) -> {
      done.addAndGet(count);
      classFiles.keySet().forEach(name -> generated.merge(name, 1, Integer::sum));
    });
    assertThat(done).hasValue(502);
    assertThat(loader.functionCount()).isEqualTo(502);
    Map<String, Integer> once = new HashMap<>(generated);
    once.replaceAll((name, times) -> 1);
    assertThat(generated).isEqualTo(once);
    assertThat(generated.keySet()).containsAll(Set.of("I", "F0", "D0"));
    assertThat(generated.keySet()).anyMatch(name -> name.contains("x501_"));
    assertThat(loader.loadClass("wasm.wasm.F0").getClassLoader()).isSameAs(loader);
  }

  @Test
  void aFailureOfTheListenerEndsIt() {
    ModuleLoader loader = loader("(module " + functions(500) + ")");
    assertThatThrownBy(() ->
            loader.generateAll((count, classFiles) -> {
              throw new IllegalArgumentException("enough");
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("enough");
  }
}
