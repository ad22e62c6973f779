"use strict";
// 2.8: exported functions, host functions, and the conversion of values both ways.
{
  const jsFunction = () => 0;
  /** Calls m.f, of the given results, and returns what it gave. */
  const viaImport = (results, f, params = []) => {
    const m = new ModuleBuilder();
    const imported = m.importFunction("m", "f", params, results);
    m.func({ params, results, code: [params.map((_, index) => localGet(index)), call(imported)], export: "f" });
    return m.instantiate({ m: { f } }).f;
  };
  /** What arrives in a JS function that wasm passes its parameter to. */
  const passedOn = type => {
    const log = [];
    const f = viaImport([], value => { log.push(value); }, [type]);
    return value => {
      f(value);
      return log.pop();
    };
  };

  test("2.8 shape", "own keys and attributes", () => {
    const f = identity(i32, i32);
    same(Reflect.ownKeys(f).join(), "length,name");
    propertyShape(f, "length", { attributes: "c", value: 2 });
    propertyShape(f, "name", { attributes: "c", value: "0" });
    same(Object.getPrototypeOf(f), Function.prototype);
    ok(Object.isExtensible(f));
    same(typeof f, "function");
    same(Object.prototype.toString.call(f), "[object Function]");
  });
  test("2.8 shape", "the name is the function index, imports counted", () => {
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    m.func({ export: "a" });
    m.func({ params: [i32, i64, f32], export: "b" });
    m.exportFunction("zero", 0);
    const exports = m.instantiate({ m: { f: jsFunction } });
    same(exports.a.name, "1");
    same(exports.b.name, "2");
    same(exports.zero.name, "0");
    same(exports.a.length, 0);
    same(exports.b.length, 3);
  });
  test("2.8 shape", "a function exported again keeps name and length", () => {
    const inner = functionModule([i32], [], []).instantiate().f;
    const m = new ModuleBuilder();
    m.importFunction("m", "x", [], []);
    m.exportFunction("f", m.importFunction("m", "f", [i32], []));
    same(m.instantiate({ m: { f: inner, x: jsFunction } }).f.name, "0");
  });
  test("2.8 shape", "no constructor, no prototype", () => {
    const f = identity(i32);
    ok(!isConstructor(f));
    throws(TypeError, () => new f());
    throws(TypeError, () => Reflect.construct(f, []));
    same("prototype" in f, false);
    throws(TypeError, () => { class Sub extends f {} return Sub; });
    throws(TypeError, () => ({}) instanceof f);
  });
  test("2.8 shape", "toString shows native code", () => {
    const text = Function.prototype.toString.call(identity(i32));
    ok(/^function\s*\w*\s*\(\)\s*\{\s*\[native code\]\s*\}$/.test(text), text);
  });
  test("2.8 shape", "properties can be added and redefined", () => {
    const f = identity(i32);
    f.mine = 1;
    same(f.mine, 1);
    Object.defineProperty(f, "name", { value: "other" });
    same(f.name, "other");
    throws(TypeError, () => { identity(i32).name = "x"; });
  });

  test("2.8 call", "the receiver does not matter", () => {
    const f = identity(i32);
    same(f.call(null, 5), 5);
    same(f.call({}, 5), 5);
    same(Reflect.apply(f, undefined, [5]), 5);
    same(f.bind(1, 5)(), 5);
  });
  test("2.8 call", "one place in a script calls any number of functions", () => {
    const callAt = (f, x) => f(x);
    const adders = [1, 2, 3, 4, 5, 6, 7].map(more =>
      functionModule([i64], [i64], [localGet(0), i64Const(more), op.i64Add]).instantiate().f);
    for (let count = 1; count <= adders.length; count++) {
      for (let turn = 0; turn < 3; turn++) {
        for (let i = count - 1; i >= 0; i--) same(callAt(adders[i], 10n * BigInt(turn)), 10n * BigInt(turn) + BigInt(i + 1));
      }
    }
  });
  test("2.8 call", "missing arguments are undefined", () => {
    same(identity(i32)(), 0);
    same(identity(f64)(), NaN);
    same(identity(f32)(), NaN);
    same(identity(externref)(), undefined);
    throws(TypeError, () => identity(i64)());
    throws(TypeError, () => identity(funcref)());
    deepEqual(identity(i32, f64)(1), [1, NaN]);
  });
  test("2.8 call", "extra arguments are ignored, not converted", () => {
    same(identity(i32)(1, { valueOf() { throw new Error("converted"); } }, Symbol("s")), 1);
    same(functionModule([], [], []).instantiate().f(Symbol("s")), undefined);
  });
  test("2.8 call", "conversions go from left to right, before the body", () => {
    const log = [];
    const m = new ModuleBuilder();
    const imported = m.importFunction("m", "f", [], []);
    m.func({ params: [i32, i64, f32, f64], code: [call(imported)], export: "f" });
    const { f } = m.instantiate({ m: { f: () => log.push("body") } });
    f(convertible(log, "a", 1), convertible(log, "b", 1n), convertible(log, "c", 1), convertible(log, "d", 1));
    same(log.join(), "a valueOf,b valueOf,c valueOf,d valueOf,body");
  });
  test("2.8 call", "a conversion that throws stops the call", () => {
    const log = [];
    const thrown = { mine: true };
    const m = new ModuleBuilder();
    const imported = m.importFunction("m", "f", [], []);
    m.func({ params: [i32, i32, i32], code: [call(imported)], export: "f" });
    const { f } = m.instantiate({ m: { f: () => log.push("body") } });
    throws(thrown, () => f(convertible(log, "a", 1), { valueOf() { throw thrown; } }, convertible(log, "c", 1)));
    same(log.join(), "a valueOf");
  });
  for (const [name, type, feature] of [["v128", v128, "simd"], ["exnref", exnref, "exnref"]]) {
    test("2.8 call", name + " in the parameters is a TypeError, before any conversion", { needs: feature }, () => {
      const { f } = functionModule([i32, type], [], []).instantiate();
      const unconverted = { valueOf() { throw new Error("converted"); } };
      throws(TypeError, () => f(unconverted, 0));
      throws(TypeError, () => f(unconverted, null));
      throws(TypeError, () => f());
    });
    test("2.8 call", name + " in the results is a TypeError, without a call", { needs: feature }, () => {
      let called = false;
      const m = new ModuleBuilder();
      const imported = m.importFunction("m", "f", [], []);
      m.func({ params: [i32], results: [type], code: [call(imported), op.unreachable], export: "f" });
      const { f } = m.instantiate({ m: { f() { called = true; } } });
      throws(TypeError, () => f({ valueOf() { throw new Error("converted"); } }));
      same(called, false);
    });
    test("2.8 call", name + " in a host function is a TypeError, without a call", { needs: feature }, () => {
      let called = false;
      const m = new ModuleBuilder();
      const imported = m.importFunction("m", "f", [type], []);
      m.func({ code: [name === "v128" ? v128Zero : refNullOf(heap.exn), call(imported)], export: "f" });
      throws(TypeError, m.instantiate({ m: { f() { called = true; } } }).f);
      same(called, false);
    });
    test("2.8 call", name + " as the result of a host function is a TypeError", { needs: feature }, () => {
      const m = new ModuleBuilder();
      const imported = m.importFunction("m", "f", [], [type]);
      m.func({ code: [call(imported), op.drop], export: "f" });
      throws(TypeError, m.instantiate({ m: { f: () => null } }).f);
    });
    test("2.8 call", name + " between modules is no matter", { needs: feature }, () => {
      const { f } = functionModule([type], [type], [localGet(0)]).instantiate();
      const m = new ModuleBuilder();
      const imported = m.importFunction("m", "f", [type], [type]);
      m.func({ results: [i32], code: [name === "v128" ? v128Zero : refNullOf(heap.exn), call(imported), op.drop, i32Const(3)], export: "g" });
      same(m.instantiate({ m: { f } }).g(), 3);
    });
  }

  test("2.8 call", "calls nothing that JS can change", () => {
    const f = identity(i32, i64, f32, f64, externref);
    const g = viaImport([i64, i32], () => iterable, [i32, i64]);
    const values = [5n, 6];
    const iterable = {
      [Symbol.iterator]() {
        let i = 0;
        return { next: () => ({ value: values[i], done: i++ === 2 }) };
      },
    };
    const [trap, badType] = [functionModule([], [], [op.unreachable]).instantiate().f, identity(i64)];
    let seen;
    patched(hostilePatches(), () => {
      seen = [f(1.5, 2n ** 64n - 1n, 0.1, "0.5", f), g(1, 2n)];
      try { trap(); } catch (thrown) { seen[2] = thrown; }
      try { badType(1); } catch (thrown) { seen[3] = thrown; }
    });
    deepEqual(seen[0].slice(0, 4), [1, -1n, Math.fround(0.1), 0.5]);
    same(seen[0][4], f);
    deepEqual(seen[1], [5n, 6]);
    same(Object.getPrototypeOf(seen[2]), WebAssembly.RuntimeError.prototype);
    same(Object.getPrototypeOf(seen[3]), TypeError.prototype);
  });
  test("2.8 host results", "several: the iterator of arrays is looked up each time", () => {
    const f = viaImport([i32, i32], () => [1, 2]);
    const replaced = function () {
      let i = 0;
      return { next: () => ({ value: 7 + i, done: i++ === 2 }) };
    };
    let seen;
    patched([[Array.prototype, Symbol.iterator, replaced]], () => { seen = f(); });
    same(seen[0], 7);
    same(seen[1], 8);
  });

  test("2.8 results", "none, one, several", () => {
    same(functionModule([], [], []).instantiate().f(), undefined);
    same(identity(i64)(5n), 5n);
    const several = identity(i32, i64, externref)(1, 2n, "x");
    deepEqual(several, [1, 2n, "x"]);
    same(Object.getPrototypeOf(several), Array.prototype);
    for (const key of ["0", "1", "2"]) propertyShape(several, key, { attributes: "wec" });
  });
  test("2.8 results", "a fresh array each time", () => {
    const f = identity(i32, i32);
    notSame(f(1, 2), f(1, 2));
  });
  test("2.8 results", "a changed Array.prototype does not matter", () => {
    const f = identity(i32, i32);
    const { push } = Array.prototype;
    const seen = [];
    Array.prototype.push = () => { seen.push(0); throw new Error("push"); };
    Object.defineProperty(Array.prototype, "0", { set() { throw new Error("set 0"); }, configurable: true });
    let result;
    try {
      result = f(1, 2);
    } finally {
      Array.prototype.push = push;
      delete Array.prototype[0];
    }
    deepEqual(result, [1, 2]);
  });

  test("2.8 host results", "none: whatever comes is ignored", () => {
    for (const value of strangers) same(viaImport([], () => value)(), undefined, show(value));
    viaImport([], () => ({ valueOf() { throw new Error("converted"); } }))();
  });
  test("2.8 host results", "one: converted", () => {
    same(viaImport([i32], () => "12.7")(), 12);
    same(viaImport([i64], () => "5")(), 5n);
    same(viaImport([f32], () => 0.1)(), Math.fround(0.1));
    same(viaImport([f64], () => undefined)(), NaN);
    same(viaImport([externref], () => undefined)(), undefined);
    same(viaImport([i32], () => [7])(), 7);
    for (const [type, value] of [[i32, 5n], [i64, 5], [i64, undefined], [f64, Symbol("s")], [funcref, jsFunction], [funcref, undefined]]) {
      throws(TypeError, viaImport([type], () => value), show(value));
    }
    const thrown = { mine: 1 };
    throws(thrown, viaImport([i32], () => ({ valueOf() { throw thrown; } })));
  });
  test("2.8 host results", "several: any iterable", () => {
    const both = f => viaImport([i32, i64], f)();
    deepEqual(both(() => [1, 2n]), [1, 2n]);
    deepEqual(both(() => new Set([1, 2n])), [1, 2n]);
    deepEqual(both(function* () { yield "1"; yield "2"; }), [1, 2n]);
    deepEqual(viaImport([i32, i32], () => new Int8Array([1, -2]))(), [1, -2]);
  });
  test("2.8 host results", "several: a string is iterable", () => {
    deepEqual(viaImport([i32, i32], () => "12")(), [1, 2]);
  });
  test("2.8 host results", "several: TypeError for what is not iterable", () => {
    for (const value of [undefined, null, 5, true, {}, { length: 2, 0: 1, 1: 1 }, Symbol("s"), { [Symbol.iterator]: undefined }, { [Symbol.iterator]: 5 }]) {
      throws(TypeError, viaImport([i32, i32], () => value), show(value));
    }
  });
  test("2.8 host results", "several: the count must match", () => {
    for (const value of [[], [1], [1, 2, 3], new Set([1])]) throws(TypeError, viaImport([i32, i32], () => value));
  });
  test("2.8 host results", "several: iterated to the end, then converted in order", () => {
    const log = [];
    const f = viaImport([i32, i32], function* () {
      log.push("first");
      yield convertible(log, "a", 1);
      log.push("second");
      yield convertible(log, "b", 2);
      log.push("end");
    });
    deepEqual(f(), [1, 2]);
    same(log.join(), "first,second,end,a valueOf,b valueOf");
  });
  test("2.8 host results", "several: a wrong count comes before conversion", () => {
    const unconverted = { valueOf() { throw new Error("converted"); } };
    throws(TypeError, viaImport([i32, i32], () => [unconverted]));
    throws(TypeError, viaImport([i32, i32], () => [unconverted, unconverted, unconverted]));
  });
  test("2.8 host results", "several: what the iterator throws comes through", () => {
    const thrown = { mine: 1 };
    throws(thrown, viaImport([i32, i32], () => ({ get [Symbol.iterator]() { throw thrown; } })));
    throws(thrown, viaImport([i32, i32], () => ({ [Symbol.iterator]() { throw thrown; } })));
    throws(thrown, viaImport([i32, i32], () => ({ [Symbol.iterator]: () => ({ next() { throw thrown; } }) })));
    throws(thrown, viaImport([i32, i32], () => [1, { valueOf() { throw thrown; } }]));
  });

  const conversions = [
    ["i32", i32, [
      [0, 0], [-0, 0], [1.9, 1], [-1.9, -1], [2147483648, -2147483648], [4294967296, 0], [4294967295, -1], [NaN, 0], [Infinity, 0],
      [-Infinity, 0], [2 ** 53, 0], [1e300, 0], ["12", 12], ["", 0], ["x", 0], [" 0x10 ", 16], [true, 1], [null, 0], [undefined, 0], [[], 0],
      [{}, 0], [boxed(6), 6],
    ], [5n, Symbol("s"), boxed(5n)]],
    ["i64", i64, [
      [0n, 0n], [-1n, -1n], [2n ** 63n, -(2n ** 63n)], [2n ** 63n - 1n, 2n ** 63n - 1n], [2n ** 64n, 0n], [2n ** 64n - 1n, -1n],
      [-(2n ** 63n) - 1n, 2n ** 63n - 1n], [2n ** 100n + 5n, 5n], [9007199254740993n, 9007199254740993n], ["5", 5n], ["", 0n], ["0x10", 16n],
      [true, 1n], [false, 0n], [[], 0n], [boxed(6n), 6n],
    ], [0, 5, NaN, undefined, null, Symbol("s"), boxed(5)]],
    ["f32", f32, [
      [0, 0], [-0, -0], [0.5, 0.5], [0.1, Math.fround(0.1)], [1e40, Infinity], [1e-60, 0], [-1e-60, -0], [NaN, NaN], [-Infinity, -Infinity],
      [16777217, 16777216], ["0.5", 0.5], ["x", NaN], [true, 1], [null, 0], [undefined, NaN], [3.4028235677973366e38, Infinity],
    ], [5n, Symbol("s")]],
    ["f64", f64, [
      [0, 0], [-0, -0], [0.1, 0.1], [5e-324, 5e-324], [1.7976931348623157e308, 1.7976931348623157e308], [NaN, NaN], [Infinity, Infinity],
      ["0.1", 0.1], ["x", NaN], [true, 1], [null, 0], [undefined, NaN], [9007199254740993, 9007199254740992],
    ], [5n, Symbol("s")]],
    ["externref", externref, [
      0, -0, 1.5, NaN, 5n, 2n ** 64n, "text", "", "\ud800", true, false, null, undefined, Symbol("s"), Symbol.iterator, {}, [], jsFunction, Math.max,
      new Date(0), new Proxy({}, {}), Object.create(null), 2 ** 31, -(2 ** 31), 2 ** 53,
    ].map(value => [value, value]), []],
  ];
  for (const [name, type, good, bad] of conversions) {
    test("2.8 ToWebAssemblyValue", name + ": argument and result", () => {
      const f = identity(type);
      for (const [value, expected] of good) same(f(value), expected, show(value));
      for (const value of bad) throws(TypeError, () => f(value), show(value));
    });
    test("2.8 ToWebAssemblyValue", name + ": result of a host function, argument to one", () => {
      for (const [value, expected] of good) same(viaImport([type], () => value)(), expected, show(value));
      const f = passedOn(type);
      for (const [value, expected] of good) same(f(value), expected, show(value));
      for (const value of bad) throws(TypeError, viaImport([type], () => value), show(value));
    });
  }
  test("2.8 ToWebAssemblyValue", "i64: a string that is no integer is a SyntaxError", () => {
    throws(SyntaxError, () => identity(i64)("x"));
    throws(SyntaxError, () => identity(i64)("1.5"));
    throws(SyntaxError, () => identity(i64)({}));
  });
  test("2.8 ToWebAssemblyValue", "funcref: null and exported functions", () => {
    const f = identity(funcref);
    const g = identity(i64);
    same(f(null), null);
    same(f(g), g);
    same(f(f), f);
    same(passedOn(funcref)(g), g);
    same(viaImport([funcref], () => g)(), g);
    for (const value of [undefined, jsFunction, g.bind(), new Proxy(g, {}), {}, 0, "text", Symbol("s"), Math.max]) {
      throws(TypeError, () => f(value), show(value));
    }
  });
  test("2.8 ToWebAssemblyValue", "(ref extern), (ref func): not null", { needs: "functionReferences" }, () => {
    same(identity(ref(heap.extern))("x"), "x");
    same(identity(ref(heap.extern))(undefined), undefined);
    throws(TypeError, () => identity(ref(heap.extern))(null));
    throws(TypeError, () => identity(ref(heap.func))(null));
  });
  test("2.8 ToWebAssemblyValue", "a typed function reference", { needs: "functionReferences" }, () => {
    const m = new ModuleBuilder();
    const type = m.funcType([i32], [i32]);
    const nullable = refNull(typeIndex(type));
    m.func({ params: [nullable], results: [nullable], code: [localGet(0)], export: "f" });
    const { f } = m.instantiate();
    const g = identity(i32);
    same(f(g), g);
    same(f(null), null);
    for (const value of [identity(i64), f, jsFunction, undefined, {}]) throws(TypeError, () => f(value), show(value));
  });
  test("2.8 ToWebAssemblyValue", "anyref: any value comes back as itself", { needs: "gc" }, () => {
    const f = identity(anyref);
    for (const value of [
      0, 5, -5, 2 ** 30 - 1, -(2 ** 30), 2 ** 30, -(2 ** 30) - 1, 1.5, NaN, 2 ** 31, 2 ** 53, 5n, "text", "\ud800", true, null, undefined,
      Symbol("s"), {}, [], jsFunction, f,
    ]) {
      same(f(value), value, show(value));
      same(passedOn(anyref)(value), value, show(value));
    }
  });
  test("2.8 ToWebAssemblyValue", "i31ref: integers of 31 bits", { needs: "gc" }, () => {
    const f = identity(i31ref);
    for (const value of [0, 1, -1, 2 ** 30 - 1, -(2 ** 30), null]) same(f(value), value, show(value));
    for (const value of [2 ** 30, -(2 ** 30) - 1, 0.5, NaN, "1", 1n, true, undefined, {}]) throws(TypeError, () => f(value), show(value));
    throws(TypeError, () => identity(ref(heap.i31))(null));
  });
  test("2.8 ToWebAssemblyValue", "an integral Number is an i31 in wasm, another is not", { needs: "gc" }, () => {
    const asI31 = functionModule([anyref], [i32], [localGet(0), refCast(heap.i31), op.i31GetS]).instantiate().f;
    for (const value of [0, 7, -7, 2 ** 30 - 1, -(2 ** 30)]) same(asI31(value), value);
    for (const value of [2 ** 30, 1.5, "7", true]) throws(WebAssembly.RuntimeError, () => asI31(value), show(value));
    const fromExtern = functionModule([externref], [i32], [localGet(0), op.anyConvertExtern, refCast(heap.i31), op.i31GetS]).instantiate().f;
    same(fromExtern(7), 7, "also by way of externref");
    throws(WebAssembly.RuntimeError, () => fromExtern("7"));
  });
  test("2.8 ToWebAssemblyValue", "eqref, structref, arrayref take no host values", { needs: "gc" }, () => {
    same(identity(eqref)(5), 5);
    for (const [type, values] of [
      [eqref, [1.5, "text", {}, undefined, 2 ** 30, jsFunction]],
      [structref, [5, 1.5, "text", {}, undefined]],
      [arrayref, [5, 1.5, "text", [], undefined]],
    ]) {
      const f = identity(type);
      same(f(null), null);
      for (const value of values) throws(TypeError, () => f(value), show(value));
    }
  });
  test("2.8 ToWebAssemblyValue", "bottom types take null alone", { needs: "gc" }, () => {
    for (const type of [heap.none, heap.nofunc, heap.noextern]) {
      const f = identity(type);
      same(f(null), null);
      for (const value of [undefined, 0, {}, "text", jsFunction]) throws(TypeError, () => f(value), show(value));
    }
  });

  test("2.8 ToJSValue", "numbers as they are", () => {
    const give = (type, code) => functionModule([], [type], [code]).instantiate().f();
    same(give(i32, i32Const(-1)), -1);
    same(give(i64, i64Const(-1)), -1n);
    same(give(i64, i64Const(2n ** 63n - 1n)), 2n ** 63n - 1n);
    same(give(i64, i64Const(-(2n ** 63n))), -(2n ** 63n));
    same(give(f64, f64Const(-0)), -0);
    same(give(f32, [0x43, 1, 0, 0xa0, 0x7f]), NaN);
    same(give(f64, [0x44, 1, 0, 0, 0, 0, 0, 0xf4, 0xff]), NaN);
    same(typeof give(i64, i64Const(1)), "bigint");
    same(typeof give(i32, i32Const(1)), "number");
    same(give(externref, refNullOf(heap.extern)), null);
    same(give(funcref, refNullOf(heap.func)), null);
  });
  test("2.8 ToJSValue", "i64 results are real BigInts", () => {
    const value = identity(i64)(5n);
    same(value + 1n, 6n);
    same(value * value, 25n);
    throws(TypeError, () => value + 1);
    same(BigInt.asUintN(64, identity(i64)(-1n)), 2n ** 64n - 1n);
  });
  test("2.8 ToJSValue", "i32 and f64 results are real Numbers", () => {
    same(identity(i32)(5) + 0.5, 5.5);
    same(JSON.stringify([identity(i32)(5), identity(f64)(0.5), identity(f32)(2)]), "[5,0.5,2]");
    ok(Number.isInteger(identity(f64)(3)));
    throws(TypeError, () => identity(f64)(1) + 1n);
  });
  test("2.8 ToJSValue", "i31 is a Number", { needs: "gc" }, () => {
    const f = functionModule([i32], [i31ref], [localGet(0), op.refI31]).instantiate().f;
    same(f(5), 5);
    same(f(-1), -1);
    same(f(0x7fffffff), -1);
    same(f(0x40000000), -0x40000000);
  });

  const gcModule = () => {
    const m = new ModuleBuilder();
    const struct = m.type(ModuleBuilder.structType([mutable(i32)]));
    const array = m.type(ModuleBuilder.arrayType(mutable(i32)));
    m.func({ params: [i32], results: [anyref], code: [localGet(0), structNew(struct)], export: "struct" });
    m.func({ results: [anyref], code: [i32Const(1), i32Const(2), arrayNewFixed(array, 2)], export: "array" });
    m.func({ params: [ref(typeIndex(struct))], results: [i32], code: [localGet(0), structGet(struct, 0)], export: "field" });
    m.func({ params: [eqref, eqref], results: [i32], code: [localGet(0), localGet(1), op.refEq], export: "eq" });
    m.func({ params: [anyref], results: [externref], code: [localGet(0), op.externConvertAny], export: "toExtern" });
    return m.instantiate();
  };
  for (const kind of ["struct", "array"]) {
    test("2.8 ToJSValue", kind + " is an opaque object", { needs: "gc" }, () => {
      const object = gcModule()[kind](1);
      same(typeof object, "object");
      same(Object.getPrototypeOf(object), null);
      same(Object.isExtensible(object), false);
      same(Object.isFrozen(object), true);
      same(Object.isSealed(object), true);
      same(Reflect.ownKeys(object).length, 0);
      same(Object.getOwnPropertyDescriptor(object, "0"), undefined);
      for (const key of ["0", 0, "length", "x", "constructor", "then", "toString", "__proto__", Symbol.iterator, Symbol.toPrimitive, Symbol.toStringTag]) {
        same(object[key], undefined, String(key));
        same(key in object, false, String(key));
      }
      same(Array.isArray(object), false);
      for (const key in object) fail("enumerates " + key);
      same(Object.prototype.toString.call(object), "[object Object]");
    });
    test("2.8 ToJSValue", kind + " cannot be changed", { needs: "gc" }, () => {
      const object = gcModule()[kind](1);
      for (const key of ["0", "x", Symbol.iterator]) {
        throws(TypeError, () => { object[key] = 1; }, String(key));
        throws(TypeError, () => { delete object[key]; }, String(key));
        throws(TypeError, () => Object.defineProperty(object, key, { value: 1 }), String(key));
        throws(TypeError, () => Reflect.set(object, key, 1), String(key));
        throws(TypeError, () => Reflect.deleteProperty(object, key), String(key));
      }
      throws(TypeError, () => Object.setPrototypeOf(object, {}));
      same(Reflect.setPrototypeOf(object, {}), false);
      throws(TypeError, () => String(object), "no primitive");
      throws(TypeError, () => object());
    });
  }
  test("2.8 ToJSValue", "GC objects keep identity and go back", { needs: "gc" }, () => {
    const { struct, array, field, eq, toExtern } = gcModule();
    const object = struct(41);
    notSame(struct(41), object);
    same(field(object), 41);
    same(identity(anyref)(object), object);
    same(identity(externref)(object), object);
    same(toExtern(object), object);
    same(eq(object, object), 1);
    same(eq(object, struct(41)), 0);
    throws(TypeError, () => field(array()));
    throws(TypeError, () => field(null));
    throws(TypeError, () => field({}));
    throws(TypeError, () => identity(arrayref)(object));
    same(identity(structref)(object), object);
    ok(new Map([[object, 1]]).has(identity(anyref)(object)), "as a key");
    ok(new WeakMap([[object, 1]]).has(identity(anyref)(object)), "as a weak key");
  });
  test("2.8 ToJSValue", "a proxy around a GC object is another object", { needs: "gc" }, () => {
    const { struct, field } = gcModule();
    throws(TypeError, () => field(new Proxy(struct(1), {})));
    throws(TypeError, () => field(Object.create(struct(1))));
  });

  const trapping = {
    "unreachable": [[], [], [op.unreachable]],
    "integer divide by zero": [[], [i32], [i32Const(1), i32Const(0), op.i32DivS]],
    "integer overflow": [[], [i32], [i32Const(-2147483648), i32Const(-1), op.i32DivS]],
    "invalid conversion": [[], [i32], [f64Const(NaN), op.i32TruncF64S]],
  };
  for (const name of Object.keys(trapping)) {
    test("2.8 errors", "trap: " + name, () => {
      const { f } = functionModule(...trapping[name]).instantiate();
      const error = throws(WebAssembly.RuntimeError, f);
      ok(error instanceof Error);
      same(typeof error.message, "string");
      ok(error.message.length > 0, "has a message");
      same(Object.keys(error).length, 0);
      notSame(throws(WebAssembly.RuntimeError, f), error, "a new one each time");
      same(typeof error.stack, "string");
    });
  }
  test("2.8 errors", "a trap in the middle of JS frames", () => {
    const { f } = functionModule([], [], [op.unreachable]).instantiate();
    const outer = viaImport([], () => { f(); });
    throws(WebAssembly.RuntimeError, outer);
  });
  const recursion = () => {
    const m = new ModuleBuilder();
    const imported = m.importFunction("m", "f", [], []);
    m.func({ params: [i32], results: [i32], code: [localGet(0), call(1), i32Const(1), op.i32Add], export: "wasm" });
    m.func({ code: [call(imported)], export: "mutual" });
    m.func({ params: [i32], results: [i32], code: [localGet(0)], export: "fine" });
    const exports = m.instantiate({ m: { f: () => exports.mutual() } });
    return exports;
  };
  test("2.8 errors", "stack overflow in wasm is that of JS", () => {
    const exports = recursion();
    throws(RangeError, () => exports.wasm(1));
    same(exports.fine(3), 3, "afterwards all is well");
  });
  test("2.8 errors", "stack overflow across wasm and JS is that of JS", () => {
    const exports = recursion();
    throws(RangeError, () => exports.mutual());
    same(exports.fine(3), 3, "afterwards all is well");
  });
}
