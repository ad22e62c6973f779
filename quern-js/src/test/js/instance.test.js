"use strict";
// 2.3: Instance, its exports object, how imports are read and matched, and which objects are cached.
{
  const emptyModule = () => new WebAssembly.Module(emptyModuleBytes());
  const link = (build, value) => {
    const m = new ModuleBuilder();
    build(m);
    return new WebAssembly.Instance(m.module(), { m: { x: value } });
  };
  const jsFunction = () => 0;

  test("2.3 new Instance(module, imports)", "shape of the interface", () => interfaceShape("Instance", 1, ["exports"]));
  test("2.3 new Instance(module, imports)", "TypeError for what is no Module", () => {
    throws(TypeError, () => new WebAssembly.Instance());
    throws(TypeError, () => WebAssembly.Instance(emptyModule()));
    for (const stranger of strangers.concat([WebAssembly.Module, WebAssembly.Module.prototype, emptyModuleBytes()])) {
      throws(TypeError, () => new WebAssembly.Instance(stranger), show(stranger));
    }
  });
  test("2.3 new Instance(module, imports)", "TypeError for imports that are no object", () => {
    for (const value of primitives) throws(TypeError, () => new WebAssembly.Instance(emptyModule(), value), show(value));
    for (const value of [undefined, {}, [], () => 0, Object.create(null)]) new WebAssembly.Instance(emptyModule(), value);
  });
  test("2.3 new Instance(module, imports)", "TypeError for missing imports", () => {
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    throws(TypeError, () => new WebAssembly.Instance(m.module()));
    throws(TypeError, () => new WebAssembly.Instance(m.module(), undefined));
    throws(TypeError, () => new WebAssembly.Instance(m.module(), {}));
    throws(WebAssembly.LinkError, () => new WebAssembly.Instance(m.module(), { m: {} }));
  });
  test("2.3 new Instance(module, imports)", "nothing is read where nothing is imported", () => {
    const imports = new Proxy({}, {
      get() { throw new Error("get"); },
      has() { throw new Error("has"); },
      ownKeys() { throw new Error("ownKeys"); },
    });
    new WebAssembly.Instance(emptyModule(), imports);
  });
  test("2.3 new Instance(module, imports)", "an ordinary object without own properties", () => {
    const instance = new WebAssembly.Instance(emptyModule());
    same(Object.getPrototypeOf(instance), WebAssembly.Instance.prototype);
    same(Reflect.ownKeys(instance).length, 0);
    ok(Object.isExtensible(instance));
    same(String(instance), "[object WebAssembly.Instance]");
  });
  test("2.3 new Instance(module, imports)", "can be subclassed", () => {
    class Own extends WebAssembly.Instance {}
    const instance = new Own(emptyModule());
    same(Object.getPrototypeOf(instance), Own.prototype);
    ok(Object.isFrozen(instance.exports));
  });
  test("2.3 new Instance(module, imports)", "calls nothing that JS can change", () => {
    const m = new ModuleBuilder();
    const imported = m.importFunction("m", "f", [i32], [i32]);
    m.importGlobal("m", "g", i64);
    m.memory({ min: 1, max: 2 }, { export: "memory" });
    m.table(funcref, { min: 1 }, { export: "t" });
    m.global(i32, true, i32Const(1), { export: "h" });
    m.elem(0, [m.func({ params: [i32], results: [i32], code: [localGet(0), call(imported)], export: "f" })]);
    const bytes = m.bytes();
    const { Module, Instance } = WebAssembly;
    const imports = { m: { f: x => x + 1, g: 5n } };
    const seen = {};
    patched(hostilePatches(), () => {
      const module = new Module(bytes);
      seen.exports = Module.exports(module);
      seen.imports = Module.imports(module);
      const { exports } = new Instance(module, imports);
      seen.instance = exports;
      seen.f = exports.t.get(0)(4);
      exports.t.set(0, null);
      seen.grown = exports.t.grow(1, exports.f);
      exports.h.value = "6";
      seen.h = exports.h.value;
      seen.before = exports.memory.buffer;
      seen.size = exports.memory.grow(1);
      seen.buffer = exports.memory.buffer;
      try { exports.memory.grow(1); } catch (thrown) { seen.error = thrown; }
    });
    same(seen.exports.length, 4);
    same(seen.imports.length, 2);
    same(Reflect.ownKeys(seen.instance).join(), "memory,t,h,f");
    ok(Object.isFrozen(seen.instance));
    deepEqual([seen.f, seen.grown, seen.h, seen.size], [5, 1, 6, 1]);
    same(seen.before.byteLength, 0);
    same(Object.getPrototypeOf(seen.buffer), ArrayBuffer.prototype);
    same(Object.getPrototypeOf(seen.error), RangeError.prototype);
    same(Object.getPrototypeOf(seen.instance.memory), WebAssembly.Memory.prototype);
  });
  test("2.3 new Instance(module, imports)", "every instance has its own state", () => {
    const m = new ModuleBuilder();
    m.global(i32, true, i32Const(1), { export: "g" });
    const module = m.module();
    const [a, b] = [new WebAssembly.Instance(module), new WebAssembly.Instance(module)];
    a.exports.g.value = 2;
    same(b.exports.g.value, 1);
  });

  test("2.3 `exports`", "a getter on the prototype", () => {
    attributeShape(WebAssembly.Instance.prototype, "exports");
    brandChecked("Instance", getterOf(WebAssembly.Instance.prototype, "exports"));
  });
  test("2.3 `exports`", "the same object every time", () => {
    const instance = new WebAssembly.Instance(functionModule([], [], []).module());
    same(instance.exports, instance.exports);
    same(instance.exports.f, instance.exports.f);
  });
  test("2.3 `exports`", "cannot be assigned", () => {
    const instance = new WebAssembly.Instance(emptyModule());
    throws(TypeError, () => { instance.exports = {}; });
  });

  const manyExports = () => {
    const m = new ModuleBuilder();
    m.func({ export: "z" });
    m.global(i32, false, i32Const(1), { export: "g" });
    m.memory({ min: 0 }, { export: "memory" });
    m.table(funcref, { min: 0 }, { export: "" });
    m.exportFunction("a", 0);
    return m.instantiate();
  };
  test("2.3 exports object", "null prototype, frozen, no tag", () => {
    const exports = manyExports();
    same(Object.getPrototypeOf(exports), null);
    ok(Object.isFrozen(exports));
    ok(!Object.isExtensible(exports));
    same(Object.prototype.toString.call(exports), "[object Object]");
    same(typeof exports, "object");
  });
  test("2.3 exports object", "enumerable properties in the order of the exports", () => {
    const exports = manyExports();
    same(Reflect.ownKeys(exports).join(), "z,g,memory,,a");
    for (const key of Object.keys(exports)) propertyShape(exports, key, { attributes: "e" });
    same(Object.keys(exports).length, 5);
  });
  test("2.3 exports object", "array indices come first, as in any object", () => {
    const m = new ModuleBuilder();
    for (const name of ["b", "2", "a", "0"]) m.func({ export: name });
    same(Reflect.ownKeys(m.instantiate()).join(), "0,2,b,a");
  });
  test("2.3 exports object", "odd names are plain properties", () => {
    const m = new ModuleBuilder();
    for (const name of ["__proto__", "constructor", "then", "\0", "\ud83d\ude00"]) m.func({ export: name });
    const exports = m.instantiate();
    same(Object.getPrototypeOf(exports), null);
    for (const name of ["__proto__", "constructor", "then", "\0", "\ud83d\ude00"]) same(typeof exports[name], "function", name);
  });
  test("2.3 exports object", "classes of the exports", () => {
    const exports = manyExports();
    same(Object.getPrototypeOf(exports.z), Function.prototype);
    same(Object.getPrototypeOf(exports.g), WebAssembly.Global.prototype);
    same(Object.getPrototypeOf(exports.memory), WebAssembly.Memory.prototype);
    same(Object.getPrototypeOf(exports[""]), WebAssembly.Table.prototype);
    same(exports.a, exports.z);
  });
  test("2.3 exports object", "writes and deletes fail", () => {
    const exports = manyExports();
    throws(TypeError, () => { exports.z = 1; });
    throws(TypeError, () => { exports.other = 1; });
    throws(TypeError, () => { delete exports.z; });
    same(Reflect.set(exports, "z", 1), false);
    same(Reflect.setPrototypeOf(exports, {}), false);
  });

  test("2.3 order", "Get of the module, then of the name, for each import in turn", () => {
    const log = [];
    const m = new ModuleBuilder();
    m.importFunction("b", "f", [], []);
    m.importMemory("a", "mem", { min: 0 });
    m.importFunction("b", "f", [], []);
    m.importGlobal("a", "g", i32);
    m.importTable("b", "t", funcref, { min: 0 });
    const values = {
      f: jsFunction, mem: new WebAssembly.Memory({ initial: 0 }), g: 1, t: new WebAssembly.Table({ initial: 0, element: "anyfunc" }),
    };
    const reader = name => new Proxy({}, { get(_, key) { log.push(name + "." + String(key)); return values[key]; } });
    const modules = { a: reader("a"), b: reader("b") };
    const imports = new Proxy({}, {
      get(_, key) { log.push(key); return modules[key]; },
      has() { throw new Error("has"); },
      getOwnPropertyDescriptor() { throw new Error("getOwnPropertyDescriptor"); },
    });
    new WebAssembly.Instance(m.module(), imports);
    same(log.join(), "b,b.f,a,a.mem,b,b.f,a,a.g,b,b.t");
  });
  test("2.3 order", "the receiver of getters is the object asked", () => {
    const m = new ModuleBuilder();
    m.importGlobal("m", "g", i32);
    m.exportGlobal("g", 0);
    class Values { get g() { return this.own; } }
    const values = new Values();
    values.own = 8;
    const imports = Object.create({ get m() { return this.values; } });
    imports.values = values;
    same(m.instantiate(imports).g.value, 8);
  });
  test("2.3 order", "a module that is no object is a TypeError, functions are objects", () => {
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    for (const value of [undefined, ...primitives]) {
      throws(TypeError, () => new WebAssembly.Instance(m.module(), { m: value }), show(value));
    }
    new WebAssembly.Instance(m.module(), { m: Object.assign(() => 0, { f: jsFunction }) });
  });
  test("2.3 order", "a kind mismatch stops the reading", { v8: "reads on" }, () => {
    const log = [];
    const m = new ModuleBuilder();
    m.importFunction("m", "a", [], []);
    m.importFunction("m", "b", [], []);
    m.importFunction("m", "c", [], []);
    const imports = { m: logged(log, { a: jsFunction, b: 1, c: jsFunction }) };
    throws(WebAssembly.LinkError, () => new WebAssembly.Instance(m.module(), imports));
    same(log.join(), "a,b");
  });
  test("2.3 order", "types are compared only when all is read", () => {
    const log = [];
    const m = new ModuleBuilder();
    m.importMemory("m", "memory", { min: 5 });
    m.importFunction("m", "f", [], []);
    const thrown = new Error("mine");
    const imports = { m: {
      get memory() { log.push("memory"); return new WebAssembly.Memory({ initial: 1 }); },
      get f() { log.push("f"); throw thrown; },
    } };
    throws(thrown, () => new WebAssembly.Instance(m.module(), imports));
    same(log.join(), "memory,f");
    throws(WebAssembly.LinkError, () => new WebAssembly.Instance(m.module(), { m: { memory: new WebAssembly.Memory({ initial: 1 }), f: jsFunction } }));
  });
  test("2.3 order", "a link error leaves no trace, a trap of a segment does", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const m = new ModuleBuilder();
    m.importMemory("m", "memory", { min: 1 });
    m.importGlobal("m", "g", i32, true);
    m.data(0, [7]);
    throws(WebAssembly.LinkError, () => new WebAssembly.Instance(m.module(), { m: { memory, g: 0 } }));
    same(new Uint8Array(memory.buffer)[0], 0);
    const traps = new ModuleBuilder();
    traps.importMemory("m", "memory", { min: 1 });
    traps.data(0, [7]);
    traps.data(65536, [8]);
    throws(WebAssembly.RuntimeError, () => new WebAssembly.Instance(traps.module(), { m: { memory } }));
    same(new Uint8Array(memory.buffer)[0], 7);
  });
  test("2.3 order", "element segments, data segments, then the start function", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const table = new WebAssembly.Table({ initial: 1, element: "anyfunc" });
    let seen;
    const m = new ModuleBuilder();
    const f = m.importFunction("m", "f", [], []);
    m.importMemory("m", "memory", { min: 1 });
    m.importTable("m", "table", funcref, { min: 1 });
    m.elem(0, [f]);
    m.data(0, [7]);
    m.start(f);
    const imports = { m: { memory, table, f() { seen = [new Uint8Array(memory.buffer)[0], typeof table.get(0)]; } } };
    new WebAssembly.Instance(m.module(), imports);
    deepEqual(seen, [7, "function"]);
  });
  test("2.3 order", "a segment out of bounds is a RuntimeError", () => {
    const m = new ModuleBuilder();
    m.table(funcref, { min: 1 });
    m.elem(1, [m.func({})]);
    throws(WebAssembly.RuntimeError, () => m.instantiate());
  });
  test("2.3 order", "what the start function throws comes through", () => {
    const thrown = { mine: true };
    const m = new ModuleBuilder();
    m.start(m.importFunction("m", "f", [], []));
    throws(thrown, () => m.instantiate({ m: { f() { throw thrown; } } }));
  });

  test("2.3 functions", "LinkError for what is not callable", () => {
    for (const value of [undefined, ...primitives, {}, [], new WebAssembly.Memory({ initial: 0 })]) {
      throws(WebAssembly.LinkError, () => link(m => m.importFunction("m", "x", [], []), value), show(value));
    }
  });
  test("2.3 functions", "any callable will do", () => {
    class Class {}
    for (const value of [jsFunction, async () => 0, function* () {}, Class, Math.max, jsFunction.bind(), new Proxy(jsFunction, {})]) {
      link(m => m.importFunction("m", "x", [], []), value);
    }
  });
  test("2.3 functions", "a JS function that is exported again is a new exported function", () => {
    const f = () => 5;
    const instance = link(m => m.exportFunction("f", m.importFunction("m", "x", [], [i32])), f);
    notSame(instance.exports.f, f);
    same(instance.exports.f(), 5);
    same(instance.exports.f.name, "0");
  });
  test("2.3 functions", "an exported function keeps its identity", () => {
    const inner = identity(i32);
    const instance = link(m => m.exportFunction("f", m.importFunction("m", "x", [i32], [i32])), inner);
    same(instance.exports.f, inner);
  });
  test("2.3 functions", "an exported function of another type is a LinkError", () => {
    const inner = identity(i32);
    throws(WebAssembly.LinkError, () => link(m => m.importFunction("m", "x", [i64], [i64]), inner));
    throws(WebAssembly.LinkError, () => link(m => m.importFunction("m", "x", [i32], []), inner));
    throws(WebAssembly.LinkError, () => link(m => m.importFunction("m", "x", [i32, i32], [i32]), inner));
  });
  test("2.3 functions", "an exported function behind bind or a proxy is an ordinary function", () => {
    const inner = identity(i32);
    for (const value of [inner.bind(), new Proxy(inner, {})]) {
      const { exports } = link(m => m.exportFunction("f", m.importFunction("m", "x", [i64], [i32])), value);
      throws(TypeError, () => exports.f(1n), "ToInt32 of a BigInt");
    }
  });
  test("2.3 functions", "receiver is undefined, arguments converted", () => {
    let seen;
    const f = function (...args) { seen = [this, ...args]; };
    const instance = link(m => {
      const x = m.importFunction("m", "x", [i32, i64, f32, f64], []);
      m.func({ code: [i32Const(-1), i64Const(-1), f32Const(0.5), f64Const(-0), call(x)], export: "f" });
    }, f);
    instance.exports.f();
    deepEqual(seen, [undefined, -1, -1n, 0.5, -0]);
  });
  test("2.3 functions", "the kind LinkError names module and name", () => {
    const error = throws(WebAssembly.LinkError, () => link(m => m.importFunction("m", "x", [], []), 1));
    ok(error.message.includes("m") && error.message.includes("x"));
  });

  const globalCases = [
    ["i32", i32, 5, [5n, "5", true, null, undefined, {}, Symbol("s")]],
    ["i64", i64, 5n, [5, "5", true, null, undefined, {}, Symbol("s")]],
    ["f32", f32, 0.5, [5n, "5", true, null, undefined, {}, Symbol("s")]],
    ["f64", f64, 0.1, [5n, "5", true, null, undefined, {}, Symbol("s")]],
  ];
  for (const [name, type, good, bad] of globalCases) {
    test("2.3 globals", name + ": values", () => {
      const { exports } = link(m => m.exportGlobal("g", m.importGlobal("m", "x", type)), good);
      same(exports.g.value, good);
      for (const value of bad) {
        throws(WebAssembly.LinkError, () => link(m => m.importGlobal("m", "x", type), value), show(value));
      }
    });
    test("2.3 globals", name + ": Global objects", () => {
      const global = new WebAssembly.Global({ value: name }, good);
      same(link(m => m.exportGlobal("g", m.importGlobal("m", "x", type)), global).exports.g, global);
      const mutableGlobal = new WebAssembly.Global({ value: name, mutable: true }, good);
      same(link(m => m.exportGlobal("g", m.importGlobal("m", "x", type, true)), mutableGlobal).exports.g, mutableGlobal);
      throws(WebAssembly.LinkError, () => link(m => m.importGlobal("m", "x", type), mutableGlobal), "mutable for immutable");
      throws(WebAssembly.LinkError, () => link(m => m.importGlobal("m", "x", type, true), global), "immutable for mutable");
      throws(WebAssembly.LinkError, () => link(m => m.importGlobal("m", "x", type, true), good), "a value for mutable");
      const other = new WebAssembly.Global({ value: name === "i32" ? "f32" : "i32" });
      throws(WebAssembly.LinkError, () => link(m => m.importGlobal("m", "x", type), other), "another type");
    });
  }
  test("2.3 globals", "numbers are converted to the type", () => {
    const value = (type, number) => link(m => m.exportGlobal("g", m.importGlobal("m", "x", type)), number).exports.g.value;
    same(value(i32, 4294967295.9), -1);
    same(value(i32, NaN), 0);
    same(value(f32, 0.1), Math.fround(0.1));
    same(value(i64, 2n ** 64n - 1n), -1n);
    same(value(f64, -0), -0);
  });
  test("2.3 globals", "v128: no value will do", { needs: "simd" }, () => {
    for (const value of [0, 0n, undefined, null, {}]) {
      throws(WebAssembly.LinkError, () => link(m => m.importGlobal("m", "x", v128), value), show(value));
    }
    const global = new ModuleBuilder();
    global.global(v128, false, v128Zero, { export: "g" });
    link(m => m.importGlobal("m", "x", v128), global.instantiate().g);
  });
  test("2.3 globals", "externref takes anything", () => {
    for (const value of [undefined, null, 1, 5n, "text", Symbol("s"), {}, jsFunction]) {
      same(link(m => m.exportGlobal("g", m.importGlobal("m", "x", externref)), value).exports.g.value, value);
    }
  });
  test("2.3 globals", "funcref takes null and exported functions", () => {
    const f = identity(i32);
    same(link(m => m.exportGlobal("g", m.importGlobal("m", "x", funcref)), f).exports.g.value, f);
    same(link(m => m.exportGlobal("g", m.importGlobal("m", "x", funcref)), null).exports.g.value, null);
    for (const value of [undefined, jsFunction, 1, {}]) {
      throws(WebAssembly.LinkError, () => link(m => m.importGlobal("m", "x", funcref), value), show(value));
    }
  });
  test("2.3 globals", "not null where the type has no null", { needs: "functionReferences" }, () => {
    for (const type of [ref(heap.func), ref(heap.extern)]) {
      throws(WebAssembly.LinkError, () => link(m => m.importGlobal("m", "x", type), null));
    }
    same(link(m => m.exportGlobal("g", m.importGlobal("m", "x", ref(heap.extern))), 3).exports.g.value, 3);
  });
  test("2.3 globals", "an object that inherits from Global is not one", () => {
    throws(WebAssembly.LinkError, () => link(m => m.importGlobal("m", "x", i32), Object.create(WebAssembly.Global.prototype)));
  });

  const importers = {
    Memory: m => m.importMemory("m", "x", { min: 0 }),
    Table: m => m.importTable("m", "x", funcref, { min: 0 }),
  };
  for (const name of Object.keys(importers)) {
    test("2.3 memory/table/tag", name + ": LinkError for anything else", () => {
      for (const value of [...strangers, Object.create(WebAssembly[name].prototype), new WebAssembly.Global({ value: "i32" })]) {
        throws(WebAssembly.LinkError, () => link(importers[name], value), show(value));
      }
    });
  }
  test("2.3 memory/table/tag", "Tag: LinkError for anything else", { needs: "Tag" }, () => {
    const importer = m => m.importTag("m", "x", [i32]);
    for (const value of [...strangers, Object.create(WebAssembly.Tag.prototype), new WebAssembly.Global({ value: "i32" })]) {
      throws(WebAssembly.LinkError, () => link(importer, value), show(value));
    }
    link(importer, new WebAssembly.Tag({ parameters: ["i32"] }));
    throws(WebAssembly.LinkError, () => link(importer, new WebAssembly.Tag({ parameters: ["i64"] })));
    throws(WebAssembly.LinkError, () => link(importer, new WebAssembly.Tag({ parameters: [] })));
  });
  test("2.3 memory/table/tag", "Memory: limits must match", () => {
    const fits = (limits, descriptor) => link(m => m.importMemory("m", "x", limits), new WebAssembly.Memory(descriptor));
    fits({ min: 1 }, { initial: 1 });
    fits({ min: 1 }, { initial: 2, maximum: 3 });
    fits({ min: 1, max: 3 }, { initial: 2, maximum: 3 });
    throws(WebAssembly.LinkError, () => fits({ min: 2 }, { initial: 1 }));
    throws(WebAssembly.LinkError, () => fits({ min: 0, max: 2 }, { initial: 0 }));
    throws(WebAssembly.LinkError, () => fits({ min: 0, max: 2 }, { initial: 0, maximum: 3 }));
    const grown = new WebAssembly.Memory({ initial: 0, maximum: 5 });
    grown.grow(2);
    link(m => m.importMemory("m", "x", { min: 2 }), grown);
  });
  test("2.3 memory/table/tag", "Table: limits and type must match", () => {
    const fits = (element, limits, descriptor) => link(m => m.importTable("m", "x", element, limits), new WebAssembly.Table(descriptor));
    fits(funcref, { min: 1 }, { initial: 1, element: "anyfunc" });
    fits(externref, { min: 1, max: 3 }, { initial: 2, maximum: 3, element: "externref" });
    throws(WebAssembly.LinkError, () => fits(funcref, { min: 1 }, { initial: 1, element: "externref" }));
    throws(WebAssembly.LinkError, () => fits(externref, { min: 1 }, { initial: 1, element: "anyfunc" }));
    throws(WebAssembly.LinkError, () => fits(funcref, { min: 2 }, { initial: 1, element: "anyfunc" }));
    throws(WebAssembly.LinkError, () => fits(funcref, { min: 0, max: 2 }, { initial: 0, element: "anyfunc" }));
  });
  test("2.3 memory/table/tag", "Memory: address types must match", { needs: "memory64" }, () => {
    const wide = new WebAssembly.Memory({ address: "i64", initial: 0n });
    link(m => m.importMemory("m", "x", { min: 0, address: "i64" }), wide);
    throws(WebAssembly.LinkError, () => link(m => m.importMemory("m", "x", { min: 0 }), wide));
    throws(WebAssembly.LinkError, () => link(m => m.importMemory("m", "x", { min: 0, address: "i64" }), new WebAssembly.Memory({ initial: 0 })));
  });
  test("2.3 memory/table/tag", "Memory: shared and unshared do not match", { needs: "threads" }, () => {
    const shared = new WebAssembly.Memory({ initial: 0, maximum: 1, shared: true });
    link(m => m.importMemory("m", "x", { min: 0, max: 1, shared: true }), shared);
    throws(WebAssembly.LinkError, () => link(m => m.importMemory("m", "x", { min: 0 }), shared));
  });

  test("2.3 caching", "imported objects are exported as themselves", () => {
    const memory = new WebAssembly.Memory({ initial: 0 });
    const table = new WebAssembly.Table({ initial: 0, element: "anyfunc" });
    const global = new WebAssembly.Global({ value: "i32" });
    const m = new ModuleBuilder();
    m.exportMemory("a", m.importMemory("m", "memory", { min: 0 }));
    m.exportMemory("b", 0);
    m.exportTable("c", m.importTable("m", "table", funcref, { min: 0 }));
    m.exportGlobal("d", m.importGlobal("m", "global", i32));
    const exports = m.instantiate({ m: { memory, table, global } });
    same(exports.a, memory);
    same(exports.b, memory);
    same(exports.c, table);
    same(exports.d, global);
  });
  test("2.3 caching", "exported twice, the same object", () => {
    const m = new ModuleBuilder();
    m.func({ export: "f1" });
    m.exportFunction("f2", 0);
    m.memory({ min: 0 }, { export: "m1" });
    m.exportMemory("m2", 0);
    m.table(funcref, { min: 1 }, { export: "t1" });
    m.exportTable("t2", 0);
    m.elem(0, [0]);
    const exports = m.instantiate();
    for (const key of ["f", "m", "t"]) same(exports[key + "1"], exports[key + "2"], key);
    same(exports.t1.get(0), exports.f1);
    same(exports.t1.get(0), exports.t1.get(0));
  });
  for (const isMutable of [false, true]) {
    test("2.3 caching", "a global exported twice, mutable: " + isMutable, { v8: "makes two objects" }, () => {
      const m = new ModuleBuilder();
      m.global(i32, isMutable, i32Const(0), { export: "g1" });
      m.exportGlobal("g2", 0);
      const exports = m.instantiate();
      same(exports.g1, exports.g2);
    });
  }
  test("2.3 caching", "a function seen first in a table or global, not exported", () => {
    const m = new ModuleBuilder();
    m.table(funcref, { min: 2 }, { export: "t" });
    const f = m.func({});
    m.elem(0, [f, f]);
    m.declare([f]);
    m.global(funcref, false, refFunc(f), { export: "g" });
    m.func({ results: [funcref], code: [refFunc(f)], export: "give" });
    const exports = m.instantiate();
    same(exports.t.get(0), exports.t.get(1));
    same(exports.g.value, exports.t.get(0));
    same(exports.give(), exports.t.get(0));
    same(exports.give().name, "0");
  });
  test("2.3 caching", "a JS function imported twice gives two exported functions", () => {
    const m = new ModuleBuilder();
    m.exportFunction("a", m.importFunction("m", "f", [], []));
    m.exportFunction("b", m.importFunction("m", "f", [], []));
    const exports = m.instantiate({ m: { f: jsFunction } });
    notSame(exports.a, exports.b);
    notSame(exports.a, jsFunction);
  });
  test("2.3 caching", "a global made from an imported number is one Global", { v8: "makes two objects" }, () => {
    const m = new ModuleBuilder();
    m.exportGlobal("a", m.importGlobal("m", "g", i32));
    m.exportGlobal("b", 0);
    const exports = m.instantiate({ m: { g: 1 } });
    same(exports.a, exports.b);
  });
  test("2.3 caching", "tags", { needs: ["Tag", "tags"] }, () => {
    const tag = new WebAssembly.Tag({ parameters: [] });
    const m = new ModuleBuilder();
    m.exportTag("a", m.importTag("m", "t", []));
    m.tag([], { export: "b" });
    m.exportTag("c", 1);
    const exports = m.instantiate({ m: { t: tag } });
    same(exports.a, tag);
    same(exports.b, exports.c);
    notSame(exports.a, exports.b);
    same(Object.getPrototypeOf(exports.b), WebAssembly.Tag.prototype);
  });
  test("2.3 caching", "GC objects", { needs: "gc" }, () => {
    const m = new ModuleBuilder();
    const s = m.type(ModuleBuilder.structType([mutable(i32)]));
    m.global(anyref, false, [i32Const(1), structNew(s)], { export: "g" });
    m.func({ results: [anyref], code: [globalGet(0)], export: "f" });
    const exports = m.instantiate();
    same(exports.f(), exports.f());
    same(exports.g.value, exports.f());
  });
}
