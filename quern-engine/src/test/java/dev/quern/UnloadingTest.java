package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is no longer referred to leaves nothing behind: no class, no loader, no instance. */
class UnloadingTest {
  private static final int MODULES = 10_000;

  /** A call out, a call through a table, a memory that grows, an exception and a struct. */
  private static final String TEXT =
      """
      (module
        (type $point (struct (field i32)))
        (import "host" "twice" (func $twice (param i32) (result i32)))
        (memory (export "memory") 0)
        (tag $no (param i32))
        (table funcref (elem $five))
        (func $five (result i32)
          (block $caught (result i32)
            (try_table (catch $no $caught) (throw $no (i32.const 5))) (unreachable)))
        (func (export "run") (param i32) (result i32)
          (drop (memory.grow (i32.const 1)))
          (i32.store (i32.const 0) (call $twice (local.get 0)))
          (i32.add
            (struct.get $point 0 (struct.new $point (i32.load (i32.const 0))))
            (call_indirect (result i32) (i32.const 0)))))
      """;

  @Test
  @Timeout(300)
  void droppedModulesFreeTheirClasses() throws Exception {
    byte[] bytes = Wat.parse(TEXT);
    load(bytes, 0);
    ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
    int before = classes.getLoadedClassCount();
    long unloaded = classes.getUnloadedClassCount();
    var left = new ArrayList<WeakReference<Object>>();
    for (int i = 0; i < MODULES; i++) {
      left.add(load(bytes, i));
    }
    for (int i = 0; i < 20 && left.stream().anyMatch(r -> !r.refersTo(null)); i++) {
      System.gc();
      Thread.sleep(50);
    }
    assertThat(left).allMatch(r -> r.refersTo(null));
    assertThat(classes.getUnloadedClassCount() - unloaded).isGreaterThan(2 * MODULES);
    assertThat(classes.getLoadedClassCount() - before).isLessThan(1_000);
  }

  private static WeakReference<Object> load(byte[] bytes, int number) throws Exception {
    var module = new WebAssembly.Module(bytes);
    Imports imports = Imports.of("host", "twice", IntUnaryOperator.class, n -> 2 * n);
    var instance = new WebAssembly.Instance(module, imports);
    assertThat(instance.exports().function("run").call(number)).isEqualTo(2 * number + 5);
    return new WeakReference<>(module);
  }
}
