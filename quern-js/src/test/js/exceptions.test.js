"use strict";
// 2.7: Tag, Exception, JSTag, and JS values thrown through wasm.
{
  const tagOf = (...parameters) => new WebAssembly.Tag({ parameters });
  const jsFunction = () => 0;
  const tagNeeds = { needs: "Tag" };
  const tryNeeds = { needs: ["Tag", "exnref"] };
  const jsTagNeeds = { needs: ["Tag", "exnref", "JSTag"] };

  /** One value of every kind that JS can throw. */
  const throwable = {
    "an Error": new Error("e"), "a TypeError": new TypeError("t"), "an object": { a: 1 }, "a frozen object": Object.freeze({}),
    "an array": [1], "a function": jsFunction, "a number": 42, "NaN": NaN, "-0": -0, "a fraction": 0.1, "a string": "text",
    "a lone surrogate": "\ud800", "an empty string": "", "null": null, "undefined": undefined, "true": true, "false": false,
    "a symbol": Symbol("s"), "a registered symbol": Symbol.for("s"), "a BigInt": 2n ** 70n, "a small BigInt": 5n,
    "a proxy": new Proxy({}, {}), "a null-prototype object": Object.create(null),
  };
  const thrower = value => () => { throw value; };
  /** What `body` throws, boxed: thrown values may be undefined. */
  const caught = body => {
    try {
      body();
    } catch (thrown) {
      return { thrown };
    }
    return fail("nothing was thrown");
  };

  // A module that calls m.f in several ways. `through`: no handler. `rethrow`: catch_all_ref and throw_ref.
  // `catchAll`: 1 when something was caught, else 0. `catchJs`: the value that catch $JSTag gets.
  const handlers = () => {
    const m = new ModuleBuilder();
    const f = m.importFunction("m", "f", [], []);
    m.importTag("m", "tag", [i32]);
    m.func({ code: [call(f)], export: "through" });
    m.func({
      code: [block(ref(heap.exn), tryTable(empty, [catchAllRef(0)], call(f)), op.return), op.throwRef],
      export: "rethrow",
    });
    m.func({
      results: [i32],
      code: [block(empty, tryTable(empty, [catchAllTo(0)], call(f)), i32Const(0), op.return), i32Const(1)],
      export: "catchAll",
    });
    m.func({
      results: [i32],
      code: [block(i32, tryTable(empty, [catchTag(0, 0)], call(f)), i32Const(-1), op.return)],
      export: "catchTag",
    });
    return m;
  };
  const instantiateHandlers = (f, tag = tagOf("i32")) => handlers().instantiate({ m: { f, tag } });
  const jsHandlers = f => {
    const m = new ModuleBuilder();
    const imported = m.importFunction("m", "f", [], []);
    m.importTag("m", "js", [externref]);
    m.func({
      results: [externref],
      code: [block(externref, tryTable(empty, [catchTag(0, 0)], call(imported)), refNullOf(heap.extern), op.return)],
      export: "catchJs",
    });
    m.func({ params: [externref], code: [localGet(0), throwTag(0)], export: "throwJs" });
    return m.instantiate({ m: { f, js: WebAssembly.JSTag } });
  };

  test("2.7 Tag", "shape of the interface", tagNeeds, () => {
    interfaceShape("Tag", 1, "type" in WebAssembly.Tag.prototype ? ["type"] : []);
  });
  test("2.7 Tag", "TypeError for what is no object", tagNeeds, () => {
    throws(TypeError, () => new WebAssembly.Tag());
    for (const value of [undefined, ...primitives]) throws(TypeError, () => new WebAssembly.Tag(value), show(value));
    throws(TypeError, () => WebAssembly.Tag({ parameters: [] }));
  });
  test("2.7 Tag", "parameters are needed, and iterable", tagNeeds, () => {
    for (const parameters of [undefined, null, 1, "", "i32", Symbol("s")]) {
      throws(TypeError, () => new WebAssembly.Tag({ parameters }), show(parameters));
    }
    throws(TypeError, () => new WebAssembly.Tag({}));
  });
  test("2.7 Tag", "parameters: an object that is not iterable", { needs: "Tag", v8: "takes it for an array-like" }, () => {
    throws(TypeError, () => new WebAssembly.Tag({ parameters: {} }));
    throws(TypeError, () => new WebAssembly.Tag({ parameters: { length: 1, 0: "i32" } }));
  });
  test("2.7 Tag", "parameters: any iterable", { needs: "Tag", v8: "takes it for an array-like" }, () => {
    const tag = new WebAssembly.Tag({ parameters: new Set(["i32", "i64"]) });
    same(new WebAssembly.Exception(tag, [1, 2n]).getArg(tag, 1), 2n);
    const generated = new WebAssembly.Tag({ parameters: (function* () { yield "f32"; })() });
    same(new WebAssembly.Exception(generated, [0.5]).getArg(generated, 0), 0.5);
  });
  test("2.7 Tag", "parameters: names of types", tagNeeds, () => {
    tagOf();
    tagOf("i32", "i64", "f32", "f64", "externref", "anyfunc");
    tagOf({ toString: () => "i32" });
    for (const type of ["I32", "", "i16", "funcref", undefined, null, 1]) throws(TypeError, () => tagOf(type), show(type));
    throws(TypeError, () => tagOf("i32", "nope"));
  });
  test("2.7 Tag", "an ordinary object without own properties", tagNeeds, () => {
    const tag = tagOf("i32");
    same(Object.getPrototypeOf(tag), WebAssembly.Tag.prototype);
    same(Reflect.ownKeys(tag).length, 0);
    same(String(tag), "[object WebAssembly.Tag]");
  });
  test("2.7 Tag", "can be subclassed", { needs: "Tag", v8: "ignores the new target" }, () => {
    class Own extends WebAssembly.Tag {}
    same(Object.getPrototypeOf(new Own({ parameters: [] })), Own.prototype);
  });

  test("2.7 Exception", "shape of the interface", tagNeeds, () => {
    interfaceShape("Exception", 2, ["is", "getArg", "stack"].filter(name => name !== "stack" || "stack" in WebAssembly.Exception.prototype));
    operationShape(WebAssembly.Exception.prototype, "is", 1);
    operationShape(WebAssembly.Exception.prototype, "getArg", 2);
  });
  test("2.7 Exception", "stack is a readonly attribute", { needs: ["Tag", "exnref"] }, () => {
    attributeShape(WebAssembly.Exception.prototype, "stack");
    brandChecked("Exception", getterOf(WebAssembly.Exception.prototype, "stack"));
  });
  test("2.7 Exception", "not an Error", tagNeeds, () => {
    const exception = new WebAssembly.Exception(tagOf(), []);
    ok(!(exception instanceof Error));
    same(Object.getPrototypeOf(WebAssembly.Exception.prototype), Object.prototype);
    same(Object.prototype.toString.call(exception), "[object WebAssembly.Exception]");
    same(exception.message, undefined);
    same(exception.name, undefined);
  });
  test("2.7 Exception", "brand checks", tagNeeds, () => {
    brandChecked("Exception", WebAssembly.Exception.prototype.is, [tagOf()]);
    brandChecked("Exception", WebAssembly.Exception.prototype.getArg, [tagOf("i32"), 0]);
  });
  test("2.7 Exception", "needs a tag and a payload", tagNeeds, () => {
    throws(TypeError, () => new WebAssembly.Exception());
    throws(TypeError, () => new WebAssembly.Exception(tagOf()));
    throws(TypeError, () => WebAssembly.Exception(tagOf(), []));
    for (const tag of [...strangers, WebAssembly.Tag.prototype, WebAssembly.Tag]) {
      throws(TypeError, () => new WebAssembly.Exception(tag, []), show(tag));
    }
    for (const payload of [undefined, null, 1, Symbol("s")]) {
      throws(TypeError, () => new WebAssembly.Exception(tagOf("i32"), payload), show(payload));
    }
  });
  test("2.7 Exception", "JSTag is refused", { needs: "JSTag" }, () => {
    throws(TypeError, () => new WebAssembly.Exception(WebAssembly.JSTag, [1]));
  });
  test("2.7 Exception", "the payload must have the tag's length", tagNeeds, () => {
    throws(TypeError, () => new WebAssembly.Exception(tagOf("i32"), []));
    throws(TypeError, () => new WebAssembly.Exception(tagOf("i32"), [1, 2]));
    throws(TypeError, () => new WebAssembly.Exception(tagOf(), [1]));
    new WebAssembly.Exception(tagOf(), []);
  });
  test("2.7 Exception", "the payload may be any iterable", { needs: "Tag", v8: "takes it for an array-like" }, () => {
    const tag = tagOf("i32", "i32");
    same(new WebAssembly.Exception(tag, new Set([4, 5])).getArg(tag, 1), 5);
    throws(TypeError, () => new WebAssembly.Exception(tagOf(), {}));
    throws(TypeError, () => new WebAssembly.Exception(tag, { length: 2, 0: 1, 1: 2 }));
  });
  test("2.7 Exception", "the payload is converted", tagNeeds, () => {
    const f = identity(i32);
    const object = {};
    const tag = tagOf("i32", "i64", "f32", "f64", "externref", "anyfunc");
    const exception = new WebAssembly.Exception(tag, [4294967295.5, 2n ** 63n, 0.1, "2.5", object, f]);
    deepEqual([0, 1, 2, 3].map(index => exception.getArg(tag, index)), [-1, -(2n ** 63n), Math.fround(0.1), 2.5]);
    same(exception.getArg(tag, 4), object);
    same(exception.getArg(tag, 5), f);
    for (const [type, value] of [["i32", 5n], ["i64", 5], ["f64", Symbol("s")], ["anyfunc", jsFunction], ["anyfunc", undefined]]) {
      throws(TypeError, () => new WebAssembly.Exception(tagOf(type), [value]), type);
    }
    const anything = tagOf("externref");
    same(new WebAssembly.Exception(anything, [undefined]).getArg(anything, 0), undefined);
  });
  test("2.7 Exception", "v128 and exnref cannot be had in a payload", { needs: ["Tag", "exnref", "simd"] }, () => {
    const m = new ModuleBuilder();
    m.tag([v128], { export: "v" });
    m.tag([exnref], { export: "e" });
    const { v, e } = m.instantiate();
    for (const tag of [v, e]) for (const value of [null, 0, undefined, {}]) {
      throws(TypeError, () => new WebAssembly.Exception(tag, [value]), show(value));
    }
  });
  test("2.7 Exception", "getArg of v128 and exnref is a TypeError", { needs: ["Tag", "exnref", "simd"] }, () => {
    const m = new ModuleBuilder();
    m.tag([v128], { export: "v" });
    m.tag([exnref], { export: "e" });
    m.func({ code: [v128Zero, throwTag(0)], export: "throwV" });
    m.func({ code: [refNullOf(heap.exn), throwTag(1)], export: "throwE" });
    const { v, e, throwV, throwE } = m.instantiate();
    throws(TypeError, () => caught(throwV).thrown.getArg(v, 0));
    throws(TypeError, () => caught(throwE).thrown.getArg(e, 0));
  });
  test("2.7 Exception", "reading order: tag, payload, options, conversions", { needs: "Tag", v8: "array-likes" }, () => {
    const log = [];
    const payload = { *[Symbol.iterator]() { log.push("iterator"); yield convertible(log, "value", 1); } };
    new WebAssembly.Exception(tagOf("i32"), payload, { get traceStack() { log.push("traceStack"); return false; } });
    same(log.join(), "iterator,traceStack,value valueOf");
  });
  test("2.7 Exception", "is", tagNeeds, () => {
    const tag = tagOf("i32");
    const exception = new WebAssembly.Exception(tag, [1]);
    same(exception.is(tag), true);
    same(exception.is(tagOf("i32")), false, "another tag of the same type");
    throws(TypeError, () => exception.is());
    for (const value of strangers) throws(TypeError, () => exception.is(value), show(value));
  });
  test("2.7 Exception", "getArg", tagNeeds, () => {
    const tag = tagOf("i32", "i64");
    const exception = new WebAssembly.Exception(tag, [7, 8n]);
    same(exception.getArg(tag, 0), 7);
    same(exception.getArg(tag, 1), 8n);
    same(exception.getArg(tag, "1"), 8n);
    same(exception.getArg(tag, 0.9), 7);
    throws(RangeError, () => exception.getArg(tag, 2));
    throws(RangeError, () => exception.getArg(tag, 4294967295));
    throws(TypeError, () => exception.getArg(tagOf("i32", "i64"), 0), "another tag");
    throws(TypeError, () => exception.getArg(tagOf("i32", "i64"), 9), "another tag before the range");
    throws(TypeError, () => exception.getArg());
    throws(TypeError, () => exception.getArg(tag));
    for (const value of strangers) throws(TypeError, () => exception.getArg(value, 0), show(value));
    for (const index of [undefined, NaN, Infinity, -1, 4294967296, "x", {}, 1n, Symbol("s")]) {
      throws(TypeError, () => exception.getArg(tag, index), show(index));
    }
  });
  test("2.7 Exception", "stack: undefined unless asked for", tagNeeds, () => {
    same(new WebAssembly.Exception(tagOf(), []).stack, undefined);
    same(new WebAssembly.Exception(tagOf(), [], {}).stack, undefined);
    same(new WebAssembly.Exception(tagOf(), [], { traceStack: false }).stack, undefined);
    same(new WebAssembly.Exception(tagOf(), [], { traceStack: 0 }).stack, undefined);
    same(new WebAssembly.Exception(tagOf(), [], undefined).stack, undefined);
    same(new WebAssembly.Exception(tagOf(), [], null).stack, undefined);
    const { stack } = new WebAssembly.Exception(tagOf(), [], { traceStack: true });
    ok(stack === undefined || typeof stack === "string", "string or undefined when asked for");
  });
  test("2.7 Exception", "options must be an object", tagNeeds, () => {
    for (const value of [1, "text", true, Symbol("s")]) {
      throws(TypeError, () => new WebAssembly.Exception(tagOf(), [], value), show(value));
    }
  });
  test("2.7 Exception", "can be subclassed", { needs: "Tag", v8: "ignores the new target" }, () => {
    class Own extends WebAssembly.Exception {}
    const tag = tagOf("i32");
    const exception = new Own(tag, [3]);
    same(Object.getPrototypeOf(exception), Own.prototype);
    same(exception.getArg(tag, 0), 3);
    ok(Object.isExtensible(exception));
  });

  for (const name of Object.keys(throwable)) {
    const value = throwable[name];
    test("2.7 JS values through wasm", name + ": no handler", () => {
      const m = new ModuleBuilder();
      m.func({ code: [call(m.importFunction("m", "f", [], []))], export: "through" });
      same(caught(m.instantiate({ m: { f: thrower(value) } }).through).thrown, value);
    });
    test("2.7 JS values through wasm", name + ": catch_all_ref and throw_ref", tryNeeds, () => {
      same(caught(instantiateHandlers(thrower(value)).rethrow).thrown, value);
    });
    test("2.7 JS values through wasm", name + ": catch $JSTag, throw $JSTag", jsTagNeeds, () => {
      const exports = jsHandlers(thrower(value));
      same(exports.catchJs(), value);
      same(caught(() => exports.throwJs(value)).thrown, value);
    });
  }
  test("2.7 JS values through wasm", "several frames of wasm and JS", tryNeeds, () => {
    const value = { deep: true };
    const inner = instantiateHandlers(thrower(value));
    const middle = instantiateHandlers(() => inner.rethrow());
    const outer = instantiateHandlers(middle.rethrow);
    same(caught(outer.through).thrown, value);
  });
  test("2.7 JS values through wasm", "catch_all catches them", tryNeeds, () => {
    for (const name of Object.keys(throwable)) same(instantiateHandlers(thrower(throwable[name])).catchAll(), 1, name);
    same(instantiateHandlers(jsFunction).catchAll(), 0);
  });
  test("2.7 JS values through wasm", "catch of another tag does not", tryNeeds, () => {
    const value = new Error("e");
    same(caught(instantiateHandlers(thrower(value)).catchTag).thrown, value);
    same(instantiateHandlers(jsFunction).catchTag(), -1);
  });
  test("2.7 JS values through wasm", "errors of conversions are JS values too", tryNeeds, () => {
    const m = new ModuleBuilder();
    const f = m.importFunction("m", "f", [], [i32]);
    m.func({
      results: [i32],
      code: [block(empty, tryTable(empty, [catchAllTo(0)], call(f), op.drop), i32Const(0), op.return), i32Const(1)],
      export: "catchAll",
    });
    same(m.instantiate({ m: { f: () => 5n } }).catchAll(), 1);
    same(m.instantiate({ m: { f: () => ({ valueOf: thrower("x") }) } }).catchAll(), 1);
    same(m.instantiate({ m: { f: () => 5 } }).catchAll(), 0);
  });

  test("2.7 Exceptions through wasm", "catch of its tag gets the payload", tryNeeds, () => {
    const tag = tagOf("i32");
    same(instantiateHandlers(thrower(new WebAssembly.Exception(tag, [77])), tag).catchTag(), 77);
  });
  test("2.7 Exceptions through wasm", "identity without handler and rethrown", tryNeeds, () => {
    const tag = tagOf("i32");
    const exception = new WebAssembly.Exception(tag, [77]);
    exception.mine = 1;
    const exports = instantiateHandlers(thrower(exception), tag);
    same(caught(exports.through).thrown, exception);
    same(caught(exports.rethrow).thrown, exception);
    same(exports.catchAll(), 1);
  });
  test("2.7 Exceptions through wasm", "another tag of the same type does not match", tryNeeds, () => {
    const exception = new WebAssembly.Exception(tagOf("i32"), [77]);
    same(caught(instantiateHandlers(thrower(exception)).catchTag).thrown, exception);
  });
  test("2.7 Exceptions through wasm", "not caught by JSTag", jsTagNeeds, () => {
    const exception = new WebAssembly.Exception(tagOf("externref"), ["text"]);
    same(caught(jsHandlers(thrower(exception)).catchJs).thrown, exception);
  });
  test("2.7 Exceptions through wasm", "an object that inherits from Exception is a plain JS value", jsTagNeeds, () => {
    const value = Object.create(WebAssembly.Exception.prototype);
    same(jsHandlers(thrower(value)).catchJs(), value);
  });
  test("2.7 Exceptions through wasm", "thrown by wasm, seen in JS", { needs: ["Tag", "tags"] }, () => {
    const m = new ModuleBuilder();
    m.tag([i32, i64, f64, externref], { export: "tag" });
    m.func({ params: [externref], code: [i32Const(-1), i64Const(5), f64Const(0.1), localGet(0), throwTag(0)], export: "f" });
    const { tag, f } = m.instantiate();
    const object = {};
    const { thrown } = caught(() => f(object));
    same(Object.getPrototypeOf(thrown), WebAssembly.Exception.prototype);
    ok(thrown.is(tag));
    deepEqual([0, 1, 2].map(index => thrown.getArg(tag, index)), [-1, 5n, 0.1]);
    same(thrown.getArg(tag, 3), object);
    throws(TypeError, () => thrown.getArg(tagOf("i32", "i64", "f64", "externref"), 0));
    notSame(caught(() => f(object)).thrown, thrown, "a new one each time");
  });
  test("2.7 Exceptions through wasm", "the same exnref is the same object", tryNeeds, () => {
    const m = new ModuleBuilder();
    m.tag([]);
    m.global(exnref, true, refNullOf(heap.exn));
    m.func({
      code: [block(ref(heap.exn), tryTable(empty, [catchAllRef(0)], throwTag(0)), op.unreachable), globalSet(0)],
      export: "keep",
    });
    m.func({ code: [globalGet(0), op.throwRef], export: "again" });
    const { keep, again } = m.instantiate();
    keep();
    const first = caught(again).thrown;
    ok(first instanceof WebAssembly.Exception);
    same(caught(again).thrown, first);
    keep();
    notSame(caught(again).thrown, first);
  });
  test("2.7 Exceptions through wasm", "an exnref kept by wasm gives the very JS value", tryNeeds, () => {
    for (const name of Object.keys(throwable)) {
      const m = new ModuleBuilder();
      const f = m.importFunction("m", "f", [], []);
      m.global(exnref, true, refNullOf(heap.exn));
      m.func({ code: [block(ref(heap.exn), tryTable(empty, [catchAllRef(0)], call(f)), op.unreachable), globalSet(0)], export: "keep" });
      m.func({ code: [globalGet(0), op.throwRef], export: "again" });
      const { keep, again } = m.instantiate({ m: { f: thrower(throwable[name]) } });
      keep();
      same(caught(again).thrown, throwable[name], name);
      same(caught(again).thrown, throwable[name], name);
    }
  });
  test("2.7 Exceptions through wasm", "a JSTag that wasm throws with an Exception object inside is that object", jsTagNeeds, () => {
    const exception = new WebAssembly.Exception(tagOf(), []);
    same(caught(() => jsHandlers(jsFunction).throwJs(exception)).thrown, exception);
  });
  test("2.7 Exceptions through wasm", "throw_ref of null traps", tryNeeds, () => {
    throws(WebAssembly.RuntimeError, functionModule([], [], [refNullOf(heap.exn), op.throwRef]).instantiate().f);
  });

  const trapping = () => {
    const m = new ModuleBuilder();
    m.func({ code: [op.unreachable], export: "trap" });
    m.func({
      results: [i32],
      code: [block(empty, tryTable(empty, [catchAllTo(0)], call(0)), i32Const(0), op.return), i32Const(1)],
      export: "guarded",
    });
    return m.instantiate();
  };
  test("2.7 traps", "are not caught by catch_all", tryNeeds, () => {
    throws(WebAssembly.RuntimeError, () => trapping().guarded());
  });
  test("2.7 traps", "of an imported exported function are not caught either", tryNeeds, () => {
    throws(WebAssembly.RuntimeError, () => instantiateHandlers(trapping().trap).catchAll());
    throws(WebAssembly.RuntimeError, () => instantiateHandlers(trapping().trap).rethrow());
  });

  /** A function for every kind of trap. */
  const trapsOfEveryKind = () => {
    const m = new ModuleBuilder();
    m.memory({ min: 1 });
    m.table(funcref, { min: 1 });
    const none = m.funcType([], []);
    m.func({ code: [op.unreachable], export: "unreachable" });
    m.func({ code: [i32Const(1), i32Const(0), op.i32DivS, op.drop], export: "division" });
    m.func({ code: [i32Const(-1), i32Load(), op.drop], export: "memory access" });
    m.func({ code: [i32Const(0), callIndirect(none, 0)], export: "null function" });
    m.func({ code: [i32Const(9), callIndirect(none, 0)], export: "table access" });
    m.func({ code: [refNullOf(heap.exn), op.throwRef], export: "null exception" });
    const index = m.func({ code: [call(6)], export: "stack overflow" });
    same(index, 6);
    return m.instantiate();
  };
  /** Ways in which JS passes on what `f` throws. */
  const passings = {
    "the function itself": f => f,
    "a frame": f => () => { f(); },
    "frames": f => () => { [0].forEach(() => JSON.parse("[1]", () => f())); },
    "a bound function": f => Function.prototype.bind.call(f, null),
    "caught and thrown": f => () => { try { f(); } catch (error) { throw error; } },
    "finally": f => () => { try { f(); } finally { jsFunction(); } },
    "thrown later": f => {
      const error = caught(f).thrown;
      return () => { throw error; };
    },
    "changed and thrown": f => () => {
      try {
        f();
      } catch (error) {
        error.message = "changed";
        error.name = "Changed";
        Object.setPrototypeOf(error, null);
        delete error.stack;
        throw Object.freeze(error);
      }
    },
    "wasm and JS again": f => {
      const inner = instantiateHandlers(() => { f(); });
      return () => { inner.rethrow(); };
    },
  };
  for (const kind of Object.keys(passings)) {
    test("2.7 traps", "are not caught further out: " + kind, { needs: ["Tag", "exnref", "JSTag"] }, () => {
      const traps = trapsOfEveryKind();
      for (const name of Object.keys(traps)) {
        const first = caught(traps[name]).thrown;
        same(Object.getPrototypeOf(first), name === "stack overflow" ? RangeError.prototype : WebAssembly.RuntimeError.prototype, name);
        const f = passings[kind](traps[name]);
        const outer = instantiateHandlers(f);
        // Each of them throws.
        for (const handler of ["catchAll", "rethrow", "catchTag", "through"]) caught(outer[handler]);
        caught(jsHandlers(f).catchJs);
      }
    });
  }
  test("2.7 traps", "keep the identity of their errors", tryNeeds, () => {
    let error;
    const again = () => {
      try {
        trapping().trap();
      } catch (thrown) {
        error = thrown;
        throw thrown;
      }
    };
    same(caught(instantiateHandlers(again).rethrow).thrown, error);
    same(caught(instantiateHandlers(() => { instantiateHandlers(again).catchAll(); }).catchAll).thrown, error);
  });
  test("2.7 traps", "a stack overflow of JS is not caught either", tryNeeds, () => {
    const endless = () => 1 + endless();
    throws(RangeError, () => instantiateHandlers(endless).catchAll());
    throws(RangeError, () => instantiateHandlers(() => { endless(); }).rethrow());
    const error = caught(endless).thrown;
    same(caught(instantiateHandlers(thrower(error)).catchAll).thrown, error);
  });
  test("2.7 traps", "errors that JS made are JS values", jsTagNeeds, () => {
    const trap = caught(() => trapping().trap()).thrown;
    const made = {
      "RuntimeError": new WebAssembly.RuntimeError("unreachable"), "wrapping": new Error("x", { cause: trap }),
      "RangeError": new RangeError("Maximum call stack size exceeded"), "inheriting": Object.create(trap),
      "proxy": new Proxy(trap, {}), "CompileError": caught(() => new WebAssembly.Module(new Uint8Array(3))).thrown,
      "interface": caught(() => new WebAssembly.Memory({ initial: 1, maximum: 1 }).grow(1)).thrown,
      "engine": caught(() => null.x).thrown, "length": caught(() => new Array(-1)).thrown,
    };
    for (const name of Object.keys(made)) {
      same(instantiateHandlers(thrower(made[name])).catchAll(), 1, name);
      same(jsHandlers(thrower(made[name])).catchJs(), made[name], name);
    }
    same(instantiateHandlers(() => { try { trapping().trap(); } finally { throw 1; } }).catchAll(), 1);
  });
  test("2.7 traps", "a RuntimeError made by JS is a JS value", jsTagNeeds, () => {
    const error = new WebAssembly.RuntimeError("mine");
    same(jsHandlers(thrower(error)).catchJs(), error);
  });

  /** The functions in a stack: "wasm 1" for WebAssembly's, the name for those of JS that are among `names`. */
  const functionsIn = (stack, ...names) => {
    const found = [];
    for (const line of stack.split("\n")) {
      const wasm = /wasm-function\[(\d+)\]/.exec(line);
      const js = /^ +at (?:Object\.)?(\w+) /.exec(line);
      if (wasm !== null) found.push("wasm " + wasm[1]);
      else if (js !== null && names.includes(js[1])) found.push(js[1]);
    }
    return found.join(", ");
  };
  /** Calls the import `depth` functions down; 0 is the import, 1 the function that is exported. */
  const recursing = f => {
    const m = new ModuleBuilder();
    const imported = m.importFunction("m", "f", [], []);
    m.func({
      params: [i32],
      code: [localGet(0), ifElse(empty, [localGet(0), i32Const(1), op.i32Sub, call(1)], [call(imported)])],
      export: "f",
    });
    m.func({ code: [op.unreachable], export: "trap" });
    m.func({ code: [call(2)], export: "callTrap" });
    return m.instantiate({ m: { f } });
  };
  const stackOf = body => caught(body).thrown.stack;
  test("2.7 stacks", "errors of JS have the functions that called it", () => {
    const { f } = recursing(function inner() { throw new Error("x"); });
    function outer() { f(2); }
    same(functionsIn(stackOf(outer), "inner", "outer"), "inner, wasm 1, wasm 1, wasm 1, outer");
    same(functionsIn(stackOf(() => recursing(function inner() { null.x; }).f(0)), "inner"), "inner, wasm 1");
  });
  test("2.7 stacks", "functions of wasm and JS in turn", () => {
    for (const last of ["error", "trap", "rethrown"]) {
      const deepest = recursing(function third() { throw new TypeError("x"); });
      const middle = recursing(function second() {
        if (last === "error") deepest.f(0);
        else if (last === "trap") deepest.callTrap();
        else {
          try {
            deepest.callTrap();
          } catch (error) {
            throw error;
          }
        }
      });
      const outermost = recursing(function first() { middle.f(1); });
      function main() { outermost.f(0); }
      const end = "second, wasm 1, wasm 1, first, wasm 1, main";
      const start = last === "error" ? "third, wasm 1, " : "wasm 2, wasm 3, ";
      same(functionsIn(stackOf(main), "third", "second", "first", "main"), start + end, last);
    }
  });
  test("2.7 stacks", "errors of the interface", () => {
    const { f } = recursing(function inner() { new WebAssembly.Table({ element: "anyfunc", initial: 1 }).get(1); });
    function outer() { f(0); }
    same(functionsIn(stackOf(outer), "inner", "outer"), "inner, wasm 1, outer");
  });
  test("2.7 stacks", "an error keeps the stack that it was made with", () => {
    const made = new Error("x");
    const stack = made.stack;
    const { f } = recursing(thrower(made));
    same(caught(() => f(1)).thrown, made);
    same(made.stack, stack);
    const own = Object.assign(new Error("x"), { stack: "mine" });
    same(stackOf(() => recursing(thrower(own)).f(0)), "mine");
  });
  test("2.7 stacks", "thrown again, an error has each function once", () => {
    let kept;
    const { f } = recursing(function inner() { throw kept ?? (kept = new Error("x")); });
    for (let i = 0; i < 3; i++) same(functionsIn(stackOf(() => f(1)), "inner"), "inner, wasm 1, wasm 1");
  });
  test("2.7 stacks", "no longer than Error.stackTraceLimit", () => {
    const { f } = recursing(function inner() { throw new Error("x"); });
    same(functionsIn(stackOf(() => f(30)), "inner"), "inner" + ", wasm 1".repeat(9));
    function deep(n) {
      if (n > 0) deep(n - 1);
      else throw new Error("x");
    }
    const { f: g } = recursing(() => deep(30));
    same(functionsIn(stackOf(() => g(0)), "deep"), "deep" + ", deep".repeat(9));
  });
  test("2.7 stacks", "values that are no errors stay as they are", () => {
    const seen = [];
    const proxy = new Proxy(new Error("x"), { getOwnPropertyDescriptor(target, key) { seen.push(key); } });
    same(caught(() => recursing(thrower(proxy)).f(0)).thrown, proxy);
    same(seen.length, 0);
    const object = { stack: "none" };
    same(stackOf(() => recursing(thrower(object)).f(0)), "none");
  });
}
