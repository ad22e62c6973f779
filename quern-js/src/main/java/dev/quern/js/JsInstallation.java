package dev.quern.js;

import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** The interface in one context, for a host that gives it more than the language has. */
public final class JsInstallation {
  private @Nullable Value responseReader;
  private @Nullable GraalHost host;

  JsInstallation() {}

  void host(GraalHost newHost) {
    host = newHost;
  }

  @Nullable Value responseReader() {
    return responseReader;
  }

  /**
   * Lets the streaming functions read responses of the host's {@code fetch}. Without it they refuse
   * every source with a {@code TypeError}.
   *
   * @param reader a JavaScript function. It is called with any value and returns undefined if that
   *     is no {@code Response}, otherwise an object with {@code contentType} (a string or null),
   *     {@code isSameOrigin}, {@code isOk}, {@code isUnusable} (its body is used or locked), and
   *     {@code consume}, a function that returns a promise of the body's bytes
   */
  public void responses(Value reader) {
    responseReader = reader;
  }

  /**
   * A new {@code WebAssembly.Module} object of the same module, for {@code structuredClone}; or
   * null if the value is no such object.
   */
  public @Nullable Value cloneModule(Value value) {
    GraalHost known = host;
    if (known == null) {
      throw new IllegalStateException("not installed yet");
    }
    Value handle = known.glue().getMember("moduleHandle").execute(value);
    return handle.isNull()
        ? null
        : known.glue().getMember("makeModule").execute(handle.<Object>asHostObject());
  }
}
