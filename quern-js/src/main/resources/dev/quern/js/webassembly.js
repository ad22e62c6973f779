// The global WebAssembly on GraalJS: classes, property shapes and conversions of the JavaScript interface. What is
// not JavaScript's affair is done by `host`, a table of Java functions. Evaluates to a function that is called once for
// a context, before any other code runs in it, so that the intrinsics below are those of the language. Later the code
// calls nothing that scripts can change: no methods of arrays and strings, no iteration but where the interface says so
// (destructuring of arrays iterates), no property definitions with descriptors that inherit.
(function install(global, host) {
'use strict';

const { construct, apply, getPrototypeOf, ownKeys, defineProperty: tryDefineProperty } = Reflect;
const { defineProperty, create, freeze, setPrototypeOf, getOwnPropertyDescriptor } = Object;
const { isView } = ArrayBuffer;
const { fround, max, trunc } = Math;
const { asIntN, asUintN } = BigInt;
const SymbolIterator = Symbol.iterator;
const SymbolToStringTag = Symbol.toStringTag;
const BaseError = Error, BaseTypeError = TypeError, BaseRangeError = RangeError;
const BasePromise = Promise, BaseBigInt = BigInt;
const BaseArrayBuffer = ArrayBuffer, BaseProxy = Proxy, BaseWeakRef = WeakRef;
const BaseSharedArrayBuffer = typeof SharedArrayBuffer === 'undefined' ? undefined : SharedArrayBuffer;
const callOf = method => (receiver, ...rest) => apply(method, receiver, rest);
const then = callOf(Promise.prototype.then);
const resolvePromise = Promise.resolve;
const resolved = value => apply(resolvePromise, BasePromise, [value]);
const stringIndexOf = callOf(String.prototype.indexOf), stringSlice = callOf(String.prototype.slice);
const toLowerCase = callOf(String.prototype.toLowerCase);
const getterOf = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;

// Typed arrays and data views over any buffer.
const TypedArrayPrototype = getPrototypeOf(Uint8Array.prototype);
const typedArrayTag = getterOf(TypedArrayPrototype, SymbolToStringTag);
const viewParts = prototype => ({
  __proto__: null,
  buffer: getterOf(prototype, 'buffer'),
  offset: getterOf(prototype, 'byteOffset'),
  length: getterOf(prototype, 'byteLength'),
});
const typedArrayParts = viewParts(TypedArrayPrototype), dataViewParts = viewParts(DataView.prototype);
const arrayBufferLength = getterOf(ArrayBuffer.prototype, 'byteLength');
const arrayBufferSlice = callOf(ArrayBuffer.prototype.slice);
const sharedLength = BaseSharedArrayBuffer && getterOf(BaseSharedArrayBuffer.prototype, 'byteLength');

// Detaches the buffer of a memory that has grown; only a context with the option js.debug-builtin has it.
const detach = (() => {
  const debug = global.Debug;
  if (debug === undefined || typeof debug.typedArrayDetachBuffer !== 'function') return undefined;
  const detachBuffer = debug.typedArrayDetachBuffer;
  delete global.Debug;
  return buffer => { detachBuffer(buffer); };
})();

// An object that nobody else can have: the first argument of a constructor that wraps what is there already.
const INTERNAL = create(null);

// Errors.

function errorClass(name) {
  function NativeError(message, options) {
    const error = construct(BaseError, arguments, new.target === undefined ? NativeError : new.target);
    const own = getOwnPropertyDescriptor(error, 'message');
    setStack(error, own === undefined || own.value === '' ? name : `${name}: ${own.value}`, currentLines());
    return error;
  }
  defineProperty(NativeError, 'name', { value: name, configurable: true });
  defineProperty(NativeError, 'length', { value: 1, configurable: true });
  setPrototypeOf(NativeError, BaseError);
  const prototype = create(BaseError.prototype, {
    constructor: { value: NativeError, writable: true, configurable: true },
    name: { value: name, writable: true, configurable: true },
    message: { value: '', writable: true, configurable: true },
  });
  defineProperty(NativeError, 'prototype', { value: prototype, writable: false, enumerable: false });
  return NativeError;
}

const CompileError = errorClass('CompileError');
const LinkError = errorClass('LinkError');
const RuntimeError = errorClass('RuntimeError');
const errors = { __proto__: null, CompileError, LinkError, RuntimeError, TypeError: BaseTypeError, RangeError: BaseRangeError };

// An error of the interface begins with the operation that throws it, which only the operation itself knows.
const refusals = new WeakMap();  // error without the operation -> name of its class

/** An error of the interface, whose operation is yet to be named. */
function refusal(message, name = 'TypeError') {
  const error = new errors[name](message);
  setWeak(refusals, error, name);
  return error;
}

/** An error as an operation throws it. What scripts called by the operation have thrown stays as it is. */
function named(operation, error) {
  const name = isObject(error) ? getWeak(refusals, error) : undefined;
  if (name !== undefined) {
    deleteWeak(refusals, error);
    const value = `${operation}: ${error.message}`, lines = stackLines(`${error.stack}`);
    defineProperty(error, 'message', { __proto__: null, value, writable: true, configurable: true });
    setStack(error, `${name}: ${value}`, lines);
  }
  return error;
}

/** Does what an operation does. */
function inOperation(operation, action) {
  try {
    return action();
  } catch (error) {
    throw named(operation, error);
  }
}

const traps = new WeakMap();  // error -> host object of the trap that it stands for, which WebAssembly must not catch

/** An error with WebAssembly functions on top of its stack, a line each. */
function makeError(name, message, frames, trap) {
  const error = new errors[name](message);
  const lines = stackLines(frames), below = currentLines();
  for (let i = 0; i < below.length; i++) append(lines, below[i]);
  setStack(error, `${name}: ${message}`, lines);
  if (frames !== '') setWeak(framed, error, below.length);
  if (trap === null) setWeak(refusals, error, name);
  else setWeak(traps, error, trap);
  return error;
}

// Stacks. Those of GraalJS lack the WebAssembly functions between those of JavaScript.

const STACK_LINE = '\n    at ', STACK_LIMIT = 10;
const framed = new WeakMap();  // error -> how many lines of its stack are below the WebAssembly functions added last

/** The lines of a stack below its message. */
function stackLines(stack) {
  const lines = [];
  for (let start = stringIndexOf(stack, STACK_LINE); start >= 0;) {
    const next = stringIndexOf(stack, STACK_LINE, start + 1);
    append(lines, next < 0 ? stringSlice(stack, start) : stringSlice(stack, start, next));
    start = next;
  }
  return lines;
}

/** The lines of the functions that run; this script is internal, and in no stack. */
const currentLines = () => stackLines(`${new BaseError().stack}`);

/** How many lines a stack may have. */
function stackLimit() {
  const limit = getOwnPropertyDescriptor(BaseError, 'stackTraceLimit')?.value;
  return typeof limit === 'number' ? limit : STACK_LIMIT;
}

/** Gives an error a stack: GraalJS leaves classes that this script defines without frames. */
function setStack(error, head, lines) {
  const limit = stackLimit();
  let value = head;
  for (let i = 0; i < lines.length && i < limit; i++) value += lines[i];
  tryDefineProperty(error, 'stack', { __proto__: null, value, writable: true, configurable: true });
}

/**
 * Adds WebAssembly functions, a line each, to the stack of an error that JavaScript functions below them have thrown.
 * They belong above the functions that run now, which a stack ends with that was made since then.
 */
function addFrames(error, frames) {
  // A script that formats stacks itself gets them as GraalJS has them.
  if (typeof getOwnPropertyDescriptor(BaseError, 'prepareStackTrace')?.value === 'function') return;
  const stack = getOwnPropertyDescriptor(error, 'stack')?.value;
  if (typeof stack !== 'string') return;
  const lines = stackLines(stack), below = currentLines();
  const first = firstBelow(lines, below);
  if (first < 0 || getWeak(framed, error) === lines.length - first) return;
  const added = stackLines(frames), all = [];
  for (let i = 0; i < first; i++) append(all, lines[i]);
  for (let i = 0; i < added.length; i++) append(all, added[i]);
  for (let i = first; i < lines.length; i++) append(all, lines[i]);
  const start = stringIndexOf(stack, STACK_LINE);
  setStack(error, start < 0 ? stack : stringSlice(stack, 0, start), all);
  setWeak(framed, error, lines.length - first);
}

/** Where the lines of the functions that run now begin in a stack, which may end before them; -1 if it was made elsewhere. */
function firstBelow(lines, below) {
  for (let first = max(0, lines.length - below.length); first <= lines.length; first++) {
    const length = lines.length - first;
    // What is not there can not be told from what has been cut off.
    if (length === 0 && below.length > 0) return -1;
    if (startWith(below, lines, first)) return length > 0 || lines.length < stackLimit() ? first : -1;
  }
  return -1;
}

function startWith(below, lines, first) {
  for (let i = first; i < lines.length; i++) if (lines[i] !== below[i - first]) return false;
  return true;
}

// Conversions of Web IDL.

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

function toU32(value, what) {
  const number = +value;
  if (number !== number || number === Infinity || number === -Infinity) {
    throw refusal(`${what} must be a finite number`);
  }
  const integer = trunc(number);
  if (integer < 0 || integer > 0xFFFFFFFF) throw refusal(`${what} must be from 0 to 2^32 - 1, not ${number}`);
  return integer + 0;
}

function toU64(value, what) {
  const exact = toBigInt(value);
  if (exact < 0n || exact > 0xFFFFFFFFFFFFFFFFn) throw refusal(`${what} must be from 0 to 2^64 - 1`);
  return exact;
}

// ToBigInt, which refuses a Number: only the operations that also cut do it. So many bits cut nothing.
const toBigInt = value => asIntN(65536, value);

// An address of the type i32 or i64 as Java gets it: a number, or a BigInt within the signed range.
const toAddress = (is64, value, what) => is64 ? asIntN(64, toU64(value, what)) : toU32(value, what);
const fromAddress = (is64, value) => is64 ? asUintN(64, BaseBigInt(value)) : value;

/** Adds to an array, whatever setters its prototype has. */
function append(list, value) {
  defineProperty(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/** The values of an iterable, converted one by one, in an array; `refusal` says what is wrong with what is none. */
function listOf(iterable, refusal, convert) {
  const method = isObject(iterable) || typeof iterable === 'string' ? iterable[SymbolIterator] : undefined;
  if (method === undefined || method === null) throw refusal(refusal);
  const list = [];
  for (const value of { __proto__: null, [SymbolIterator]: () => apply(method, iterable, []) }) append(list, convert(value));
  return list;
}

/** As listOf, for a sequence of Web IDL, which is an object. */
function sequence(value, refusal, convert) {
  if (!isObject(value)) throw refusal(refusal);
  return listOf(value, refusal, convert);
}

const asIs = value => value;

/** [AllowShared] BufferSource: the buffer, offset and length. */
function bufferSource(value) {
  if (isView(value)) {
    const parts = apply(typedArrayTag, value, []) === undefined ? dataViewParts : typedArrayParts;
    return {
      buffer: apply(parts.buffer, value, []),
      offset: apply(parts.offset, value, []),
      length: apply(parts.length, value, []),
    };
  }
  const length = isObject(value) ? bufferLength(value) : undefined;
  if (length === undefined) throw refusal(`the bytes must be an ArrayBuffer, a typed array or a DataView, not ${host.describe(value)}`);
  return { buffer: value, offset: 0, length };
}

const memoryBuffers = new WeakSet();
const addWeak = callOf(WeakSet.prototype.add), hasWeak = callOf(WeakSet.prototype.has);

function bufferLength(value) {
  try {
    return apply(arrayBufferLength, value, []);
  } catch {
    // It is no ArrayBuffer.
  }
  try {
    return apply(sharedLength, value, []);
  } catch {
    // It is none either, or the buffer of a shared memory, which is of another kind inside.
    return hasWeak(memoryBuffers, value) ? value.byteLength : undefined;
  }
}

/** Compile options: names of builtin sets, and of the module with string constants or null. */
function compileOptions(options) {
  if (options === undefined || options === null) return { sets: [], constants: null };
  if (!isObject(options)) throw refusal('compile options must be an object');
  const builtins = options.builtins;
  const sets = builtins === undefined ? []
    : sequence(builtins, 'builtins must be a sequence of strings', name => wellFormed(`${name}`));
  const constants = options.importedStringConstants;
  return { sets, constants: constants === undefined || constants === null ? null : wellFormed(`${constants}`) };
}

const wellFormed = callOf(String.prototype.toWellFormed);

// Values on their way into WebAssembly (ToWebAssemblyValue). A type is a letter: I J F D for numbers, V for v128 and
// E for exnref, X for externref, U for funcref, and R with a host object for any other reference type.

const functions = new WeakMap();   // exported function -> host function
const structures = new WeakMap();  // opaque object -> host object of the structure or array
const getWeak = callOf(WeakMap.prototype.get);
const setWeak = callOf(WeakMap.prototype.set), deleteWeak = callOf(WeakMap.prototype.delete);

/** What Java gets for a value that becomes a reference; it can not tell a BigInt from a Number. */
function reference(value) {
  if (value !== null && typeof value === 'object') {
    const structure = getWeak(structures, value);
    return structure === undefined ? value : structure;
  }
  return typeof value === 'bigint' ? host.bigInt(value) : value;
}

/** What Java gets for a value that has been thrown. */
function thrownReference(value) {
  if (!isObject(value)) return reference(value);
  return exceptionHandle(value) ?? getWeak(traps, value) ?? reference(value);
}

function functionReference(value) {
  if (value === null) return null;
  const known = typeof value === 'function' ? getWeak(functions, value) : undefined;
  if (known === undefined) throw refusal('a function reference must be an exported WebAssembly function or null');
  return known;
}

/** A reference of a type that only Java knows; checked there. */
function typedReference(type, value) {
  const known = typeof value === 'function' ? getWeak(functions, value) : undefined;
  const given = known !== undefined && host.isFunctionType(type) ? known : reference(value);
  host.checkReference(type, given);
  return given;
}

function toWebAssembly(letter, type, value) {
  switch (letter) {
    case 'I': return value | 0;
    case 'J': return asIntN(64, value);
    case 'F': return fround(value);
    case 'D': return +value;
    case 'X': return reference(value);
    case 'U': return functionReference(value);
    case 'R': return typedReference(type, value);
    default: throw refusal('a value of this type can not be converted');
  }
}

/** What JavaScript gets: everything but i64 comes from Java as it should be. */
function toJs(letter, value) {
  return letter === 'J' ? BaseBigInt(value) : value;
}

// Functions. The code for a signature, a string of letters like "IX>J", is made once.

const { makesBigInts } = host;
const exportFactories = new Map(), importFactories = new Map();
const mapGet = callOf(Map.prototype.get), mapSet = callOf(Map.prototype.set);

/** What has been made for a signature, or is now. */
function factoryOf(factories, parameters, results, make) {
  const signature = parameters + '>' + results;
  let factory = mapGet(factories, signature);
  if (factory === undefined) {
    factory = make();
    mapSet(factories, signature, factory);
  }
  return factory;
}

const variable = (letter, i) => `a${i}`;

/** The text for a number from Java, which has a BigInt for an i64 if it can make one. */
const received = (letter, text) => letter === 'J' && !makesBigInts ? `BigInt(${text})` : text;

/** The text that converts the value of a variable. Java cuts a BigInt to 64 bits. */
function converted(letter, i, text) {
  switch (letter) {
    case 'I': return `${text} | 0`;
    case 'J': return `typeof ${text} === 'bigint' ? ${text} : asIntN(64, ${text})`;
    case 'F': return `fround(${text})`;
    case 'D': return `+${text}`;
    case 'X': return `reference(${text})`;
    case 'U': return `functionReference(${text})`;
    default: return `typedReference(types[${i}], ${text})`;
  }
}
const ENVIRONMENT = 'asIntN, fround, BigInt, reference, functionReference, typedReference, iterate, TypeError';
const environment = [asIntN, fround, BaseBigInt, reference, functionReference, typedReference, iterate, BaseTypeError];
const compileFactory = (parameters, body) =>
  apply(host.evaluate(`(function (${ENVIRONMENT}) { 'use strict'; return (${parameters}) => ${body}; })`), undefined,
    environment);

/** The text for every letter of a string, with commas between. */
function joined(letters, text) {
  let result = '';
  for (let i = 0; i < letters.length; i++) result += (i === 0 ? '' : ', ') + text(letters[i], i);
  return result;
}

/** Whether there is a letter among some of a type that JavaScript never sees. */
function hasUnseen(letters) {
  for (let i = 0; i < letters.length; i++) if (letters[i] === 'V' || letters[i] === 'E') return true;
  return false;
}

function makeExportFactory(parameters, results, isMethod, isDirect) {
  let body;
  if (hasUnseen(parameters) || hasUnseen(results)) {
    body = "throw new TypeError('a function with v128 or exnref in its type can not be called from JavaScript');";
  } else {
    const text = (letter, i) => {
      if (isMethod && letter === 'J') return `asIntN(64, a${i})`;
      return isDirect && letter === 'X' ? `a${i}` : converted(letter, i, `a${i}`);
    };
    const call = `${isMethod ? 'call.call' : 'call'}(${joined(parameters, text)})`;
    if (results.length === 0) body = `${call};`;
    else if (results.length === 1) body = `return ${received(results, call)};`;
    else {
      body = `const r = ${call}; return [${joined(results, (letter, i) => received(letter, `r[${i}]`))}];`;
    }
  }
  return compileFactory('call, types', `({ f(${joined(parameters, variable)}) { ${body} } }).f`);
}

const bind = callOf(Function.prototype.bind);

/**
 * The exported function object for a host function. `call` is a Java object with a method of that name, or a function,
 * which may be direct: it takes any value for an externref.
 */
function makeFunction(handle, name, parameters, results, types, call, isMethod, isDirect) {
  const factory =
    factoryOf(exportFactories, parameters, results, () => makeExportFactory(parameters, results, isMethod, isDirect));
  const made = factory(call, types);
  // Scripts that are compiled have methods, and a bound function cost them no more; it costs interpreted ones.
  const result = isMethod ? bind(made, undefined) : made;
  defineProperty(result, 'name', { __proto__: null, value: name, configurable: true });
  setWeak(functions, result, handle);
  return result;
}

/** The values of an iterable that a host function has returned for several results. */
function iterate(value, count) {
  const list = listOf(value, 'several results must be iterable', asIs);
  if (list.length !== count) throw refusal(`expected ${count} results but got ${list.length}`);
  return list;
}

function makeImportFactory(parameters, results) {
  let body;
  if (hasUnseen(parameters) || hasUnseen(results)) {
    body = "throw new TypeError('a function with v128 or exnref in its type can not be called from WebAssembly');";
  } else {
    const call = `f(${joined(parameters, (letter, i) => received(letter, `a${i}`))})`;
    if (results.length === 0) body = `${call};`;
    else if (results.length === 1) body = `const r = ${call}; return ${converted(results, 0, 'r')};`;
    else {
      const parts = joined(results, (letter, i) => converted(letter, i, `r[${i}]`));
      body = `const r = iterate(${call}, ${results.length}); return [${parts}];`;
    }
  }
  return compileFactory('f, types', `(${joined(parameters, variable)}) => { ${body} }`);
}

/** What Java calls for an imported JavaScript function. */
function makeImport(f, parameters, results, resultTypes) {
  const factory = factoryOf(importFactories, parameters, results, () => makeImportFactory(parameters, results));
  const made = factory(f, resultTypes);
  setWeak(importedFunctions, made, f);
  return made;
}

const importedFunctions = new WeakMap();  // what Java calls -> imported function

const importables = new WeakMap();  // function of a namespace -> host object that is linked for it

/** An object of functions for the embedder's host functions, which only WebAssembly can call. */
function makeNamespace(names, handles) {
  const namespace = {};
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const { f } = { f() { throw refusal(`${name} can only be called by WebAssembly that imports it`); } };
    defineProperty(f, 'name', { __proto__: null, value: name, configurable: true });
    setWeak(importables, f, handles[i]);
    defineProperty(namespace, name, { __proto__: null, value: f, writable: true, enumerable: true, configurable: true });
  }
  return namespace;
}

// Opaque objects for structures and arrays.

const refuse = () => { throw refusal('a WebAssembly object can not be changed'); };
const OPAQUE = freeze({
  __proto__: null,
  getPrototypeOf: () => null,
  setPrototypeOf: (target, prototype) => prototype === null,
  isExtensible: () => false,
  preventExtensions: () => false,
  getOwnPropertyDescriptor: () => undefined,
  defineProperty: refuse,
  has: () => false,
  get: () => undefined,
  set: refuse,
  deleteProperty: refuse,
  ownKeys: () => [],
});

/** [the opaque object, something that gives it as long as it lives] */
function makeStructure(handle) {
  const object = new BaseProxy(freeze(create(null)), OPAQUE);
  setWeak(structures, object, handle);
  const weak = new BaseWeakRef(object);
  return [object, () => deref(weak)];
}
const deref = callOf(WeakRef.prototype.deref);

// Interfaces.

const ObjectPrototype = Object.prototype;

/** Gives an object the prototype of its interface where its new.target had none. */
function usePrototype(object, class_) {
  if (getPrototypeOf(object) === ObjectPrototype) setPrototypeOf(object, class_.prototype);
}

/** A property of an interface: enumerable, and with functions that name themselves in their errors. */
function member(operation, property, wrong) {
  const enumerable = true, configurable = true;
  if (property.value !== undefined) {
    return { value: operationOf(`${operation}()`, property.value, wrong), writable: true, enumerable, configurable };
  }
  const accessor = { get: operationOf(operation, property.get, wrong), enumerable, configurable };
  if (property.set !== undefined) accessor.set = operationOf(operation, property.set, wrong);
  return accessor;
}

/**
 * A function that does what another one does, and names itself in its errors. That one has looked
 * for a private field of its receiver before anything else can be seen to happen, so that the
 * receiver is looked at only where there is an error.
 */
function operationOf(operation, action, wrong) {
  const { result } = {
    result() {
      try {
        return apply(action, this, arguments);
      } catch (error) {
        throw named(operation, wrong?.(this) ?? error);
      }
    },
  };
  defineProperty(result, 'name', { value: action.name, configurable: true });
  defineProperty(result, 'length', { value: action.length, configurable: true });
  return result;
}

/**
 * Makes the members of a class what Web IDL says, and gives it a tag.
 *
 * `handleOf` gives the handle of an object of the class, and undefined for any other value.
 */
function asInterface(class_, name, length, handleOf) {
  const wrong = receiver =>
    handleOf(receiver) === undefined ? refusal(`receiver is ${host.describe(receiver)}, not a WebAssembly.${name}`) : undefined;
  for (const owner of [class_, class_.prototype]) {
    for (const key of ownKeys(owner)) {
      const property = getOwnPropertyDescriptor(owner, key);
      const isOfClass = owner === class_ ? key === 'length' || key === 'name' || key === 'prototype' : key === 'constructor';
      if (typeof key === 'string' && !isOfClass && property.configurable) {
        defineProperty(owner, key, member(`WebAssembly.${name}.${key}`, property, owner === class_ ? undefined : wrong));
      }
    }
  }
  defineProperty(class_, 'length', { value: length, configurable: true });
  defineProperty(class_.prototype, SymbolToStringTag, { value: `WebAssembly.${name}`, configurable: true });
  return class_;
}

function needArguments(args, count) {
  if (args.length < count) {
    throw refusal(`needs ${count} argument${count === 1 ? '' : 's'} but got ${args.length}`);
  }
}

function needObject(value, what) {
  if (!isObject(value)) throw refusal(`${what} must be an object, not ${host.describe(value)}`);
}

const LETTERS = freeze({
  __proto__: null,
  i32: 'I', i64: 'J', f32: 'F', f64: 'D', v128: 'V', exnref: 'E', externref: 'X', anyfunc: 'U',
  anyref: 'R', eqref: 'R', structref: 'R', arrayref: 'R', i31ref: 'R',
});

/** The name of a value type, converted and checked. */
function valueType(value, what) {
  const name = `${value}`;
  if (LETTERS[name] === undefined) throw refusal(`${what}: '${name}' is no value type`);
  return name;
}

const isReference = letter => letter === 'X' || letter === 'U' || letter === 'R';

function defaultValue(letter) {
  switch (letter) {
    case 'J': return 0n;
    case 'X': return undefined;
    case 'U': case 'R': return null;
    default: return 0;
  }
}

function addressType(descriptor) {
  const address = descriptor.address;
  if (address === undefined) return false;
  const name = `${address}`;
  if (name !== 'i32' && name !== 'i64') throw refusal(`the address type must be 'i32' or 'i64', not '${name}'`);
  return name === 'i64';
}

function limits(descriptor, is64, kind) {
  const initial = descriptor.initial;
  if (initial === undefined) throw refusal(`the descriptor of a ${kind} needs the property 'initial'`);
  const least = toAddress(is64, initial, 'initial');
  const maximum = descriptor.maximum;
  return { initial: least, maximum: maximum === undefined ? null : toAddress(is64, maximum, 'maximum') };
}

let moduleHandle, instanceHandle, memoryHandle, tableHandle, globalHandle, tagHandle, exceptionHandle;

class AbstractModuleSource {
  constructor() {
    throw refusal('AbstractModuleSource is abstract');
  }

  get [SymbolToStringTag]() {
    return moduleHandle(this) === undefined ? undefined : 'WebAssembly.Module';
  }
}

// Every constructor also wraps a host object that is there already: new X(INTERNAL, handle).

class Module {
  #handle;
  static {
    moduleHandle = value => isObject(value) && #handle in value ? value.#handle : undefined;
  }

  constructor(bytes, options) {
    usePrototype(this, Module);
    if (bytes === INTERNAL) {
      this.#handle = options;
    } else {
      inOperation('WebAssembly.Module()', () => {
        needArguments(arguments, 1);
        const { buffer, offset, length } = bufferSource(bytes);
        const { sets, constants } = compileOptions(options);
        this.#handle = host.compile(host.copy(buffer, offset, length), sets, constants);
      });
    }
  }

  static exports(module) {
    const rows = host.moduleExports(moduleArgument(arguments, 1));
    const result = [];
    for (let i = 0; i < rows.length; i++) append(result, { name: rows[i][0], kind: rows[i][1] });
    return result;
  }

  static imports(module) {
    const rows = host.moduleImports(moduleArgument(arguments, 1));
    const result = [];
    for (let i = 0; i < rows.length; i++) append(result, { module: rows[i][0], name: rows[i][1], kind: rows[i][2] });
    return result;
  }

  static customSections(module, sectionName) {
    const handle = moduleArgument(arguments, 2);
    const sections = host.customSections(handle, `${sectionName}`);
    const result = [];
    for (let i = 0; i < sections.length; i++) {
      append(result, arrayBufferSlice(new BaseArrayBuffer(sections[i]), 0));
    }
    return result;
  }
}
setPrototypeOf(Module, AbstractModuleSource);
setPrototypeOf(Module.prototype, AbstractModuleSource.prototype);

function moduleArgument(args, count) {
  needArguments(args, count);
  const handle = moduleHandle(args[0]);
  if (handle === undefined) throw refusal(`the first argument must be a WebAssembly.Module, not ${host.describe(args[0])}`);
  return handle;
}

// Instances.

/** Reads what a module imports, in order, each property once; the values as Java links them. */
function readImports(module, importObject) {
  const wanted = host.imports(module);
  if (wanted.length > 0 && importObject === undefined) {
    throw refusal('Imports argument must be present and must be an object');
  }
  const values = [];
  for (let i = 0; i < wanted.length; i++) {
    const row = wanted[i], moduleName = row[0], name = row[1];
    const namespace = importObject[moduleName];
    if (!isObject(namespace)) {
      throw refusal(`Import #${i} "${moduleName}": module is not an object or function`);
    }
    append(values, importValue(namespace[name], row, `Import #${i} "${moduleName}" "${name}"`));
  }
  return values;
}

const INTERFACES = { __proto__: null, memory: 'Memory', table: 'Table', tag: 'Tag' };

function importValue(value, row, what) {
  const kind = row[2];
  switch (kind) {
    case 'function': return importFunction(value, row[3], row[4], row[5], what);
    case 'global': return importGlobal(value, row[3], row[4], row[5], what);
    default: {
      const handle = kind === 'memory' ? memoryHandle(value) : kind === 'table' ? tableHandle(value) : tagHandle(value);
      if (handle === undefined) throw refusal(`${what}: ${kind} import requires a WebAssembly.${INTERFACES[kind]}`, 'LinkError');
      return handle;
    }
  }
}

function importFunction(value, parameters, results, resultTypes, what) {
  if (typeof value !== 'function') throw refusal(`${what}: function import requires a callable`, 'LinkError');
  const known = getWeak(functions, value) ?? getWeak(importables, value);
  return known === undefined ? makeImport(value, parameters, results, resultTypes) : known;
}

function importGlobal(value, letter, isMutable, type, what) {
  const handle = globalHandle(value);
  if (handle !== undefined) return handle;
  const misfit = globalMisfit(value, letter, isMutable);
  if (misfit !== '') throw refusal(`${what}: global import ${misfit}`, 'LinkError');
  try {
    return host.globalValue(letter, type, toWebAssembly(letter, type, value));
  } catch (error) {
    if (isObject(error) && getWeak(refusals, error) === 'TypeError') throw refusal(`${what}: ${error.message}`, 'LinkError');
    throw error;
  }
}

/** Why a value that is no Global can not be imported as one, or nothing. */
function globalMisfit(value, letter, isMutable) {
  if (isMutable) return 'must be a mutable WebAssembly.Global';
  switch (letter) {
    case 'J': return typeof value === 'bigint' ? '' : 'must be a BigInt or a WebAssembly.Global';
    case 'I': case 'F': case 'D': return typeof value === 'number' ? '' : 'must be a Number or a WebAssembly.Global';
    case 'V': case 'E': return 'must be a WebAssembly.Global';
    default: return '';
  }
}

function exportsObject(instance) {
  const object = create(null);
  const list = host.exports(instance);
  for (let i = 0; i < list.length; i++) {
    defineProperty(object, list[i][0], { __proto__: null, value: list[i][1], enumerable: true });
  }
  return freeze(object);
}

function checkImportObject(importObject) {
  if (importObject !== undefined && !isObject(importObject)) {
    throw refusal(`the import object must be an object, not ${host.describe(importObject)}`);
  }
}

class Instance {
  #handle;
  #exports;
  static {
    instanceHandle = value => isObject(value) && #handle in value ? value.#handle : undefined;
  }

  constructor(module, importObject) {
    usePrototype(this, Instance);
    if (module === INTERNAL) {
      this.#handle = importObject;
    } else {
      inOperation('WebAssembly.Instance()', () => {
        const handle = moduleArgument(arguments, 1);
        checkImportObject(importObject);
        this.#handle = host.instantiate(handle, readImports(handle, importObject));
      });
    }
    this.#exports = exportsObject(this.#handle);
  }

  get exports() {
    return this.#exports;
  }
}

// Memories.

class Memory {
  #handle;
  #is64;
  static {
    memoryHandle = value => isObject(value) && #handle in value ? value.#handle : undefined;
  }

  constructor(descriptor) {
    usePrototype(this, Memory);
    if (descriptor === INTERNAL) {
      this.#handle = arguments[1];
      this.#is64 = host.memoryIs64(this.#handle);
    } else {
      inOperation('WebAssembly.Memory()', () => {
        needArguments(arguments, 1);
        needObject(descriptor, 'the descriptor of a memory');
        const is64 = addressType(descriptor);
        const { initial, maximum } = limits(descriptor, is64, 'memory');
        const shared = !!descriptor.shared;
        if (shared && maximum === null) throw refusal('a shared memory needs a maximum');
        this.#is64 = is64;
        this.#handle = host.newMemory(initial, maximum, shared, is64);
        host.attach(this.#handle, this);
      });
    }
  }

  grow(delta) {
    needArguments(arguments, 1);
    const is64 = this.#is64;
    return fromAddress(is64, host.grow(this.#handle, toAddress(is64, delta, 'delta')));
  }

  toFixedLengthBuffer() {
    return host.buffer(this.#handle);
  }

  get buffer() {
    return host.buffer(this.#handle);
  }
}

/** The buffer over a memory's bytes. */
function makeBuffer(bytes, isShared) {
  if (!isShared) return new BaseArrayBuffer(bytes);
  const buffer = new BaseSharedArrayBuffer(bytes);
  defineProperty(buffer, 'byteLength', { __proto__: null, value: host.length(bytes) });
  addWeak(memoryBuffers, buffer);
  return freeze(buffer);
}

// Tables.

class Table {
  #handle;
  #letter;
  #type;
  #is64;
  static {
    tableHandle = value => isObject(value) && #handle in value ? value.#handle : undefined;
  }

  constructor(descriptor, value) {
    usePrototype(this, Table);
    if (descriptor === INTERNAL) {
      this.#wrap(value);
      return;
    }
    inOperation('WebAssembly.Table()', () => {
      needArguments(arguments, 1);
      needObject(descriptor, 'the descriptor of a table');
      const element = valueType(descriptor.element, 'the element of a table');
      const letter = LETTERS[element];
      if (!isReference(letter)) throw refusal(`the element of a table must be a reference type, not '${element}'`);
      const is64 = addressType(descriptor);
      const { initial, maximum } = limits(descriptor, is64, 'table');
      const type = host.typeNamed(element);
      const init = value === undefined ? defaultValue(letter) : value;
      this.#wrap(host.newTable(type, initial, maximum, is64, toWebAssembly(letter, type, init)));
      host.attach(this.#handle, this);
    });
  }

  #wrap(handle) {
    this.#handle = handle;
    const type = host.tableType(handle);
    this.#letter = type[0];
    this.#type = type[1];
    this.#is64 = type[2];
  }

  #value(args, index) {
    if (args.length > index) return toWebAssembly(this.#letter, this.#type, args[index]);
    return toWebAssembly(this.#letter, this.#type, defaultValue(this.#letter));
  }

  grow(delta, value) {
    needArguments(arguments, 1);
    const count = toAddress(this.#is64, delta, 'delta');
    return fromAddress(this.#is64, host.tableGrow(this.#handle, count, this.#value(arguments, 1)));
  }

  set(index, value) {
    needArguments(arguments, 1);
    const at = toAddress(this.#is64, index, 'index');
    host.tableSet(this.#handle, at, this.#value(arguments, 1));
  }

  get(index) {
    needArguments(arguments, 1);
    const at = toAddress(this.#is64, index, 'index');
    if (this.#letter === 'E') throw refusal('a table of exnref can not be read by JavaScript');
    return host.tableGet(this.#handle, at);
  }

  get length() {
    return fromAddress(this.#is64, host.tableLength(this.#handle));
  }
}

// Globals.

class Global {
  #handle;
  #letter;
  #type;
  #isMutable;
  static {
    globalHandle = value => isObject(value) && #handle in value ? value.#handle : undefined;
  }

  constructor(descriptor, v) {
    usePrototype(this, Global);
    if (descriptor === INTERNAL) {
      this.#wrap(v);
      return;
    }
    inOperation('WebAssembly.Global()', () => {
      needArguments(arguments, 1);
      needObject(descriptor, 'the descriptor of a global');
      const isMutable = !!descriptor.mutable;
      const value = descriptor.value;
      if (value === undefined) throw refusal("the descriptor of a global needs the property 'value'");
      const name = valueType(value, 'the value of a global');
      const letter = LETTERS[name], type = host.typeNamed(name);
      const init = v === undefined && (!isReference(letter) || arguments.length < 2) ? defaultValue(letter) : v;
      this.#wrap(host.newGlobal(type, isMutable, toWebAssembly(letter, type, init)));
      host.attach(this.#handle, this);
    });
  }

  #wrap(handle) {
    this.#handle = handle;
    const type = host.globalType(handle);
    this.#letter = type[0];
    this.#type = type[1];
    this.#isMutable = type[2];
  }

  valueOf() {
    return this.#get();
  }

  #get() {
    if (hasUnseen(this.#letter)) throw refusal('the value of this global can not be read by JavaScript');
    return toJs(this.#letter, host.globalGet(this.#handle));
  }

  get value() {
    return this.#get();
  }

  set value(value) {
    if (!this.#isMutable) throw refusal('the global is immutable');
    if (hasUnseen(this.#letter)) throw refusal('the value of this global can not be set by JavaScript');
    host.globalSet(this.#handle, toWebAssembly(this.#letter, this.#type, value));
  }
}

// Tags and exceptions.

class Tag {
  #handle;
  static {
    tagHandle = value => isObject(value) && #handle in value ? value.#handle : undefined;
  }

  constructor(descriptor) {
    usePrototype(this, Tag);
    if (descriptor === INTERNAL) {
      this.#handle = arguments[1];
      return;
    }
    inOperation('WebAssembly.Tag()', () => {
      needArguments(arguments, 1);
      needObject(descriptor, 'the descriptor of a tag');
      const parameters = descriptor.parameters;
      if (parameters === undefined) throw refusal("the descriptor of a tag needs the property 'parameters'");
      const types = sequence(parameters, 'the parameters of a tag must be a sequence',
        type => host.typeNamed(valueType(type, 'a parameter of a tag')));
      this.#handle = host.newTag(types);
      host.attach(this.#handle, this);
    });
  }
}

class Exception {
  #handle;
  #stack;
  static {
    exceptionHandle = value => isObject(value) && #handle in value ? value.#handle : undefined;
  }

  constructor(exceptionTag, payload, options) {
    usePrototype(this, Exception);
    if (exceptionTag === INTERNAL) {
      this.#handle = payload;
      return;
    }
    inOperation('WebAssembly.Exception()', () => {
      needArguments(arguments, 2);
      const tag = tagArgument(exceptionTag);
      const values = sequence(payload, 'the payload of an exception must be a sequence', asIs);
      if (options !== undefined && options !== null) needObject(options, 'the options of an exception');
      const traceStack = options !== undefined && options !== null && !!options.traceStack;
      if (host.isJsTag(tag)) throw refusal('an exception can not be made with WebAssembly.JSTag');
      const { 0: letters, 1: types } = host.tagType(tag);
      if (values.length !== letters.length) {
        throw refusal(`the tag has ${letters.length} parameters, but the payload has ${values.length} values`);
      }
      for (let i = 0; i < values.length; i++) values[i] = toWebAssembly(letters[i], types[i], values[i]);
      this.#handle = host.newException(tag, values);
      host.attach(this.#handle, this);
      if (traceStack) this.#stack = new BaseError().stack;
    });
  }

  is(exceptionTag) {
    needArguments(arguments, 1);
    const handle = this.#handle;
    return host.isOfTag(handle, tagArgument(exceptionTag));
  }

  getArg(exceptionTag, index) {
    needArguments(arguments, 2);
    const handle = this.#handle;
    const tag = tagArgument(exceptionTag);
    const at = toU32(index, 'index');
    if (!host.isOfTag(handle, tag)) throw refusal('the exception is of another tag');
    const letters = host.tagType(tag)[0];
    if (at >= letters.length) throw refusal(`the exception has no value ${at}`, 'RangeError');
    if (hasUnseen(letters[at])) throw refusal('the value can not be read by JavaScript');
    return toJs(letters[at], host.getArg(handle, tag, at));
  }

  get stack() {
    return this.#stack;
  }
}

function tagArgument(value) {
  const handle = tagHandle(value);
  if (handle === undefined) throw refusal(`the tag must be a WebAssembly.Tag, not ${host.describe(value)}`);
  return handle;
}

// The namespace.

/** The promise of an operation; what the function throws is the promise's too. */
const promised = (operation, action) => new BasePromise((resolve, reject) => {
  const refuse = error => { reject(named(operation, error)); };
  try {
    action(resolve, refuse);
  } catch (error) {
    refuse(error);
  }
});

/** Compiles bytes that have been copied; `done` gets the module's handle, in a later task. */
function compileLater(copy, { sets, constants }, done, reject) {
  host.compileLater(copy, sets, constants, handle => {
    try {
      done(handle);
    } catch (error) {
      reject(error);
    }
  }, reject);
}

/** Instantiates in a later task; the imports have been read. */
function instantiateLater(handle, values, done, reject) {
  host.later(() => {
    let instance;
    try {
      instance = new Instance(INTERNAL, host.instantiate(handle, values));
    } catch (error) {
      reject(error);
      return;
    }
    done(instance);
  });
}

const copyOf = bytes => {
  const { buffer, offset, length } = bufferSource(bytes);
  return host.copy(buffer, offset, length);
};

/** The checks of the web API on a response, and its bytes. */
function consume(source, done, reject) {
  const read = response => {
    const known = host.readResponse(response);
    if (known === undefined) throw refusal(`the source must be a Response, or a promise of one, not ${host.describe(response)}`);
    const { contentType, isSameOrigin, isOk, isUnusable, status } = known;
    const type = contentType === null || contentType === undefined ? '' : host.trim(contentType);
    if (toLowerCase(type) !== 'application/wasm') {
      throw refusal(`Incorrect response MIME type. Expected 'application/wasm', got '${type}'`);
    }
    if (!isSameOrigin) throw refusal('the response is opaque');
    if (!isOk) throw refusal(status === undefined ? 'HTTP status code is not ok' : `HTTP status code is not ok: ${status}`);
    if (isUnusable) throw refusal('the body of the response has been used already');
    return known.consume();
  };
  then(then(resolved(source), read), bytes => {
    try {
      done(copyOf(bytes));
    } catch (error) {
      reject(error);
    }
  }, reject);
}

/** Compiles and instantiates a copy of bytes. */
function instantiateBytes(copy, options, importObject, resolve, reject) {
  compileLater(copy, options, handle => {
    const module = new Module(INTERNAL, handle);
    instantiateLater(handle, readImports(handle, importObject), instance => resolve({ module, instance }), reject);
  }, reject);
}

const WebAssembly = create(Object.prototype);

const operations = {
  validate(bytes, options) {
    return inOperation('WebAssembly.validate()', () => {
      needArguments(arguments, 1);
      const copy = copyOf(bytes);
      const { sets, constants } = compileOptions(options);
      return host.validate(copy, sets, constants);
    });
  },

  compile(bytes, options) {
    return promised('WebAssembly.compile()', (resolve, reject) => {
      const copy = copyOf(bytes);
      compileLater(copy, compileOptions(options), handle => resolve(new Module(INTERNAL, handle)), reject);
    });
  },

  instantiate(source, importObject, options) {
    return promised('WebAssembly.instantiate()', (resolve, reject) => {
      const handle = moduleHandle(source);
      if (handle !== undefined) {
        checkImportObject(importObject);
        instantiateLater(handle, readImports(handle, importObject), resolve, reject);
        return;
      }
      const copy = copyOf(source);
      checkImportObject(importObject);
      instantiateBytes(copy, compileOptions(options), importObject, resolve, reject);
    });
  },

  compileStreaming(source, options) {
    return promised('WebAssembly.compileStreaming()', (resolve, reject) => {
      const converted = compileOptions(options);
      consume(source, copy =>
        compileLater(copy, converted, handle => resolve(new Module(INTERNAL, handle)), reject), reject);
    });
  },

  instantiateStreaming(source, importObject, options) {
    return promised('WebAssembly.instantiateStreaming()', (resolve, reject) => {
      checkImportObject(importObject);
      const converted = compileOptions(options);
      consume(source, copy => instantiateBytes(copy, converted, importObject, resolve, reject), reject);
    });
  },
};

for (const name of ownKeys(operations)) {
  const operation = operations[name];
  defineProperty(operation, 'length', { value: 1, configurable: true });
  defineProperty(WebAssembly, name, { value: operation, writable: true, enumerable: true, configurable: true });
}

const interfaces = { Module, Instance, Memory, Table, Global, Tag, Exception };
const handles = {
  Module: moduleHandle,
  Instance: instanceHandle,
  Memory: memoryHandle,
  Table: tableHandle,
  Global: globalHandle,
  Tag: tagHandle,
  Exception: exceptionHandle,
};
for (const name of ownKeys(interfaces)) asInterface(interfaces[name], name, name === 'Exception' ? 2 : 1, handles[name]);
for (const name of ['grow', 'set']) defineProperty(Table.prototype[name], 'length', { value: 1, configurable: true });
for (const [name, class_] of Object.entries({ ...interfaces, CompileError, LinkError, RuntimeError })) {
  defineProperty(WebAssembly, name, { value: class_, writable: true, configurable: true });
}
defineProperty(WebAssembly, SymbolToStringTag, { value: 'WebAssembly', configurable: true });
const jsTag = new Tag(INTERNAL, host.jsTag());
host.attach(host.jsTag(), jsTag);
defineProperty(WebAssembly, 'JSTag', {
  get: getOwnPropertyDescriptor({ get JSTag() { return jsTag; } }, 'JSTag').get,
  enumerable: true,
  configurable: true,
});
defineProperty(global, 'WebAssembly', { value: WebAssembly, writable: true, configurable: true });

// What Java calls.
return {
  makeFunction,
  importedFunction: made => getWeak(importedFunctions, made),
  conversion: letter => value => toWebAssembly(letter, undefined, value),
  makeNamespace,
  makeStructure,
  makeBuffer,
  detach,
  makeMemory: handle => new Memory(INTERNAL, handle),
  makeTable: handle => new Table(INTERNAL, handle),
  makeGlobal: handle => new Global(INTERNAL, handle),
  makeTag: handle => new Tag(INTERNAL, handle),
  makeException: handle => new Exception(INTERNAL, handle),
  makeModule: handle => new Module(INTERNAL, handle),
  moduleHandle,
  instanceHandle,
  reference,
  samples: () => [null, undefined, {}, new BaseProxy({}, OPAQUE)],
  thrownReference,
  makeError,
  addFrames,
  asIs,
  raise: value => { throw value; },
  swallow: action => { try { action(); } catch { /* as intended */ } },
  microtask: action => { then(resolved(), action); },
};
})
