"use strict";

// Writes WebAssembly modules in the binary format, section by section, with the names the specification uses. An example:
//
//   const m = new ModuleBuilder();
//   const log = m.importFunction("env", "log", [i32], []);
//   m.func({ params: [i32, i32], results: [i32], export: "add", code: [localGet(0), localGet(1), op.i32Add] });
//   const { exports } = m.instantiate({ env: { log: console.log } });
//
// Imports must come before definitions of the same kind. Every method that adds something returns its index. Code is an
// array of numbers and arrays, flattened when written; the closing `end` is added.

// --- types: each is a number, or an array of numbers ----------------------------------------------------------------------

const i32 = 0x7f;
const i64 = 0x7e;
const f32 = 0x7d;
const f64 = 0x7c;
const v128 = 0x7b;
const i8 = 0x78;
const i16 = 0x77;
const heap = {
  noexn: 0x74, nofunc: 0x73, noextern: 0x72, none: 0x71, func: 0x70, extern: 0x6f, any: 0x6e, eq: 0x6d, i31: 0x6c,
  struct: 0x6b, array: 0x6a, exn: 0x69,
};
const funcref = heap.func;
const externref = heap.extern;
const anyref = heap.any;
const eqref = heap.eq;
const i31ref = heap.i31;
const structref = heap.struct;
const arrayref = heap.array;
const exnref = heap.exn;

/** `(ref ht)` and `(ref null ht)`: of one of `heap`, or of a type index (made with `typeIndex`). */
const ref = heapType => [0x64, heapType];
const refNull = heapType => [0x63, heapType];
const typeIndex = index => sleb(index);

// --- numbers --------------------------------------------------------------------------------------------------------------

/** Unsigned LEB128 of a Number or BigInt. */
function uleb(value) {
  if (typeof value === "number" && value >= 0 && value < 128) return [value];
  const out = [];
  let rest = BigInt(value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    out.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return out;
}

/** Signed LEB128 of a Number or BigInt. */
function sleb(value) {
  if (typeof value === "number" && value >= -64 && value < 64) return [value & 0x7f];
  const out = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
      out.push(low);
      return out;
    }
    out.push(low | 0x80);
  }
}

function float32Bytes(value) {
  return Array.from(new Uint8Array(new Float32Array([value]).buffer));
}

function float64Bytes(value) {
  return Array.from(new Uint8Array(new Float64Array([value]).buffer));
}

/** A name: its length and UTF-8 (a lone surrogate as its three bytes, which no valid name holds). An array is taken as bytes. */
function nameBytes(text) {
  const out = typeof text === "string" ? utf8(text) : text;
  return [uleb(out.length), out];
}

