package dev.quern.js;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Puts the global {@code WebAssembly} into a GraalJS context: everything that MDN documents for it,
 * by Quern's engine.
 *
 * <pre>{@code
 * var access = HostAccess.newBuilder(HostAccess.EXPLICIT).allowBufferAccess(true).build();
 * try (var context = Context.newBuilder("js").allowHostAccess(access).build()) {
 *   Quern.install(context);
 *   context.eval("js", "new WebAssembly.Memory({initial: 1}).buffer.byteLength");
 * }
 * }</pre>
 *
 * <p>The context needs {@code allowBufferAccess}, and no other access to Java. GraalJS's own
 * WebAssembly must be off, as it is by default. With the experimental option {@code
 * js.debug-builtin} the buffer of a memory is detached when the memory grows, as it should be, and
 * the global {@code Debug} that comes with the option is removed; without it an old buffer goes on
 * showing what the memory was.
 *
 * <p>Objects belong to their context and are used by one thread at a time, as everything in it.
 *
 * <p>MDN: {@code WebAssembly}.
 */
public final class Quern {
  /** Parsed once for each polyglot engine. */
  private static final Source GLUE = glue();

  private Quern() {}

  private static Source glue() {
    try (InputStream in = Quern.class.getResourceAsStream("webassembly.js")) {
      if (in == null) {
        throw new IllegalStateException("webassembly.js is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Source.newBuilder("js", text, "webassembly.js").internal(true).buildLiteral();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Installs the interface in a context in which nothing has run yet. Promises are settled in
   * microtasks, for which the context needs no event loop.
   *
   * @throws IllegalArgumentException if the context has no JavaScript
   */
  public static JsInstallation install(Context context) {
    return install(context, (JsTasks) null);
  }

  /**
   * As {@link #install(Context)}, for a host with an event loop: modules are compiled on other
   * threads, and promises settled in tasks of the loop.
   */
  public static JsInstallation install(Context context, @Nullable JsTasks tasks) {
    var installation = new JsInstallation();
    Value install = context.eval(GLUE);
    installation.host(new GraalHost(context, install, tasks, installation));
    return installation;
  }
}
