package dev.quern.bench.part;

import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@code memory.grow} by one page, from none to a mebibyte, in the start function of a new instance
 * each time; {@link Instances#withoutMemory} tells what an instance costs by itself.
 */
@Warmup(iterations = 5, time = 1)
public class MemoryGrow extends Part {
  private static final int PAGES = 16;

  private final WebAssembly.Module module =
      new WebAssembly.Module(
          Wat.parse(
              """
              (module
                (memory 0)
                (start $grow)
                (func $grow (local $pages i32)
                  (loop $next
                    (local.set $pages (i32.add (memory.grow (i32.const 1)) (i32.const 1)))
                    (br_if $next (i32.lt_u (local.get $pages) (i32.const %d))))))
              """
                  .formatted(PAGES)));

  @Benchmark
  @OperationsPerInvocation(PAGES)
  public WebAssembly.Instance grow() {
    return new WebAssembly.Instance(module);
  }

  /** An array that is copied into a larger one, page by page. */
  @Benchmark
  @OperationsPerInvocation(PAGES)
  public byte[] javaCopyOf() {
    byte[] bytes = {};
    for (int pages = 1; pages <= PAGES; pages++) {
      bytes = Arrays.copyOf(bytes, pages * WebAssembly.Memory.PAGE_SIZE);
    }
    return bytes;
  }
}
