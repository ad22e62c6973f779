package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.type.AddressType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instances in several threads around one shared memory. */
@Timeout(120)
class SharedMemoryTest {
  private static final int ROUNDS = 20_000;

  private final WebAssembly.Memory memory =
      new WebAssembly.Memory(new MemoryType(AddressType.I32, Limits.of(1, 1_000), true, 16));

  private WebAssembly.Instance instance(String functions) {
    return Modules.instance(
        "(module (import \"a\" \"memory\" (memory 1 1000 shared)) " + functions + ")",
        Imports.of("a", "memory", memory));
  }

  /** Runs actions at the same time, each in a thread of its own. */
  private static <T> List<T> together(List<Callable<T>> actions) throws Exception {
    var results = new ArrayList<T>();
    try (var threads = Executors.newFixedThreadPool(actions.size())) {
      for (Future<T> future : actions.stream().map(threads::submit).toList()) {
        results.add(future.get());
      }
    }
    return results;
  }

  @ParameterizedTest
  @CsvSource({
    "i32, i32.atomic.rmw, '', 4",
    "i32, i32.atomic.rmw8, _u, 1",
    "i32, i32.atomic.rmw16, _u, 2",
    "i64, i64.atomic.rmw, '', 8",
    "i64, i64.atomic.rmw8, _u, 1",
    "i64, i64.atomic.rmw16, _u, 2",
    "i64, i64.atomic.rmw32, _u, 4"
  })
  void updatesOfEveryWidthAreAtomic(String type, String rmw, String suffix, int width)
      throws Exception {
    // Neighbours within one word, each added to, subtracted from and xored by another thread.
    String text =
        """
        (func (export "run") (param $address i32) (param $rounds i32)
          (loop $again
            (drop (RMW.addSUFFIX (local.get $address) (TYPE.const 3)))
            (drop (RMW.subSUFFIX (local.get $address) (TYPE.const 2)))
            (drop (RMW.xorSUFFIX (local.get $address) (TYPE.const 0)))
            (br_if $again
              (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1))))))
        """
            .replace("RMW", rmw)
            .replace("SUFFIX", suffix)
            .replace("TYPE", type);
    var actions = new ArrayList<Callable<Object>>();
    for (int address : new int[] {0, 0, width, width}) {
      var run = instance(text).exports().function("run");
      actions.add(() -> {
        run.call(address, ROUNDS);
        return "";
      });
    }
    together(actions);
    long mask = width == 8 ? -1 : (1L << 8 * width) - 1;
    for (int address : new int[] {0, width}) {
      assertThat(memory.readLong(address) & mask).isEqualTo(2 * ROUNDS & mask);
    }
    assertThat(memory.readLong(2L * width)).isZero();
  }

  @Test
  void aLockOfCompareAndExchangeWaitAndNotify() throws Exception {
    // Word 0 is the lock (0 free, 1 taken, 2 taken and wanted), word 4 an ordinary counter.
    String text =
        """
        (func $lock (local $old i32)
          (local.set $old (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 1)))
          (block $done
            (loop $again
              (br_if $done (i32.eqz (local.get $old)))
              (if (i32.or (i32.eq (local.get $old) (i32.const 2))
                    (i32.ne (i32.const 0)
                      (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 1) (i32.const 2))))
                (then (drop
                  (memory.atomic.wait32 (i32.const 0) (i32.const 2) (i64.const -1)))))
              (local.set $old (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 2)))
              (br $again))))
        (func $unlock
          (if (i32.ne (i32.atomic.rmw.sub (i32.const 0) (i32.const 1)) (i32.const 1))
            (then
              (i32.atomic.store (i32.const 0) (i32.const 0))
              (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))))
        (func (export "run") (param $rounds i32)
          (loop $again
            (call $lock)
            (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (i32.const 1)))
            (call $unlock)
            (br_if $again
              (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1))))))
        """;
    var actions = new ArrayList<Callable<Object>>();
    for (int i = 0; i < 3; i++) {
      var run = instance(text).exports().function("run");
      actions.add(() -> {
        run.call(ROUNDS / 4);
        return "";
      });
    }
    together(actions);
    assertThat(memory.readInt(4)).isEqualTo(3 * (ROUNDS / 4));
  }

  private static final String WAITS =
      """
      (func (export "wait32") (param i32 i32 i64) (result i32)
        (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
      (func (export "wait64") (param i32 i64 i64) (result i32)
        (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
      (func (export "notify") (param i32 i32) (result i32)
        (memory.atomic.notify (local.get 0) (local.get 1)))
      """;

