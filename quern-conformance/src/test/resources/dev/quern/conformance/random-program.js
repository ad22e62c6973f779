// Runs random programs and prints what ProgramRun notes, in the same words. The calls of `program` are appended.
const fs = require('fs');
const view = new DataView(new ArrayBuffer(8));

function describe(value, letter) {
  if (value === null) return 'null';
  if (typeof value === 'function') return 'function';
  if (typeof value === 'bigint') return String(value);
  if (letter === 'I') return String(value);
  if (Number.isNaN(value)) return 'nan';
  if (letter === 'F') {
    view.setFloat32(0, value);
    return 'f' + view.getUint32(0).toString(16);
  }
  view.setFloat64(0, value);
  return 'd' + view.getBigUint64(0).toString(16);
}

function outcome(results, run) {
  let result;
  try {
    result = run();
  } catch (e) {
    if (e instanceof WebAssembly.Exception) return 'exception';
    if (!(e instanceof WebAssembly.RuntimeError)) throw e;
    return 'trap';
  }
  const values = results.length === 0 ? [] : results.length === 1 ? [result] : result;
  return values.map((value, i) => describe(value, results[i])).join(' ');
}

// As java.util.Arrays.hashCode.
function hash(buffer) {
  let hash = 1;
  for (const byte of new Int8Array(buffer)) hash = (Math.imul(31, hash) + byte) | 0;
  return buffer.byteLength + ' ' + hash;
}

// Names of globals and of their getters end in the letter of the type here: 'g3:F'.
function named(names, use) {
  for (const name of names) {
    const [plain, letter] = name.split(':');
    console.log(plain + ' ' + use(plain, letter));
  }
}

function program(seed, fuel, results, calls, globals, getters) {
  console.log('program ' + seed);
  const module = new WebAssembly.Module(fs.readFileSync(seed + '.wasm'));
  const exports = new WebAssembly.Instance(module).exports;
  for (const call of calls) {
    exports.fuel.value = fuel;
    console.log('run ' + outcome(results, () => exports.run(...call)));
    console.log('fuel ' + exports.fuel.value);
    named(globals, (name, letter) => describe(exports[name].value, letter));
    named(getters, (name, letter) => outcome(letter, () => exports[name]()));
    console.log('memory ' + hash(exports.memory.buffer));
  }
}