function utf8(text) {
  const out = [];
  for (const character of text) {
    const c = character.codePointAt(0);
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return out;
}

const vector = items => [uleb(items.length), items];

/** `{min, max, shared, address}`: max optional, address "i64" for 64-bit. */
function limitsBytes({ min, max, shared, address }) {
  const flags = (max === undefined ? 0 : 1) | (shared ? 2 : 0) | (address === "i64" ? 4 : 0);
  return [flags, uleb(min), max === undefined ? [] : uleb(max)];
}

// --- instructions ---------------------------------------------------------------------------------------------------------

const op = {
  unreachable: 0x00, nop: 0x01, end: 0x0b, return: 0x0f, drop: 0x1a, select: 0x1b, else: 0x05, throwRef: 0x0a, catchAll: 0x19,
  i32Eqz: 0x45, i32Add: 0x6a, i32Sub: 0x6b, i32Mul: 0x6c, i32DivS: 0x6d, i64Add: 0x7c, f32Add: 0x92, f64Add: 0xa0,
  i32TruncF64S: 0xaa,
  refIsNull: 0xd1, refEq: 0xd3,
  refI31: [0xfb, 0x1c], i31GetS: [0xfb, 0x1d], anyConvertExtern: [0xfb, 0x1a], externConvertAny: [0xfb, 0x1b],
  arrayLen: [0xfb, 0x0f],
};
const localGet = index => [0x20, uleb(index)];
const localSet = index => [0x21, uleb(index)];
const globalGet = index => [0x23, uleb(index)];
const globalSet = index => [0x24, uleb(index)];
const tableGet = index => [0x25, uleb(index)];
const tableSet = index => [0x26, uleb(index)];
const call = index => [0x10, uleb(index)];
const callIndirect = (type, table) => [0x11, uleb(type), uleb(table)];
const i32Const = value => [0x41, sleb(value)];
const i64Const = value => [0x42, sleb(value)];
const f32Const = value => [0x43, float32Bytes(value)];
const f64Const = value => [0x44, float64Bytes(value)];
const i32Load = (memory = 0) => memory === 0 ? [0x28, 2, 0] : [0x28, 0x42, uleb(memory), 0];
const i32Store = (memory = 0) => memory === 0 ? [0x36, 2, 0] : [0x36, 0x42, uleb(memory), 0];
const i32Load8 = () => [0x2d, 0, 0];
const i32Store8 = () => [0x3a, 0, 0];
const memorySize = (memory = 0) => [0x3f, uleb(memory)];
const memoryGrow = (memory = 0) => [0x40, uleb(memory)];
const tableGrow = table => [0xfc, 15, uleb(table)];
const tableSize = table => [0xfc, 16, uleb(table)];
const refFunc = index => [0xd2, uleb(index)];
const refNullOf = heapType => [0xd0, heapType];
const v128Zero = [0xfd, 0x0c, new Array(16).fill(0)];
const structNew = type => [0xfb, 0x00, uleb(type)];
const structGet = (type, field) => [0xfb, 0x02, uleb(type), uleb(field)];
const structSet = (type, field) => [0xfb, 0x05, uleb(type), uleb(field)];
const arrayNew = type => [0xfb, 0x06, uleb(type)];
const arrayNewFixed = (type, count) => [0xfb, 0x08, uleb(type), uleb(count)];
const arrayGetU = type => [0xfb, 0x0d, uleb(type)];
const arraySet = type => [0xfb, 0x0e, uleb(type)];
const refCast = heapType => [0xfb, 0x16, heapType];
const throwTag = tag => [0x08, uleb(tag)];
const branch = label => [0x0c, uleb(label)];
const block = (type, ...body) => [0x02, type, body, op.end];
const loop = (type, ...body) => [0x03, type, body, op.end];
const ifElse = (type, then, otherwise) => [0x04, type, then, op.else, otherwise, op.end];
const empty = 0x40;
/** `try_table` with clauses of `catchTag` and the like. */
const tryTable = (type, clauses, ...body) => [0x1f, type, vector(clauses), body, op.end];
const catchTag = (tag, label) => [0x00, uleb(tag), uleb(label)];
const catchTagRef = (tag, label) => [0x01, uleb(tag), uleb(label)];
const catchAllTo = label => [0x02, uleb(label)];
const catchAllRef = label => [0x03, uleb(label)];
// --- the module -----------------------------------------------------------------------------------------------------------

/** Nested arrays, numbers and Uint8Arrays, written out in order. */
function writeBytes(parts) {
  let length = 0;
  const measure = part => {
    if (typeof part === "number") length++;
    else if (part instanceof Uint8Array) length += part.length;
    else part.forEach(measure);
  };
  measure(parts);
  const out = new Uint8Array(length);
  let position = 0;
  const write = part => {
    if (typeof part === "number") {
      out[position++] = part;
    } else if (part instanceof Uint8Array) {
      out.set(part, position);
      position += part.length;
    } else {
      part.forEach(write);
    }
  };
  write(parts);
  return out;
}

const magicAndVersion = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

class ModuleBuilder {
  constructor() {
    this.types = [];
    this.typeCount = 0;
    this.functionTypes = new Map();
    this.imports = [];
    this.counts = { func: 0, table: 0, memory: 0, global: 0, tag: 0 };
    this.functions = [];
    this.tables = [];
    this.memories = [];
    this.tags = [];
    this.globals = [];
    this.exports = [];
    this.startFunction = undefined;
    this.elements = [];
    this.codes = [];
    this.datas = [];
    this.customs = { first: [], last: [] };
  }

  // types

  /** A composite type of its own recursion group: `funcType`, `structType`, `arrayType` make one. */
  type(bytes) {
    this.types.push(bytes);
    return this.typeCount++;
  }

  /** Several in one recursion group; returns the index of the first. */
  rec(all) {
    this.types.push([0x4e, vector(all)]);
    this.typeCount += all.length;
    return this.typeCount - all.length;
  }

  static funcType(params, results) {
    return [0x60, vector(params), vector(results)];
  }

  /** Fields are storage types, immutable; `mutable(i32)` for a mutable one. */
  static structType(fields) {
    return [0x5f, vector(fields.map(field => field.mutable ? [field.mutable, 1] : [field, 0]))];
  }

  static arrayType(field) {
    return [0x5e, field.mutable ? [field.mutable, 1] : [field, 0]];
  }

  funcType(params, results) {
    const key = JSON.stringify([params, results]);
    if (!this.functionTypes.has(key)) this.functionTypes.set(key, this.type(ModuleBuilder.funcType(params, results)));
    return this.functionTypes.get(key);
  }

  // imports

  addImport(module, name, kind, bytes) {
    this.imports.push([nameBytes(module), nameBytes(name), bytes]);
    return this.counts[kind]++;
  }

  importFunction(module, name, params, results) {
    return this.addImport(module, name, "func", [0, uleb(this.funcType(params, results))]);
  }

  importFunctionOfType(module, name, type) {
    return this.addImport(module, name, "func", [0, uleb(type)]);
  }

  importTable(module, name, element, limits) {
    return this.addImport(module, name, "table", [1, element, limitsBytes(limits)]);
  }

  importMemory(module, name, limits) {
    return this.addImport(module, name, "memory", [2, limitsBytes(limits)]);
  }

  importGlobal(module, name, type, mutable = false) {
    return this.addImport(module, name, "global", [3, type, mutable ? 1 : 0]);
  }

  importTag(module, name, params) {
    return this.addImport(module, name, "tag", [4, 0, uleb(this.funcType(params, []))]);
  }

  // definitions

  maybeExport(name, kind, index) {
    if (name !== undefined) this.exports.push([nameBytes(name), kind, uleb(index)]);
    return index;
  }

  /** `{params, results}` or `{type}`; `locals` a list of types; `code`; `export` a name. */
  func({ params = [], results = [], type, locals = [], code = [], export: name }) {
    this.functions.push(uleb(type === undefined ? this.funcType(params, results) : type));
    this.codes.push([vector(locals.map(local => [1, local])), code, op.end]);
    return this.maybeExport(name, 0, this.counts.func++);
  }

  table(element, limits, { export: name, init } = {}) {
    this.tables.push(init === undefined ? [element, limitsBytes(limits)] : [0x40, 0, element, limitsBytes(limits), init, op.end]);
    return this.maybeExport(name, 1, this.counts.table++);
  }

  memory(limits, { export: name } = {}) {
    this.memories.push(limitsBytes(limits));
    return this.maybeExport(name, 2, this.counts.memory++);
  }

  global(type, mutable, init, { export: name } = {}) {
    this.globals.push([type, mutable ? 1 : 0, init, op.end]);
    return this.maybeExport(name, 3, this.counts.global++);
  }

  tag(params, { export: name } = {}) {
    this.tags.push([0, uleb(this.funcType(params, []))]);
    return this.maybeExport(name, 4, this.counts.tag++);
  }

  exportFunction(name, index) {
    this.maybeExport(name, 0, index);
    return this;
  }

  exportTable(name, index) {
    this.maybeExport(name, 1, index);
    return this;
  }

  exportMemory(name, index) {
    this.maybeExport(name, 2, index);
    return this;
  }

  exportGlobal(name, index) {
    this.maybeExport(name, 3, index);
    return this;
  }

  exportTag(name, index) {
    this.maybeExport(name, 4, index);
    return this;
  }

  start(index) {
    this.startFunction = index;
    return this;
  }

  /** An active segment of functions at `offset` of table 0. */
  elem(offset, functionIndices) {
    this.elements.push([0, i32Const(offset), op.end, vector(functionIndices.map(uleb))]);
    return this;
  }

  /** Functions that may be named by `ref.func`. */
  declare(functionIndices) {
    this.elements.push([3, 0, vector(functionIndices.map(uleb))]);
    return this;
  }

  /** An active segment at `offset` of memory 0. */
  data(offset, bytes) {
    this.datas.push([0, i32Const(offset), op.end, uleb(bytes.length), bytes]);
    return this;
  }

  /** A custom section before all others, or after them. */
  custom(name, bytes, where = "last") {
    this.customs[where].push(ModuleBuilder.section(0, [nameBytes(name), bytes]));
    return this;
  }

  static section(id, content) {
    const bytes = writeBytes([content]);
    return [id, uleb(bytes.length), bytes];
  }

  bytes() {
    const counted = (id, items) => items.length === 0 ? [] : ModuleBuilder.section(id, vector(items));
    return writeBytes([
      magicAndVersion,
      this.customs.first,
      counted(1, this.types),
      counted(2, this.imports),
      counted(3, this.functions),
      counted(4, this.tables),
      counted(5, this.memories),
      counted(13, this.tags),
      counted(6, this.globals),
      counted(7, this.exports),
      this.startFunction === undefined ? [] : ModuleBuilder.section(8, uleb(this.startFunction)),
      counted(9, this.elements),
      counted(10, this.codes.map(code => {
        const bytes = writeBytes([code]);
        return [uleb(bytes.length), bytes];
      })),
      counted(11, this.datas),
      this.customs.last,
    ]);
  }

  module(options) {
    return new WebAssembly.Module(this.bytes(), options);
  }

  /** The exports of a new instance. */
  instantiate(imports, options) {
    return new WebAssembly.Instance(this.module(options), imports).exports;
  }
}

const mutable = type => ({ mutable: type });

/** The smallest module. */
const emptyModuleBytes = () => new Uint8Array(magicAndVersion);

/** A module with one function `f` of the given type and code. */
function functionModule(params, results, code, locals = []) {
  const m = new ModuleBuilder();
  m.func({ params, results, locals, code, export: "f" });
  return m;
}

/** The exported function `f` that returns its parameters of the given types. */
function identity(...types) {
  return functionModule(types, types, types.map((_, index) => localGet(index))).instantiate().f;
}

/** A module of one section with a raw content, after the sections in `before`. */
function rawModule(...sections) {
  return writeBytes([magicAndVersion, sections.map(([id, ...content]) => ModuleBuilder.section(id, content))]);
}

// --- features of the engine that only bytes can tell ----------------------------------------------------------------------

Object.assign(featureProbes, {
  memory64: () => {
    const m = new ModuleBuilder();
    m.memory({ min: 0, address: "i64" });
    return WebAssembly.validate(m.bytes()) && new WebAssembly.Memory({ address: "i64", initial: 0n }).grow(0n) === 0n;
  },
  multiMemory: () => {
    const m = new ModuleBuilder();
    m.memory({ min: 0 });
    m.memory({ min: 0 });
    return WebAssembly.validate(m.bytes());
  },
  exnref: () => WebAssembly.validate(functionModule([exnref], [], []).bytes()),
  tags: () => {
    const m = new ModuleBuilder();
    m.tag([]);
    return WebAssembly.validate(m.bytes());
  },
  gc: () => WebAssembly.validate(functionModule([anyref], [], []).bytes()),
  simd: () => WebAssembly.validate(functionModule([v128], [], []).bytes()),
  threads: () => {
    const m = new ModuleBuilder();
    m.memory({ min: 0, max: 1, shared: true });
    return WebAssembly.validate(m.bytes()) && typeof SharedArrayBuffer === "function";
  },
  functionReferences: () => WebAssembly.validate(functionModule([ref(heap.func)], [], []).bytes()),
  jsString: () => {
    const m = new ModuleBuilder();
    m.importFunction("wasm:js-string", "length", [i32, i32], []); // ill-typed for the builtin
    return WebAssembly.validate(m.bytes()) && !WebAssembly.validate(m.bytes(), { builtins: ["js-string"] });
  },
});
