package dev.quern.wasi;

import dev.quern.Imports;
import dev.quern.WebAssembly;
import dev.quern.wasi.WasiOptions.Preopen;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outside world of one program: its open descriptors, arguments, environment and clocks. It
 * belongs to one thread at a time. It must be closed, which closes the files that the program left
 * open and flushes its output; the streams of the options stay open.
 */
public final class Wasi implements AutoCloseable {
  /** The module name under which programs import the functions. */
  public static final String MODULE = "wasi_snapshot_preview1";

  private final Descriptors descriptors;
  private final Imports imports;

  Wasi(WasiOptions options) throws IOException {
    descriptors = new Descriptors(options.limits().descriptors());
    var stdin = options.stdin();
    descriptors.add(new StreamInput(stdin.stream(), stdin.terminal(), this::flushQuietly));
    descriptors.add(new StreamOutput(options.stdout().stream(), options.stdout().terminal()));
    descriptors.add(new StreamOutput(options.stderr().stream(), options.stderr().terminal()));
    try {
      for (Preopen preopen : options.preopens()) {
        var mount = new Mount(preopen.readOnly(), options.limits().fileSize());
        descriptors.add(
            OpenDirectory.preopened(preopen.directory().open(), mount, preopen.guest()));
      }
    } catch (IOException | RuntimeException e) {
      descriptors.closeAll();
      throw e;
    }
    var program =
        new Preview1(
            new Strings(options.arguments()),
            new Strings(
                options.environment().entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .toList()),
            descriptors,
            new Clocks(options.clock()),
            options.random(),
            options.limits());
    imports = Imports.of((module, name) -> find(program, module, name));
  }

  private static @Nullable MethodHandle find(Preview1 program, String module, String name) {
    return module.equals(MODULE) ? Preview1Functions.handle(program, name) : null;
  }

  /** The names of the functions that {@link #imports} provides, sorted. */
  public static List<String> functionNames() {
    return Preview1Functions.names();
  }

  /**
   * The functions of {@code wasi_snapshot_preview1}, to be combined with other imports if need be.
   * They work on the memory that the importing instance exports as {@code memory}.
   */
  public Imports imports() {
    return imports;
  }

  /**
   * Instantiates a command and runs it.
   *
   * @return its exit status
   */
  public int run(WebAssembly.Module module) {
    return start(new WebAssembly.Instance(module, imports));
  }

  /**
   * Runs a command: calls its export {@code _start}.
   *
   * @return its exit status, which is 0 if it returns
   */
  public int start(WebAssembly.Instance instance) {
    try {
      instance.exports().function("_start").call();
      return 0;
    } catch (WasiExit exit) {
      return exit.status();
    } finally {
      flushQuietly();
    }
  }

  /** Prepares a reactor for calls: calls its export {@code _initialize}, if it has one. */
  public void initialize(WebAssembly.Instance instance) {
    if (instance.exports().has("_initialize")) {
      instance.exports().function("_initialize").call();
    }
  }

  /**
   * Flushes standard output and error. Other threads than the program's may do so while it runs, to
   * end it with nothing lost, if the streams of the options may be shared: those of the process
   * may. It blocks while the program does in writing to them.
   *
   * @throws IOException if one of them fails
   */
  public void flush() throws IOException {
    descriptors.flush();
  }

  private void flushQuietly() {
    try {
      flush();
    } catch (IOException e) {
      // The program's next write will meet the same failure and tell the program.
    }
  }

  /**
   * Closes every open descriptor.
   *
   * @throws IOException if something could not be written
   */
  @Override
  public void close() throws IOException {
    descriptors.closeAll();
  }
}
