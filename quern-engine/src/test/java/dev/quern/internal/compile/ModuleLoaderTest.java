package dev.quern.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.Options;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.text.ModuleSource;
import java.nio.charset.StandardCharsets;
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

  /** The constant pool's entry for the class that interruptible code calls. */
  private static final String INTERRUPTION = "dev/quern/runtime/Interruption";

  private static Map<String, String> classFiles(CompileOptions options) {
    byte[] binary =
        ModuleSource.of(
                """
                (module
                  (func $f (export "f") (param i32) (result i32)
                    (loop (br_if 0 (i32.eqz (local.get 0)))) (return_call $f (local.get 0)))
                  (func (export "g") (call $f (i32.const 1)) drop %s))
                """
                    .formatted("(loop (br_if 0 (i32.const 0)))".repeat(80)))
            .binary();
    var files = new ConcurrentHashMap<String, String>();
    Pipeline.loader(binary, Options.defaults().features(), options)
        .generateAll((count, classFiles) ->
            classFiles.forEach(
                (name, bytes) -> files.put(name, new String(bytes, StandardCharsets.ISO_8859_1))));
    return files;
  }

  @Test
  void onlyInterruptibleCodeAsksForInterruption() {
    var options = CompileOptions.defaults().withMethodLimit(300);
    Map<String, String> plain = classFiles(options);
    assertThat(plain.keySet()).contains("I", "F0").anyMatch(name -> name.contains("x1_"));
    assertThat(plain.values()).noneMatch(file -> file.contains(INTERRUPTION));
    assertThat(classFiles(options.withInterruption(true).withInterruption(false))).isEqualTo(plain);
    assertThat(classFiles(options.withMemoryLimit(0))).isEqualTo(plain);
    Map<String, String> interruptible = classFiles(options.withInterruption(true));
    assertThat(interruptible)
        .allSatisfy((name, file) -> {
          if (name.startsWith("F")) {
            assertThat(file).as(name).contains(INTERRUPTION);
          } else {
            assertThat(file).as(name).isEqualTo(plain.get(name));
          }
        });
  }
}
