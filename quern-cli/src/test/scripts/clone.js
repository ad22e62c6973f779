// structuredClone keeps kinds, cycles and shared parts, and refuses what cannot be copied.
const shared = new ArrayBuffer(4);
const original = {
  list: [1, , {b: 2}], map: new Map([[1, new Set([2])]]), date: new Date(5), pattern: /x/gi, none: undefined, nothing: null, big: 3n,
  bytes: new Uint8Array(shared, 1), view: new DataView(shared, 1, 2), text: Object('s'), flag: Object(false),
};
original.self = original;
const copy = structuredClone(original);
console.log(copy.self === copy, copy !== original, copy.bytes.buffer === copy.view.buffer, copy.bytes.buffer !== shared);
console.log(copy.list.length, 1 in copy.list, copy.list[2], copy.map.get(1).has(2), copy.date.getTime(), String(copy.pattern));
console.log('none' in copy, copy.nothing, copy.big, copy.bytes.byteOffset, copy.bytes.length, copy.view.byteLength, copy.text + '', copy.flag.valueOf());
const error = structuredClone(new RangeError('message', {cause: {deep: 1}}));
console.log(error instanceof RangeError, error.message, error.cause, structuredClone(new (class Mine extends Error { name = 'Mine'; })()).name);
class Thing { field = 1; get accessor() { return 2; } }
console.log(structuredClone(new Thing()), structuredClone(new Thing()) instanceof Thing, structuredClone({get x() { return 3; }}));
for (const bad of [() => {}, Symbol('x'), {f() {}}, new WeakMap(), Promise.resolve(), new URL('x:y'), new Headers()]) {
  try {
    structuredClone(bad);
    console.log('cloned', bad);
  } catch (e) {
    console.log(e.name, e.code, e instanceof DOMException, e instanceof Error);
  }
}
const moved = new ArrayBuffer(8);
const result = structuredClone({moved, view: new Uint8Array(moved)}, {transfer: [moved]});
console.log(moved.byteLength, result.moved.byteLength, result.view.buffer === result.moved);
for (const transfer of [[moved], [1], [shared, shared]]) {
  try {
    structuredClone(1, {transfer});
    console.log('transferred');
  } catch (e) {
    console.log(e.name, shared.byteLength);
  }
}
try {
  structuredClone();
} catch (e) {
  console.log(e.name);
}
