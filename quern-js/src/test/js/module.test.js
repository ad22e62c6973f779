"use strict";
// 2.2: Module, its statics, and what it inherits from.
{
  const everyKind = () => {
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    m.importTable("m", "t", funcref, { min: 0 });
    m.importMemory("n", "mem", { min: 0 });
    m.importGlobal("", "", i32);
    m.exportFunction("f", m.func({}));
    m.exportTable("table", 0);
    m.exportMemory("memory", 0);
    m.exportGlobal("", 0);
    m.exportFunction("f again", 1);
    return m;
  };

  test("2.2 new Module(bytes, opts)", "shape of the interface", () => {
    interfaceShape("Module", 1, [], ["exports", "imports", "customSections"]);
  });
  test("2.2 new Module(bytes, opts)", "TypeError for bad arguments", () => {
    throws(TypeError, () => new WebAssembly.Module());
    for (const stranger of strangers) throws(TypeError, () => new WebAssembly.Module(stranger), show(stranger));
    throws(TypeError, () => WebAssembly.Module(emptyModuleBytes()));
    throws(TypeError, () => new WebAssembly.Module(new WebAssembly.Module(emptyModuleBytes())));
    throws(TypeError, () => new WebAssembly.Module(Object.create(Uint8Array.prototype)));
  });
  test("2.2 new Module(bytes, opts)", "CompileError for what does not decode", () => {
    for (const bytes of [[], [0x61], [0, 0x61, 0x73, 0x6d], [0, 0x61, 0x73, 0x6d, 1, 0, 0, 1], [...magicAndVersion, 1]]) {
      throws(WebAssembly.CompileError, () => new WebAssembly.Module(new Uint8Array(bytes)), show(bytes));
    }
  });
  test("2.2 new Module(bytes, opts)", "CompileError for what does not validate", () => {
    throws(WebAssembly.CompileError, () => functionModule([], [i32], []).module());
    throws(WebAssembly.CompileError, () => functionModule([], [], [call(9)]).module());
    const twice = new ModuleBuilder();
    twice.func({ export: "a" });
    twice.func({ export: "a" });
    throws(WebAssembly.CompileError, () => twice.module());
  });
  test("2.2 new Module(bytes, opts)", "CompileError has a message and no odd properties", () => {
    const error = throws(WebAssembly.CompileError, () => functionModule([], [i32], []).module());
    propertyShape(error, "message", { attributes: "wc" });
    same(typeof error.message, "string");
    ok(error.message.length > 0);
    same(Object.keys(error).length, 0);
  });
  test("2.2 new Module(bytes, opts)", "an ordinary object without own properties", () => {
    const module = new WebAssembly.Module(emptyModuleBytes());
    same(Object.getPrototypeOf(module), WebAssembly.Module.prototype);
    same(Reflect.ownKeys(module).length, 0);
    ok(Object.isExtensible(module));
    same(String(module), "[object WebAssembly.Module]");
  });
  test("2.2 new Module(bytes, opts)", "bytes may change afterwards", () => {
    const bytes = functionModule([], [i32], [i32Const(5)]).bytes();
    const module = new WebAssembly.Module(bytes);
    bytes.fill(0);
    same(new WebAssembly.Instance(module).exports.f(), 5);
  });
  test("2.2 new Module(bytes, opts)", "can be subclassed", () => {
    class Own extends WebAssembly.Module {}
    const module = new Own(emptyModuleBytes());
    same(Object.getPrototypeOf(module), Own.prototype);
    same(WebAssembly.Module.exports(module).length, 0);
    new WebAssembly.Instance(module);
  });
  test("2.2 new Module(bytes, opts)", "options are second", { needs: "jsString" }, () => {
    const m = new ModuleBuilder();
    m.importFunction("wasm:js-string", "length", [i32], []);
    new WebAssembly.Module(m.bytes());
    throws(WebAssembly.CompileError, () => new WebAssembly.Module(m.bytes(), { builtins: ["js-string"] }));
  });
  test("2.2 new Module(bytes, opts)", "bad options are a TypeError", { needs: "jsString", v8: "ignores them" }, () => {
    throws(TypeError, () => new WebAssembly.Module(emptyModuleBytes(), 1));
    throws(TypeError, () => new WebAssembly.Module(emptyModuleBytes(), { builtins: 1 }));
  });
  test("2.2 new Module(bytes, opts)", "a null byte or odd text in names is kept", () => {
    const m = new ModuleBuilder();
    for (const name of ["", "\0", "a\0b", "\ud83d\ude00", "\u00e9", "__proto__", "constructor", "0"]) m.func({ export: name });
    const names = WebAssembly.Module.exports(m.module()).map(each => each.name);
    deepEqual(names, ["", "\0", "a\0b", "\ud83d\ude00", "\u00e9", "__proto__", "constructor", "0"]);
  });
  test("2.2 new Module(bytes, opts)", "a name that is not UTF-8 is a CompileError", () => {
    const m = new ModuleBuilder();
    m.func({ export: [0xff] });
    throws(WebAssembly.CompileError, () => m.module());
    const surrogate = new ModuleBuilder();
    surrogate.func({ export: [0xed, 0xa0, 0x80] });
    throws(WebAssembly.CompileError, () => surrogate.module());
  });

  const statics = "2.2 statics `exports`, `imports`, `customSections`";
  test(statics, "shapes", () => {
    operationShape(WebAssembly.Module, "exports", 1);
    operationShape(WebAssembly.Module, "imports", 1);
    operationShape(WebAssembly.Module, "customSections", 2);
  });
  for (const name of ["exports", "imports", "customSections"]) {
    test(statics, name + " refuses what is no Module", () => {
      throws(TypeError, () => WebAssembly.Module[name]());
      for (const stranger of strangers.concat([WebAssembly.Module, WebAssembly.Module.prototype, new Uint8Array(8)])) {
        throws(TypeError, () => WebAssembly.Module[name](stranger, ""), show(stranger));
      }
    });
  }
  test(statics, "exports: elements in order", () => {
    deepEqual(WebAssembly.Module.exports(everyKind().module()), [
      { name: "f", kind: "function" },
      { name: "table", kind: "table" },
      { name: "memory", kind: "memory" },
      { name: "", kind: "global" },
      { name: "f again", kind: "function" },
    ]);
  });
  test(statics, "imports: elements in order", () => {
    deepEqual(WebAssembly.Module.imports(everyKind().module()), [
      { module: "m", name: "f", kind: "function" },
      { module: "m", name: "t", kind: "table" },
      { module: "n", name: "mem", kind: "memory" },
      { module: "", name: "", kind: "global" },
    ]);
  });
  test(statics, "the same import twice is listed twice", () => {
    const m = new ModuleBuilder();
    m.importFunction("m", "f", [], []);
    m.importFunction("m", "f", [i32], []);
    same(WebAssembly.Module.imports(m.module()).length, 2);
  });
  test(statics, "elements are plain objects", () => {
    const module = everyKind().module();
    for (const [element, keys] of [
      [WebAssembly.Module.exports(module)[0], ["name", "kind"]],
      [WebAssembly.Module.imports(module)[0], ["module", "name", "kind"]],
    ]) {
      same(Object.getPrototypeOf(element), Object.prototype);
      same(Reflect.ownKeys(element).join(), keys.join());
      for (const key of keys) propertyShape(element, key, { attributes: "wec" });
      ok(Object.isExtensible(element));
    }
  });
  test(statics, "arrays are fresh", () => {
    const module = everyKind().module();
    for (const name of ["exports", "imports"]) {
      const first = WebAssembly.Module[name](module);
      same(Object.getPrototypeOf(first), Array.prototype);
      ok(Array.isArray(first));
      notSame(WebAssembly.Module[name](module), first);
      notSame(WebAssembly.Module[name](module)[0], first[0]);
      first.length = 0;
      ok(WebAssembly.Module[name](module).length > 0);
    }
    same(WebAssembly.Module.exports(new WebAssembly.Module(emptyModuleBytes())).length, 0);
    same(WebAssembly.Module.imports(new WebAssembly.Module(emptyModuleBytes())).length, 0);
  });
  test(statics, "setters on the prototypes of results are not called", () => {
    const module = everyKind().module();
    const trap = { set() { throw new EvalError("set"); }, configurable: true };
    const keys = ["name", "kind", "module"];
    let exports, imports;
    for (const key of keys) Object.defineProperty(Object.prototype, key, trap);
    Object.defineProperty(Array.prototype, "0", trap);
    try {
      exports = WebAssembly.Module.exports(module);
      imports = WebAssembly.Module.imports(module);
    } finally {
      for (const key of keys) delete Object.prototype[key];
      delete Array.prototype[0];
    }
    same(exports[0].name, "f");
    same(imports[0].module, "m");
  });
  test(statics, "further arguments are ignored", () => {
    const module = everyKind().module();
    same(WebAssembly.Module.exports(module, {}).length, 5);
    same(WebAssembly.Module.imports(module, {}).length, 4);
  });
  test(statics, "imports skips builtins that are satisfied", { needs: "jsString" }, () => {
    const m = new ModuleBuilder();
    m.importFunction("wasm:js-string", "length", [externref], [i32]);
    m.importFunction("wasm:js-string", "unknown", [], []);
    m.importFunction("other", "length", [externref], [i32]);
    deepEqual(WebAssembly.Module.imports(m.module({ builtins: ["js-string"] })).map(each => each.module + " " + each.name), [
      "wasm:js-string unknown",
      "other length",
    ]);
    same(WebAssembly.Module.imports(m.module()).length, 3);
  });
  test(statics, "imports skips imported strings", { needs: "jsString" }, () => {
    const m = new ModuleBuilder();
    m.importGlobal("s", "a text", externref);
    m.importGlobal("other", "a text", externref);
    deepEqual(WebAssembly.Module.imports(m.module({ importedStringConstants: "s" })), [
      { module: "other", name: "a text", kind: "global" },
    ]);
  });

  const withCustoms = () => {
    const m = new ModuleBuilder();
    m.custom("a", [1, 2, 3], "first");
    m.func({});
    m.custom("a", [4]);
    m.custom("b", []);
    m.custom("", [9]);
    m.custom("\u00e9", [8]);
    m.custom("undefined", [7]);
    m.custom("na\ufffdme", [6]);
    return m.module();
  };
  const contents = (module, name) => WebAssembly.Module.customSections(module, name).map(each => Array.from(new Uint8Array(each)).join());
  test(statics, "customSections: in order, by exact name", () => {
    const module = withCustoms();
    deepEqual(contents(module, "a"), ["1,2,3", "4"]);
    deepEqual(contents(module, "b"), [""]);
    deepEqual(contents(module, ""), ["9"]);
    deepEqual(contents(module, "\u00e9"), ["8"]);
    deepEqual(contents(module, "A"), []);
    deepEqual(contents(module, "a\0"), []);
  });
  test(statics, "customSections: each an ArrayBuffer of its own", () => {
    const module = withCustoms();
    const sections = WebAssembly.Module.customSections(module, "a");
    ok(Array.isArray(sections));
    same(Object.getPrototypeOf(sections[0]), ArrayBuffer.prototype);
    same(sections[0].byteLength, 3);
    new Uint8Array(sections[0]).fill(0);
    deepEqual(contents(module, "a"), ["1,2,3", "4"]);
    notSame(WebAssembly.Module.customSections(module, "a")[0], sections[0]);
  });
  test(statics, "customSections: needs two arguments", () => {
    throws(TypeError, () => WebAssembly.Module.customSections(withCustoms()));
  });
  test(statics, "customSections: an explicit undefined is a name", { v8: "takes it for missing" }, () => {
    deepEqual(contents(withCustoms(), undefined), ["7"]);
  });
  test(statics, "customSections: name is converted to a string", () => {
    const module = withCustoms();
    deepEqual(contents(module, { toString: () => "b" }), [""]);
    deepEqual(contents(module, null), []);
    deepEqual(contents(module, 1), []);
    throws(TypeError, () => WebAssembly.Module.customSections(module, Symbol("a")));
    const thrown = new Error("mine");
    throws(thrown, () => WebAssembly.Module.customSections(module, { toString() { throw thrown; } }));
  });
  test(statics, "customSections: a lone surrogate names none", () => {
    for (const name of ["\ud800", "na\udc01me", "na\ud800me"]) deepEqual(contents(withCustoms(), name), [], name);
    deepEqual(contents(withCustoms(), "na\ufffdme"), ["6"]);
  });
  test(statics, "strings of other arguments: USVStrings lose lone surrogates, enumerations have none", { needs: "jsString", v8: "keeps them" }, () => {
    const m = new ModuleBuilder();
    m.importGlobal("\ufffd", "text", i32); // no string
    for (const constants of ["\ufffd", "\udc01"]) {
      same(WebAssembly.validate(m.bytes(), { importedStringConstants: constants }), false);
    }
    ok(WebAssembly.validate(m.bytes(), { importedStringConstants: "x\udc01" }));
    for (const name of ["i32\udc01", "\ud800i32"]) {
      throws(TypeError, () => new WebAssembly.Global({ value: name }), name);
      throws(TypeError, () => new WebAssembly.Memory({ initial: 1, address: name }), name);
      throws(TypeError, () => new WebAssembly.Table({ initial: 1, element: name }), name);
      throws(TypeError, () => new WebAssembly.Tag({ parameters: [name] }), name);
    }
  });
  test(statics, "names of imports and exports are those of the module, and no others", () => {
    const m = new ModuleBuilder();
    const f = m.importFunction("\ufffd", "na\ufffdme", [], []);
    m.exportFunction("ex\ufffdport", f);
    const module = m.module();
    const given = { "\udc01": { "na\udc01me": () => 0, "na\ufffdme": () => 0 } };
    throws(TypeError, () => new WebAssembly.Instance(module, given));
    given["\ufffd"] = { "na\udc01me": () => 0 };
    throws(WebAssembly.LinkError, () => new WebAssembly.Instance(module, given));
    given["\ufffd"] = given["\udc01"];
    const { exports } = new WebAssembly.Instance(module, given);
    deepEqual(Object.keys(exports), ["ex\ufffdport"]);
    same(exports["ex\udc01port"], undefined);
  });
  test(statics, "customSections: the module is looked at before the name is converted", () => {
    throws(TypeError, () => WebAssembly.Module.customSections({}, { toString() { throw new Error("converted"); } }));
  });

  test("2.2 kinds", "function, table, memory, global", () => {
    same(WebAssembly.Module.exports(everyKind().module()).map(each => each.kind).join(), "function,table,memory,global,function");
    same(WebAssembly.Module.imports(everyKind().module()).map(each => each.kind).join(), "function,table,memory,global");
  });
  test("2.2 kinds", "tag", { needs: "tags" }, () => {
    const m = new ModuleBuilder();
    m.importTag("m", "t", [i32]);
    m.exportTag("u", 0);
    deepEqual(WebAssembly.Module.imports(m.module()), [{ module: "m", name: "t", kind: "tag" }]);
    deepEqual(WebAssembly.Module.exports(m.module()), [{ name: "u", kind: "tag" }]);
  });

  test("2.2 prototype chain", "%AbstractModuleSource%", { needs: "AbstractModuleSource" }, () => {
    const parent = Object.getPrototypeOf(WebAssembly.Module);
    same(parent.name, "AbstractModuleSource");
    same(Object.getPrototypeOf(parent), Function.prototype);
    same(Object.getPrototypeOf(WebAssembly.Module.prototype), parent.prototype);
    throws(TypeError, () => new parent());
    throws(TypeError, () => parent());
  });
  test("2.2 prototype chain", "its toStringTag", { needs: "AbstractModuleSource" }, () => {
    const { prototype } = Object.getPrototypeOf(WebAssembly.Module);
    const { get, set } = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag);
    same(set, undefined);
    same(get.call(new WebAssembly.Module(emptyModuleBytes())), "WebAssembly.Module");
    same(get.call({}), undefined);
    same(get.call(undefined), undefined);
    same(get.call(WebAssembly.Module.prototype), undefined);
  });

  test("2.2 serializable", "structuredClone gives another Module", { needs: "structuredClone" }, () => {
    const module = functionModule([], [i32], [i32Const(6)]).module();
    const copy = structuredClone({ module }).module;
    same(Object.getPrototypeOf(copy), WebAssembly.Module.prototype);
    notSame(copy, module);
    same(new WebAssembly.Instance(copy).exports.f(), 6);
  });
  test("2.2 serializable", "other interfaces are not", { needs: "structuredClone" }, () => {
    for (const object of [
      new WebAssembly.Instance(new WebAssembly.Module(emptyModuleBytes())),
      new WebAssembly.Memory({ initial: 0 }),
      new WebAssembly.Table({ initial: 0, element: "anyfunc" }),
      new WebAssembly.Global({ value: "i32" }),
    ]) {
      throws(DOMException, () => structuredClone(object), show(object));
    }
  });
}
