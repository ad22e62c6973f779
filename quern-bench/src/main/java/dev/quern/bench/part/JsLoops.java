package dev.quern.bench.part;

import dev.quern.Wat;
import dev.quern.js.Quern;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;

/**
 * What {@code ./bench js} starts: loops in JavaScript that call WebAssembly functions, on one
 * engine and in one way of running scripts, which is that of the JVM at hand. Times are those of
 * the thread, so that compilers and other programs on the same core do not count.
 */
public final class JsLoops {
  /** Nanoseconds that a measurement should take at least. */
  private static final long TURN = 40_000_000;

  private static final int WARM_UPS = 4;
  private static final int MEASUREMENTS = 12;

  private static final byte[] MODULE =
      Wat.parse(
          """
          (module
            (import "js" "increment" (func $increment (param i32) (result i32)))
            (import "js" "next" (func $next (param i64) (result i64)))
            (import "js" "same" (func $same (param externref) (result externref)))
            (func (export "add") (param i32 i32) (result i32)
              (i32.add (local.get 0) (local.get 1)))
            (func (export "addToDouble") (param i64 f64) (result f64)
              (f64.add (local.get 1) (f64.convert_i64_s (local.get 0))))
            (func (export "addToLong") (param i64 f64) (result i64)
              (i64.add (local.get 0) (i64.trunc_sat_f64_s (local.get 1))))
            (func (export "addByImport") (param i32 i32) (result i32)
              (i32.add (call $increment (local.get 0)) (local.get 1)))
            (func (export "addToLongByImport") (param i64 f64) (result i64)
              (i64.add (call $next (local.get 0)) (i64.trunc_sat_f64_s (local.get 1))))
            (func (export "same") (param externref) (result externref)
              (local.get 0))
            (func (export "sameByImport") (param externref) (result externref)
              (call $same (local.get 0))))
          """);

  /**
   * Each loop is a copy of its own, so that none sees another's function: what has the same source,
   * GraalJS takes for the same.
   */
  private static final String SCRIPT =
      """
      (bytes) => {
        const module = new WebAssembly.Module(new Uint8Array(bytes));
        const imports = { js: { increment: (x) => (x + 1) | 0, next: (x) => x + 1n, same: (x) => x } };
        const f = new WebAssembly.Instance(module, imports).exports;
        const own = (a, b) => (a + b) | 0;
        let copies = 0;
        const loop = (f, first, call) => new Function("f", `return (turns) => {
          let value = ${first}; // ${copies++}
          for (let i = 0; i < turns; i++) value = ${call};
          return typeof value;
        }`)(f);
        return [
          ["JS to JS, for scale", loop(own, "0", "f(value, i)")],
          ["JS to wasm `(i32, i32) -> i32`", loop(f.add, "0", "f(value, i)")],
          ["JS to wasm `(i64, f64) -> f64`", loop(f.addToDouble, "0.5", "f(1n, value)")],
          ["JS to wasm `(i64, f64) -> i64`", loop(f.addToLong, "0n", "f(value, 1.5)")],
          ["JS to wasm to JS, i32", loop(f.addByImport, "0", "f(value, i)")],
          ["JS to wasm to JS, i64", loop(f.addToLongByImport, "0n", "f(value, 1.5)")],
          ["JS to wasm `(externref) -> externref`", loop(f.same, "{}", "f(value)")],
          ["JS to wasm to JS, externref", loop(f.sameByImport, "{}", "f(value)")],
        ];
      }
      """;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Value function;
  private int turns = 1000;
  private double best = Double.MAX_VALUE;

  private JsLoops(Value function) {
    this.function = function;
  }

  /**
   * Prints a line for each loop: nanoseconds a turn, a tabulator and the loop's name.
   *
   * @param arguments {@code quern} or {@code graalwasm}, and the seconds to warm up
   */
  public static void main(String[] arguments) {
    try (Context context = context(arguments[0])) {
      Value rows = context.eval("js", SCRIPT).execute(ByteSequence.create(MODULE));
      List<JsLoops> loops = new ArrayList<>();
      for (long i = 0; i < rows.getArraySize(); i++) {
        loops.add(new JsLoops(rows.getArrayElement(i).getArrayElement(1)));
      }
      measure(loops, Double.parseDouble(arguments[1]));
      for (int i = 0; i < loops.size(); i++) {
        String name = rows.getArrayElement(i).getArrayElement(0).asString();
        System.out.println(loops.get(i).best + "\t" + name);
      }
    }
  }

  private static Context context(String engine) {
    HostAccess access = HostAccess.newBuilder(HostAccess.EXPLICIT).allowBufferAccess(true).build();
    boolean isQuern = engine.equals("quern");
    Context.Builder builder =
        isQuern
            ? Context.newBuilder("js")
            : Context.newBuilder("js", "wasm")
                .allowPolyglotAccess(PolyglotAccess.ALL)
                .allowExperimentalOptions(true)
                .option("js.webassembly", "true");
    Context context =
        builder.option("engine.WarnInterpreterOnly", "false").allowHostAccess(access).build();
    if (isQuern) {
      Objects.requireNonNull(Quern.install(context));
    }
    return context;
  }

  private static void measure(List<JsLoops> loops, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      for (JsLoops loop : loops) {
        for (int i = 0; i < WARM_UPS; i++) {
          loop.warmUp();
        }
      }
    } while (System.nanoTime() < end);
    for (int i = 0; i < MEASUREMENTS; i++) {
      for (JsLoops loop : loops) {
        loop.best = Math.min(loop.best, loop.run() / (double) loop.turns);
      }
    }
  }

  /** Runs the loop, and finds how many turns take the time that they should. */
  private void warmUp() {
    long time = run();
    if (time < TURN && turns < Integer.MAX_VALUE / 2) {
      turns *= 2;
    } else if (time > 4 * TURN) {
      turns /= 2;
    }
  }

  private long run() {
    long start = threads.getCurrentThreadCpuTime();
    function.executeVoid(turns);
    return threads.getCurrentThreadCpuTime() - start;
  }
}
