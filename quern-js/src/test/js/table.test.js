"use strict";
// 2.5: Table.
{
  const jsFunction = () => 0;
  const funcTable = (initial = 2) => new WebAssembly.Table({ element: "anyfunc", initial });
  const externTable = (initial = 2) => new WebAssembly.Table({ element: "externref", initial });
  const wrongElements = ["funcref", "exnref", "exn", "func", "extern", "any", "anyFunc", "", "i32", "undefined", null, 5, {}];

  test("2.5 descriptor", "shape of the interface", () => {
    const members = ["grow", "get", "set", "length"];
    if ("type" in WebAssembly.Table.prototype) members.push("type");
    interfaceShape("Table", 1, members);
  });
  test("2.5 descriptor", "TypeError for what is no object", () => {
    throws(TypeError, () => new WebAssembly.Table());
    for (const value of [undefined, ...primitives]) throws(TypeError, () => new WebAssembly.Table(value), show(value));
    throws(TypeError, () => WebAssembly.Table({ element: "anyfunc", initial: 0 }));
  });
  test("2.5 descriptor", "element and initial are needed", () => {
    throws(TypeError, () => new WebAssembly.Table({}));
    throws(TypeError, () => new WebAssembly.Table({ element: "anyfunc" }));
    throws(TypeError, () => new WebAssembly.Table({ initial: 0 }));
    throws(TypeError, () => new WebAssembly.Table({ element: undefined, initial: 0 }));
    throws(TypeError, () => new WebAssembly.Table({ element: "anyfunc", initial: undefined }));
  });
  for (const element of wrongElements) {
    test("2.5 descriptor", "element " + show(element) + " is refused", () => {
      throws(TypeError, () => new WebAssembly.Table({ element, initial: 0 }));
    });
  }
  test("2.5 descriptor", "element is converted to a string", () => {
    const table = new WebAssembly.Table({ element: { toString: () => "externref" }, initial: 1 });
    same(table.get(0), undefined);
    throws(TypeError, () => new WebAssembly.Table({ element: Symbol("anyfunc"), initial: 1 }));
  });
  for (const key of ["initial", "maximum"]) {
    for (const value of [NaN, Infinity, -1, 4294967296, "x", {}, 5n, Symbol("s")]) {
      test("2.5 descriptor", key + ": out of the range of u32: " + show(value), () => {
        throws(TypeError, () => new WebAssembly.Table(Object.assign({ element: "anyfunc", initial: 0, maximum: 0 }, { [key]: value })));
      });
    }
  }
  test("2.5 descriptor", "numbers are converted", () => {
    for (const [initial, length] of [[1.9, 1], ["2", 2], [true, 1], [null, 0], [boxed(3), 3], [-0, 0]]) {
      same(new WebAssembly.Table({ element: "anyfunc", initial }).length, length, show(initial));
    }
  });
  test("2.5 descriptor", "numbers are truncated, then compared with the range", { v8: "refuses -0.5" }, () => {
    same(new WebAssembly.Table({ element: "anyfunc", initial: -0.5 }).length, 0);
  });
  test("2.5 descriptor", "RangeError: maximum below initial, size beyond 10,000,000", () => {
    throws(RangeError, () => new WebAssembly.Table({ element: "anyfunc", initial: 2, maximum: 1 }));
    throws(RangeError, () => new WebAssembly.Table({ element: "anyfunc", initial: 10000001 }));
    throws(RangeError, () => new WebAssembly.Table({ element: "externref", initial: 4294967295 }));
    same(new WebAssembly.Table({ element: "anyfunc", initial: 0, maximum: 4294967295 }).length, 0);
    same(new WebAssembly.Table({ element: "anyfunc", initial: 0, maximum: undefined }).grow(1), 0);
  });
  test("2.5 descriptor", "reading order", { needs: "memory64" }, () => {
    const log = [];
    new WebAssembly.Table(logged(log, {
      maximum: convertible(log, "maximum", 1),
      initial: convertible(log, "initial", 0),
      address: convertible(log, "address", "i32"),
      element: convertible(log, "element", "anyfunc"),
    }));
    const order = "element,element toString,address,address toString,initial,initial valueOf,maximum,maximum valueOf";
    same(log.join(), order);
  });
  test("2.5 descriptor", "reading order without address", () => {
    const log = [];
    new WebAssembly.Table(logged(log, { maximum: 1, initial: convertible(log, "initial", 0), element: convertible(log, "element", "anyfunc") }));
    same(log.join(), "element,element toString,initial,initial valueOf,maximum");
  });
  test("2.5 descriptor", "exceptions of getters and conversions come through", () => {
    const thrown = new EvalError("mine");
    throws(thrown, () => new WebAssembly.Table({ get element() { throw thrown; }, initial: 0 }));
    throws(thrown, () => new WebAssembly.Table({ element: "anyfunc", get initial() { throw thrown; } }));
    throws(thrown, () => new WebAssembly.Table({ element: "anyfunc", initial: { valueOf() { throw thrown; } } }));
  });
  test("2.5 descriptor", "an ordinary object without own properties", () => {
    const table = funcTable();
    same(Object.getPrototypeOf(table), WebAssembly.Table.prototype);
    same(Reflect.ownKeys(table).length, 0);
    same(String(table), "[object WebAssembly.Table]");
    class Own extends WebAssembly.Table {}
    same(Object.getPrototypeOf(new Own({ element: "anyfunc", initial: 0 })), Own.prototype);
  });
  test("2.5 descriptor", "address i64: BigInts everywhere", { needs: "memory64" }, () => {
    const table = new WebAssembly.Table({ element: "externref", address: "i64", initial: 1n, maximum: 3n });
    same(table.length, 1n);
    same(table.grow(1n, "v"), 1n);
    same(table.get(1n), "v");
    table.set(0n, 5);
    same(table.get(0n), 5);
    for (const index of [0, undefined, null, -1n, 2n ** 64n]) {
      throws(TypeError, () => table.get(index), show(index));
      throws(TypeError, () => table.set(index, 1), show(index));
      throws(TypeError, () => table.grow(index), show(index));
    }
    throws(RangeError, () => table.get(2n));
    throws(RangeError, () => table.get(2n ** 64n - 1n));
    throws(RangeError, () => table.grow(2n));
    throws(TypeError, () => new WebAssembly.Table({ element: "anyfunc", address: "i64", initial: 1 }));
    throws(TypeError, () => new WebAssembly.Table({ element: "anyfunc", address: "i16", initial: 1 }));
    throws(TypeError, () => new WebAssembly.Table({ element: "anyfunc", address: "i32", initial: 1n }));
  });

  test("2.5 init value", "missing: null, or undefined for externref", () => {
    same(funcTable().get(1), null);
    same(externTable().get(1), undefined);
  });
  test("2.5 init value", "fills the whole table", () => {
    const f = identity(i32);
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 3 }, f);
    for (const index of [0, 1, 2]) same(table.get(index), f);
    const object = {};
    same(new WebAssembly.Table({ element: "externref", initial: 3 }, object).get(2), object);
  });
  test("2.5 init value", "an explicit undefined is a missing one", () => {
    same(new WebAssembly.Table({ element: "anyfunc", initial: 1 }, undefined).get(0), null);
    same(new WebAssembly.Table({ element: "externref", initial: 1 }, undefined).get(0), undefined);
  });
  test("2.5 init value", "null is null", () => {
    same(new WebAssembly.Table({ element: "anyfunc", initial: 1 }, null).get(0), null);
    same(new WebAssembly.Table({ element: "externref", initial: 1 }, null).get(0), null);
  });
  test("2.5 init value", "of the wrong type is a TypeError", () => {
    for (const value of [jsFunction, 1, {}, "text", Symbol("s"), 5n, true]) {
      throws(TypeError, () => new WebAssembly.Table({ element: "anyfunc", initial: 1 }, value), show(value));
    }
  });
  test("2.5 init value", "of the wrong type is a TypeError in an empty table too", { v8: "not looked at" }, () => {
    throws(TypeError, () => new WebAssembly.Table({ element: "anyfunc", initial: 0 }, jsFunction));
  });
  test("2.5 init value", "any value in externref", () => {
    for (const value of [0, -0, NaN, 5n, "text", Symbol("s"), true, {}, jsFunction]) {
      same(new WebAssembly.Table({ element: "externref", initial: 1 }, value).get(0), value, show(value));
    }
  });

  const row = "2.5 `grow(d, v)`, `get`, `set`, `length`";
  test(row, "shapes", () => {
    operationShape(WebAssembly.Table.prototype, "grow", 1);
    operationShape(WebAssembly.Table.prototype, "get", 1);
    operationShape(WebAssembly.Table.prototype, "set", 1);
    attributeShape(WebAssembly.Table.prototype, "length");
  });
  test(row, "brand checks", () => {
    brandChecked("Table", WebAssembly.Table.prototype.grow, [0]);
    brandChecked("Table", WebAssembly.Table.prototype.get, [0]);
    brandChecked("Table", WebAssembly.Table.prototype.set, [0, null]);
    brandChecked("Table", getterOf(WebAssembly.Table.prototype, "length"));
  });
  test(row, "length", () => {
    const table = funcTable(2);
    same(table.length, 2);
    throws(TypeError, () => { table.length = 5; });
    same(funcTable(0).length, 0);
  });
  for (const [name, use] of [
    ["get", (table, ...index) => table.get(...index)],
    ["set", (table, ...index) => table.set(...index)],
    ["grow", (table, ...index) => table.grow(...index)],
  ]) {
    test(row, name + ": the index must be a u32", () => {
      throws(TypeError, () => use(funcTable()), "missing");
      for (const index of [undefined, NaN, Infinity, -1, 4294967296, "x", {}, 1n, Symbol("s")]) {
        throws(TypeError, () => use(funcTable(), index), show(index));
      }
    });
    test(row, name + ": the index is converted", () => {
      for (const index of ["1", 1.9, true, boxed(1), [1]]) use(funcTable(), index);
    });
  }
  test(row, "get and set out of range are a RangeError", () => {
    for (const index of [2, 4294967295]) {
      throws(RangeError, () => funcTable().get(index));
      throws(RangeError, () => funcTable().set(index, null));
      throws(RangeError, () => funcTable().set(index));
      throws(RangeError, () => externTable().set(index, 1));
    }
    throws(RangeError, () => funcTable(0).get(0));
  });
  test(row, "set and get of functions", () => {
    const f = identity(i32);
    const table = funcTable();
    same(table.set(1, f), undefined);
    same(table.get(1), f);
    same(table.get(0), null);
    table.set(1, null);
    same(table.get(1), null);
  });
  test(row, "set of what is no exported function is a TypeError", () => {
    const table = funcTable();
    for (const value of [undefined, jsFunction, Math.max, identity(i32).bind(), {}, 1, true, "text", Symbol("s")]) {
      throws(TypeError, () => table.set(0, value), show(value));
    }
    same(table.get(0), null);
  });
  test(row, "set with the value missing", () => {
    const f = identity(i32);
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 1 }, f);
    table.set(0);
    same(table.get(0), null);
    const values = new WebAssembly.Table({ element: "externref", initial: 1 }, 5);
    values.set(0);
    same(values.get(0), undefined);
  });
  test(row, "explicit undefined: set and grow convert it", () => {
    throws(TypeError, () => funcTable().set(0, undefined));
    throws(TypeError, () => funcTable().grow(1, undefined));
    const values = new WebAssembly.Table({ element: "externref", initial: 1 }, 5);
    values.set(0, undefined);
    same(values.get(0), undefined);
    values.grow(1, undefined);
    same(values.get(1), undefined);
  });
  test(row, "set: the index is converted first, the value checked before the range", () => {
    throws(EvalError, () => funcTable().set({ valueOf() { throw new EvalError(); } }, jsFunction));
    throws(TypeError, () => funcTable().set(-1, jsFunction));
  });
  test(row, "set: a wrong value with an index out of range is a TypeError", { v8: "range first" }, () => {
    throws(TypeError, () => funcTable().set(5, jsFunction));
  });
  test(row, "grow returns the former length and fills", () => {
    const f = identity(i32);
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 1, maximum: 5 });
    same(table.grow(2), 1);
    same(table.get(2), null);
    same(table.grow(1, f), 3);
    same(table.get(3), f);
    same(table.grow(0, f), 4);
    same(table.grow(1, null), 4);
    same(table.length, 5);
    const values = externTable(0);
    values.grow(2);
    same(values.get(1), undefined);
    values.grow(1, "v");
    same(values.get(2), "v");
  });
  test(row, "grow: RangeError on failure, which changes nothing", () => {
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 1, maximum: 2 });
    throws(RangeError, () => table.grow(2));
    throws(RangeError, () => table.grow(4294967295));
    throws(RangeError, () => funcTable().grow(10000000));
    same(table.length, 1);
  });
  test(row, "grow: a wrong value is a TypeError, growing by 0 too", () => {
    for (const value of [jsFunction, 1, {}, "text"]) {
      throws(TypeError, () => funcTable().grow(1, value), show(value));
      throws(TypeError, () => funcTable().grow(0, value), show(value));
    }
  });
  test(row, "wasm and JS see the same table", () => {
    const m = new ModuleBuilder();
    m.table(externref, { min: 1, max: 3 }, { export: "t" });
    m.func({ params: [i32, externref], code: [localGet(0), localGet(1), tableSet(0)], export: "set" });
    m.func({ params: [i32], results: [externref], code: [localGet(0), tableGet(0)], export: "get" });
    m.func({ params: [externref, i32], results: [i32], code: [localGet(0), localGet(1), tableGrow(0)], export: "grow" });
    m.func({ results: [i32], code: [tableSize(0)], export: "size" });
    const { t, set, get, grow, size } = m.instantiate();
    const object = {};
    set(0, object);
    same(t.get(0), object);
    t.set(0, "other");
    same(get(0), "other");
    same(grow("v", 1), 1);
    same(t.length, 2);
    same(t.get(1), "v");
    same(t.grow(1), 2);
    same(size(), 3);
    same(grow("v", 1), -1);
    throws(WebAssembly.RuntimeError, () => get(3));
    same(m.instantiate().get(0), null, "a table of the module itself starts with null");
  });
  test(row, "call_indirect through a table that JS filled", () => {
    const table = funcTable();
    const m = new ModuleBuilder();
    m.importTable("m", "t", funcref, { min: 1 });
    const type = m.funcType([i32], [i32]);
    m.func({ params: [i32, i32], results: [i32], code: [localGet(1), localGet(0), callIndirect(type, 0)], export: "f" });
    const { f } = m.instantiate({ m: { t: table } });
    table.set(0, identity(i32));
    table.set(1, identity(i64));
    same(f(0, 7), 7);
    throws(WebAssembly.RuntimeError, () => f(1, 7));
    throws(WebAssembly.RuntimeError, () => f(2, 7));
    table.set(0, null);
    throws(WebAssembly.RuntimeError, () => f(0, 7));
  });
  test(row, "a table of non-null elements", { needs: "functionReferences" }, () => {
    const m = new ModuleBuilder();
    const f = m.func({ export: "f" });
    m.table(ref(heap.func), { min: 1, max: 3 }, { export: "t", init: refFunc(f) });
    const exports = m.instantiate();
    same(exports.t.get(0), exports.f);
    throws(TypeError, () => exports.t.set(0));
    throws(TypeError, () => exports.t.set(0, null));
    throws(TypeError, () => exports.t.grow(1));
    throws(TypeError, () => exports.t.grow(1, null));
    same(exports.t.grow(1, exports.f), 1);
    same(exports.t.get(1), exports.f);
  });
  test(row, "a table of typed functions takes that type alone", { needs: "functionReferences" }, () => {
    const m = new ModuleBuilder();
    const type = m.funcType([i32], [i32]);
    m.table(refNull(typeIndex(type)), { min: 1 }, { export: "t" });
    const { t } = m.instantiate();
    t.set(0, identity(i32));
    throws(TypeError, () => t.set(0, identity(i64)));
    t.set(0);
    same(t.get(0), null);
  });
  test(row, "a table of i31", { needs: "gc" }, () => {
    const m = new ModuleBuilder();
    m.table(i31ref, { min: 1 }, { export: "t" });
    const { t } = m.instantiate();
    t.set(0, 5);
    same(t.get(0), 5);
    throws(TypeError, () => t.set(0, 2 ** 30));
    throws(TypeError, () => t.set(0, "text"));
  });
  test(row, "a table of exnref cannot be read or written", { needs: "exnref" }, () => {
    const m = new ModuleBuilder();
    m.table(exnref, { min: 1 }, { export: "t" });
    const { t } = m.instantiate();
    same(t.length, 1);
    throws(TypeError, () => t.get(0));
    throws(TypeError, () => t.set(0, null));
  });
  test(row, "a table of exnref cannot be set to its default either", { needs: "exnref", v8: "takes it" }, () => {
    const m = new ModuleBuilder();
    m.table(exnref, { min: 1 }, { export: "t" });
    const { t } = m.instantiate();
    throws(TypeError, () => t.set(0));
  });
}
