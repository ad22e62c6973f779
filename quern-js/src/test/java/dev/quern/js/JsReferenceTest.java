package dev.quern.js;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Exports;
import dev.quern.Imports;
import dev.quern.StructRef;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of JavaScript that pass through WebAssembly as references, and Java's view of them. */
class JsReferenceTest {
  private interface Seen {
    @Nullable Object seen(@Nullable Object reference);
  }

  private static final String PROGRAM =
      """
      (module
        (type $pair (struct (field i32)))
        (import "host" "seen" (func $seen (param externref) (result externref)))
        (import "js" "through" (func $through (param externref i32) (result externref)))
        (table (export "table") 2 externref)
        (func (export "same") (param externref) (result externref) (local.get 0))
        (func (export "seen") (param externref) (result externref) (call $seen (local.get 0)))
        (func (export "through") (param externref) (result externref)
          (call $through (local.get 0) (i32.const 1)))
        (func (export "put") (param i32 externref) (table.set (local.get 0) (local.get 1)))
        (func (export "get") (param i32) (result externref) (table.get (local.get 0)))
        (func (export "isNull") (param externref) (result i32) (ref.is_null (local.get 0)))
        (func (export "pair") (result externref)
          (extern.convert_any (struct.new $pair (i32.const 7)))))
      """;

  private final List<@Nullable Object> seen = new ArrayList<>();
  private final List<Context> contexts = new ArrayList<>();
  private final Context context = newContext();
  private final JsInstallation js = Quern.install(context);
  private final WebAssembly.Instance instance = instance();

  private Context newContext() {
    var access = HostAccess.newBuilder(HostAccess.EXPLICIT).allowBufferAccess(true).build();
    Context made =
        Context.newBuilder("js")
            .allowHostAccess(access)
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    contexts.add(made);
    return made;
  }

  private WebAssembly.Instance instance() {
    Imports imports = Imports.of("host", "seen", Seen.class, this::see);
    Value bindings = context.getBindings("js");
    bindings.putMember("host", js.importNamespace(imports, "host", List.of("seen")));
    bindings.putMember("bytes", ByteBuffer.wrap(Wat.parse(PROGRAM)));
    Value made =
        context.eval(
            "js",
            """
            const came = [];
            const through = (value, one) => { came.push(value, one); return value; };
            const made = new WebAssembly.Instance(
              new WebAssembly.Module(new Uint8Array(new ArrayBuffer(bytes))), { host, js: { through } });
            const f = made.exports;
            made
            """);
    return js.instanceOf(made);
  }

  private @Nullable Object see(@Nullable Object reference) {
    seen.add(reference);
    return reference;
  }

  @AfterEach
  void close() {
    contexts.forEach(made -> made.close(true));
  }

  private boolean isTrue(String script) {
    return context.eval("js", script).asBoolean();
  }

  private static final String EVERYWHERE =
      """
      (() => {
        const value = %s;
        const ways = [f.same, f.seen, f.through, (x) => { f.put(0, x); return f.get(0); },
          (x) => { f.table.set(1, x); return f.through(f.get(1)); }];
        // Twice: the second time what has been seen before.
        return [...ways, ...ways].every((way) => Object.is(way(value), value))
          && came.every((x) => Object.is(x, value) || x === 1)
          && f.isNull(value) === (value === null ? 1 : 0);
      })()
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ x: 1 }",
        "[1, 2]",
        "() => 1",
        "class { }",
        "new Map()",
        "new Date()",
        "/x/",
        "globalThis",
        "new Proxy({}, {})",
        "Symbol()",
        "Symbol.iterator",
        "12345678901234567890n",
        "5n",
        "new String('s')",
        "new Number(5)",
        "new Boolean(false)",
        "Object.create(null)",
        "new Uint8Array(3)",
        "new WeakRef({})",
        "Promise.resolve()",
        "(function* () {})()",
        "f.same",
        "f.table",
        "f.pair()",
        "new Error('e')",
        "JSON",
        "Math.max.bind(null)"
      })
  void objectsStayTheSame(String expression) {
    String value = "(%s)".formatted(expression);
    assertThat(isTrue(EVERYWHERE.formatted(value))).isTrue();
    Object first = seen.getFirst();
    if (expression.equals("f.pair()")) {
      assertThat(first).isInstanceOf(StructRef.class);
    } else {
      assertThat(first).isInstanceOf(JsReference.class);
    }
    assertThat(seen).allMatch(first::equals);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "undefined",
        "true",
        "false",
        "'text'",
        "''",
        "'\\ud800'",
        "0",
        "-0",
        "NaN",
        "1.5",
        "-1",
        "2 ** 30",
        "2 ** 31",
        "-(2 ** 31)",
        "2 ** 53",
        "Infinity",
        "5e-324"
      })
  void primitivesStayTheSame(String expression) {
    assertThat(isTrue(EVERYWHERE.formatted(expression))).isTrue();
    assertThat(seen.getFirst()).isEqualTo(seen.getLast());
  }

  @Test
  void javaLooksIntoThem() {
    context.eval("js", "const o = { x: 5 }; f.seen(o); f.seen(undefined); f.put(0, o); f.seen([])");
    var reference = (JsReference) seen.getFirst();
    assertThat(reference.value().getMember("x").asInt()).isEqualTo(5);
    assertThat(((JsReference) seen.get(1)).value().isNull()).isTrue();
    assertThat(instance.exports().table("table").get(0))
        .isEqualTo(reference)
        .hasSameHashCodeAs(reference)
        .isNotEqualTo(seen.get(2))
        .hasToString(reference.value().toString());
  }

  @Test
  void javaGivesThem() {
    Value object = context.eval("js", "globalThis.o = { x: 5 }");
    WebAssembly.Table table = instance.exports().table("table");
    table.set(0, object);
    assertThat(isTrue("f.get(0) === o && f.table.get(0) === o && f.seen(f.get(0)) === o")).isTrue();
    table.set(1, seen.getFirst());
    assertThat(isTrue("f.get(1) === o && f.table.get(1) === o")).isTrue();
    assertThat(instance.exports().function("same").call(object)).isSameAs(object);
  }

  /** Where two contexts see one table, the API stands between them. */
  @Test
  void anotherContextGetsThemByTheApi() {
    Context other = newContext();
    JsInstallation there = Quern.install(other);
    Exports exports = instance.exports();
    Value bindings = other.getBindings("js");
    bindings.putMember("get", there.objectOf(exports.function("get")));
    bindings.putMember("put", there.objectOf(exports.function("put")));
    bindings.putMember("table", there.objectOf(exports.table("table")));
    context.eval("js", "const o = { x: 1 }, p = {}; f.put(0, o); f.table.set(1, p)");
    String reads = "get(0).x === 1 && table.get(0).x === 1 && typeof get(1) === 'object'";
    assertThat(other.eval("js", reads).asBoolean()).isTrue();
    assertThat(isTrue("f.get(0) === o && f.get(1) === p")).isTrue();
    other.eval("js", "const theirs = { y: 2 }; put(0, theirs); put(1, get(1))");
    assertThat(isTrue("f.get(0).y === 2 && f.get(1) === p")).isTrue();
    assertThat(other.eval("js", "get(0) === theirs").asBoolean()).isTrue();
  }
}
