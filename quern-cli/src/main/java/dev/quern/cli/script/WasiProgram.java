package dev.quern.cli.script;

import dev.quern.WebAssembly;
import dev.quern.js.JsInstallation;
import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import dev.quern.wasi.Wasi;
import dev.quern.wasi.WasiExit;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** The outside world of one program of a script. */
public final class WasiProgram {
  private static final FunctionType START = new FunctionType(List.of(), List.of(NumberType.I32));
  private static final MethodHandle RUN;

  static {
    try {
      RUN =
          MethodHandles.lookup()
              .findVirtual(
                  WasiProgram.class,
                  "run",
                  MethodType.methodType(int.class, WebAssembly.Instance.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Wasi wasi;
  private final ScriptHost host;
  private final JsInstallation installation;
  private final boolean endsScript;

  WasiProgram(Wasi wasi, ScriptHost host, JsInstallation installation, boolean endsScript) {
    this.wasi = wasi;
    this.host = host;
    this.installation = installation;
    this.endsScript = endsScript;
  }

  /**
   * The object {@code wasiImport}.
   *
   * @param module the name of a module of WASI
   */
  @HostAccess.Export
  public Value imports(String module) {
    return installation.importNamespace(wasi.imports(), module, Wasi.functionNames(module));
  }

  /**
   * What runs a command and returns its exit status, as a function of WebAssembly: what the command
   * throws becomes what the JavaScript interface says.
   *
   * @param instance a {@code WebAssembly.Instance}, or anything else
   * @return a function without parameters; null if the value is no instance
   */
  @HostAccess.Export
  public @Nullable Value starter(Value instance) {
    WebAssembly.Instance known = installation.instanceOf(instance);
    if (known == null) {
      return null;
    }
    MethodHandle run = MethodHandles.insertArguments(RUN, 0, this, known);
    return installation.objectOf(WebAssembly.Function.of(START, run));
  }

  /** Not {@link Wasi#start}, which does not tell a program that exits from one that returns. */
  private int run(WebAssembly.Instance instance) {
    try {
      Wasi.startFunction(instance).call();
      return 0;
    } catch (WasiExit exit) {
      if (endsScript) {
        host.quit(exit.status());
      }
      return exit.status();
    }
  }
}
