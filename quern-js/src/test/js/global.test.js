"use strict";
// 2.6: Global.
{
  const row = name => "2.6 " + name;
  const kinds = {
    i32: { value: 7, zero: 0 }, i64: { value: 7n, zero: 0n }, f32: { value: 0.5, zero: 0 }, f64: { value: 0.1, zero: 0 },
    externref: { value: "text", zero: undefined }, anyfunc: { value: null, zero: null },
  };

  test(row("interface"), "shape of the interface", () => {
    const members = ["value", "valueOf"];
    if ("type" in WebAssembly.Global.prototype) members.push("type");
    interfaceShape("Global", 1, members);
    attributeShape(WebAssembly.Global.prototype, "value", true);
    operationShape(WebAssembly.Global.prototype, "valueOf", 0);
  });
  test(row("interface"), "brand checks", () => {
    brandChecked("Global", getterOf(WebAssembly.Global.prototype, "value"));
    brandChecked("Global", setterOf(WebAssembly.Global.prototype, "value"), [1]);
    brandChecked("Global", WebAssembly.Global.prototype.valueOf);
  });
  test(row("interface"), "an ordinary object without own properties", () => {
    const global = new WebAssembly.Global({ value: "i32" });
    same(Object.getPrototypeOf(global), WebAssembly.Global.prototype);
    same(Reflect.ownKeys(global).length, 0);
    same(Object.prototype.toString.call(global), "[object WebAssembly.Global]");
    class Own extends WebAssembly.Global {}
    same(Object.getPrototypeOf(new Own({ value: "i32" })), Own.prototype);
  });

  test(row("descriptor"), "TypeError for what is no object", () => {
    throws(TypeError, () => new WebAssembly.Global());
    for (const value of [undefined, ...primitives]) throws(TypeError, () => new WebAssembly.Global(value), show(value));
    throws(TypeError, () => WebAssembly.Global({ value: "i32" }));
  });
  test(row("descriptor"), "value must name a type", () => {
    throws(TypeError, () => new WebAssembly.Global({}));
    throws(TypeError, () => new WebAssembly.Global({ mutable: true }));
    for (const value of [undefined, null, "", "I32", "i16", "i8", "funcref", "ref", "undefined", 1, {}, Symbol("i32")]) {
      throws(TypeError, () => new WebAssembly.Global({ value }), show(value));
    }
  });
  test(row("descriptor"), "value is converted to a string", () => {
    same(new WebAssembly.Global({ value: { toString: () => "i64" } }).value, 0n);
  });
  test(row("descriptor"), "mutable is read before value, then the initial value is converted", () => {
    const log = [];
    const descriptor = logged(log, { value: convertible(log, "value", "i32"), mutable: true });
    new WebAssembly.Global(descriptor, convertible(log, "v", 1));
    same(log.join(), "mutable,value,value toString,v valueOf");
  });
  test(row("descriptor"), "mutable is converted to a boolean", () => {
    for (const mutableValue of [true, 1, "no", {}, Symbol("s"), 1n]) {
      const global = new WebAssembly.Global({ value: "i32", mutable: mutableValue });
      global.value = 1;
      same(global.value, 1, show(mutableValue));
    }
    for (const immutableValue of [false, 0, "", null, undefined, NaN, 0n]) {
      const global = new WebAssembly.Global({ value: "i32", mutable: immutableValue });
      throws(TypeError, () => { global.value = 1; }, show(immutableValue));
    }
  });
  test(row("descriptor"), "exceptions of getters and conversions come through", () => {
    const thrown = new EvalError("mine");
    throws(thrown, () => new WebAssembly.Global({ get mutable() { throw thrown; }, value: "i32" }));
    throws(thrown, () => new WebAssembly.Global({ get value() { throw thrown; } }));
    throws(thrown, () => new WebAssembly.Global({ value: "i32" }, { valueOf() { throw thrown; } }));
  });

  for (const kind of Object.keys(kinds)) {
    const { value, zero } = kinds[kind];
    test(row("default value"), kind + ": missing", () => {
      same(new WebAssembly.Global({ value: kind }).value, zero);
      same(new WebAssembly.Global({ value: kind, mutable: true }).value, zero);
    });
    test(row("value"), kind + ": value and valueOf", () => {
      const global = new WebAssembly.Global({ value: kind, mutable: true }, value);
      same(global.value, value);
      same(global.valueOf(), value);
      global.value = zero;
      same(global.value, zero);
      same(global.valueOf(), zero);
    });
    test(row("setter"), kind + ": immutable", () => {
      const global = new WebAssembly.Global({ value: kind }, value);
      throws(TypeError, () => { global.value = value; });
      throws(TypeError, () => { global.value = { valueOf() { throw new Error("converted"); } }; }, "before conversion");
      same(global.value, value);
    });
  }
  test(row("default value"), "explicit undefined, numeric types: zero", () => {
    for (const kind of ["i32", "i64", "f32", "f64"]) {
      same(new WebAssembly.Global({ value: kind }, undefined).value, kinds[kind].zero, kind);
    }
  });
  test(row("default value"), "explicit undefined, references", () => {
    same(new WebAssembly.Global({ value: "externref" }, undefined).value, undefined);
    same(new WebAssembly.Global({ value: "externref" }, null).value, null);
    throws(TypeError, () => new WebAssembly.Global({ value: "anyfunc" }, undefined));
  });
  test(row("value"), "conversions of the constructor", () => {
    const value = (kind, v) => new WebAssembly.Global({ value: kind }, v).value;
    same(value("i32", 4294967295.5), -1);
    same(value("i32", "12"), 12);
    same(value("i32", NaN), 0);
    same(value("i32", null), 0);
    same(value("i64", -1n), -1n);
    same(value("i64", 2n ** 63n), -(2n ** 63n));
    same(value("i64", "5"), 5n);
    same(value("i64", true), 1n);
    same(value("f32", 0.1), Math.fround(0.1));
    same(value("f32", 1e300), Infinity);
    same(value("f64", "x"), NaN);
    same(value("f64", -0), -0);
    for (const bad of [5n, Symbol("s")]) for (const kind of ["i32", "f32", "f64"]) throws(TypeError, () => value(kind, bad), kind);
    for (const bad of [5, null, Symbol("s")]) throws(TypeError, () => value("i64", bad), show(bad));
    throws(SyntaxError, () => value("i64", "x"));
  });
  test(row("value"), "anyfunc takes null and exported functions", () => {
    const f = identity(i32);
    const global = new WebAssembly.Global({ value: "anyfunc", mutable: true }, f);
    same(global.value, f);
    global.value = null;
    same(global.value, null);
    for (const value of [undefined, () => 0, 1, {}, "f"]) throws(TypeError, () => { global.value = value; }, show(value));
    throws(TypeError, () => new WebAssembly.Global({ value: "anyfunc" }, () => 0));
  });
  test(row("value"), "externref keeps identity of everything", () => {
    const global = new WebAssembly.Global({ value: "externref", mutable: true });
    for (const value of [0, -0, NaN, 5n, 2n ** 100n, "\ud800", Symbol("s"), true, null, undefined, {}, [], () => 0, global]) {
      global.value = value;
      same(global.value, value);
    }
  });
  test(row("setter"), "conversion", () => {
    const global = new WebAssembly.Global({ value: "i32", mutable: true });
    global.value = "3";
    same(global.value, 3);
    throws(TypeError, () => { global.value = 5n; });
    throws(TypeError, () => { global.value = Symbol("s"); });
    same(global.value, 3);
    global.value = undefined;
    same(global.value, 0, "undefined is converted");
    const double = new WebAssembly.Global({ value: "f64", mutable: true });
    double.value = undefined;
    same(double.value, NaN);
    const long = new WebAssembly.Global({ value: "i64", mutable: true });
    throws(TypeError, () => { long.value = undefined; });
    throws(TypeError, () => { long.value = 5; });
  });
  test(row("setter"), "with no argument converts undefined", { v8: "TypeError: argument required" }, () => {
    const global = new WebAssembly.Global({ value: "f64", mutable: true }, 1);
    same(setterOf(WebAssembly.Global.prototype, "value").call(global), undefined);
    same(global.value, NaN);
  });
  test(row("setter"), "returns undefined", () => {
    const global = new WebAssembly.Global({ value: "i32", mutable: true });
    same(setterOf(WebAssembly.Global.prototype, "value").call(global, 4), undefined);
    same(global.value, 4);
  });
  test(row("valueOf"), "serves arithmetic", () => {
    same(new WebAssembly.Global({ value: "i32" }, 5) + 1, 6);
    same(new WebAssembly.Global({ value: "i64" }, 5n) * 2n, 10n);
  });

  const unreadable = { v128: { needs: "simd" }, exnref: { needs: "exnref" } };
  test(row("v128 and exnref"), "v128: TypeError in the constructor", { needs: "simd" }, () => {
    throws(TypeError, () => new WebAssembly.Global({ value: "v128" }));
    throws(TypeError, () => new WebAssembly.Global({ value: "v128" }, undefined));
    throws(TypeError, () => new WebAssembly.Global({ value: "v128", mutable: true }, 0));
  });
  test(row("v128 and exnref"), "exnref: TypeError in the constructor", { needs: "exnref", v8: "makes one" }, () => {
    throws(TypeError, () => new WebAssembly.Global({ value: "exnref" }));
    throws(TypeError, () => new WebAssembly.Global({ value: "exnref" }, null));
  });
  for (const [kind, type, init] of [["v128", v128, v128Zero], ["exnref", exnref, refNullOf(heap.exn)]]) {
    test(row("v128 and exnref"), kind + ": TypeError of get, set and valueOf", unreadable[kind], () => {
      const m = new ModuleBuilder();
      m.global(type, true, init, { export: "g" });
      m.global(type, false, init, { export: "h" });
      const { g, h } = m.instantiate();
      for (const global of [g, h]) {
        throws(TypeError, () => global.value);
        throws(TypeError, () => global.valueOf());
        throws(TypeError, () => { global.value = null; });
        throws(TypeError, () => { global.value = 0; });
      }
    });
  }

  test(row("GC types"), "anyref in a global of a module", { needs: "gc" }, () => {
    const m = new ModuleBuilder();
    m.global(anyref, true, refNullOf(heap.any), { export: "g" });
    m.global(i31ref, true, refNullOf(heap.i31), { export: "h" });
    const { g, h } = m.instantiate();
    const object = {};
    for (const value of [null, undefined, 5, -1, 1.5, "text", object, 7n, 2 ** 40, Symbol("s")]) {
      g.value = value;
      same(g.value, value);
    }
    h.value = -1073741824;
    same(h.value, -1073741824);
    for (const value of [2 ** 30, 1.5, "text", object, undefined]) throws(TypeError, () => { h.value = value; }, show(value));
  });
  test(row("sharing"), "a module and JS see the same global", () => {
    const global = new WebAssembly.Global({ value: "i32", mutable: true }, 1);
    const m = new ModuleBuilder();
    m.importGlobal("m", "g", i32, true);
    m.func({ results: [i32], code: [globalGet(0)], export: "get" });
    m.func({ params: [i32], code: [localGet(0), globalSet(0)], export: "set" });
    const { get, set } = m.instantiate({ m: { g: global } });
    global.value = 5;
    same(get(), 5);
    set(-6);
    same(global.value, -6);
  });
  test(row("sharing"), "an immutable global of a module", () => {
    const m = new ModuleBuilder();
    m.global(f64, false, f64Const(2.5), { export: "g" });
    const { g } = m.instantiate();
    same(g.value, 2.5);
    throws(TypeError, () => { g.value = 1; });
  });
}