  @Test
  void notifiesAsManyAsAreToldAndOnlyAtTheAddress() throws Exception {
    var notify = instance(WAITS).exports().function("notify");
    var actions = new ArrayList<Callable<Object>>();
    for (int i = 0; i < 3; i++) {
      var wait = instance(WAITS).exports().function("wait64");
      actions.add(() -> wait.call(16, 0L, -1L));
    }
    var other = instance(WAITS).exports().function("wait32");
    actions.add(() -> other.call(20, 0, TimeUnit.MILLISECONDS.toNanos(300)));
    actions.add(() -> {
      int woken = 0;
      while (woken < 2) {
        woken += (Integer) notify.call(16, 2 - woken);
      }
      while (woken < 3) {
        woken += (Integer) notify.call(16, -1);
      }
      return woken;
    });
    assertThat(together(actions)).containsExactly(0, 0, 0, 2, 3);
    assertThat(notify.call(16, -1)).isEqualTo(0);
  }

  @Test
  void waitsOnlyForWhatIsExpectedAndNotForEver() {
    var exports = instance(WAITS).exports();
    memory.writeInt(0, -1);
    assertThat(exports.function("wait32").call(0, 1, -1L)).isEqualTo(1);
    assertThat(exports.function("wait32").call(0, -1, 0L)).isEqualTo(2);
    assertThat(exports.function("wait64").call(0, 0xFFFF_FFFFL, 1_000L)).isEqualTo(2);
    assertThat(exports.function("notify").call(0, 1)).isEqualTo(0);
    assertTrap("unaligned atomic", () -> exports.function("wait64").call(4, 0L, 0L));
    assertTrap("out of bounds memory access", () -> exports.function("notify").call(65_536, 0));
    var unshared = Modules.instance("(module (memory 1) " + WAITS + ")").exports();
    assertTrap("expected shared memory", () -> unshared.function("wait32").call(0, 0, 0L));
    assertThat(unshared.function("notify").call(0, 1)).isEqualTo(0);
  }

  private static void assertTrap(
      String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
    assertThatThrownBy(action).isInstanceOf(WebAssembly.RuntimeError.class).hasMessage(message);
  }

  @Test
  void aThreadThatWaitsCanBeInterrupted() throws Exception {
    var wait = instance(WAITS).exports().function("wait32");
    var results = new ArrayList<Object>();
    var thread =
        new Thread(() -> {
          try {
            results.add(String.valueOf(wait.call(0, 0, -1L)));
          } catch (WebAssembly.RuntimeError e) {
            results.add(String.valueOf(e.getMessage()));
          }
          results.add(Thread.currentThread().isInterrupted());
        });
    thread.start();
    thread.interrupt();
    thread.join();
    assertThat(results).containsExactly("interrupted in wait", true);
    assertThat(instance(WAITS).exports().function("notify").call(0, 1)).isEqualTo(0);
  }

  @Test
  void growsWhileOthersUseIt() throws Exception {
    String text =
        """
        (func (export "grow") (param $times i32) (result i32)
          (loop $again
            (drop (memory.grow (i32.const 1)))
            (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
          (memory.size))
        (func (export "use") (param $pages i32) (result i32) (local $last i32) (local $sum i32)
          (loop $again
            (local.set $last (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 8)))
            (drop (i32.atomic.rmw.add (local.get $last) (i32.const 1)))
            (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
            (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
            (br_if $again (i32.lt_u (memory.size) (local.get $pages))))
          (local.get $sum))
        """;
    var actions = new ArrayList<Callable<Object>>();
    for (int i = 0; i < 2; i++) {
      var use = instance(text).exports().function("use");
      actions.add(() -> use.call(301));
    }
    for (int i = 0; i < 3; i++) {
      var grow = instance(text).exports().function("grow");
      actions.add(() -> grow.call(100));
    }
    List<Object> results = together(actions);
    assertThat(memory.pages()).isEqualTo(301);
    int uses = (Integer) results.get(0) + (Integer) results.get(1);
    assertThat(memory.readInt(8)).isEqualTo(uses);
    int sum = 0;
    for (long page = 1; page <= 301; page++) {
      sum += memory.readInt(page * 65_536 - 8);
    }
    assertThat(sum).isEqualTo(uses);
    assertThat(memory.buffer(0, 65_536).getInt(8)).isEqualTo(uses);
  }
}
