"use strict";

// A small harness for scripts of any JavaScript engine: no modules, nothing of node. Tests are registered with `test` and
// `testAsync`, run in order by `runAll`, and reported one by one. The host supplies `report`; see README.md.

/** Every registered test: {row, name, marks, body, async}. */
const registeredTests = [];
const titles = new Set();

/**
 * Registers a test. `row` is a row of the checklist ("2.4 grow"). `marks`, which may be left out:
 * `v8: reason` (V8 deviates from the specification: fails there), `graal: reason` (a documented gap of GraalJS as host),
 * `needs: "memory64"` (a name, or several in an array, of `featureProbes`), `slow: reason` (may be left out by a host).
 */
function test(row, name, marks, body) {
  register(row, name, marks, body, false);
}

/** As `test`, with a body that returns a promise: an async function, mostly. */
function testAsync(row, name, marks, body) {
  register(row, name, marks, body, true);
}

function register(row, name, marks, body, isAsync) {
  if (typeof marks === "function") {
    body = marks;
    marks = {};
  }
  if (!/^2\.\d+ ./.test(row)) throw new Error("a test must name its row, not " + row);
  for (const key of Object.keys(marks)) {
    if (!["v8", "graal", "needs", "slow"].includes(key)) throw new Error("no such mark: " + key);
  }
  const title = row + ": " + name;
  if (titles.has(title)) throw new Error("registered twice: " + title);
  titles.add(title);
  registeredTests.push({ row, name, marks, body, async: isAsync });
}

// --- assertions -----------------------------------------------------------------------------------------------------------

class AssertionFailed extends Error {
  get name() {
    return "AssertionFailed";
  }
}

/** Throws; `what` says what was looked at. */
function fail(what) {
  throw new AssertionFailed(what);
}

/** How a value is shown in a message: never throws, whatever the value. */
function show(value) {
  try {
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value === "bigint") return value + "n";
    if (typeof value === "symbol") return String(value);
    if (typeof value === "function") return "function " + value.name;
    if (Object.is(value, -0)) return "-0";
    if (value === null || typeof value !== "object") return String(value);
    if (value instanceof Error) return value.name + ": " + value.message;
    if (Array.isArray(value)) return "[" + value.map(show).join(", ") + "]";
    const tag = Object.prototype.toString.call(value);
    if (tag !== "[object Object]") return tag;
    const keys = Reflect.ownKeys(value);
    return "{" + keys.slice(0, 5).map(key => String(key) + ": " + show(value[key])).join(", ") + (keys.length > 5 ? ", ...}" : "}");
  } catch (unshowable) {
    return "(an object that cannot be shown)";
  }
}

function because(what) {
  return what === undefined ? "" : what + ": ";
}

/** The same value in the sense of Object.is: NaN is itself, -0 is not 0. */
function same(actual, expected, what) {
  if (!Object.is(actual, expected)) fail(because(what) + "expected " + show(expected) + ", got " + show(actual));
}

function notSame(actual, unexpected, what) {
  if (Object.is(actual, unexpected)) fail(because(what) + "expected anything but " + show(unexpected));
}

/** Exactly `true`. */
function ok(condition, what) {
  if (condition !== true) fail(because(what) + "expected true, got " + show(condition));
}

/** Arrays and plain objects by their own enumerable properties in order, everything else as `same`. */
function deepEqual(actual, expected, what) {
  if (expected === null || typeof expected !== "object") return same(actual, expected, what);
  if (actual === null || typeof actual !== "object") fail(because(what) + "expected an object, got " + show(actual));
  same(Array.isArray(actual), Array.isArray(expected), because(what) + "Array.isArray");
  const keys = Object.keys(expected).join();
  same(Object.keys(actual).join(), keys, because(what) + "keys");
  for (const key of Object.keys(expected)) deepEqual(actual[key], expected[key], because(what) + "." + key);
  if (Array.isArray(expected)) same(actual.length, expected.length, because(what) + "length");
}

function checkThrown(expected, thrown, what) {
  if (typeof expected !== "function") return same(thrown, expected, because(what) + "thrown value");
  if (thrown === null || typeof thrown !== "object" || Object.getPrototypeOf(thrown) !== expected.prototype) {
    fail(because(what) + "expected a " + expected.name + ", but thrown was " + show(thrown));
  }
}

