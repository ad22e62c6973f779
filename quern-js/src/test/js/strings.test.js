"use strict";
// 2.9: the builtins of wasm:js-string, and imported string constants.
{
  const needs = { needs: ["jsString", "gc"] };
  const builtins = { builtins: ["js-string"] };
  const string = ref(heap.extern);
  const array = 0; // in every module below the array of characters is type 0
  const chars = refNull(typeIndex(array));
  const notStrings = [undefined, null, 0, 5n, true, Symbol("s"), {}, [], () => 0, new String("text"), { toString: () => "text" }];
  const notNullish = notStrings.filter(value => value !== null);

  const signatures = {
    cast: [[externref], [string]], test: [[externref], [i32]], fromCharCodeArray: [[chars, i32, i32], [string]],
    intoCharCodeArray: [[externref, chars, i32], [i32]], fromCharCode: [[i32], [string]], fromCodePoint: [[i32], [string]],
    charCodeAt: [[externref, i32], [i32]], codePointAt: [[externref, i32], [i32]], length: [[externref], [i32]],
    concat: [[externref, externref], [string]], substring: [[externref, i32, i32], [string]], equals: [[externref, externref], [i32]],
    compare: [[externref, externref], [i32]],
  };
  const names = Object.keys(signatures);
  const stringModule = () => {
    const m = new ModuleBuilder();
    m.type(ModuleBuilder.arrayType(mutable(i16)));
    return m;
  };
  /** A module that imports all builtins and calls each from a function of the same name; arrays are made by `array(length)`. */
  const all = () => {
    const m = stringModule();
    const indices = names.map(name => m.importFunction("wasm:js-string", name, ...signatures[name]));
    names.forEach((name, index) => {
      const [params, results] = signatures[name];
      m.func({ params, results, code: [params.map((_, i) => localGet(i)), call(indices[index])], export: name });
    });
    m.func({ params: [i32], results: [anyref], code: [i32Const(0), localGet(0), arrayNew(array)], export: "array" });
    m.func({ params: [ref(typeIndex(array)), i32], results: [i32], code: [localGet(0), localGet(1), arrayGetU(array)], export: "get" });
    m.func({ params: [ref(typeIndex(array)), i32, i32], code: [localGet(0), localGet(1), localGet(2), arraySet(array)], export: "set" });
    return m;
  };
  let cached;
  const strings = () => cached ??= all().instantiate(undefined, builtins);
  const arrayOf = (...units) => {
    const { array: make, set } = strings();
    const made = make(units.length);
    units.forEach((unit, index) => set(made, index, unit));
    return made;
  };
  const traps = (body, what) => throws(WebAssembly.RuntimeError, body, what);
  const refusesAll = (values, call, what) => {
    for (const value of values) traps(() => call(value), what + " " + show(value));
  };
  const sample = "a\u00e9\u20ac\ud83d\ude00\0z";

  test("2.9 cast", "strings pass, all else traps", needs, () => {
    const { cast } = strings();
    for (const value of ["", "text", sample, "\ud800", "\udc00\ud800"]) same(cast(value), value);
    refusesAll(notStrings, cast, "cast");
  });
  test("2.9 test", "1 for strings, 0 for all else", needs, () => {
    for (const value of ["", "text", "\ud800"]) same(strings().test(value), 1);
    for (const value of notStrings) same(strings().test(value), 0, show(value));
  });
  test("2.9 length", "in code units", needs, () => {
    const { length } = strings();
    for (const value of ["", "text", sample, "\ud83d\ude00", "\ud800"]) same(length(value), value.length);
    refusesAll(notStrings, length, "length");
  });
  test("2.9 charCodeAt", "code units, lone surrogates too", needs, () => {
    const { charCodeAt } = strings();
    for (let i = 0; i < sample.length; i++) same(charCodeAt(sample, i), sample.charCodeAt(i));
    same(charCodeAt("\ud800", 0), 0xd800);
    same(charCodeAt("\uffff", 0), 0xffff);
  });
  test("2.9 charCodeAt", "out of bounds traps, indices are unsigned", needs, () => {
    const { charCodeAt } = strings();
    for (const index of [3, -1, -2147483648, 2147483647]) traps(() => charCodeAt("abc", index), String(index));
    traps(() => charCodeAt("", 0));
    refusesAll(notStrings, value => charCodeAt(value, 0), "charCodeAt");
  });
  test("2.9 codePointAt", "code points, halves of pairs, lone surrogates", needs, () => {
    const { codePointAt } = strings();
    for (let i = 0; i < sample.length; i++) same(codePointAt(sample, i), sample.codePointAt(i));
    same(codePointAt("\ud83d\ude00", 0), 0x1f600);
    same(codePointAt("\ud83d\ude00", 1), 0xde00);
    same(codePointAt("\ud83dx", 0), 0xd83d);
    for (const index of [2, -1]) traps(() => codePointAt("ab", index), String(index));
    refusesAll(notStrings, value => codePointAt(value, 0), "codePointAt");
  });
  test("2.9 fromCharCode", "takes the low 16 bits", needs, () => {
    const { fromCharCode } = strings();
    for (const unit of [0, 0x41, 0xd800, 0xdfff, 0xffff]) same(fromCharCode(unit), String.fromCharCode(unit));
    same(fromCharCode(0x10041), "A");
    same(fromCharCode(-1), "\uffff");
  });
  test("2.9 fromCodePoint", "all code points, traps beyond", needs, () => {
    const { fromCodePoint } = strings();
    for (const point of [0, 0x41, 0xd800, 0xffff, 0x10000, 0x1f600, 0x10ffff]) same(fromCodePoint(point), String.fromCodePoint(point));
    for (const point of [0x110000, -1, -2147483648]) traps(() => fromCodePoint(point), String(point));
  });
  test("2.9 concat", "joins code units", needs, () => {
    const { concat, length } = strings();
    same(concat("ab", "cd"), "abcd");
    same(concat("", ""), "");
    same(concat("\ud83d", "\ude00"), "\ud83d\ude00", "a pair made of halves");
    same(length(concat("\ud83d", "\ude00")), 2);
    refusesAll(notStrings, value => concat(value, "x"), "concat");
    refusesAll(notStrings, value => concat("x", value), "concat");
  });
  test("2.9 substring", "start and end", needs, () => {
    const { substring } = strings();
    same(substring("abcdef", 1, 3), "bc");
    same(substring("abcdef", 0, 6), "abcdef");
    same(substring("abcdef", 2, 2), "");
    same(substring("\ud83d\ude00", 0, 1), "\ud83d");
    same(substring("\ud83d\ude00", 1, 2), "\ude00");
  });
  test("2.9 substring", "out of range: empty or clamped, never swapped", needs, () => {
    const { substring } = strings();
    same(substring("abcdef", 3, 1), "");
    same(substring("abcdef", 4, 100), "ef");
    same(substring("abcdef", 6, 7), "");
    same(substring("abcdef", 7, 9), "");
    same(substring("abcdef", 2, -1), "cdef", "-1 is 4294967295");
    same(substring("abcdef", -1, 3), "");
    same(substring("", 0, 0), "");
    refusesAll(notStrings, value => substring(value, 0, 0), "substring");
  });
  test("2.9 equals", "strings and nulls", needs, () => {
    const { equals } = strings();
    same(equals("ab", "a" + "b"), 1);
    same(equals("ab", "ac"), 0);
    same(equals("", ""), 1);
    same(equals("\ud800", "\ud800"), 1);
    same(equals("\ud800", "\ud801"), 0);
    same(equals("\u00e9", "e\u0301"), 0, "no normalisation");
    same(equals(null, null), 1);
    same(equals(null, ""), 0);
    same(equals("null", null), 0);
    refusesAll(notNullish, value => equals(value, "x"), "equals");
    refusesAll(notNullish, value => equals("x", value), "equals");
    refusesAll(notNullish, value => equals(value, value), "equals");
    refusesAll(notNullish, value => equals(null, value), "equals");
    refusesAll(notNullish, value => equals(value, null), "equals");
  });
  test("2.9 compare", "-1, 0, 1 by code units", needs, () => {
    const { compare } = strings();
    for (const [a, b, expected] of [
      ["a", "b", -1], ["b", "a", 1], ["a", "a", 0], ["", "a", -1], ["a", "", 1], ["", "", 0], ["ab", "abc", -1], ["Z", "a", -1],
      ["z", "\u00e9", -1], ["\ud83d\ude00", "\uff5e", -1], ["\ud800", "\udc00", -1], ["a\0", "a", 1], ["10", "9", -1],
    ]) {
      same(compare(a, b), expected, show([a, b]));
    }
    refusesAll(notStrings, value => compare(value, "x"), "compare");
    refusesAll(notStrings, value => compare("x", value), "compare");
  });
  test("2.9 fromCharCodeArray", "from start to end", needs, () => {
    const { fromCharCodeArray } = strings();
    const made = arrayOf(0x61, 0xd83d, 0xde00, 0, 0xd800);
    same(fromCharCodeArray(made, 0, 5), "a\ud83d\ude00\0\ud800");
    same(fromCharCodeArray(made, 1, 3), "\ud83d\ude00");
    same(fromCharCodeArray(made, 2, 3), "\ude00");
    same(fromCharCodeArray(made, 5, 5), "");
    same(fromCharCodeArray(arrayOf(), 0, 0), "");
  });
  test("2.9 fromCharCodeArray", "out of bounds and null trap", needs, () => {
    const { fromCharCodeArray } = strings();
    const made = arrayOf(1, 2, 3);
    for (const [start, end] of [[0, 4], [2, 1], [4, 4], [-1, 3], [0, -1], [-1, -1]]) {
      traps(() => fromCharCodeArray(made, start, end), show([start, end]));
    }
    traps(() => fromCharCodeArray(null, 0, 0));
  });
  test("2.9 intoCharCodeArray", "writes and returns the length", needs, () => {
    const { intoCharCodeArray, get } = strings();
    const made = arrayOf(9, 9, 9, 9, 9);
    same(intoCharCodeArray("\ud83d\ude00\ud800", made, 1), 3);
    deepEqual([0, 1, 2, 3, 4].map(index => get(made, index)), [9, 0xd83d, 0xde00, 0xd800, 9]);
    same(intoCharCodeArray("", made, 5), 0);
  });
  test("2.9 intoCharCodeArray", "out of bounds and null trap, and write nothing", needs, () => {
    const { intoCharCodeArray, get } = strings();
    const made = arrayOf(9, 9, 9);
    for (const [text, start] of [["abcd", 0], ["ab", 2], ["a", 3], ["a", -1], ["", 4], ["abc", -2]]) {
      traps(() => intoCharCodeArray(text, made, start), show([text, start]));
    }
    deepEqual([0, 1, 2].map(index => get(made, index)), [9, 9, 9]);
    traps(() => intoCharCodeArray("a", null, 0));
    refusesAll(notStrings, value => intoCharCodeArray(value, made, 0), "intoCharCodeArray");
  });
  test("2.9 fromCharCodeArray", "a long string goes round", needs, () => {
    const { intoCharCodeArray, fromCharCodeArray, array: make, equals } = strings();
    const text = (sample + "\udfff").repeat(500);
    const made = make(text.length);
    same(intoCharCodeArray(text, made, 0), text.length);
    same(fromCharCodeArray(made, 0, text.length), text);
    same(equals(fromCharCodeArray(made, 0, text.length), text), 1);
  });
  test("2.9 lone surrogates", "survive every way through wasm", needs, () => {
    const { cast, concat, substring, fromCharCode } = strings();
    for (const text of ["\ud800", "\udfff", "\udc00\ud800", "a\ud800b", "\ud83d\ude00\ud83d"]) {
      same(identity(externref)(text), text);
      same(cast(text), text);
      same(concat(text, ""), text);
      same(substring(text, 0, text.length), text);
    }
    same(fromCharCode(0xd800) + fromCharCode(0xdc00), "\ud800\udc00");
  });
  test("2.9 traps", "are RuntimeErrors of this realm", needs, () => {
    const error = throws(WebAssembly.RuntimeError, () => strings().length(5));
    ok(error instanceof Error);
  });
  test("2.9 traps", "are not caught by wasm", { needs: ["jsString", "exnref"] }, () => {
    const m = stringModule();
    const length = m.importFunction("wasm:js-string", "length", ...signatures.length);
    m.func({
      params: [externref], results: [i32],
      code: [block(empty, tryTable(empty, [catchAllTo(0)], localGet(0), call(length), op.return), op.unreachable), i32Const(-1)],
      export: "f",
    });
    const { f } = m.instantiate(undefined, builtins);
    same(f("four"), 4);
    throws(WebAssembly.RuntimeError, () => f(5));
  });
  test("2.9 builtins", "do not look at what JS can change", needs, () => {
    const saved = [];
    const patch = (object, key) => {
      saved.push([object, key, Object.getOwnPropertyDescriptor(object, key)]);
      Object.defineProperty(object, key, { value() { throw new Error("called " + key); }, configurable: true, writable: true });
    };
    const exports = all().instantiate(undefined, builtins);
    let results;
    try {
      for (const key of ["charCodeAt", "codePointAt", "concat", "substring", "toString", "valueOf"]) patch(String.prototype, key);
      for (const key of ["fromCharCode", "fromCodePoint"]) patch(String, key);
      results = [
        exports.charCodeAt("a", 0), exports.codePointAt("a", 0), exports.concat("a", "b"), exports.substring("abc", 1, 2),
        exports.fromCharCode(0x61), exports.fromCodePoint(0x61), exports.length("abc"),
      ];
    } finally {
      for (const [object, key, descriptor] of saved) Object.defineProperty(object, key, descriptor);
    }
    deepEqual(results, [0x61, 0x61, "ab", "b", "a", "a", 3]);
  });

  const importing = (name, params, results) => {
    const m = stringModule();
    m.importFunction("wasm:js-string", name, params, results);
    return m;
  };
  for (const name of names) {
    test("2.9 types at compile time", name + ": only its very type", needs, () => {
      const [params, results] = signatures[name];
      ok(WebAssembly.validate(importing(name, params, results).bytes(), builtins), "its type");
      for (const [wrongParams, wrongResults] of [
        [[...params, i32], results],
        [params.slice(1), results],
        [params, []],
        [params, [...results, i32]],
        [params, [results[0] === i32 ? i64 : externref]],
        [[f64, ...params.slice(1)], results],
        [[params[0] === externref ? string : refNull(heap.any), ...params.slice(1)], results],
      ]) {
        const m = importing(name, wrongParams, wrongResults);
        same(WebAssembly.validate(m.bytes(), builtins), false, show([wrongParams, wrongResults]));
        ok(WebAssembly.validate(m.bytes()), "without builtins any type will do");
        throws(WebAssembly.CompileError, () => m.module(builtins));
      }
    });
  }
  test("2.9 types at compile time", "the array type must be alone in its group, mutable, of i16", needs, () => {
    const types = {
      "alone": [true, m => m.type(ModuleBuilder.arrayType(mutable(i16)))],
      "a group of one": [true, m => m.rec([ModuleBuilder.arrayType(mutable(i16))])],
      "a group of two": [false, m => m.rec([ModuleBuilder.arrayType(mutable(i16)), ModuleBuilder.structType([])])],
      "immutable": [false, m => m.type(ModuleBuilder.arrayType(i16))],
      "of i8": [false, m => m.type(ModuleBuilder.arrayType(mutable(i8)))],
      "of i32": [false, m => m.type(ModuleBuilder.arrayType(mutable(i32)))],
      "open": [false, m => m.type([0x50, 0, ModuleBuilder.arrayType(mutable(i16))])],
      "a struct": [false, m => m.type(ModuleBuilder.structType([mutable(i16)]))],
    };
    for (const what of Object.keys(types)) {
      const m = new ModuleBuilder();
      types[what][1](m);
      m.importFunction("wasm:js-string", "fromCharCodeArray", ...signatures.fromCharCodeArray);
      same(WebAssembly.validate(m.bytes(), builtins), types[what][0], what);
    }
  });
  test("2.9 types at compile time", "not only functions: a global of that name", { needs: "jsString", v8: "not looked at" }, () => {
    const m = new ModuleBuilder();
    m.importGlobal("wasm:js-string", "length", i32);
    same(WebAssembly.validate(m.bytes(), builtins), false);
  });
  testAsync("2.9 types at compile time", "compile and instantiate reject", needs, async () => {
    const bytes = importing("length", [i32], []).bytes();
    await rejects(WebAssembly.CompileError, WebAssembly.compile(bytes, builtins));
    await rejects(WebAssembly.CompileError, WebAssembly.instantiate(bytes, {}, builtins));
  });

  test("2.9 linking", "the import object is not asked where the builtin matches", needs, () => {
    const imports = new Proxy({}, { get(_, key) { throw new Error("asked for " + String(key)); } });
    const exports = all().instantiate(imports, builtins);
    same(exports.length("abc"), 3);
  });
  test("2.9 linking", "no import object is needed where builtins satisfy all", needs, () => {
    same(all().instantiate(undefined, builtins).concat("a", "b"), "ab");
  });
  test("2.9 linking", "an unknown name falls through to the import object", needs, () => {
    const m = stringModule();
    m.importFunction("wasm:js-string", "length", ...signatures.length);
    m.exportFunction("f", m.importFunction("wasm:js-string", "reverse", [i32], [i32]));
    const log = [];
    const imports = { "wasm:js-string": new Proxy({}, { get(_, key) { log.push(key); return x => x + 1; } }) };
    same(m.instantiate(imports, builtins).f(4), 5);
    same(log.join(), "reverse");
    throws(TypeError, () => m.instantiate({}, builtins));
    throws(WebAssembly.LinkError, () => m.instantiate({ "wasm:js-string": {} }, builtins));
  });
  test("2.9 linking", "without the set the import object is asked", needs, () => {
    const m = importing("length", ...signatures.length);
    m.exportFunction("f", 0);
    same(m.instantiate({ "wasm:js-string": { length: () => 77 } }).f("abc"), 77);
    throws(TypeError, () => m.instantiate({}));
    const other = new ModuleBuilder();
    other.exportFunction("f", other.importFunction("js-string", "length", [externref], [i32]));
    same(other.instantiate({ "js-string": { length: () => 78 } }, builtins).f("abc"), 78);
  });
  test("2.9 linking", "builtins are functions like others: exported, in tables, imported elsewhere", needs, () => {
    const m = stringModule();
    const length = m.importFunction("wasm:js-string", "length", ...signatures.length);
    m.exportFunction("length", length);
    m.exportFunction("again", length);
    m.table(funcref, { min: 1 }, { export: "t" });
    m.elem(0, [length]);
    m.func({ params: [externref], results: [i32], code: [localGet(0), i32Const(0), callIndirect(m.funcType([externref], [i32]), 0)], export: "indirect" });
    const exports = m.instantiate(undefined, builtins);
    same(exports.length("abc"), 3);
    same(exports.length, exports.again);
    same(exports.t.get(0), exports.length);
    same(exports.indirect("four"), 4);
    traps(() => exports.length(5));
    traps(() => exports.indirect(null));
    ok(!isConstructor(exports.length));
    same(exports.length.length, 1);
    const user = new ModuleBuilder();
    user.exportFunction("f", user.importFunction("m", "f", [externref], [i32]));
    same(user.instantiate({ m: { f: exports.length } }).f, exports.length);
    const wrong = new ModuleBuilder();
    wrong.importFunction("m", "f", [i32], [i32]);
    throws(WebAssembly.LinkError, () => wrong.instantiate({ m: { f: exports.length } }));
  });
  test("2.9 linking", "an exported builtin is named by its index",
    { ...needs, graal: "one function object for all instances" }, () => {
    const m = stringModule();
    m.importFunction("wasm:js-string", "test", ...signatures.test);
    m.exportFunction("length", m.importFunction("wasm:js-string", "length", ...signatures.length));
    same(m.instantiate(undefined, builtins).length.name, "1");
  });
  test("2.9 linking", "the same builtin twice", needs, () => {
    const m = stringModule();
    const first = m.importFunction("wasm:js-string", "length", ...signatures.length);
    const second = m.importFunction("wasm:js-string", "length", ...signatures.length);
    m.func({ params: [externref], results: [i32], code: [localGet(0), call(first), localGet(0), call(second), op.i32Add], export: "f" });
    same(m.instantiate(undefined, builtins).f("abc"), 6);
  });

  const constant = (module, text, type = string, isMutable = false) => {
    const m = new ModuleBuilder();
    m.exportGlobal("g", m.importGlobal(module, text, type, isMutable));
    return m;
  };
  const constants = { importedStringConstants: "s" };
  for (const text of ["", "text", "a\0b", "\u00e9\u20ac\ud83d\ude00", "'quoted'", "__proto__", "x".repeat(1000)]) {
    test("2.9 imported strings", "value is the import's name: " + show(text.slice(0, 10)), needs, () => {
      for (const type of [string, externref]) {
        const { g } = constant("s", text, type).instantiate(undefined, constants);
        ok(g instanceof WebAssembly.Global);
        same(g.value, text);
        throws(TypeError, () => { g.value = "x"; });
      }
    });
  }
  test("2.9 imported strings", "must be immutable globals that can hold a (ref extern)", needs, () => {
    const refused = [
      constant("s", "x", externref, true), constant("s", "x", string, true), constant("s", "x", i32), constant("s", "x", funcref),
      constant("s", "x", anyref), constant("s", "x", refNull(heap.noextern)),
    ];
    const others = [m => m.importFunction("s", "x", [], []), m => m.importMemory("s", "x", { min: 0 }), m => m.importTable("s", "x", externref, { min: 0 })];
    for (const add of others) {
      const m = new ModuleBuilder();
      add(m);
      refused.push(m);
    }
    refused.forEach((m, index) => {
      ok(WebAssembly.validate(m.bytes()));
      same(WebAssembly.validate(m.bytes(), constants), false, "case " + index);
      throws(WebAssembly.CompileError, () => m.module(constants));
    });
  });
  test("2.9 imported strings", "the import object is not asked", needs, () => {
    const m = constant("s", "text");
    m.importGlobal("other", "text", externref);
    const log = [];
    const imports = new Proxy({}, { get(_, key) { log.push(key); return { text: 5 }; } });
    same(m.instantiate(imports, constants).g.value, "text");
    same(log.join(), "other");
  });
  test("2.9 imported strings", "the name of the module may be empty, or that of the builtins", needs, () => {
    same(constant("", "text").instantiate(undefined, { importedStringConstants: "" }).g.value, "text");
    same(constant("wasm:js-string", "length").instantiate(undefined, { importedStringConstants: "wasm:js-string" }).g.value, "length");
  });
  test("2.9 imported strings", "the name of the module may be beyond ASCII", { needs: ["jsString", "gc"], v8: "never equal" }, () => {
    same(constant("\ud83d\ude00", "text").instantiate(undefined, { importedStringConstants: "\ud83d\ude00" }).g.value, "text");
  });
  test("2.9 imported strings", "used by constant expressions and functions", needs, () => {
    const m = new ModuleBuilder();
    m.importFunction("wasm:js-string", "concat", [externref, externref], [string]);
    m.importGlobal("s", "Hello, ", string);
    m.importGlobal("s", "world", string);
    m.global(externref, false, globalGet(0), { export: "copy" });
    m.func({ results: [externref], code: [globalGet(0), globalGet(1), call(0)], export: "hello" });
    const exports = m.instantiate(undefined, { builtins: ["js-string"], importedStringConstants: "s" });
    same(exports.hello(), "Hello, world");
    same(exports.copy.value, "Hello, ");
  });
}
