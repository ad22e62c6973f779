package dev.quern.js;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.Caller;
import dev.quern.EngineFault;
import dev.quern.Imports;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an embedder gives to scripts, and takes from them. */
class JsInstallationTest {
  /** Leaves a program, as WASI's exit does. */
  private static final class Exit extends Error {
    private static final long serialVersionUID = 1;

    Exit(int status) {
      super("exit " + status);
    }
  }

  /** What makes a host function fail as the engine would. */
  private static final int FAULT = -1;

  private interface Peek {
    int peek(Caller caller, int address);
  }

  private interface Leave {
    void leave(int status);
  }

  private static final String PROGRAM =
      """
      (module
        (import "host" "peek" (func $peek (param i32) (result i32)))
        (import "host" "leave" (func $leave (param i32)))
        (import "js" "between" (func $between (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 8) "\\2a")
        (func (export "peek") (param i32) (result i32) (call $peek (local.get 0)))
        (func (export "leave") (param i32) (call $leave (local.get 0)))
        (func (export "run") (param i32) (result i32)
          (block $caught (try_table (catch_all $caught) (call $between (local.get 0))))
          (i32.const 7)))
      """;

  private final List<Integer> peeked = new ArrayList<>();
  private Context context;
  private JsInstallation js;

  @BeforeEach
  void install() {
    var access = HostAccess.newBuilder(HostAccess.EXPLICIT).allowBufferAccess(true).build();
    context =
        Context.newBuilder("js")
            .allowHostAccess(access)
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    js = Quern.install(context);
    Imports imports =
        Imports.of("env", "peek", Peek.class, this::peek)
            .with(
                "env",
                "leave",
                Leave.class,
                status -> {
                  throw status == FAULT
                      ? new EngineFault(new ClassCastException("x"))
                      : new Exit(status);
                });
    Value bindings = context.getBindings("js");
    bindings.putMember(
        "host", js.importNamespace(imports, "env", List.of("peek", "leave", "missing")));
    bindings.putMember("bytes", ByteBuffer.wrap(Wat.parse(PROGRAM)));
    context.eval(
        "js",
        """
        const module = new WebAssembly.Module(new Uint8Array(new ArrayBuffer(bytes)));
        const instantiate = (between) => new WebAssembly.Instance(module, { host, js: { between } });
        """);
  }

  @AfterEach
  void close() {
    context.close(true);
  }

  private int peek(Caller caller, int address) {
    int value = caller.memory().readByte(address);
    peeked.add(value);
    return value;
  }

  @Test
  void linksHostFunctionsWithTheirCaller() {
    String script =
        """
        const one = instantiate(), two = instantiate();
        new Uint8Array(two.exports.memory.buffer)[8] = 43;
        [one.exports.peek(8), two.exports.peek(8), Object.keys(host), host.peek.name].join();
        """;
    script = script.replace("instantiate()", "instantiate(() => {})");
    assertThat(context.eval("js", script).asString()).isEqualTo("42,43,peek,leave,missing,peek");
    assertThat(peeked).containsExactly(42, 43);
  }

  @Test
  void theFunctionsAreForWebAssembly() {
    String tried =
        """
        const tried = (f) => { try { return f(); } catch (e) { return e.name + ': ' + e.message; } };
        """;
    context.eval("js", tried);
    assertThat(context.eval("js", "tried(() => host.peek(8))").asString())
        .isEqualTo("TypeError: peek can only be called by WebAssembly that imports it");
    assertThat(
            context
                .eval(
                    "js",
                    """
                    tried(() => new WebAssembly.Table({ element: 'anyfunc', initial: 1 }).set(0, host.peek))
                    """)
                .asString())
        .startsWith("TypeError: WebAssembly.Table.set(): a function reference must be");
    for (String other : List.of("missing", "leave")) {
      String script =
          "tried(() => new WebAssembly.Instance(module, { host: { ...host, peek: host.%s }, js: {"
              + " between() {} } }))";
      assertThat(context.eval("js", script.formatted(other)).asString())
          .startsWith("LinkError: ")
          .contains("peek");
    }
  }