/** What `body` throws must be a direct instance of the class, or the very value, `expected`. Returns it. */
function throws(expected, body, what) {
  let result;
  try {
    result = body();
  } catch (thrown) {
    checkThrown(expected, thrown, what);
    return thrown;
  }
  return fail(because(what) + "expected a throw of " + show(expected) + ", got the result " + show(result));
}

/** The same for a promise; `promise` must be one (a function is called for it, and must not throw). Resolves to the reason. */
async function rejects(expected, promise, what) {
  if (typeof promise === "function") promise = promise();
  ok(promise instanceof Promise, because(what) + "is a Promise");
  let result;
  try {
    result = await promise;
  } catch (thrown) {
    checkThrown(expected, thrown, what);
    return thrown;
  }
  return fail(because(what) + "expected a rejection with " + show(expected) + ", got the result " + show(result));
}

/**
 * The descriptor of an own property, compared with `expected`: attributes as a string of the letters w, e, c ("wec", "-" for
 * none) in `attributes`; optionally `value`; `get`/`set` as true where an accessor must be there.
 */
function propertyShape(object, key, expected) {
  const what = String(key);
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  if (descriptor === undefined) fail("no own property " + what);
  const isAccessor = "get" in descriptor;
  same(isAccessor, Boolean(expected.get || expected.set), what + " is an accessor");
  let attributes = "";
  if (descriptor.writable) attributes += "w";
  if (descriptor.enumerable) attributes += "e";
  if (descriptor.configurable) attributes += "c";
  same(attributes || "-", expected.attributes, what + ": attributes");
  if ("value" in expected) same(descriptor.value, expected.value, what + ": value");
  if (isAccessor) {
    same(typeof descriptor.get, expected.get ? "function" : "undefined", what + ": getter");
    same(typeof descriptor.set, expected.set ? "function" : "undefined", what + ": setter");
    if (expected.get) functionShape(descriptor.get, "get " + what, 0);
    if (expected.set) functionShape(descriptor.set, "set " + what, 1);
  }
}

/** A built-in function that is no constructor. */
function functionShape(callee, name, length) {
  same(typeof callee, "function", name);
  propertyShape(callee, "name", { attributes: "c", value: name });
  propertyShape(callee, "length", { attributes: "c", value: length });
  same("prototype" in callee, false, name + " has a prototype");
  ok(!isConstructor(callee), name + " is no constructor");
}

function isConstructor(callee) {
  try {
    Reflect.construct(Object, [], callee);
    return true;
  } catch (notOne) {
    return false;
  }
}

/** An operation of Web IDL: a data property with all attributes. */
function operationShape(object, name, length) {
  propertyShape(object, name, { attributes: "wec" });
  functionShape(object[name], name, length);
}

/** A readonly (or, with `settable`, writable) attribute of Web IDL on a prototype. */
function attributeShape(prototype, name, settable) {
  propertyShape(prototype, name, { attributes: "ec", get: true, set: Boolean(settable) });
}

/** An interface object on WebAssembly: shape of constructor and prototype, and no members beyond those named. */
function interfaceShape(name, length, members, statics) {
  const constructor = WebAssembly[name];
  propertyShape(WebAssembly, name, { attributes: "wc" });
  propertyShape(constructor, "length", { attributes: "c", value: length });
  propertyShape(constructor, "name", { attributes: "c", value: name });
  propertyShape(constructor, "prototype", { attributes: "-" });
  const prototype = constructor.prototype;
  propertyShape(prototype, "constructor", { attributes: "wc", value: constructor });
  propertyShape(prototype, Symbol.toStringTag, { attributes: "c", value: "WebAssembly." + name });
  const parent = Object.getPrototypeOf(constructor);
  if (name !== "Module") same(parent, Function.prototype, "prototype of the interface object");
  same(Object.getPrototypeOf(prototype), parent === Function.prototype ? Object.prototype : parent.prototype, "its parent");
  sameKeys(prototype, ["constructor", Symbol.toStringTag].concat(members), name + ".prototype");
  sameKeys(constructor, ["length", "name", "prototype"].concat(statics || []), name);
  throws(TypeError, () => constructor(), name + " without new");
}

