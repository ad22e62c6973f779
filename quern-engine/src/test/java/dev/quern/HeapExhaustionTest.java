package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.internal.engine.Reserve;
import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that take all of the heap, in a JVM of their own. */
class HeapExhaustionTest {
  private static final String MODULE =
      """
      (module
        (type $cell (struct (field anyref) (field (ref null $cell))))
        (type $bytes (array i8))
        (import "a" "two" (func $two (param i32) (result anyref anyref)))
        (tag $tag (param anyref))
        (table $table (export "table") 0 anyref)
        (memory (export "memory") 1)
        (global $cells (mut (ref null $cell)) (ref.null $cell))
        (func $keep (param anyref)
          (global.set $cells (struct.new $cell (local.get 0) (global.get $cells))))
        (func (export "struct") (loop $again (call $keep (ref.null any)) (br $again)))
        (func (export "array")
          (loop $again (call $keep (array.new_default $bytes (i32.const 1000))) (br $again)))
        (func (export "large")
          (loop $again (call $keep (array.new_default $bytes (i32.const 2000000000))) (br $again)))
        (func (export "caught")
          (loop $again
            (block $handler (result anyref)
              (try_table (catch $tag $handler)
                (throw $tag (array.new_default $bytes (i32.const 1000))))
              (unreachable))
            (call $keep)
            (br $again)))
        (func (export "all")
          (loop $again
            (block $handler
              (try_table (catch_all $handler)
                (call $keep (array.new_default $bytes (i32.const 1000)))))
            (br $again)))
        (func (export "host")
          (loop $again (call $keep (call $two (i32.const 1000))) (call $keep) (br $again)))
        (func (export "drop") (global.set $cells (ref.null $cell))))
      """;

  @FunctionalInterface
  public interface Two {
    Object[] of(int ignored);
  }

  /** Prints what each function throws, and what it throws when it is called again. */
  public static void main(String[] arguments) throws Throwable {
    // What a host function itself fails to allocate is its own affair.
    Object[] both = {new Object(), new Object()};
    Two two = ignored -> both;
    Exports exports = Modules.instance(MODULE, Imports.of("a", "two", Two.class, two)).exports();
    // Allocates nothing, where with some collectors nothing can be.
    MethodHandle drop = exports.function("drop").handle();
    drop.invokeExact();
    for (String name : new String[] {"struct", "array", "large", "caught", "all", "host"}) {
      for (int i = 0; i < 2; i++) {
        Throwable thrown = thrown(exports.function(name));
        drop.invokeExact();
        // On a busy machine G1 refuses some more, whoever asks, though there is room again.
        Reserve.awaitRoom();
        IO.println(name + ": " + thrown);
      }
    }
    IO.println("grown: " + exports.table("table").grow(10, null));
  }

  private static Throwable thrown(WebAssembly.Function function) {
    try {
      function.call();
      return new AssertionError("returns");
    } catch (Throwable e) {
      return e;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC"})
  void endInATrapAgainAndAgain(String collector) throws IOException, InterruptedException {
    Path target = Path.of(System.getProperty("quern.root"), "quern-engine", "target");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                collector,
                "-Xmx64m",
                "-cp",
                target.resolve("classes") + File.pathSeparator + target.resolve("test-classes"),
                HeapExhaustionTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
    var expected = new StringBuilder();
    for (String name : new String[] {"struct", "array", "large", "caught", "all", "host"}) {
      String line = name + ": dev.quern.WebAssembly$RuntimeError: out of memory\n";
      expected.append(line.repeat(2));
    }
    assertThat(output).isEqualTo(expected + "grown: 0\n");
  }
}
