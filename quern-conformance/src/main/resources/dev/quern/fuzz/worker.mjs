// Runs programs in node: reads a line of ProgramText each, and answers with the lines that Run writes, in the same
// words, and a line with a dot.
import { createInterface } from 'node:readline';
import { crc32 } from 'node:zlib';

const END = '.';
const NOTED = 20;
const bits = new DataView(new ArrayBuffer(8));

// The classes of TrapClass in V8's words. First what is said in V8's words only.
const TRAPS = [
  ['divide', /divide by zero|remainder by zero/],
  ['overflow', /divide result unrepresentable|float unrepresentable/],
  ['unreachable', /unreachable/],
  ['call', /function signature mismatch|null function/],
  ['bounds', /out of bounds|too large|Invalid code point|Invalid string length/i],
  ['null', /null pointer|null exnref/],
  ['cast', /illegal cast/],
  ['alignment', /unaligned/],
  ['shared', /Atomics.wait/],
  ['stack', /Maximum call stack/],
  ['memory', /out of memory/i],
];

class HostFault extends Error {
  constructor(number) {
    super('fault ' + number);
    this.number = number;
  }
}

class Host {
  constructor() {
    this.count = 0;
    this.hash = 0;
    this.noted = [];
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: 8, maximum: 16 });
    this.tag = new WebAssembly.Tag({ parameters: ['i32', 'f64'] });
    const grow = (extern, delta) => {
      try {
        return extern.grow(delta);
      } catch (e) {
        if (!(e instanceof RangeError)) throw e;
        return -1;
      }
    };
    this.imports = {
      log: (value) => {
        this.count++;
        if (this.noted.length < NOTED) this.noted.push(value);
        this.hash = crc32(value + ';', this.hash);
      },
      same: (value) => value,
      same_any: (value) => value,
      call: (callee, argument) => (callee === null ? -1 : ~callee(argument)),
      fail: (number) => {
        throw new HostFault(number);
      },
      throw: (number) => {
        throw new WebAssembly.Exception(this.tag, [number, number / 2]);
      },
      many: (i, j, f, d, x) => [x, d, f, j, i],
      grow_memory: (delta) => grow(this.memory, delta & 1),
      grow_table: (delta) => grow(this.table, delta & 3),
      memory: this.memory,
      table: this.table,
      tag: this.tag,
    };
  }

  log() {
    return `log ${this.count} ${this.hash.toString(16)} [${this.noted.join(', ')}]`;
  }
}

function number(value) {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 53 && !Object.is(value, -0)) return String(value);
  bits.setFloat64(0, value);
  return '0x' + bits.getBigUint64(0).toString(16);
}

function describe(value) {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'function':
      return 'function';
    case 'bigint':
      return value + 'n';
    case 'number':
      return number(value);
    case 'string':
      return '"' + Array.from({ length: value.length }, (_, i) => value.charCodeAt(i).toString(16)).join(' ') + '"';
    default:
      return 'host' in value ? 'host' + value.host : 'object';
  }
}

function hash(buffer) {
  return buffer.byteLength + ' ' + crc32(new Uint8Array(buffer)).toString(16);
}

class Run {
  constructor(line) {
    this.host = new Host();
    this.units = new Map();
    this.objects = new Map();
    this.lines = [];
    const words = line.trim().split(' ');
    this.modules = [];
    this.actions = [];
    for (let i = 2; i < words.length; ) {
      if (words[i] === 'unit') {
        this.modules.push({ name: words[i + 1], bytes: Buffer.from(words[i + 2], 'base64') });
        i += 3;
      } else {
        const values = words[i + 4] === '-' ? [] : words[i + 4].split(',').map((word) => this.argument(word));
        this.actions.push({ unit: words[i + 1], name: words[i + 2], times: Number(words[i + 3]), values });
        i += 5;
      }
    }
  }

  argument(word) {
    const rest = word.slice(1);
    switch (word[0]) {
      case 'n':
        return null;
      case 'i':
        return Number(rest);
      case 'l':
        return BigInt(rest);
      case 'f':
        bits.setUint32(0, parseInt(rest, 16));
        return bits.getFloat32(0);
      case 'd':
        bits.setBigUint64(0, BigInt('0x' + rest));
        return bits.getFloat64(0);
      case 'h':
        if (!this.objects.has(rest)) this.objects.set(rest, { host: rest });
        return this.objects.get(rest);
      default:
        throw new Error('no argument of JavaScript: ' + word);
    }
  }

  run() {
    if (this.instantiate()) {
      for (const action of this.actions) this.act(action);
      this.state();
    }
    return this.lines;
  }

  instantiate() {
    const imports = {
      host: this.host.imports,
    };
    for (const { name, bytes } of this.modules) {
      let outcome = 'made';
      try {
        const module = new WebAssembly.Module(bytes, { builtins: ['js-string'], importedStringConstants: 'string' });
        const exports = new WebAssembly.Instance(module, imports).exports;
        this.units.set(name, exports);
        imports[name] = exports;
      } catch (e) {
        outcome = this.thrown(e);
      }
      this.lines.push(name + ': ' + outcome);
      if (!this.units.has(name)) return false;
    }
    return true;
  }

  act(action) {
    const first = this.outcome(action);
    let last = first;
    let all = 0;
    for (let i = 1; i < action.times; i++) {
      last = this.outcome(action);
      all = crc32(last, all);
    }
    this.lines.push(`${action.unit}.${action.name}: ${first}`);
    if (action.times > 1) this.lines.push(` again: ${all.toString(16)}, last ${last}`);
  }

  outcome(action) {
    try {
      const result = this.units.get(action.unit)[action.name](...action.values);
      if (result === undefined) return '';
      return Array.isArray(result) ? result.map(describe).join(' ') : describe(result);
    } catch (e) {
      return this.thrown(e);
    }
  }

  state() {
    this.lines.push(this.host.log());
    this.lines.push('memory ' + hash(this.host.memory.buffer));
    for (const [unit, exports] of this.units) {
      for (const [name, extern] of Object.entries(exports)) {
        if (extern instanceof WebAssembly.Memory) {
          this.lines.push(`${unit}.${name} ${hash(extern.buffer)}`);
        } else if (extern instanceof WebAssembly.Global) {
          let value;
          try {
            value = extern.value;
          } catch (e) {
            if (!(e instanceof TypeError)) throw e;
            continue; // a v128 or an exnref
          }
          this.lines.push(`${unit}.${name} ${describe(value)}`);
        }
      }
    }
  }

  thrown(e) {
    if (e instanceof WebAssembly.Exception) return 'exception ' + this.tag(e);
    if (e instanceof HostFault) return 'host fault ' + e.number;
    if (e instanceof WebAssembly.RuntimeError || e instanceof RangeError) {
      for (const [name, pattern] of TRAPS) {
        if (pattern.test(e.message)) return 'trap ' + name;
      }
    }
    return 'fault ' + e;
  }

  tag(exception) {
    if (exception.is(this.host.tag)) return 'host ' + describe(exception.getArg(this.host.tag, 0));
    for (const [unit, exports] of this.units) {
      for (const [name, extern] of Object.entries(exports)) {
        if (extern instanceof WebAssembly.Tag && exception.is(extern)) return unit + '.' + name;
      }
    }
    return '?';
  }
}

const input = createInterface({ input: process.stdin, crlfDelay: Infinity });
for await (const line of input) {
  let lines;
  try {
    lines = new Run(line).run();
  } catch (e) {
    lines = ['fault of the worker: ' + e.stack.replaceAll('\n', ' ')];
  }
  process.stdout.write([...lines, END, ''].join('\n'));
}
