package dev.quern.js;

import dev.quern.WebAssembly;
import dev.quern.internal.engine.Reserve;
import dev.quern.js.JsHost.ErrorClass;
import dev.quern.type.FunctionType;
import dev.quern.type.ReferenceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the interface keeps for one context (the specification's agent): the object of every extern,
 * the buffers of memories, and what exceptions are on both sides. Used by one thread at a time, but
 * for what a growing shared memory calls.
 */
final class Kernel {
  private final JsHost host;

  /** The tag of exceptions that carry a JavaScript value. */
  final WebAssembly.Tag jsTag =
      new WebAssembly.Tag(new FunctionType(List.of(ReferenceType.EXTERNREF), List.of()));

  /** Memories that have grown since JavaScript ran last. */
  private final List<Buffer> stale = new ArrayList<>();

  private final Object buffersOwner = new Object();

  /** What has passed through the JavaScript function that WebAssembly called last, or null. */
  private @Nullable Error passing;

  Kernel(JsHost host) {
    this.host = host;
  }

  // Objects, one for each address of the store.

  /** The object of an extern; the same one every time. */
  Object objectOf(WebAssembly.Extern extern) {
    return objectOf(
        extern,
        extern instanceof WebAssembly.Function function ? Math.max(function.index(), 0) : 0);
  }

  /**
   * The object of an extern; the same one every time.
   *
   * @param index a function's index, which a host function does not know itself
   */
  Object objectOf(WebAssembly.Extern extern, int index) {
    Object known = extern.attachment(this);
    if (known == null) {
      Reserve.holdIfFree();
      known = host.makeObject(extern, Integer.toString(index));
      extern.attach(this, known);
    }
    return known;
  }

  /** Makes an object that JavaScript has constructed the one of its extern. */
  void attach(WebAssembly.Extern extern, Object object) {
    extern.attach(this, object);
  }

  /** Makes an object that JavaScript has constructed the one of its exception. */
  void attach(WebAssembly.Exception exception, Object object) {
    exception.attach(this, object);
  }

  /** The object of an exception; the same one every time. */
  private Object objectOf(WebAssembly.Exception exception) {
    Object known = exception.attachment(this);
    if (known == null) {
      known = host.makeException(exception);
      exception.attach(this, known);
    }
    return known;
  }

  // Buffers.

  /** The buffer of a memory as JavaScript sees it, until the memory grows. */
  private static final class Buffer {
    final boolean isShared;
    @Nullable Object object;
    volatile boolean isStale;

    Buffer(boolean isShared) {
      this.isShared = isShared;
    }
  }

  /** The buffer of a memory; the same one until the memory grows. */
  Object bufferOf(WebAssembly.Memory memory) {
    refresh();
    Buffer buffer = knownBuffer(memory);
    if (buffer.isShared && buffer.isStale) {
      buffer.isStale = false;
      buffer.object = null;
    }
    Object object = buffer.object;
    if (object == null) {
      buffer.object = object = newBuffer(memory, buffer.isShared);
    }
    return object;
  }

  private Object newBuffer(WebAssembly.Memory memory, boolean isShared) {
    try {
      return host.makeBuffer(memory.buffer(), isShared);
    } catch (UnsupportedOperationException e) {
      throw new WebAssembly.RangeError(
          "a buffer can not hold the memory's " + memory.size() + " bytes", e);
    }
  }

  private Buffer knownBuffer(WebAssembly.Memory memory) {
    if (memory.attachment(buffersOwner) instanceof Buffer known) {
      return known;
    }
    var buffer = new Buffer(memory.type().shared());
    memory.attach(buffersOwner, buffer);
    memory.onGrow(() -> grown(buffer));
    return buffer;
  }

  private void grown(Buffer buffer) {
    if (!buffer.isStale) {
      buffer.isStale = true;
      if (!buffer.isShared) {
        stale.add(buffer);
      }
    }
  }

  /** Whether memories have grown since JavaScript ran last. */
  boolean isStale() {
    return !stale.isEmpty();
  }

  /** Detaches the buffers of memories that have grown. Comes before any JavaScript code runs. */
  void refresh() {
    if (stale.isEmpty()) {
      return;
    }
    for (Buffer buffer : stale) {
      buffer.isStale = false;
      if (buffer.object != null) {
        host.detach(buffer.object);
        buffer.object = null;
      }
    }
    stale.clear();
  }

  // Exceptions.

  /** What WebAssembly code gets to catch when a JavaScript function has thrown a value. */
  RuntimeException inward(@Nullable Object reference, Throwable thrown) {
    var exception = new WebAssembly.Exception(jsTag, reference);
    exception.initCause(thrown);
    return exception;
  }

  /**
   * What goes through WebAssembly code when something in JavaScript has ended that no handler may
   * catch.
   *
   * @param thrown what is thrown if it comes out again
   */
  RuntimeException uncatchable(String message, Throwable thrown) {
    return WebAssembly.RuntimeError.trap(message, thrown);
  }

  /** What is thrown in JavaScript for something that comes out of WebAssembly or the interface. */
  RuntimeException outward(Throwable thrown) {
    if (isOutOfMemory(thrown)) {
      Reserve.release();
    } else {
      Reserve.holdIfFree();
    }
    RuntimeException again = host.raiseAgain(thrown);
    if (again != null) {
      return again;
    }
    return switch (thrown) {
      case WebAssembly.Exception e -> outward(e);
      case WebAssembly.CompileError e -> error(ErrorClass.COMPILE_ERROR, e);
      case WebAssembly.LinkError e -> error(ErrorClass.LINK_ERROR, e);
      case WebAssembly.RuntimeError e -> runtimeError(e);
      case WebAssembly.TypeError e -> error(ErrorClass.TYPE_ERROR, e);
      case WebAssembly.RangeError e -> error(ErrorClass.RANGE_ERROR, e);
      case StackOverflowError e -> stackOverflow();
      case OutOfMemoryError e -> outward(WebAssembly.RuntimeError.trap(OUT_OF_MEMORY));
      case RuntimeException e -> e;
      case Error e -> {
        // JavaScript could catch it, as whatever is thrown.
        passing = e;
        throw e;
      }
      default -> new IllegalStateException(thrown);
    };
  }

  private static boolean isOutOfMemory(Throwable thrown) {
    return thrown instanceof OutOfMemoryError
        || thrown instanceof WebAssembly.RuntimeError trap
            && trap.isTrap()
            && OUT_OF_MEMORY.equals(trap.getMessage());
  }

  /** Says that WebAssembly calls a JavaScript function. What it returns is for {@link #left}. */
  @Nullable Error enter() {
    Error outer = passing;
    passing = null;
    return outer;
  }

  /**
   * Comes before a JavaScript function returns to WebAssembly, or throws: an error that has passed
   * through it goes on.
   */
  void pass() {
    if (passing != null) {
      throw passing;
    }
  }

  /** Says that the JavaScript function is left. */
  void left(@Nullable Error outer) {
    passing = outer;
  }

  private static final StackTraceElement[] NO_TRACE = {};

  /** The engine's words for the traps that are RangeErrors in JavaScript. */
  static final String STACK_EXHAUSTED = "call stack exhausted";

  static final String OUT_OF_MEMORY = "out of memory";

  private RuntimeException outward(WebAssembly.Exception exception) {
    if (!exception.is(jsTag)) {
      return host.raise(objectOf(exception));
    }
    Throwable cause = exception.getCause();
    RuntimeException again = cause == null ? null : host.raiseAgain(cause);
    return again != null
        ? again
        : host.raise(host.toJs(ReferenceType.EXTERNREF, exception.getArg(jsTag, 0)));
  }

  private RuntimeException runtimeError(WebAssembly.RuntimeError thrown) {
    if (!thrown.isTrap()) {
      return error(ErrorClass.RUNTIME_ERROR, thrown);
    }
    RuntimeException again = thrown.getCause() == null ? null : host.raiseAgain(thrown.getCause());
    return again != null ? again : host.raise(objectOf(thrown));
  }

  /** The error object of a trap; the same one every time. */
  private Object objectOf(WebAssembly.RuntimeError trap) {
    Object known = trap.attachment(this);
    if (known == null) {
      known = makeError(trap);
      trap.attach(this, known);
    }
    return known;
  }

  private Object makeError(WebAssembly.RuntimeError trap) {
    String message = String.valueOf(trap.getMessage());
    return switch (message) {
      case STACK_EXHAUSTED ->
          host.makeError(
              ErrorClass.RANGE_ERROR, "Maximum call stack size exceeded", NO_TRACE, trap);
      case OUT_OF_MEMORY ->
          host.makeError(ErrorClass.RANGE_ERROR, message, trap.getStackTrace(), trap);
      default -> host.makeError(ErrorClass.RUNTIME_ERROR, message, trap.getStackTrace(), trap);
    };
  }

  /** What is thrown in JavaScript when the call stack is exhausted. */
  RuntimeException stackOverflow() {
    return outward(WebAssembly.RuntimeError.trap(STACK_EXHAUSTED));
  }

  private RuntimeException error(ErrorClass errorClass, RuntimeException thrown) {
    String message = String.valueOf(thrown.getMessage());
    return host.raise(host.makeError(errorClass, message, thrown.getStackTrace(), null));
  }
}
