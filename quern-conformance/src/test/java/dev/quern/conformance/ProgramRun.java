package dev.quern.conformance;

import dev.quern.Exports;
import dev.quern.Options;
import dev.quern.WebAssembly;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Runs a {@link RandomProgram} and writes down all that can be observed, a line each. */
final class ProgramRun {
  /** Room for the deepest recursion that the fuel allows, in methods with hundreds of locals. */
  private static final long STACK_SIZE = 256L << 20;

  private final RandomProgram program;
  private final List<String> lines = new ArrayList<>();

  private ProgramRun(RandomProgram program) {
    this.program = program;
  }

  /** What the program does with some options. */
  static List<String> of(RandomProgram program, Options options) {
    var run = new ProgramRun(program);
    var thrown = new ArrayList<Throwable>();
    var thread = new Thread(null, () -> run.calls(options), "program", STACK_SIZE);
    thread.setUncaughtExceptionHandler((t, e) -> thrown.add(e));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    thrown.forEach(e -> {
      throw new AssertionError("seed " + program.seed + ", " + options, e);
    });
    return run.lines;
  }

  private void calls(Options options) {
    var module = new WebAssembly.Module(program.bytes, options);
    Exports exports = new WebAssembly.Instance(module).exports();
    for (Object[] arguments : program.calls) {
      exports.global(RandomProgram.FUEL).value(program.fuel);
      lines.add("run " + outcome(exports.function("run"), arguments));
      lines.add("fuel " + describe(exports.global(RandomProgram.FUEL).value()));
      for (String global : program.globals) {
        lines.add(global + " " + describe(exports.global(global).value()));
      }
      for (String getter : program.getters) {
        lines.add(getter + " " + outcome(exports.function(getter)));
      }
      lines.add("memory " + hash(exports.memory("memory").buffer()));
      if (exports.has("memory2")) {
        lines.add("memory2 " + hash(exports.memory("memory2").buffer()));
      }
    }
  }

  private static String outcome(WebAssembly.Function function, Object... arguments) {
    Object result;
    try {
      result = function.call(arguments);
    } catch (WebAssembly.RuntimeError trap) {
      return "trap: " + trap.getMessage();
    } catch (WebAssembly.Exception e) {
      return "exception";
    }
    int count = function.type().results().size();
    if (count == 0) {
      return "";
    }
    var words = new ArrayList<String>();
    for (Object value : count == 1 ? new Object[] {result} : (Object[]) result) {
      words.add(describe(value));
    }
    return String.join(" ", words);
  }

  /** A value in words that a script for another engine can write too; all NaNs are the same. */
  private static String describe(Object value) {
    return switch (value) {
      case null -> "null";
      case Float f when f.isNaN() -> "nan";
      case Double d when d.isNaN() -> "nan";
      case Float f -> "f" + Integer.toHexString(Float.floatToRawIntBits(f));
      case Double d -> "d" + Long.toHexString(Double.doubleToRawLongBits(d));
      case WebAssembly.Function f -> "function";
      default -> value.toString();
    };
  }

  private static String hash(ByteBuffer memory) {
    int hash = 1;
    for (int i = 0; i < memory.capacity(); i++) {
      hash = 31 * hash + memory.get(i);
    }
    return memory.capacity() + " " + hash;
  }
}