/** The own keys, in any order. */
function sameKeys(object, keys, what) {
  const text = list => list.map(String).sort().join(" ");
  same(text(Reflect.ownKeys(object)), text(keys), because(what) + "own keys");
}

/** Values that are no BufferSource, no module, no object with a brand of ours: for tests of arguments. */
const strangers = [undefined, null, true, 0, 1.5, 7n, "text", Symbol("s"), {}, [], () => 0, new Date(0), Object.create(null)];
const primitives = [null, true, 0, 1.5, 7n, "text", Symbol("s")];

/** Every receiver an attribute or operation of `interfaceName` must refuse, its own prototype included. */
function wrongReceivers(interfaceName) {
  const prototype = WebAssembly[interfaceName].prototype;
  return strangers.concat([prototype, Object.create(prototype), WebAssembly, WebAssembly[interfaceName]]);
}

/** Getter, setter or method refuses each wrong receiver with a TypeError. */
function brandChecked(interfaceName, callee, args) {
  for (const receiver of wrongReceivers(interfaceName)) {
    throws(TypeError, () => Reflect.apply(callee, receiver, args || []), "receiver " + show(receiver));
  }
}

function getterOf(object, name) {
  return Object.getOwnPropertyDescriptor(object, name).get;
}

function setterOf(object, name) {
  return Object.getOwnPropertyDescriptor(object, name).set;
}

/** An object that writes into `log` what is read of it; its properties answer `value`s that log their own conversion. */
function logged(log, properties) {
  const object = {};
  for (const key of Object.keys(properties)) {
    Object.defineProperty(object, key, {
      get() {
        log.push(key);
        return properties[key];
      },
    });
  }
  return object;
}

/** A value that logs "<name> toString" or "<name> valueOf" on conversion. */
function convertible(log, name, value) {
  return {
    toString() {
      log.push(name + " toString");
      return value;
    },
    valueOf() {
      log.push(name + " valueOf");
      return value;
    },
  };
}

/** A primitive-hint-blind object: ToPrimitive gives the value itself (for BigInt too). */
function boxed(value) {
  return { [Symbol.toPrimitive]: () => value };
}

/**
 * Runs `body` while each property of `patches` ([object, key, value]) is replaced; all is put back afterwards.
 * Nothing may be asserted inside: the assertions use what is replaced.
 */
function patched(patches, body) {
  const saved = patches.map(([object, key]) => [object, key, Object.getOwnPropertyDescriptor(object, key)]);
  const define = Object.defineProperty;
  const remove = Reflect.deleteProperty;
  const restore = () => {
    for (let i = saved.length - 1; i >= 0; i--) {
      if (saved[i][2] === undefined) remove(saved[i][0], saved[i][1]);
      else define(saved[i][0], saved[i][1], saved[i][2]);
    }
  };
  for (let i = 0; i < patches.length; i++) {
    define(patches[i][0], patches[i][1], { value: patches[i][2], configurable: true, writable: true, enumerable: false });
  }
  let result;
  try {
    result = body();
  } catch (thrown) {
    restore();
    throw thrown;
  }
  restore();
  return result;
}

/** Built-in functions, replaced by one that throws: nothing in the interface may call what JS can see and change. */
function hostilePatches() {
  const patches = [];
  const add = (object, ...keys) => {
    for (const key of keys) {
      if (key in object) patches.push([object, key, () => { throw new EvalError("called " + String(key)); }]);
    }
  };
  add(Reflect, "apply", "construct", "get", "has", "ownKeys", "getPrototypeOf", "setPrototypeOf", "getOwnPropertyDescriptor", "defineProperty");
  add(Object, "create", "freeze", "keys", "defineProperty", "defineProperties", "getPrototypeOf", "setPrototypeOf", "assign", "is");
  add(Array.prototype, "push", "map", "forEach", "slice", "concat", "join", "fill", "values");
  add(Array, "from", "isArray", "of");
  for (const type of [Map, WeakMap, Set, WeakSet]) add(type.prototype, "get", "set", "has", "add", "delete");
  add(Function.prototype, "call", "apply", "bind", "toString");
  add(BigInt, "asIntN", "asUintN");
  add(Math, "fround", "trunc", "floor", "abs", "min", "max");
  add(Number, "isInteger", "isSafeInteger", "isNaN", "isFinite");
  add(globalThis, "BigInt", "Number", "String", "Boolean", "Proxy", "Map", "WeakMap", "TypeError", "RangeError", "Error", "ArrayBuffer", "Uint8Array", "Promise");
  add(Promise, "resolve", "reject", "withResolvers", "all");
  add(Promise.prototype, "then", "catch", "finally");
  add(ArrayBuffer, "isView");
  add(ArrayBuffer.prototype, "slice");
  add(Object.getPrototypeOf(Uint8Array.prototype), "set", "subarray", "slice", "fill");
  for (const name of Object.getOwnPropertyNames(WebAssembly)) {
    if (/^[A-Z]/.test(name) && name !== "JSTag") add(WebAssembly, name);
  }
  return patches;
}

