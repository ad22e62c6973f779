"use strict";
// 2.1: the namespace object, its operations, errors, and the two overloads of instantiate.
{
  const startThrows = error => {
    const m = new ModuleBuilder();
    const f = m.importFunction("m", "f", [], []);
    m.start(f);
    return [m.bytes(), { m: { f() { throw error; } } }];
  };

  test("2.1 WebAssembly", "property of the global object", () => {
    propertyShape(globalThis, "WebAssembly", { attributes: "wc" });
    same(typeof WebAssembly, "object");
    same(Object.getPrototypeOf(WebAssembly), Object.prototype);
    ok(Object.isExtensible(WebAssembly));
  });
  test("2.1 WebAssembly", "toStringTag", () => {
    propertyShape(WebAssembly, Symbol.toStringTag, { attributes: "c", value: "WebAssembly" });
    same(String(WebAssembly), "[object WebAssembly]");
  });
  test("2.1 WebAssembly", "neither callable nor constructible", () => {
    throws(TypeError, () => WebAssembly());
    throws(TypeError, () => new WebAssembly());
  });

  for (const name of ["validate", "compile", "instantiate"]) {
    test("2.1 operations", name, () => operationShape(WebAssembly, name, 1));
  }
  for (const name of ["compileStreaming", "instantiateStreaming"]) {
    test("2.1 operations", name, { needs: "Response" }, () => operationShape(WebAssembly, name, 1));
  }
  test("2.1 operations", "work on any receiver", () => {
    const { validate } = WebAssembly;
    ok(validate(emptyModuleBytes()));
    ok(validate.call(null, emptyModuleBytes()));
  });
  test("2.1 operations", "validate throws", () => {
    for (const stranger of strangers) throws(TypeError, () => WebAssembly.validate(stranger), show(stranger));
    throws(TypeError, () => WebAssembly.validate());
  });
  for (const name of ["compile", "instantiate"]) {
    testAsync("2.1 operations", name + " turns failed conversion into a rejection", async () => {
      await rejects(TypeError, WebAssembly[name]());
      for (const stranger of strangers) await rejects(TypeError, WebAssembly[name](stranger), show(stranger));
    });
    testAsync("2.1 operations", name + " turns a bad module into a rejection", async () => {
      await rejects(WebAssembly.CompileError, WebAssembly[name](new Uint8Array()));
      await rejects(WebAssembly.CompileError, WebAssembly[name](new Uint8Array([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0])));
    });
  }

  const interfaces = ["Module", "Instance", "Memory", "Table", "Global", "CompileError", "LinkError", "RuntimeError"];
  for (const name of interfaces) {
    test("2.1 interfaces on it", name, () => {
      propertyShape(WebAssembly, name, { attributes: "wc" });
      same(typeof WebAssembly[name], "function");
      ok(isConstructor(WebAssembly[name]));
    });
  }
  for (const name of ["Tag", "Exception"]) {
    test("2.1 interfaces on it", name, { needs: "Tag" }, () => propertyShape(WebAssembly, name, { attributes: "wc" }));
  }
  test("2.1 interfaces on it", "enumerable are the operations alone", { needs: "JSTag", v8: "JSTag is not enumerable" }, () => {
    const operations = ["validate", "compile", "instantiate", "compileStreaming", "instantiateStreaming", "promising"];
    for (const key of Object.keys(WebAssembly)) ok(operations.concat("JSTag").includes(key), key);
    ok(Object.keys(WebAssembly).includes("JSTag"));
  });

  test("2.1 JSTag", "a Tag, always the same", { needs: "JSTag" }, () => {
    ok(WebAssembly.JSTag instanceof WebAssembly.Tag);
    same(WebAssembly.JSTag, WebAssembly.JSTag);
    same(Object.getPrototypeOf(WebAssembly.JSTag), WebAssembly.Tag.prototype);
  });
  test("2.1 JSTag", "cannot be replaced", { needs: "JSTag" }, () => {
    const before = WebAssembly.JSTag;
    throws(TypeError, () => { WebAssembly.JSTag = 1; });
    same(WebAssembly.JSTag, before);
  });
  test("2.1 JSTag", "readonly attribute: an accessor", { needs: "JSTag", v8: "a data property" }, () => {
    attributeShape(WebAssembly, "JSTag");
  });

  for (const name of ["CompileError", "LinkError", "RuntimeError", "SuspendError"]) {
    const row = "2.1 CompileError/LinkError/RuntimeError/SuspendError";
    const marks = name === "SuspendError" ? { needs: "SuspendError" } : {};
    test(row, name + ": constructor", marks, () => {
      const constructor = WebAssembly[name];
      propertyShape(constructor, "length", { attributes: "c", value: 1 });
      propertyShape(constructor, "name", { attributes: "c", value: name });
      propertyShape(constructor, "prototype", { attributes: "-" });
      sameKeys(constructor, ["length", "name", "prototype"]);
      same(Object.getPrototypeOf(constructor), Error);
    });
    test(row, name + ": prototype", marks, () => {
      const prototype = WebAssembly[name].prototype;
      sameKeys(prototype, ["constructor", "name", "message"]);
      propertyShape(prototype, "constructor", { attributes: "wc", value: WebAssembly[name] });
      propertyShape(prototype, "name", { attributes: "wc", value: name });
      propertyShape(prototype, "message", { attributes: "wc", value: "" });
      same(Object.getPrototypeOf(prototype), Error.prototype);
      same(Object.prototype.toString.call(prototype), "[object Object]");
    });
    test(row, name + ": instances", marks, () => {
      const constructor = WebAssembly[name];
      const error = new constructor("text");
      ok(error instanceof Error);
      same(Object.getPrototypeOf(error), constructor.prototype);
      propertyShape(error, "message", { attributes: "wc", value: "text" });
      same(Object.prototype.toString.call(error), "[object Error]");
      same(String(error), name + ": text");
      same(Object.hasOwn(new constructor(), "message"), false);
      same(Object.hasOwn(new constructor(undefined), "message"), false);
      same(new constructor(null).message, "null");
      same(new constructor({ toString: () => "made" }).message, "made");
      throws(TypeError, () => new constructor(Symbol("s")));
    });
    test(row, name + ": callable without new", marks, () => {
      const error = WebAssembly[name]("text");
      same(Object.getPrototypeOf(error), WebAssembly[name].prototype);
      same(error.message, "text");
      same(Object.prototype.toString.call(error), "[object Error]");
    });
    test(row, name + ": options.cause", marks, () => {
      const constructor = WebAssembly[name];
      const cause = { a: 1 };
      propertyShape(new constructor("text", { cause }), "cause", { attributes: "wc", value: cause });
      propertyShape(new constructor("text", { cause: undefined }), "cause", { attributes: "wc", value: undefined });
      same(Object.hasOwn(new constructor("text", {}), "cause"), false);
      same(Object.hasOwn(new constructor("text", "cause"), "cause"), false);
      same(Object.hasOwn(new constructor("text"), "cause"), false);
    });
    test(row, name + ": can be subclassed", marks, () => {
      class Own extends WebAssembly[name] {}
      const error = new Own("text");
      same(Object.getPrototypeOf(error), Own.prototype);
      ok(error instanceof WebAssembly[name]);
      same(error.message, "text");
      const NewTarget = function () {}.bind();
      NewTarget.prototype = Array.prototype;
      same(Object.getPrototypeOf(Reflect.construct(WebAssembly[name], [], NewTarget)), Array.prototype);
    });
  }

  const made = {
    Module: [() => [emptyModuleBytes()]],
    Instance: [() => [new WebAssembly.Module(emptyModuleBytes())]],
    Memory: [() => [{ initial: 0 }]],
    Table: [() => [{ initial: 0, element: "anyfunc" }]],
    Global: [() => [{ value: "i32" }]],
    Tag: [() => [{ parameters: [] }], { needs: "Tag", v8: "ignores the new target" }],
    Exception: [() => [new WebAssembly.Tag({ parameters: [] }), []], { needs: "Tag", v8: "ignores the new target" }],
  };
  for (const name of Object.keys(made)) {
    const [args, marks] = made[name];
    test("2.1 interfaces on it", name + ": the prototype comes from the new target", marks || {}, () => {
      const newTarget = function () {}.bind();
      newTarget.prototype = Array.prototype;
      same(Object.getPrototypeOf(Reflect.construct(WebAssembly[name], args(), newTarget)), Array.prototype);
    });
    test("2.1 interfaces on it", name + ": a new target without prototype", marks ? { needs: marks.needs } : { v8: "falls back to Object.prototype" }, () => {
      const newTarget = function () {}.bind();
      newTarget.prototype = 1;
      same(Object.getPrototypeOf(Reflect.construct(WebAssembly[name], args(), newTarget)), WebAssembly[name].prototype);
    });
  }
  testAsync("2.1 operations", "promises are made without what JS can change", async () => {
    const { compile, instantiate } = WebAssembly;
    const bytes = emptyModuleBytes();
    const promises = [];
    patched(hostilePatches(), () => {
      promises[0] = compile(bytes);
      promises[1] = instantiate(bytes);
      promises[2] = instantiate(bytes, {});
      promises[3] = compile(5);
    });
    const refused = rejects(TypeError, promises[3]);
    ok((await promises[0]) instanceof WebAssembly.Module);
    ok((await promises[1]).instance instanceof WebAssembly.Instance);
    ok((await promises[2]).module instanceof WebAssembly.Module);
    await refused;
  });
  testAsync("2.1 operations", "an own then on the result's prototype does not matter for a Module", async () => {
    let seen;
    Object.defineProperty(Object.prototype, "then", { get() { seen = true; return undefined; }, configurable: true });
    let module;
    try {
      module = await WebAssembly.compile(emptyModuleBytes());
    } finally {
      delete Object.prototype.then;
    }
    ok(module instanceof WebAssembly.Module);
    same(seen, true, "resolving looks for then, as resolving does");
  });

  const sources = {
    "ArrayBuffer": bytes => bytes.buffer,
    "Uint8Array": bytes => bytes,
    "Int8Array": bytes => new Int8Array(bytes.buffer),
    "Uint32Array": bytes => new Uint32Array(bytes.buffer),
    "BigInt64Array": bytes => new BigInt64Array(bytes.buffer),
    "Float64Array": bytes => new Float64Array(bytes.buffer),
    "DataView": bytes => new DataView(bytes.buffer),
  };
  for (const kind of Object.keys(sources)) {
    const marks = kind === "DataView" ? { v8: "refuses a DataView" } : {};
    test("2.1 validate(bytes, opts)", "takes " + kind, marks, () => {
      same(WebAssembly.validate(sources[kind](emptyModuleBytes())), true);
      same(WebAssembly.validate(sources[kind](new Uint8Array(8))), false);
      ok(new WebAssembly.Module(sources[kind](emptyModuleBytes())) instanceof WebAssembly.Module);
    });
  }
  test("2.1 validate(bytes, opts)", "takes the part a view shows", () => {
    const wide = new Uint8Array(32).fill(0xff);
    wide.set(emptyModuleBytes(), 8);
    ok(WebAssembly.validate(wide.subarray(8, 16)));
    ok(WebAssembly.validate(new Uint32Array(wide.buffer, 8, 2)));
    ok(!WebAssembly.validate(wide.subarray(8, 17)));
    ok(!WebAssembly.validate(wide.subarray(8, 15)));
  });
  test("2.1 validate(bytes, opts)", "takes the part a DataView shows", { v8: "refuses a DataView" }, () => {
    const wide = new Uint8Array(32).fill(0xff);
    wide.set(emptyModuleBytes(), 8);
    ok(WebAssembly.validate(new DataView(wide.buffer, 8, 8)));
    ok(!WebAssembly.validate(new DataView(wide.buffer, 8)));
  });
  test("2.1 validate(bytes, opts)", "is not misled by own or inherited properties of a view", () => {
    const bytes = emptyModuleBytes();
    for (const key of ["buffer", "byteLength", "byteOffset", "length"]) {
      Object.defineProperty(bytes, key, { get() { throw new Error("must not be read: " + key); } });
    }
    ok(WebAssembly.validate(bytes));
    Object.setPrototypeOf(bytes, null);
    ok(WebAssembly.validate(bytes));
  });
  test("2.1 validate(bytes, opts)", "takes a resizable buffer", { needs: "resizableArrayBuffer" }, () => {
    const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
    const bytes = new Uint8Array(buffer);
    bytes.set(emptyModuleBytes());
    ok(WebAssembly.validate(buffer));
    ok(WebAssembly.validate(bytes));
    buffer.resize(9);
    ok(!WebAssembly.validate(buffer));
    ok(!WebAssembly.validate(bytes), "length-tracking view");
  });
  test("2.1 validate(bytes, opts)", "takes a shared buffer", { needs: "SharedArrayBuffer", v8: "refuses shared" }, () => {
    const buffer = new SharedArrayBuffer(8);
    new Uint8Array(buffer).set(emptyModuleBytes());
    ok(WebAssembly.validate(buffer));
    ok(WebAssembly.validate(new Uint8Array(buffer)));
  });
  test("2.1 validate(bytes, opts)", "answers false for a detached buffer", { needs: "ArrayBufferTransfer" }, () => {
    const bytes = emptyModuleBytes();
    bytes.buffer.transfer();
    same(WebAssembly.validate(bytes), false);
    same(WebAssembly.validate(bytes.buffer), false);
  });
  test("2.1 validate(bytes, opts)", "answers false, and never throws, for what is no module", () => {
    for (const bytes of [[], [0], [0, 0x61, 0x73], [0, 0x61, 0x73, 0x6d], [0, 0x61, 0x73, 0x6d, 0, 0, 0, 1]]) {
      same(WebAssembly.validate(new Uint8Array(bytes)), false);
    }
    same(WebAssembly.validate(functionModule([], [i32], []).bytes()), false);
    same(WebAssembly.validate(functionModule([], [i32], [i32Const(1)]).bytes()), true);
  });
  test("2.1 validate(bytes, opts)", "options: undefined and null are none", { needs: "jsString" }, () => {
    ok(WebAssembly.validate(emptyModuleBytes(), undefined));
    ok(WebAssembly.validate(emptyModuleBytes(), null));
    ok(WebAssembly.validate(emptyModuleBytes(), {}));
    ok(WebAssembly.validate(emptyModuleBytes(), () => 0), "a function is an object");
  });
  test("2.1 validate(bytes, opts)", "options: other primitives are a TypeError", { needs: "jsString", v8: "ignores them" }, () => {
    for (const value of primitives) {
      if (value !== null) throws(TypeError, () => WebAssembly.validate(emptyModuleBytes(), value), show(value));
    }
  });

  for (const name of ["compile", "instantiate"]) {
    testAsync("2.1 compile/instantiate order", name + " copies the bytes before it returns", async () => {
      const bytes = functionModule([], [i32], [i32Const(42)]).bytes();
      const promise = WebAssembly[name](bytes);
      bytes.fill(0);
      const result = await promise;
      const module = name === "compile" ? result : result.module;
      same(new WebAssembly.Instance(module).exports.f(), 42);
    });
    testAsync("2.1 compile/instantiate order", name + " survives detaching afterwards", { needs: "ArrayBufferTransfer" }, async () => {
      const bytes = emptyModuleBytes();
      const promise = WebAssembly[name](bytes);
      bytes.buffer.transfer();
      await promise;
    });
    testAsync("2.1 operations", name + " returns a plain promise, whatever the receiver", async () => {
      const promise = WebAssembly[name].call(undefined, emptyModuleBytes());
      same(Object.getPrototypeOf(promise), Promise.prototype);
      await promise;
    });
  }
  testAsync("2.1 operations", "compile gives a Module", async () => {
    const module = await WebAssembly.compile(emptyModuleBytes());
    same(Object.getPrototypeOf(module), WebAssembly.Module.prototype);
    new WebAssembly.Instance(module);
  });

  testAsync("2.1 instantiate overloads", "bytes: {module, instance}", async () => {
    const result = await WebAssembly.instantiate(emptyModuleBytes());
    same(Object.getPrototypeOf(result), Object.prototype);
    same(Reflect.ownKeys(result).join(), "module,instance");
    propertyShape(result, "module", { attributes: "wec" });
    propertyShape(result, "instance", { attributes: "wec" });
    same(Object.getPrototypeOf(result.module), WebAssembly.Module.prototype);
    same(Object.getPrototypeOf(result.instance), WebAssembly.Instance.prototype);
  });
  testAsync("2.1 instantiate overloads", "module: an Instance", async () => {
    const module = new WebAssembly.Module(functionModule([], [i32], [i32Const(3)]).bytes());
    const instance = await WebAssembly.instantiate(module);
    same(Object.getPrototypeOf(instance), WebAssembly.Instance.prototype);
    same(instance.exports.f(), 3);
    notSame((await WebAssembly.instantiate(module)).exports.f, instance.exports.f, "a new instance each time");
  });
  testAsync("2.1 instantiate overloads", "an object that only looks like a Module is neither", async () => {
    await rejects(TypeError, WebAssembly.instantiate(Object.create(WebAssembly.Module.prototype)));
  });
  testAsync("2.1 instantiate overloads", "importObject must be an object or undefined", async () => {
    const module = new WebAssembly.Module(emptyModuleBytes());
    for (const value of primitives) {
      await rejects(TypeError, WebAssembly.instantiate(emptyModuleBytes(), value), show(value));
      await rejects(TypeError, WebAssembly.instantiate(module, value), show(value));
    }
    for (const value of [undefined, {}, [], () => 0, new Proxy({}, {}), Object.create(null)]) {
      await WebAssembly.instantiate(emptyModuleBytes(), value);
      await WebAssembly.instantiate(module, value);
    }
  });
  testAsync("2.1 instantiate overloads", "importObject is needed where there are imports", async () => {
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    await rejects(TypeError, WebAssembly.instantiate(m.bytes()));
    await rejects(TypeError, WebAssembly.instantiate(m.bytes(), undefined));
    await rejects(TypeError, WebAssembly.instantiate(m.module()));
    await rejects(TypeError, WebAssembly.instantiate(m.bytes(), {}));
    await rejects(WebAssembly.LinkError, WebAssembly.instantiate(m.bytes(), { m: {} }));
    await WebAssembly.instantiate(m.bytes(), { m: { f() {} } });
  });
  testAsync("2.1 instantiate overloads", "a bad importObject wins over a bad module", async () => {
    await rejects(TypeError, WebAssembly.instantiate(new Uint8Array(4), 5));
    await rejects(WebAssembly.CompileError, WebAssembly.instantiate(new Uint8Array(4), undefined));
  });
  testAsync("2.1 instantiate overloads", "options are third", { needs: "jsString" }, async () => {
    const m = new ModuleBuilder();
    const length = m.importFunction("wasm:js-string", "length", [externref], [i32]);
    m.exportFunction("length", length);
    const { instance } = await WebAssembly.instantiate(m.bytes(), {}, { builtins: ["js-string"] });
    same(instance.exports.length("four"), 4);
  });
  testAsync("2.1 instantiate overloads", "bad options reject", { needs: "jsString", v8: "ignores them" }, async () => {
    await rejects(TypeError, WebAssembly.instantiate(emptyModuleBytes(), {}, 7));
    await rejects(TypeError, WebAssembly.instantiate(emptyModuleBytes(), {}, { builtins: 7 }));
  });
  testAsync("2.1 instantiate overloads", "options are not looked at with a Module", { needs: "jsString" }, async () => {
    const options = new Proxy({}, { get() { throw new Error("read"); } });
    await WebAssembly.instantiate(new WebAssembly.Module(emptyModuleBytes()), {}, options);
  });
  test("2.1 validate(bytes, opts)", "a getter of the options may detach the bytes", { needs: ["jsString", "ArrayBufferTransfer"] }, () => {
    const bytes = emptyModuleBytes();
    const options = { get builtins() { bytes.buffer.transfer(); return []; } };
    same(typeof WebAssembly.validate(bytes, options), "boolean");
  });

  testAsync("2.1 compile/instantiate order", "imports are read after the call, in a later task", async () => {
    const log = [];
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    const imports = { get m() { log.push("m"); return { get f() { log.push("f"); return () => 0; } }; } };
    const promise = WebAssembly.instantiate(m.bytes(), imports);
    log.push("returned");
    await promise;
    same(log.join(), "returned,m,f");
  });
  testAsync("2.1 compile/instantiate order", "imports are not read when compiling fails", async () => {
    const imports = new Proxy({}, { get() { throw new Error("read"); } });
    await rejects(WebAssembly.CompileError, WebAssembly.instantiate(new Uint8Array(8), imports));
  });
  testAsync("2.1 compile/instantiate order", "module: imports are read before or after the return, once", async () => {
    const log = [];
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    await WebAssembly.instantiate(m.module(), { get m() { log.push("m"); return { f() {} }; } });
    same(log.join(), "m");
  });
  testAsync("2.1 compile/instantiate order", "the start function runs after the call", async () => {
    const log = [];
    const m = new ModuleBuilder();
    m.start(m.importFunction("m", "f", [], []));
    const promise = WebAssembly.instantiate(m.bytes(), { m: { f: () => log.push("start") } });
    log.push("returned");
    await promise;
    same(log.join(), "returned,start");
  });
  testAsync("2.1 compile/instantiate order", "what the start function throws is the reason", async () => {
    for (const thrown of [new Error("e"), { a: 1 }, 7, null, undefined, Symbol("s")]) {
      let reason = "none";
      await WebAssembly.instantiate(...startThrows(thrown)).catch(e => { reason = e; });
      same(reason, thrown);
    }
  });
  testAsync("2.1 compile/instantiate order", "what a getter of the imports throws is the reason", async () => {
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    const thrown = new RangeError("mine");
    await rejects(thrown, WebAssembly.instantiate(m.bytes(), { get m() { throw thrown; } }));
    await rejects(thrown, WebAssembly.instantiate(m.module(), { get m() { throw thrown; } }));
  });
  testAsync("2.1 compile/instantiate order", "a trap of the start function is the reason", async () => {
    const m = new ModuleBuilder();
    m.start(m.func({ code: [op.unreachable] }));
    await rejects(WebAssembly.RuntimeError, WebAssembly.instantiate(m.bytes()));
  });

  const readsLength = () => {
    const m = new ModuleBuilder();
    m.importFunction("wasm:js-string", "length", [i32], []); // not the type of the builtin
    return m.bytes();
  };
  test("2.1 compile options", "read in the order of the dictionary, each once", { needs: "jsString", v8: "stops at builtins" }, () => {
    const log = [];
    const options = new Proxy({}, { get(_, key) { log.push(key); return undefined; } });
    WebAssembly.validate(emptyModuleBytes(), options);
    same(log.join(), "builtins,importedStringConstants");
    log.length = 0;
    new WebAssembly.Module(emptyModuleBytes(), options);
    same(log.join(), "builtins,importedStringConstants");
  });
  test("2.1 compile options", "builtins must be iterable", { needs: "jsString", v8: "ignores others" }, () => {
    for (const builtins of [null, 5, "js-string", true, {}, Symbol("s")]) {
      throws(TypeError, () => WebAssembly.validate(emptyModuleBytes(), { builtins }), show(builtins));
      throws(TypeError, () => new WebAssembly.Module(emptyModuleBytes(), { builtins }), show(builtins));
    }
  });
  test("2.1 compile options", "builtins may be any iterable", { needs: "jsString", v8: "takes it for an array-like" }, () => {
    same(WebAssembly.validate(readsLength(), { builtins: new Set(["js-string"]) }), false);
    same(WebAssembly.validate(readsLength(), { builtins: (function* () { yield "js-string"; })() }), false);
  });
  test("2.1 compile options", "names of builtins are converted", { needs: "jsString", v8: "no conversion" }, () => {
    same(WebAssembly.validate(readsLength(), { builtins: [{ toString: () => "js-string" }] }), false);
    throws(TypeError, () => WebAssembly.validate(emptyModuleBytes(), { builtins: [Symbol("s")] }));
  });
  test("2.1 compile options", "builtins: empty, undefined, unknown names", { needs: "jsString" }, () => {
    ok(WebAssembly.validate(readsLength(), {}));
    ok(WebAssembly.validate(readsLength(), { builtins: undefined }));
    ok(WebAssembly.validate(readsLength(), { builtins: [] }));
    ok(WebAssembly.validate(readsLength(), { builtins: ["no-such-set", "js-String", "wasm:js-string", ""] }));
    same(WebAssembly.validate(readsLength(), { builtins: ["no-such-set", "js-string"] }), false);
  });
  test("2.1 compile options", "duplicate builtins do not validate", { needs: "jsString", v8: "answers true" }, () => {
    same(WebAssembly.validate(emptyModuleBytes(), { builtins: ["js-string", "js-string"] }), false);
    throws(WebAssembly.CompileError, () => new WebAssembly.Module(emptyModuleBytes(), { builtins: ["js-string", "js-string"] }));
  });
  test("2.1 compile options", "importedStringConstants: string, null, undefined", { needs: "jsString" }, () => {
    const m = new ModuleBuilder();
    m.importGlobal("s", "text", i32); // no string
    const bytes = m.bytes();
    ok(WebAssembly.validate(bytes));
    ok(WebAssembly.validate(bytes, { importedStringConstants: null }));
    ok(WebAssembly.validate(bytes, { importedStringConstants: undefined }));
    ok(WebAssembly.validate(bytes, { importedStringConstants: "other" }));
    same(WebAssembly.validate(bytes, { importedStringConstants: "s" }), false);
  });
  test("2.1 compile options", "importedStringConstants is converted to a string", { needs: "jsString" , v8: "no conversion" }, () => {
    const m = new ModuleBuilder();
    m.importGlobal("1", "text", i32);
    same(WebAssembly.validate(m.bytes(), { importedStringConstants: 1 }), false);
    same(WebAssembly.validate(m.bytes(), { importedStringConstants: { toString: () => "1" } }), false);
    throws(TypeError, () => WebAssembly.validate(m.bytes(), { importedStringConstants: Symbol("s") }));
  });
  testAsync("2.1 compile options", "ill-typed ones reject compile", { needs: "jsString", v8: "ignores them" }, async () => {
    await rejects(TypeError, WebAssembly.compile(emptyModuleBytes(), { builtins: 1 }));
    await rejects(TypeError, WebAssembly.compile(emptyModuleBytes(), 1));
  });
  testAsync("2.1 compile options", "bad ones reject compile", { needs: "jsString" }, async () => {
    await rejects(WebAssembly.CompileError, WebAssembly.compile(readsLength(), { builtins: ["js-string"] }));
    const thrown = new EvalError("mine");
    await rejects(thrown, WebAssembly.compile(emptyModuleBytes(), { get builtins() { throw thrown; } }));
  });
  test("2.1 compile options", "what their getters throw comes through validate", { needs: "jsString", v8: "answers false" }, () => {
    const thrown = new EvalError("mine");
    throws(thrown, () => WebAssembly.validate(emptyModuleBytes(), { get builtins() { throw thrown; } }));
    throws(thrown, () => WebAssembly.validate(emptyModuleBytes(), { get importedStringConstants() { throw thrown; } }));
  });

  /** What an operation throws, and its kind. */
  const failures = {
    "WebAssembly.validate()": [TypeError, () => WebAssembly.validate(1)],
    "WebAssembly.Module()": [WebAssembly.CompileError, () => new WebAssembly.Module(new Uint8Array([1, 2, 3, 4]))],
    "WebAssembly.Instance()": [TypeError, () => new WebAssembly.Instance({})],
    "WebAssembly.Memory()": [TypeError, () => new WebAssembly.Memory({})],
    "WebAssembly.Table()": [TypeError, () => new WebAssembly.Table({ element: "i32", initial: 1 })],
    "WebAssembly.Global()": [TypeError, () => new WebAssembly.Global({ value: "i16" })],
    "WebAssembly.Tag()": [TypeError, () => new WebAssembly.Tag({})],
    "WebAssembly.Exception()": [TypeError, () => new WebAssembly.Exception(1, [])],
    "WebAssembly.Module.exports()": [TypeError, () => WebAssembly.Module.exports({})],
    "WebAssembly.Module.imports()": [TypeError, () => WebAssembly.Module.imports({})],
    "WebAssembly.Module.customSections()": [TypeError, () => WebAssembly.Module.customSections({}, "a")],
    "WebAssembly.Memory.grow()": [RangeError, () => new WebAssembly.Memory({ initial: 1, maximum: 2 }).grow(2)],
    "WebAssembly.Table.grow()": [RangeError, () => new WebAssembly.Table({ element: "anyfunc", initial: 1, maximum: 2 }).grow(2)],
    "WebAssembly.Table.get()": [RangeError, () => new WebAssembly.Table({ element: "anyfunc", initial: 1 }).get(1)],
    "WebAssembly.Table.set()": [TypeError, () => new WebAssembly.Table({ element: "anyfunc", initial: 1 }).set(0, () => 0)],
    "WebAssembly.Exception.is()": [TypeError, () => new WebAssembly.Exception(new WebAssembly.Tag({ parameters: [] }), []).is(1)],
  };
  const startsWith = (error, start) => ok(error.message.startsWith(start), show(error) + " starts with " + show(start));
  for (const operation of Object.keys(failures)) {
    test("2.14 messages", "begin with the operation: " + operation, { needs: "Tag" }, () => {
      const [expected, body] = failures[operation];
      const error = throws(expected, body);
      startsWith(error, operation + ": ");
      ok(error.stack.startsWith(expected.name + ": " + error.message), error.stack);
      same(error.message.indexOf(operation, 1), -1, "once");
    });
  }
  testAsync("2.14 messages", "begin with the operation that rejects", { needs: "exnref" }, async () => {
    const wrong = new Uint8Array([1, 2, 3, 4]);
    const CompileError = WebAssembly.CompileError;
    startsWith(await rejects(CompileError, WebAssembly.compile(wrong)), "WebAssembly.compile(): ");
    startsWith(await rejects(CompileError, WebAssembly.instantiate(wrong)), "WebAssembly.instantiate(): ");
    startsWith(await rejects(TypeError, WebAssembly.instantiate(1)), "WebAssembly.instantiate(): ");
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    startsWith(await rejects(TypeError, WebAssembly.instantiate(m.bytes())), "WebAssembly.instantiate(): ");
    const error = await rejects(WebAssembly.LinkError, WebAssembly.instantiate(m.module(), { m: { f: 1 } }));
    same(error.message, 'WebAssembly.instantiate(): Import #0 "m" "f": function import requires a callable');
  });
  test("2.14 messages", "a receiver of another kind is named", { needs: "Tag", v8: "does not say what it is" }, () => {
    const message = (name, property, get, receiver) => {
      const { value, [get]: accessor } = Object.getOwnPropertyDescriptor(WebAssembly[name].prototype, property);
      return throws(TypeError, () => Reflect.apply(value ?? accessor, receiver, [])).message;
    };
    const end = "not a WebAssembly.Memory";
    same(message("Memory", "grow", "get", {}), "WebAssembly.Memory.grow(): receiver is #<Object>, " + end);
    same(message("Memory", "buffer", "get", undefined), "WebAssembly.Memory.buffer: receiver is undefined, " + end);
    same(message("Memory", "buffer", "get", () => 0), "WebAssembly.Memory.buffer: receiver is a function, " + end);
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 1 });
    same(message("Memory", "buffer", "get", table), "WebAssembly.Memory.buffer: receiver is #<Table>, " + end);
    same(message("Global", "value", "set", 7n), "WebAssembly.Global.value: receiver is 7n, not a WebAssembly.Global");
    same(message("Exception", "stack", "get", "text"), "WebAssembly.Exception.stack: receiver is a string, not a WebAssembly.Exception");
  });
  test("2.14 messages", "imports are named by number, module and name", { needs: ["Tag", "exnref"] }, () => {
    const m = new ModuleBuilder();
    m.importGlobal("a", "g", i32);
    m.importFunction("m", "f", [], []);
    m.importTable("m", "t", funcref, { min: 1 });
    m.importTag("m", "tag", []);
    const module = m.module();
    const message = (expected, m) => throws(expected, () => new WebAssembly.Instance(module, { a: { g: 1 }, m })).message;
    const start = "WebAssembly.Instance(): Import #";
    same(message(TypeError, 1), start + '1 "m": module is not an object or function');
    same(message(WebAssembly.LinkError, {}), start + '1 "m" "f": function import requires a callable');
    same(message(WebAssembly.LinkError, { f() {} }), start + '2 "m" "t": table import requires a WebAssembly.Table');
    const t = new WebAssembly.Table({ element: "anyfunc", initial: 1 });
    same(message(WebAssembly.LinkError, { f() {}, t, tag: 1 }), start + '3 "m" "tag": tag import requires a WebAssembly.Tag');
    startsWith(throws(WebAssembly.LinkError, () => new WebAssembly.Instance(module, { a: { g: "1" }, m: {} })), start + '0 "a" "g": global import ');
  });
  test("2.14 messages", "what scripts throw in between stays as it is", () => {
    const own = new TypeError("own");
    throws(own, () => new WebAssembly.Memory({ get initial() { throw own; } }));
    same(own.message, "own");
    const inner = throws(TypeError, () => new WebAssembly.Memory({ get initial() { return new WebAssembly.Table(1); } }));
    startsWith(inner, "WebAssembly.Table(): ");
    throws(inner, () => new WebAssembly.Memory({ get initial() { throw inner; } }));
    startsWith(inner, "WebAssembly.Table(): ");
  });
}
