package dev.quern.wasi;

import dev.quern.Imports;
import dev.quern.WebAssembly;
import dev.quern.WebAssembly.ImportDescriptor;
import dev.quern.type.MemoryType;
import dev.quern.wasi.WasiOptions.Grant;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outside world of one program: its open descriptors, arguments, environment, clocks and
 * threads. The functions may be called from several threads, those of the program; two programs
 * share nothing but what their options name. It must be closed, which closes the files that the
 * program left open and flushes its output; the streams and sockets of the options stay open.
 */
public final class Wasi implements AutoCloseable {
  /** The module name under which programs import the functions. */
  public static final String MODULE = "wasi_snapshot_preview1";

  /**
   * The module name under which programs of 2019 and 2020 import the functions, as they were then:
   * snapshot 0, with another {@code filestat}, another {@code subscription}, other numbers for
   * where to seek from, and no {@code sock_accept}.
   */
  public static final String UNSTABLE_MODULE = "wasi_unstable";

  /** The module name under which programs import {@code thread-spawn}. */
  public static final String THREADS_MODULE = "wasi";

  private static final String THREAD_SPAWN = "thread-spawn";

  private final Descriptors descriptors;
  private final Threads threads;
  private final Imports imports;

  Wasi(WasiOptions options) throws IOException {
    descriptors = new Descriptors(options.limits().descriptors());
    try {
      open(options);
    } catch (IOException | RuntimeException e) {
      closeAfter(e);
      throw e;
    }
    threads = new Threads(options.limits().threads());
    var program =
        new Preview1(
            Snapshot.PREVIEW1,
            new Strings(options.arguments()),
            new Strings(
                options.environment().entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .toList()),
            descriptors,
            new Clocks(options.clock()),
            options.random(),
            options.limits(),
            threads);
    Preview1 unstable = program.in(Snapshot.UNSTABLE);
    imports = Imports.of((module, name) -> find(program, unstable, module, name));
  }

  private void open(WasiOptions options) throws IOException {
    for (Grant grant : options.grants()) {
      descriptors.requireRoom();
      descriptors.add(grant.open(this::flushQuietly, options.limits()));
    }
  }

  /** Gives back what was opened or lent before something could not be. */
  private void closeAfter(Exception failure) {
    try {
      descriptors.closeAll();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private @Nullable Object find(Preview1 program, Preview1 unstable, String module, String name) {
    Snapshot snapshot = Snapshot.of(module);
    if (snapshot != null && snapshot.has(name)) {
      return Preview1Functions.handle(snapshot == Snapshot.UNSTABLE ? unstable : program, name);
    }
    return isThreadSpawn(module, name) ? Preview1Functions.threadSpawn(threads) : null;
  }

  private static boolean isThreadSpawn(String module, String name) {
    return module.equals(THREADS_MODULE) && name.equals(THREAD_SPAWN);
  }

  /** Whether a module imports {@code wasi.thread-spawn}. */
  public static boolean usesThreads(WebAssembly.Module module) {
    return module.imports().stream().anyMatch(i -> isThreadSpawn(i.module(), i.name()));
  }

  /** Whether {@link #imports} has a function of that name. */
  public static boolean provides(String module, String name) {
    Snapshot snapshot = Snapshot.of(module);
    return snapshot != null && Preview1Functions.has(snapshot, name) || isThreadSpawn(module, name);
  }

  /**
   * The export {@code _start} of a command, for who wants to see himself how it ends: with a {@link
   * WasiExit}, for one. {@link #start} is for everyone else.
   *
   * @throws WebAssembly.LinkError as {@link #start}
   */
  public static WebAssembly.Function startFunction(WebAssembly.Instance instance) {
    return EntryPoint.START.in(instance);
  }

  /** The names of the functions of {@link #MODULE}, sorted. */
  public static List<String> functionNames() {
    return functionNames(MODULE);
  }

  /**
   * The names of the functions of {@link #MODULE} or {@link #UNSTABLE_MODULE}, sorted.
   *
   * @throws IllegalArgumentException if it is another module
   */
  public static List<String> functionNames(String module) {
    Snapshot snapshot = Snapshot.of(module);
    if (snapshot == null) {
      throw new IllegalArgumentException("no module of WASI: " + module);
    }
    return Preview1Functions.names(snapshot);
  }

  /**
   * The functions of {@code wasi_snapshot_preview1}, {@code wasi_unstable} and {@code
   * wasi.thread-spawn}, to be combined with other imports if need be. They work on the memory that
   * the importing instance exports as {@code memory}. Threads can be started only by what {@link
   * #instantiate(WebAssembly.Module, Imports)} has made.
   */
  public Imports imports() {
    return imports;
  }

  /** Makes an instance with {@link #imports}; see the other method of this name. */
  public WebAssembly.Instance instantiate(WebAssembly.Module module) {
    return instantiate(module, Imports.none());
  }

  /**
   * Makes an instance of a program with {@link #imports} and others. If it imports {@code
   * wasi.thread-spawn}, it also gets the shared memories that it imports, and its threads will be
   * instances with the same imports, as the wasi-threads proposal says.
   *
   * @throws WebAssembly.LinkError if it imports anything else
   */
  public WebAssembly.Instance instantiate(WebAssembly.Module module, Imports others) {
    Imports all = imports;
    if (usesThreads(module)) {
      for (ImportDescriptor wanted : module.imports()) {
        if (wanted.type() instanceof MemoryType type && type.shared()) {
          all = all.with(wanted.module(), wanted.name(), new WebAssembly.Memory(type));
        }
      }
    }
    all = all.and(others);
    threads.program(module, all);
    return new WebAssembly.Instance(module, all);
  }

  /**
   * Instantiates a command and runs it.
   *
   * @return its exit status
   * @throws WebAssembly.LinkError if it cannot be linked, or is no command: see {@link #start}
   */
  public int run(WebAssembly.Module module) {
    return start(instantiate(module));
  }

  /**
   * Runs a command: calls its export {@code _start}. Its threads end with it.
   *
   * @return its exit status, which is 0 if it returns
   * @throws WebAssembly.LinkError if there is no such function, or if it has parameters or results
   * @throws WebAssembly.RuntimeError if it traps, or one of its threads does
   */
  public int start(WebAssembly.Instance instance) {
    WebAssembly.Function start = EntryPoint.START.in(instance);
    try {
      return threads.runMain(() -> start.call());
    } finally {
      flushQuietly();
    }
  }

  /**
   * Prepares a reactor for calls: calls its export {@code _initialize}, if it has one.
   *
   * @throws WebAssembly.LinkError if that is no function, or one with parameters or results
   */
  public void initialize(WebAssembly.Instance instance) {
    if (instance.exports().has(EntryPoint.INITIALIZE.export())) {
      EntryPoint.INITIALIZE.in(instance).call();
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