// --- features -------------------------------------------------------------------------------------------------------------

/** What a test may need of the engine. A probe that throws counts as "no". Filled here and at the end of builder.js. */
const featureProbes = {
  SharedArrayBuffer: () => typeof SharedArrayBuffer === "function",
  Atomics: () => typeof Atomics === "object",
  structuredClone: () => typeof structuredClone === "function",
  ArrayBufferTransfer: () => typeof ArrayBuffer.prototype.transfer === "function",
  resizableArrayBuffer: () => new ArrayBuffer(1, { maxByteLength: 2 }).resizable === true,
  toResizableBuffer: () => typeof WebAssembly.Memory.prototype.toResizableBuffer === "function",
  Response: () => typeof Response === "function" && typeof WebAssembly.compileStreaming === "function",
  AbortController: () => typeof AbortController === "function",
  MessageChannel: () => typeof MessageChannel === "function",
  ReadableStream: () => typeof ReadableStream === "function",
  JSTag: () => WebAssembly.JSTag !== undefined,
  Tag: () => typeof WebAssembly.Tag === "function",
  SuspendError: () => typeof WebAssembly.SuspendError === "function",
  AbstractModuleSource: () => Object.getPrototypeOf(WebAssembly.Module) !== Function.prototype,
};

const probed = new Map();

function hasFeature(name) {
  if (!(name in featureProbes)) throw new Error("no such feature: " + name);
  if (!probed.has(name)) {
    let present = false;
    try {
      present = featureProbes[name]() === true;
    } catch (absent) {
      present = false;
    }
    probed.set(name, present);
  }
  return probed.get(name);
}

function missingFeatures(marks) {
  const needs = marks.needs === undefined ? [] : [].concat(marks.needs);
  return needs.filter(name => !hasFeature(name));
}

// --- the runner -----------------------------------------------------------------------------------------------------------

/**
 * Runs all tests in order, one at a time. For each, `report(row, name, outcome, detail, marks)` is called once, with outcome
 * "pass", "fail" or "skip" (a feature is missing, or the test is slow and `options.slow` is false); what a mark means for the
 * outcome is the host's to decide. Afterwards `finished(counts)` is called, if given, and the promise resolves to the counts.
 * `options.only`, a function of a test, chooses among them.
 */
async function runAll(report, finished, options = {}) {
  const counts = { pass: 0, fail: 0, skip: 0 };
  const tell = (entry, outcome, detail) => {
    counts[outcome]++;
    report(entry.row, entry.name, outcome, detail, entry.marks);
  };
  for (const entry of registeredTests) {
    if (options.only !== undefined && !options.only(entry)) continue;
    const missing = missingFeatures(entry.marks);
    if (missing.length > 0) {
      tell(entry, "skip", "needs " + missing.join(", "));
    } else if (entry.marks.slow !== undefined && options.slow === false) {
      tell(entry, "skip", "slow: " + entry.marks.slow);
    } else {
      try {
        const result = entry.body();
        if (entry.async) await result;
        tell(entry, "pass", "");
      } catch (thrown) {
        tell(entry, "fail", thrown instanceof AssertionFailed ? thrown.message : "unexpected " + show(thrown));
      }
    }
  }
  if (finished !== undefined) finished(counts);
  return counts;
}
