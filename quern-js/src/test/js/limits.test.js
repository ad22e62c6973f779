"use strict";
// 2.14: limits that compiling checks (CompileError), and those of run time. Big modules are made by filling, not by loops.
{
  /** `count` copies of `unit`, by doubling. */
  const repeated = (unit, count) => {
    const out = new Uint8Array(unit.length * count);
    out.set(unit.slice(0, out.length));
    for (let filled = unit.length; filled < out.length; filled *= 2) out.copyWithin(filled, 0, Math.min(filled, out.length - filled));
    return out;
  };
  const flat = (...parts) => Array.from(writeBytes(parts));
  /** A section of `count` equal items. */
  const items = (id, item, count) => [id, uleb(count), repeated(flat(item), count)];
  const emptyType = ModuleBuilder.funcType([], []);
  const typeSection = [1, vector([emptyType])];
  const million = 1000000;

  // Each row: name, limit, a function of a count that gives a module, and marks. At the limit it is valid, one beyond it is not.
  const counted = [
    ["types", million, n => rawModule(items(1, emptyType, n)), { slow: "a million types" }],
    ["recursion groups", million, n => rawModule(items(1, [0x4e, 1, emptyType], n)), { needs: "gc", slow: "a million groups" }],
    ["types of a group", million, n => rawModule([1, 1, 0x4e, uleb(n), repeated(flat(emptyType), n)]), { needs: "gc", slow: "a million types" }],
    ["functions", million, n => rawModule(typeSection, items(3, 0, n), items(10, [2, 0, op.end], n)), { slow: "a million functions" }],
    ["imports", million, n => rawModule(typeSection, items(2, [0, 0, 0, 0], n)), { slow: "a million imports" }],
    ["globals", million, n => rawModule(items(6, [i32, 0, 0x41, 0, op.end], n)), { slow: "a million globals" }],
    ["tags", million, n => rawModule(typeSection, items(13, [0, 0], n)), { needs: "tags", slow: "a million tags" }],
    ["data segments", 100000, n => rawModule([5, 1, 0, 0], items(11, [0, 0x41, 0, op.end, 0], n)), {}],
    ["tables", 100000, n => rawModule(items(4, [funcref, 0, 0], n)), {}],
    ["memories", 100, n => rawModule(items(5, [0, 0], n)), { needs: "multiMemory" }],
    ["parameters", 1000, n => rawModule([1, 1, 0x60, uleb(n), repeated([i32], n), 0]), {}],
    ["results", 1000, n => rawModule([1, 1, 0x60, 0, uleb(n), repeated([i32], n)]), {}],
    ["locals", 50000, n => localsModule([], n), {}],
    ["locals with parameters", 50000, n => localsModule([i32, i64], n - 2), {}],
    ["fields of a struct", 10000, n => rawModule([1, 1, 0x5f, uleb(n), repeated([i32, 0], n)]), { needs: "gc" }],
    ["operands of array.new_fixed", 10000, n => fixedArrayModule(n), { needs: "gc" }],
    ["depth of subtypes", 63, n => subtypesModule(n), { needs: "gc" }],
    ["length of a body", 7654321, n => bodyModule(n), { slow: "a body of 7 MB" }],
    ["initial size of a table", 10000000, n => rawModule([4, 1, funcref, 0, uleb(n)]), {}],
    ["initial size of a memory", 65536, n => rawModule([5, 1, 0, uleb(n)]), {}],
    ["maximum size of a memory", 65536, n => rawModule([5, 1, 1, 0, uleb(n)]), {}],
  ];
  function localsModule(params, n) {
    return rawModule([1, vector([ModuleBuilder.funcType(params, [])])], [3, 1, 0], [10, 1, sized([1, uleb(n), i32, op.end])]);
  }
  function sized(...content) {
    const bytes = writeBytes(content);
    return [uleb(bytes.length), bytes];
  }
  function fixedArrayModule(n) {
    const code = [0, repeated(flat(i32Const(1)), n), arrayNewFixed(1, n), op.drop, op.end];
    return rawModule([1, vector([emptyType, ModuleBuilder.arrayType(i32)])], [3, 1, 0], [10, 1, sized(code)]);
  }
  function subtypesModule(depth) {
    const types = [[0x50, 0, ModuleBuilder.structType([])]];
    for (let i = 0; i < depth; i++) types.push([0x50, 1, uleb(i), ModuleBuilder.structType([])]);
    return rawModule([1, vector(types)]);
  }
  function bodyModule(length) {
    return rawModule(typeSection, [3, 1, 0], [10, 1, sized([0, repeated([op.nop], length - 2), op.end])]);
  }
  for (const [name, limit, make, marks] of counted) {
    test("2.14 compile: " + name, "up to " + limit, marks, () => ok(WebAssembly.validate(make(limit))));
    const cheap = Object.assign({}, marks);
    delete cheap.slow;
    if (name === "memories") cheap.v8 = "takes 100,000";
    test("2.14 compile: " + name, "beyond " + limit, cheap, () => {
      const bytes = make(limit + 1);
      same(WebAssembly.validate(bytes), false);
      throws(WebAssembly.CompileError, () => new WebAssembly.Module(bytes));
    });
  }
  test("2.14 compile: exports", "beyond 1000000", () => {
    // All of the same name: the count is refused before duplicates are looked for, or because of them.
    const bytes = rawModule(typeSection, [3, 1, 0], items(7, [0, 0, 0], million + 1), [10, 1, 2, 0, op.end]);
    throws(WebAssembly.CompileError, () => new WebAssembly.Module(bytes));
  });
  test("2.14 compile: maximum size of a table", "any u32 will do", () => {
    ok(WebAssembly.validate(rawModule([4, 1, funcref, 1, 0, uleb(4294967295)])));
  });
  test("2.14 compile: memory64", "up to 2^37-1 pages", { needs: "memory64", v8: "no more than 262,144 pages" }, () => {
    ok(WebAssembly.validate(rawModule([5, 1, 5, 0, uleb(2n ** 37n - 1n)])));
  });
  test("2.14 compile: memory64", "beyond 2^37-1 pages", { needs: "memory64" }, () => {
    same(WebAssembly.validate(rawModule([5, 1, 5, 0, uleb(2n ** 37n)])), false);
  });
  test("2.14 compile: elements of one initialisation", "beyond 10000000", () => {
    // The count alone: that many elements are not there, so it is refused either way, and at once.
    throws(WebAssembly.CompileError, () => new WebAssembly.Module(rawModule([4, 1, funcref, 0, 0], [9, 1, 1, 0, uleb(10000001)])));
  });
  testAsync("2.14 compile: functions", "beyond the limit, asynchronously", async () => {
    await rejects(WebAssembly.CompileError, WebAssembly.compile(rawModule([1, 1, 0x60, uleb(1001), repeated([i32], 1001), 0])));
  });

  test("2.14 run time: tables", "RangeError from JS, -1 in wasm", () => {
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 1 });
    throws(RangeError, () => table.grow(10000000));
    same(table.length, 1);
    throws(RangeError, () => new WebAssembly.Table({ element: "anyfunc", initial: 10000001 }));
    const m = new ModuleBuilder();
    m.table(funcref, { min: 1 });
    m.func({ params: [i32], results: [i32], code: [refNullOf(heap.func), localGet(0), tableGrow(0)], export: "grow" });
    const { grow } = m.instantiate();
    same(grow(10000000), -1);
    same(grow(-1), -1);
    same(grow(0), 1);
  });
  test("2.14 run time: memories", "RangeError from JS, -1 in wasm", () => {
    throws(RangeError, () => new WebAssembly.Memory({ initial: 65537 }));
    throws(RangeError, () => new WebAssembly.Memory({ initial: 1 }).grow(65536));
    const m = new ModuleBuilder();
    m.memory({ min: 1 });
    m.func({ params: [i32], results: [i32], code: [localGet(0), memoryGrow()], export: "grow" });
    same(m.instantiate().grow(65536), -1);
  });
}
