package dev.quern.bench.part;

import dev.quern.Wat;
import dev.quern.js.Quern;
import java.util.Objects;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Calls between JavaScript and WebAssembly by GraalJS on a stock JDK, which interprets scripts. A
 * loop in JavaScript makes the calls; its twin calls a JavaScript function.
 */
@Warmup(iterations = 5, time = 1)
public class JsCalls extends Part {
  private static final byte[] MODULE =
      Wat.parse(
          """
          (module
            (import "js" "increment" (func $increment (param i32) (result i32)))
            (func (export "add") (param i32 i32) (result i32)
              (i32.add (local.get 0) (local.get 1)))
            (func (export "addByImport") (param i32 i32) (result i32)
              (i32.add (call $increment (local.get 0)) (local.get 1))))
          """);

  private static final String SCRIPT =
      """
      (bytes) => {
        const module = new WebAssembly.Module(new Uint8Array(bytes));
        const imports = { js: { increment: (x) => (x + 1) | 0 } };
        const { add, addByImport } = new WebAssembly.Instance(module, imports).exports;
        const own = (a, b) => (a + b) | 0;
        const loop = (f) => (turns) => {
          let sum = 0;
          for (let i = 0; i < turns; i++) sum = f(sum, i);
          return sum;
        };
        // A copy of the loop for each, so that none sees another's function.
        const copy = (f) => eval("(" + loop + ")")(f);
        return { add: copy(add), addByImport: copy(addByImport), own: copy(own) };
      }
      """;

  private final Context context =
      Context.newBuilder("js")
          .option("engine.WarnInterpreterOnly", "false")
          .allowHostAccess(
              HostAccess.newBuilder(HostAccess.EXPLICIT).allowBufferAccess(true).build())
          .build();
  private final Value loops;

  /** Installs the interface and makes the instance. */
  public JsCalls() {
    Objects.requireNonNull(Quern.install(context));
    loops = context.eval("js", SCRIPT).execute(ByteSequence.create(MODULE));
  }

  /** Ends the context. */
  @TearDown
  public void close() {
    context.close();
  }

  private int run(String loop) {
    return loops.getMember(loop).execute(Loop.TURNS).asInt();
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int jsToWasm() {
    return run("add");
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int jsToWasmToJs() {
    return run("addByImport");
  }

  @Benchmark
  @OperationsPerInvocation(Loop.TURNS)
  public int jsToJs() {
    return run("own");
  }
}