  @Test
  void givesInstancesAndObjects() throws ReflectiveOperationException {
    Value made = context.eval("js", "instantiate(() => {})");
    WebAssembly.Instance instance = js.instanceOf(made);
    assertThat(instance).isNotNull().isSameAs(js.instanceOf(made));
    assertThat(instance.exports().function("peek").call(8)).isEqualTo(42);
    assertThat(js.instanceOf(context.eval("js", "({ exports: {} })"))).isNull();
    assertThat(js.instanceOf(context.eval("js", "null"))).isNull();
    assertThat(js.instanceOf(context.eval("js", "Object.create(WebAssembly.Instance.prototype)")))
        .isNull();

    Value memory = js.objectOf(instance.exports().memory("memory"));
    context.getBindings("js").putMember("made", made);
    context.getBindings("js").putMember("memory", memory);
    assertThat(context.eval("js", "made.exports.memory === memory").asBoolean()).isTrue();

    var type = new FunctionType(List.of(NumberType.I32), List.of(NumberType.I32));
    IntUnaryOperator negation = value -> -value;
    var negate =
        MethodHandles.publicLookup()
            .findVirtual(
                IntUnaryOperator.class, "applyAsInt", WebAssembly.Function.handleType(type))
            .bindTo(negation);
    Value function = js.objectOf(WebAssembly.Function.of(type, negate));
    assertThat(function.execute("5").asInt()).isEqualTo(-5);
  }

  @Test
  void errorsGoOnThroughJavaScript() {
    for (String between :
        List.of(
            "(s) => i.exports.leave(s)",
            "(s) => { try { i.exports.leave(s); } catch {} }",
            "(s) => { for (;;) { try { i.exports.leave(s); } finally { break; } } }",
            "(s) => { try { i.exports.leave(s); } catch { throw new Error('other'); } }",
            "(s) => { try { i.exports.leave(s); } catch {} instantiate(() => {}).exports.run(1); }",
            "(s) => { instantiate((s) => { try { i.exports.leave(s); } catch {} }).exports.run(s); }")) {
      Value made =
          context.eval("js", "(() => { const i = instantiate(" + between + "); return i; })()");
      WebAssembly.Instance instance = js.instanceOf(made);
      assertThat(instance).isNotNull();
      assertThatThrownBy(() -> instance.exports().function("run").call(3))
          .as(between)
          .isInstanceOf(Exit.class)
          .hasMessage("exit 3");
      // Nothing is left of it.
      Value other = context.eval("js", "instantiate(() => {}).exports.run(1)");
      assertThat(other.asInt()).isEqualTo(7);
    }
  }

  /** JavaScript sees what it is, and neither language keeps it to itself. */
  @Test
  void aFaultOfTheEngineSaysSo() {
    Value seen =
        context.eval(
            "js",
            """
            const seen = [];
            const failing = instantiate((s) => {
              try { failing.exports.leave(s); } catch (e) { seen.push(e instanceof Error, e.message); }
            });
            seen;
            """);
    assertThatThrownBy(() -> context.eval("js", "failing.exports.run(-1)"))
        .isInstanceOfSatisfying(
            PolyglotException.class,
            e -> assertThat(e.asHostException()).isInstanceOf(EngineFault.class));
    assertThat(seen.getArrayElement(0).asBoolean()).isTrue();
    assertThat(seen.getArrayElement(1).asString())
        .isEqualTo("a fault of Quern, not of the program: java.lang.ClassCastException: x");
  }

  /** Where no WebAssembly code waits, and for what JavaScript itself throws. */
  @Test
  void javaScriptCatchesTheRest() {
    assertThat(
            context
                .eval(
                    "js",
                    """
                    const i = instantiate((s) => { throw new Error('own'); });
                    let caught = 0;
                    try { i.exports.leave(4); } catch { caught++; }
                    caught + i.exports.run(0);
                    """)
                .asInt())
        .isEqualTo(8);
    assertThatThrownBy(() -> context.eval("js", "i.exports.leave(4)"))
        .isInstanceOfSatisfying(
            PolyglotException.class,
            e -> assertThat(e.asHostException()).isInstanceOf(Exit.class).hasMessage("exit 4"));
  }

  @Test
  void isNotThereBeforeItIsInstalled() {
    var early = new JsInstallation();
    assertThatThrownBy(() -> early.importNamespace(Imports.none(), "m", List.of()))
        .isInstanceOf(IllegalStateException.class);
  }
}
