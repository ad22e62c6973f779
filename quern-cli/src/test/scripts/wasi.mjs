// The checks of node:wasi, as node 20 makes them.
import { WASI } from 'node:wasi';

const version = 'preview1';
const tried = (what, f) => {
  try {
    console.log(what, f());
  } catch (e) {
    console.log(what, e.name, e.code, e.message);
  }
};
const wrong = [
  null, 5, [], {}, { version: 1 }, { version: 'x' }, { version, args: 5 }, { version, args: {} }, { version, env: 5 },
  { version, env: null }, { version, preopens: 5 }, { version, preopens: [] }, { version, stdin: 'a' },
  { version, stdin: -1 }, { version, stdout: 1.5 }, { version, stderr: 2 ** 31 }, { version, returnOnExit: 1 },
  { version, returnOnExit: null }, { version: class Version {} }, { version: 'x'.repeat(30) }, { version: 5n },
];
tried('new', () => new WASI());
for (const options of wrong) {
  tried('new', () => new WASI(options));
}
const memory = new WebAssembly.Memory({ initial: 1 });
const _start = 5;
const _initialize = 5;
const instances = [
  undefined, null, 5, {}, { exports: 5 }, { exports: {} }, { exports: { memory: {} } }, { exports: { memory, _start } },
  { exports: { memory, _start() {}, _initialize() {} } }, { exports: { memory, _start, _initialize } },
  { exports: { memory, _initialize } },
];
for (const instance of instances) {
  tried('start', () => new WASI({ version }).start(instance));
  tried('initialize', () => new WASI({ version }).initialize(instance));
}
const wasi = new WASI({ version });
wasi.initialize({ exports: { memory } });
tried('again', () => wasi.initialize({ exports: { memory } }));
tried('again', () => wasi.start({}));
tried('call', () => WASI());
console.log(Object.keys(wasi).join(), Object.keys(wasi.getImportObject()).join(), Object.getOwnPropertyNames(WASI.prototype).join());
console.log(Object.keys(wasi.wasiImport).sort().join());
