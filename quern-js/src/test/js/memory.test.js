"use strict";
// 2.4: Memory, its descriptor, growing, and the life of its buffers.
{
  const pageSize = 65536;
  const detached = buffer => buffer.byteLength === 0;
  /** Exports `memory`, `grow(delta)`, `size()`, `load(i)`, `store(i, v)` and `call(x)`, which calls import m.x. */
  const memoryModule = limits => {
    const m = new ModuleBuilder();
    const x = m.importFunction("m", "x", [], []);
    m.memory(limits, { export: "memory" });
    m.func({ params: [i32], results: [i32], code: [localGet(0), memoryGrow()], export: "grow" });
    m.func({ results: [i32], code: [memorySize()], export: "size" });
    m.func({ params: [i32], results: [i32], code: [localGet(0), i32Load8()], export: "load" });
    m.func({ params: [i32, i32], code: [localGet(0), localGet(1), i32Store8()], export: "store" });
    m.func({ params: [i32], code: [localGet(0), memoryGrow(), op.drop, call(x)], export: "growAndCall" });
    return m;
  };
  const memoryInstance = (limits, x = () => 0) => memoryModule(limits).instantiate({ m: { x } });
  const descriptorWith = fields => Object.assign({ initial: 1, maximum: 2 }, fields);

  test("2.4 descriptor", "shape of the interface", () => {
    const members = ["grow", "buffer"];
    for (const name of ["toResizableBuffer", "toFixedLengthBuffer", "type"]) {
      if (name in WebAssembly.Memory.prototype) members.push(name);
    }
    interfaceShape("Memory", 1, members);
  });
  test("2.4 descriptor", "TypeError for what is no object", () => {
    throws(TypeError, () => new WebAssembly.Memory());
    for (const value of [undefined, ...primitives]) throws(TypeError, () => new WebAssembly.Memory(value), show(value));
    throws(TypeError, () => WebAssembly.Memory({ initial: 0 }));
  });
  test("2.4 descriptor", "initial is needed", () => {
    throws(TypeError, () => new WebAssembly.Memory({}));
    throws(TypeError, () => new WebAssembly.Memory({ initial: undefined }));
    throws(TypeError, () => new WebAssembly.Memory({ maximum: 1 }));
    throws(TypeError, () => new WebAssembly.Memory(() => 0));
  });
  for (const key of ["initial", "maximum"]) {
    const bad = [NaN, Infinity, -Infinity, -1, 4294967296, "x", {}, 5n, Symbol("s"), 2 ** 53];
    for (const value of bad) {
      test("2.4 descriptor", key + ": out of the range of u32: " + show(value), () => {
        throws(TypeError, () => new WebAssembly.Memory(descriptorWith({ [key]: value })));
      });
    }
  }
  test("2.4 descriptor", "numbers are converted", () => {
    const pages = value => new WebAssembly.Memory({ initial: value }).buffer.byteLength / pageSize;
    same(pages(1.9), 1);
    same(pages(-0), 0);
    same(pages("2"), 2);
    same(pages(" 0x1 "), 1);
    same(pages(true), 1);
    same(pages(null), 0);
    same(pages([]), 0);
    same(pages(boxed(2)), 2);
  });
  test("2.4 descriptor", "numbers are truncated, then compared with the range", { v8: "refuses -0.9" }, () => {
    same(new WebAssembly.Memory({ initial: -0.9 }).buffer.byteLength, 0);
  });
  test("2.4 descriptor", "maximum: undefined is none", () => {
    const memory = new WebAssembly.Memory({ initial: 0, maximum: undefined });
    same(memory.grow(3), 0);
  });
  test("2.4 descriptor", "RangeError beyond 65,536 pages and below initial", () => {
    throws(RangeError, () => new WebAssembly.Memory({ initial: 65537 }));
    throws(RangeError, () => new WebAssembly.Memory({ initial: 4294967295 }));
    throws(RangeError, () => new WebAssembly.Memory({ initial: 2, maximum: 1 }));
    throws(RangeError, () => new WebAssembly.Memory({ initial: 65537, maximum: 65537 }));
    new WebAssembly.Memory({ initial: 0, maximum: 65536 });
  });
  test("2.4 descriptor", "RangeError for a maximum beyond 65,536 pages", () => {
    throws(RangeError, () => new WebAssembly.Memory({ initial: 0, maximum: 65537 }));
  });
  test("2.4 descriptor", "reading order", { needs: "memory64" }, () => {
    const log = [];
    new WebAssembly.Memory(logged(log, {
      shared: false,
      maximum: convertible(log, "maximum", 1),
      initial: convertible(log, "initial", 0),
      address: convertible(log, "address", "i32"),
    }));
    same(log.filter(each => each !== "shared").join(), "address,address toString,initial,initial valueOf,maximum,maximum valueOf");
  });
  test("2.4 descriptor", "reading order without address", () => {
    const log = [];
    new WebAssembly.Memory(logged(log, { maximum: convertible(log, "maximum", 1), initial: convertible(log, "initial", 0) }));
    same(log.join(), "initial,initial valueOf,maximum,maximum valueOf");
  });
  test("2.4 descriptor", "exceptions of getters and conversions come through", () => {
    const thrown = new EvalError("mine");
    throws(thrown, () => new WebAssembly.Memory({ get initial() { throw thrown; } }));
    throws(thrown, () => new WebAssembly.Memory({ initial: { valueOf() { throw thrown; } } }));
    throws(thrown, () => new WebAssembly.Memory({ initial: 5, get maximum() { throw thrown; } }));
  });
  test("2.4 descriptor", "members may be inherited", () => {
    same(new WebAssembly.Memory(Object.create({ initial: 1 })).buffer.byteLength, pageSize);
  });
  test("2.4 descriptor", "address", { needs: "memory64" }, () => {
    same(new WebAssembly.Memory({ address: "i32", initial: 0 }).grow(0), 0);
    same(new WebAssembly.Memory({ address: undefined, initial: 0 }).grow(0), 0);
    same(new WebAssembly.Memory({ address: "i64", initial: 0n }).grow(0n), 0n);
    same(new WebAssembly.Memory({ address: { toString: () => "i64" }, initial: 0n }).grow(0n), 0n);
    for (const address of ["I32", "", "i16", null, 32, {}, Symbol("s")]) {
      throws(TypeError, () => new WebAssembly.Memory({ address, initial: 0 }), show(address));
    }
  });
  test("2.4 descriptor", "address i64 takes BigInts, i32 does not", { needs: "memory64" }, () => {
    for (const initial of [0, 1.5, -1n, 2n ** 64n, undefined, null, Symbol("s")]) {
      throws(TypeError, () => new WebAssembly.Memory({ address: "i64", initial }), show(initial));
    }
    throws(TypeError, () => new WebAssembly.Memory({ address: "i64", initial: 0n, maximum: 1 }));
    throws(TypeError, () => new WebAssembly.Memory({ address: "i32", initial: 0n }));
    throws(RangeError, () => new WebAssembly.Memory({ address: "i64", initial: 2n, maximum: 1n }));
    throws(RangeError, () => new WebAssembly.Memory({ address: "i64", initial: 0n, maximum: 2n ** 64n - 1n }));
    same(new WebAssembly.Memory({ address: "i64", initial: "1" }).buffer.byteLength, pageSize, "ToBigInt of a string");
    same(new WebAssembly.Memory({ address: "i64", initial: true }).buffer.byteLength, pageSize, "ToBigInt of a boolean");
    same(new WebAssembly.Memory({ address: "i64", initial: boxed(1n) }).buffer.byteLength, pageSize);
  });
  test("2.4 descriptor", "a new memory is zero, and has its own object", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    same(Object.getPrototypeOf(memory), WebAssembly.Memory.prototype);
    same(Reflect.ownKeys(memory).length, 0);
    same(String(memory), "[object WebAssembly.Memory]");
    ok(new Uint32Array(memory.buffer, 0, 64).every(word => word === 0));
  });
  test("2.4 descriptor", "can be subclassed", () => {
    class Own extends WebAssembly.Memory {}
    const memory = new Own({ initial: 1 });
    same(Object.getPrototypeOf(memory), Own.prototype);
    same(memory.buffer.byteLength, pageSize);
  });

  test("2.4 grow(delta)", "shape", () => {
    operationShape(WebAssembly.Memory.prototype, "grow", 1);
    brandChecked("Memory", WebAssembly.Memory.prototype.grow, [0]);
  });
  test("2.4 grow(delta)", "returns the former size", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
    same(memory.grow(2), 1);
    same(memory.grow(0), 3);
    same(memory.grow(1), 3);
    same(memory.buffer.byteLength, 4 * pageSize);
  });
  test("2.4 grow(delta)", "RangeError on failure, which changes nothing", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
    const { buffer } = memory;
    throws(RangeError, () => memory.grow(2));
    throws(RangeError, () => memory.grow(4294967295));
    throws(RangeError, () => new WebAssembly.Memory({ initial: 1 }).grow(65536));
    same(memory.buffer, buffer);
    ok(!detached(buffer));
  });
  test("2.4 grow(delta)", "delta must be a u32", () => {
    const memory = new WebAssembly.Memory({ initial: 0, maximum: 4 });
    throws(TypeError, () => memory.grow());
    for (const delta of [undefined, NaN, Infinity, -1, 4294967296, "x", {}, 1n, Symbol("s")]) {
      throws(TypeError, () => memory.grow(delta), show(delta));
    }
    same(memory.grow("1"), 0);
    same(memory.grow(1.9), 1);
    same(memory.grow(true), 2);
    same(memory.grow(null), 3);
  });
  test("2.4 grow(delta)", "delta is converted before anything else happens", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 5 });
    same(memory.grow({ valueOf() { memory.grow(2); return 1; } }), 3);
    same(memory.buffer.byteLength, 4 * pageSize);
    const { buffer } = memory;
    throws(EvalError, () => memory.grow({ valueOf() { throw new EvalError(); } }));
    same(memory.buffer, buffer);
  });
  test("2.4 grow(delta)", "detaches the former buffer", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { buffer } = memory;
    const view = new Uint8Array(buffer);
    view[5] = 9;
    memory.grow(1);
    ok(detached(buffer));
    same(view.length, 0);
    same(view[5], undefined);
    throws(TypeError, () => new DataView(buffer));
    throws(TypeError, () => buffer.slice(0));
    notSame(memory.buffer, buffer);
    same(new Uint8Array(memory.buffer)[5], 9, "contents are kept");
    same(new Uint8Array(memory.buffer)[pageSize], 0);
  });
  test("2.4 grow(delta)", "detaches on growing by 0 too", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const { buffer } = memory;
    same(memory.grow(0), 1);
    ok(detached(buffer));
    notSame(memory.buffer, buffer);
    same(memory.buffer.byteLength, pageSize);
  });
  test("2.4 grow(delta)", "an empty memory has new buffers as well", () => {
    const memory = new WebAssembly.Memory({ initial: 0 });
    const { buffer } = memory;
    memory.grow(0);
    notSame(memory.buffer, buffer);
  });
  test("2.4 grow(delta)", "address i64: BigInts", { needs: "memory64" }, () => {
    const memory = new WebAssembly.Memory({ address: "i64", initial: 1n, maximum: 3n });
    same(memory.grow(2n), 1n);
    same(memory.grow(0n), 3n);
    throws(RangeError, () => memory.grow(1n));
    throws(RangeError, () => memory.grow(2n ** 64n - 1n));
    for (const delta of [0, undefined, -1n, 2n ** 64n, null]) throws(TypeError, () => memory.grow(delta), show(delta));
    same(memory.buffer.byteLength, 3 * pageSize);
  });
  test("2.4 grow(delta)", "memory.grow in wasm detaches", () => {
    const { memory, grow, size } = memoryInstance({ min: 1, max: 3 });
    const { buffer } = memory;
    same(grow(1), 1);
    ok(detached(buffer));
    same(memory.buffer.byteLength, 2 * pageSize);
    same(memory.grow(1), 2);
    same(size(), 3);
  });
  test("2.4 grow(delta)", "memory.grow by 0 in wasm detaches", () => {
    const { memory, grow } = memoryInstance({ min: 1 });
    const { buffer } = memory;
    same(grow(0), 1);
    ok(detached(buffer));
    notSame(memory.buffer, buffer);
  });
  test("2.4 grow(delta)", "memory.grow that fails does not detach", () => {
    const { memory, grow } = memoryInstance({ min: 1, max: 1 });
    const { buffer } = memory;
    same(grow(1), -1);
    same(memory.buffer, buffer);
    ok(!detached(buffer));
  });
  for (const delta of [0, 1]) {
    test("2.4 grow(delta)", "a callback of the same call sees the buffer detached, delta " + delta, () => {
      let seen;
      const exports = memoryInstance({ min: 1 }, () => { seen = [detached(buffer), exports.memory.buffer.byteLength]; });
      const { buffer } = exports.memory;
      exports.growAndCall(delta);
      deepEqual(seen, [true, (1 + delta) * pageSize]);
    });
  }
  test("2.4 grow(delta)", "growing in a callback is seen by wasm afterwards", () => {
    const exports = memoryInstance({ min: 1 }, () => exports.memory.grow(1));
    exports.growAndCall(0);
    same(exports.size(), 2);
    exports.store(pageSize + 1, 7);
    same(new Uint8Array(exports.memory.buffer)[pageSize + 1], 7);
  });

  test("2.4 `buffer`", "a readonly attribute", () => {
    attributeShape(WebAssembly.Memory.prototype, "buffer");
    brandChecked("Memory", getterOf(WebAssembly.Memory.prototype, "buffer"));
    throws(TypeError, () => { new WebAssembly.Memory({ initial: 0 }).buffer = 1; });
  });
  test("2.4 `buffer`", "an ArrayBuffer, the same until growth", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { buffer } = memory;
    same(Object.getPrototypeOf(buffer), ArrayBuffer.prototype);
    same(Object.prototype.toString.call(buffer), "[object ArrayBuffer]");
    same(buffer.byteLength, pageSize);
    same(memory.buffer, buffer);
    ok(Object.isExtensible(buffer));
    buffer.mine = 1;
    same(memory.buffer.mine, 1);
    ok(ArrayBuffer.isView(new Uint8Array(buffer)));
  });
  test("2.4 `buffer`", "reads and writes go both ways", () => {
    const { memory, load, store } = memoryInstance({ min: 1 });
    const bytes = new Uint8Array(memory.buffer);
    bytes[65535] = 0xfe;
    same(load(65535), 0xfe);
    store(3, 0x1ff);
    same(bytes[3], 0xff);
    new DataView(memory.buffer).setUint16(10, 0x0102, true);
    same(load(10), 2);
    same(load(11), 1);
    throws(WebAssembly.RuntimeError, () => load(65536));
    throws(WebAssembly.RuntimeError, () => load(-1));
  });
  test("2.4 `buffer`", "typed arrays of every kind, little-endian", () => {
    const { buffer } = new WebAssembly.Memory({ initial: 1 });
    new DataView(buffer).setFloat64(8, 1.5, true);
    same(new Float64Array(buffer)[1], 1.5);
    same(new BigInt64Array(buffer)[1], 0x3ff8000000000000n);
    same(new Int32Array(buffer)[3], 0x3ff80000);
    same(new Uint8ClampedArray(buffer, 15, 1)[0], 0x3f);
    same(new Uint16Array(buffer).length, 32768);
  });
  test("2.4 `buffer`", "not resizable", { needs: "resizableArrayBuffer" }, () => {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 2 });
    same(buffer.resizable, false);
    same(buffer.maxByteLength, pageSize);
    throws(TypeError, () => buffer.resize(pageSize));
  });
  test("2.4 `buffer`", "transfer throws a TypeError", { needs: "ArrayBufferTransfer" }, () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { buffer } = memory;
    throws(TypeError, () => buffer.transfer());
    throws(TypeError, () => buffer.transfer(5));
    throws(TypeError, () => buffer.transferToFixedLength());
    ok(!detached(buffer));
    same(memory.buffer, buffer);
  });
  test("2.4 `buffer`", "structuredClone copies, but does not transfer", { needs: "structuredClone" }, () => {
    const { buffer } = new WebAssembly.Memory({ initial: 1 });
    new Uint8Array(buffer)[1] = 4;
    same(new Uint8Array(structuredClone(buffer))[1], 4);
    let thrown;
    try {
      structuredClone(buffer, { transfer: [buffer] });
    } catch (error) {
      thrown = error;
    }
    ok(thrown instanceof TypeError || thrown.name === "DataCloneError", show(thrown));
    ok(!detached(buffer));
  });
  test("2.4 `buffer`", "postMessage does not transfer it", { needs: "MessageChannel" }, () => {
    const { port1, port2 } = new MessageChannel();
    const { buffer } = new WebAssembly.Memory({ initial: 1 });
    let thrown;
    try {
      port1.postMessage(buffer, [buffer]);
    } catch (error) {
      thrown = error;
    }
    port1.close();
    port2.close();
    ok(thrown instanceof TypeError || (thrown !== undefined && thrown.name === "DataCloneError"), show(thrown));
    ok(!detached(buffer));
  });
  test("2.4 `buffer`", "slice makes an ordinary copy", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const copy = memory.buffer.slice(0, 4);
    new Uint8Array(copy)[0] = 1;
    same(new Uint8Array(memory.buffer)[0], 0);
    same(copy.byteLength, 4);
  });
  test("2.4 `buffer`", "several memories of an instance have their own", { needs: "multiMemory" }, () => {
    const m = new ModuleBuilder();
    m.memory({ min: 1 }, { export: "a" });
    m.memory({ min: 2 }, { export: "b" });
    m.func({ params: [i32], results: [i32], code: [localGet(0), memoryGrow(1)], export: "growB" });
    const { a, b, growB } = m.instantiate();
    const buffers = [a.buffer, b.buffer];
    same(growB(0), 2);
    ok(!detached(buffers[0]));
    ok(detached(buffers[1]));
  });

  const resizable = { needs: "toResizableBuffer", graal: "no resizable buffer over Java memory" };
  test("2.4 toResizableBuffer()", "shape", { needs: "toResizableBuffer" }, () => {
    operationShape(WebAssembly.Memory.prototype, "toResizableBuffer", 0);
    brandChecked("Memory", WebAssembly.Memory.prototype.toResizableBuffer);
  });
  test("2.4 toResizableBuffer()", "TypeError without a maximum", { needs: "toResizableBuffer" }, () => {
    throws(TypeError, () => new WebAssembly.Memory({ initial: 1 }).toResizableBuffer());
  });
  test("2.4 toResizableBuffer()", "a buffer that can be resized, and is from now on the buffer", resizable, () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
    const former = memory.buffer;
    const buffer = memory.toResizableBuffer();
    ok(detached(former));
    same(memory.buffer, buffer);
    same(memory.toResizableBuffer(), buffer);
    same(buffer.resizable, true);
    same(buffer.byteLength, pageSize);
    same(buffer.maxByteLength, 4 * pageSize);
    same(Object.getPrototypeOf(buffer), ArrayBuffer.prototype);
  });
  test("2.4 toResizableBuffer()", "resize grows the memory", resizable, () => {
    const { memory, size } = memoryInstance({ min: 1, max: 3 });
    const buffer = memory.toResizableBuffer();
    const view = new Uint8Array(buffer);
    buffer.resize(2 * pageSize);
    same(size(), 2);
    same(view.length, 2 * pageSize);
    same(memory.buffer, buffer);
    buffer.resize(2 * pageSize);
    same(size(), 2);
  });
  test("2.4 toResizableBuffer()", "resize: whole pages, no shrinking, no more than the maximum", resizable, () => {
    const buffer = new WebAssembly.Memory({ initial: 1, maximum: 3 }).toResizableBuffer();
    for (const length of [pageSize + 1, 2 * pageSize - 1, 0, 4 * pageSize, pageSize - 1]) {
      throws(RangeError, () => buffer.resize(length), String(length));
    }
    same(buffer.byteLength, pageSize);
  });
  test("2.4 toResizableBuffer()", "growth changes the length in place", resizable, () => {
    const { memory, grow } = memoryInstance({ min: 1, max: 3 });
    const buffer = memory.toResizableBuffer();
    const view = new Uint8Array(buffer);
    same(grow(1), 1);
    same(buffer.byteLength, 2 * pageSize);
    same(view.length, 2 * pageSize);
    same(memory.grow(1), 2);
    same(memory.buffer, buffer);
    same(view.length, 3 * pageSize);
  });
  test("2.4 toResizableBuffer()", "cannot be transferred", resizable, () => {
    const buffer = new WebAssembly.Memory({ initial: 1, maximum: 3 }).toResizableBuffer();
    throws(TypeError, () => buffer.transfer());
  });
  test("2.4 toFixedLengthBuffer()", "shape", { needs: "toResizableBuffer" }, () => {
    operationShape(WebAssembly.Memory.prototype, "toFixedLengthBuffer", 0);
    brandChecked("Memory", WebAssembly.Memory.prototype.toFixedLengthBuffer);
  });
  test("2.4 toFixedLengthBuffer()", "returns what is fixed already", { needs: "toResizableBuffer" }, () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { buffer } = memory;
    same(memory.toFixedLengthBuffer(), buffer);
    ok(!detached(buffer));
  });
  test("2.4 toFixedLengthBuffer()", "makes a resizable one fixed again", resizable, () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
    const former = memory.toResizableBuffer();
    new Uint8Array(former)[0] = 6;
    const buffer = memory.toFixedLengthBuffer();
    ok(detached(former));
    same(memory.buffer, buffer);
    same(buffer.resizable, false);
    same(new Uint8Array(buffer)[0], 6);
    memory.grow(1);
    ok(detached(buffer));
  });

  const sharedMemory = () => new WebAssembly.Memory({ initial: 1, maximum: 3, shared: true });
  test("2.4 shared", "needs a maximum", { needs: "threads" }, () => {
    throws(TypeError, () => new WebAssembly.Memory({ initial: 1, shared: true }));
    throws(TypeError, () => new WebAssembly.Memory({ initial: 1, shared: "yes" }));
    same(new WebAssembly.Memory({ initial: 1, shared: false }).buffer.constructor, ArrayBuffer);
    same(new WebAssembly.Memory({ initial: 1, shared: 0 }).buffer.constructor, ArrayBuffer);
  });
  test("2.4 shared", "a SharedArrayBuffer, frozen", { needs: "threads" }, () => {
    const { buffer } = sharedMemory();
    ok(buffer instanceof SharedArrayBuffer);
    same(Object.prototype.toString.call(buffer), "[object SharedArrayBuffer]");
    ok(Object.isFrozen(buffer));
    ok(!Object.isExtensible(buffer));
    same(buffer.byteLength, pageSize);
    same(new Uint8Array(buffer).length, pageSize);
  });
  test("2.4 shared", "the buffer has no own properties", { needs: "threads", graal: "byteLength is an own property" }, () => {
    same(Reflect.ownKeys(sharedMemory().buffer).length, 0);
    same(Object.getPrototypeOf(sharedMemory().buffer), SharedArrayBuffer.prototype);
  });
  test("2.4 shared", "slice and growable", { needs: "threads", graal: "incompatible receiver" }, () => {
    const { buffer } = sharedMemory();
    same(buffer.slice(0, 8).byteLength, 8);
    same(buffer.growable, false);
  });
  test("2.4 shared", "not detached by growth, but a new object", { needs: "threads" }, () => {
    const memory = sharedMemory();
    const { buffer } = memory;
    const view = new Uint8Array(buffer);
    same(memory.buffer, buffer);
    same(memory.grow(1), 1);
    same(buffer.byteLength, pageSize);
    notSame(memory.buffer, buffer);
    same(memory.buffer.byteLength, 2 * pageSize);
    view[9] = 5;
    same(new Uint8Array(memory.buffer)[9], 5, "the same memory");
    ok(Object.isFrozen(memory.buffer));
  });
  test("2.4 shared", "memory.grow in wasm", { needs: "threads" }, () => {
    const { memory, grow, store } = memoryInstance({ min: 1, max: 2, shared: true });
    const { buffer } = memory;
    same(grow(1), 1);
    same(buffer.byteLength, pageSize);
    same(memory.buffer.byteLength, 2 * pageSize);
    store(1, 3);
    same(new Uint8Array(buffer)[1], 3);
    same(grow(1), -1);
  });
  test("2.4 shared", "Atomics work on it", { needs: ["threads", "Atomics"] }, () => {
    const { memory, load } = memoryInstance({ min: 1, max: 1, shared: true });
    const words = new Int32Array(memory.buffer);
    same(Atomics.add(words, 0, 5), 0);
    same(Atomics.load(words, 0), 5);
    same(load(0), 5);
    same(Atomics.notify(words, 0), 0);
  });
  test("2.4 shared", "read order of shared", { needs: "threads" }, () => {
    const log = [];
    new WebAssembly.Memory(logged(log, { shared: true, maximum: 1, initial: 0 }));
    same(log.join(), "initial,maximum,shared");
  });

  test("2.4 run-time limit", "65,536 pages", () => {
    throws(RangeError, () => new WebAssembly.Memory({ initial: 0 }).grow(65537));
    const { grow } = memoryInstance({ min: 1 });
    same(grow(65536), -1);
    same(grow(-1), -1);
  });
  test("2.4 run-time limit", "address i64: beyond what can be had, a RangeError", { needs: "memory64" }, () => {
    throws(RangeError, () => new WebAssembly.Memory({ address: "i64", initial: 0n }).grow(262145n));
    throws(RangeError, () => new WebAssembly.Memory({ address: "i64", initial: 262145n }));
    const m = new ModuleBuilder();
    m.memory({ min: 0, address: "i64" });
    m.func({ results: [i64], code: [i64Const(262145), memoryGrow()], export: "f" });
    same(m.instantiate().f(), -1n);
    same(new WebAssembly.Memory({ address: "i64", initial: 0n, maximum: 262144n }).grow(0n), 0n);
  });
}
