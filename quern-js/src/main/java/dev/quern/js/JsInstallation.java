package dev.quern.js;

import dev.quern.Imports;
import dev.quern.WebAssembly;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.jspecify.annotations.Nullable;

/**
 * The interface in one context, for a host that gives it more than the language has, and for an
 * embedder who passes objects of the engine to scripts, or takes theirs.
 *
 * <p>For example WASI, by {@code dev.quern.wasi}, for instances that a script makes:
 *
 * <pre>{@code
 * JsInstallation js = Quern.install(context);
 * try (Wasi wasi = WasiOptions.defaults().withPreopen(folder, "/data", true).open()) {
 *   Value functions = js.importNamespace(wasi.imports(), Wasi.MODULE, Wasi.functionNames());
 *   context.getBindings("js").putMember("wasiImport", functions);
 *   Value made =
 *       context.eval(
 *           "js", "new WebAssembly.Instance(program, { wasi_snapshot_preview1: wasiImport })");
 *   int status = wasi.start(js.instanceOf(made));
 * }
 * }</pre>
 *
 * <p>An {@link Error} of a host function, such as the {@code WasiExit} by which a program ends,
 * leaves WebAssembly and JavaScript alike. A script can catch one only where no WebAssembly code
 * waits for it to return: when a JavaScript function that WebAssembly has called comes to its end,
 * by whatever {@code catch} or {@code finally}, an error that has reached it goes on.
 *
 * <p>Used by one thread at a time, as everything in a context.
 */
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
   *     {@code isSameOrigin}, {@code isOk}, {@code isUnusable} (its body is used or locked), {@code
   *     consume}, a function that returns a promise of the body's bytes, and perhaps {@code
   *     status}, which a message shows ({@code 404 Not Found})
   */
  public void responses(Value reader) {
    responseReader = reader;
  }

  /**
   * A new {@code WebAssembly.Module} object of the same module, for {@code structuredClone}; or
   * null if the value is no such object.
   */
  public @Nullable Value cloneModule(Value value) {
    GraalHost known = installed();
    Value handle = known.glue().getMember("moduleHandle").execute(value);
    return handle.isNull()
        ? null
        : known.glue().getMember("makeModule").execute(handle.<Object>asHostObject());
  }

  /**
   * A new object, to be put into an import object, with a JavaScript function for each of some host
   * functions. An instance that imports such a function is linked with the host function itself, as
   * if {@code imports} had been given in Java: no JavaScript runs when it is called, and a
   * parameter {@link dev.quern.Caller} gets the instance. What {@code imports} does not have is
   * unknown when an instance wants it. JavaScript can pass the functions on, but a call from there
   * is a {@code TypeError}.
   *
   * @param imports where the host functions are; they are looked up anew for each instance
   * @param module the module name that they have there; scripts are free to use another
   * @param functions their names
   * @throws IllegalStateException if the interface is not installed yet
   */
  public Value importNamespace(Imports imports, String module, Collection<String> functions) {
    var handles = new ArrayList<Object>();
    for (String name : functions) {
      handles.add(new HostImport(imports, module, name));
    }
    return installed()
        .glue()
        .getMember("makeNamespace")
        .execute(
            ProxyArray.fromList(List.copyOf(functions)), ProxyArray.fromList(List.copyOf(handles)));
  }

  /**
   * The JavaScript object of an extern, the same one every time: an exported function, {@code
   * WebAssembly.Memory} and so on. A call of the function converts arguments and results as the
   * JavaScript interface says, and throws in JavaScript what the function throws.
   *
   * @throws IllegalStateException if the interface is not installed yet
   */
  public Value objectOf(WebAssembly.Extern extern) {
    return installed().value(extern);
  }

  /**
   * The instance of a {@code WebAssembly.Instance} object; null if the value is no such object.
   *
   * @throws IllegalStateException if the interface is not installed yet
   */
  public WebAssembly.@Nullable Instance instanceOf(Value value) {
    Value handle = installed().glue().getMember("instanceHandle").execute(value);
    return handle.isNull() ? null : handle.<GraalFunctions.JsInstance>asHostObject().instance();
  }

  private GraalHost installed() {
    GraalHost known = host;
    if (known == null) {
      throw new IllegalStateException("not installed yet");
    }
    return known;
  }
}
