"use strict";
// 2.11: compileStreaming and instantiateStreaming. A host without Response skips these by name.
{
  const needs = { needs: "Response" };
  const typed = (bytes = emptyModuleBytes(), init = {}) =>
    new Response(bytes, Object.assign({ headers: { "Content-Type": "application/wasm" } }, init));
  const withType = type => new Response(emptyModuleBytes(), { headers: type === undefined ? {} : { "Content-Type": type } });
  /** A TypeError: in node one of a class that inherits from it. */
  const refuses = async (promise, what) => {
    let seen;
    await promise.catch(thrown => { seen = thrown; });
    ok(seen instanceof TypeError, (what === undefined ? "" : what + ": ") + "a TypeError, not " + show(seen));
  };
  const operations = ["compileStreaming", "instantiateStreaming"];
  const moduleOf = (name, result) => name === "compileStreaming" ? result : result.module;

  for (const name of operations) {
    const row = "2.11 " + name;
    testAsync(row, "a Response, or a promise of one", needs, async () => {
      const bytes = () => functionModule([], [i32], [i32Const(8)]).bytes();
      for (const source of [typed(bytes()), Promise.resolve(typed(bytes())), { then(resolve) { resolve(typed(bytes())); } }]) {
        const module = moduleOf(name, await WebAssembly[name](source));
        same(Object.getPrototypeOf(module), WebAssembly.Module.prototype);
        same(new WebAssembly.Instance(module).exports.f(), 8);
      }
    });
    testAsync(row, "returns a promise, for every failure too", needs, async () => {
      const promise = WebAssembly[name](typed());
      same(Object.getPrototypeOf(promise), Promise.prototype);
      await promise;
      await refuses(WebAssembly[name]());
      await refuses(WebAssembly[name].call(undefined));
    });
    testAsync(row, "TypeError for what is no Response", needs, async () => {
      for (const value of [...strangers, emptyModuleBytes(), emptyModuleBytes().buffer, Response, Response.prototype, Object.create(Response.prototype)]) {
        await refuses(WebAssembly[name](value), show(value));
        await refuses(WebAssembly[name](Promise.resolve(value)), show(value));
      }
    });
    testAsync(row, "a rejected source rejects with its reason", needs, async () => {
      for (const reason of [new EvalError("mine"), { a: 1 }, 7]) {
        let seen;
        await WebAssembly[name](Promise.reject(reason)).catch(thrown => { seen = thrown; });
        same(seen, reason);
      }
    });
    testAsync(row, "Content-Type must be there", needs, async () => {
      await refuses(WebAssembly[name](withType(undefined)));
      await refuses(WebAssembly[name](withType("")));
    });
    for (const type of [
      "text/plain", "application/octet-stream", "application/wasm;", "application/wasm; charset=utf-8", "application/wasm;x=y",
      "application/wasm, application/wasm", "application/wasmx", "xapplication/wasm", "application / wasm", "application/x-wasm", "wasm",
    ]) {
      testAsync(row, "Content-Type " + type + " is refused", needs, async () => {
        await refuses(WebAssembly[name](withType(type)));
      });
    }
    testAsync(row, "Content-Type is trimmed", needs, async () => {
      for (const type of [" application/wasm", "application/wasm\t", "\t application/wasm \t"]) await WebAssembly[name](withType(type));
    });
    testAsync(row, "Content-Type in other letters", { needs: "Response", v8: "node compares case-sensitively" }, async () => {
      for (const type of ["Application/Wasm", "APPLICATION/WASM"]) await WebAssembly[name](withType(type));
    });
    testAsync(row, "the status must be ok", needs, async () => {
      for (const status of [404, 400, 500, 300]) await refuses(WebAssembly[name](typed(emptyModuleBytes(), { status })), String(status));
      for (const status of [200, 201, 299]) await WebAssembly[name](typed(emptyModuleBytes(), { status }));
      await refuses(WebAssembly[name](Response.error()));
    });
    testAsync(row, "what is refused is not consumed", needs, async () => {
      const wrongType = withType("text/plain");
      await refuses(WebAssembly[name](wrongType));
      same(wrongType.bodyUsed, false);
      const wrongStatus = typed(emptyModuleBytes(), { status: 404 });
      await refuses(WebAssembly[name](wrongStatus));
      same(wrongStatus.bodyUsed, false);
    });
    testAsync(row, "the body is consumed once", needs, async () => {
      const response = typed();
      await WebAssembly[name](response);
      same(response.bodyUsed, true);
      await refuses(WebAssembly[name](response));
    });
    testAsync(row, "a used body is a TypeError", needs, async () => {
      const response = typed();
      await response.arrayBuffer();
      await refuses(WebAssembly[name](response));
    });
    testAsync(row, "a locked body is a TypeError", { needs: ["Response", "ReadableStream"] }, async () => {
      const response = typed();
      response.body.getReader();
      await refuses(WebAssembly[name](response));
    });
    testAsync(row, "no bytes, or bad ones, are a CompileError", needs, async () => {
      await rejects(WebAssembly.CompileError, WebAssembly[name](typed(new Uint8Array())));
      await rejects(WebAssembly.CompileError, WebAssembly[name](typed(new Uint8Array(12))));
      await rejects(WebAssembly.CompileError, WebAssembly[name](typed(emptyModuleBytes().subarray(0, 7))));
      await rejects(WebAssembly.CompileError, WebAssembly[name](typed(functionModule([], [i32], []).bytes())));
    });
    testAsync(row, "a null body is a CompileError", needs, async () => {
      await rejects(WebAssembly.CompileError, WebAssembly[name](typed(null)));
    });
    testAsync(row, "bytes in pieces", { needs: ["Response", "ReadableStream"] }, async () => {
      const bytes = functionModule([], [i32], [i32Const(9)]).bytes();
      const stream = new ReadableStream({
        start(controller) {
          for (let i = 0; i < bytes.length; i += 3) controller.enqueue(bytes.slice(i, i + 3));
          controller.close();
        },
      });
      same(new WebAssembly.Instance(moduleOf(name, await WebAssembly[name](typed(stream)))).exports.f(), 9);
    });
    testAsync(row, "a stream that fails rejects with its reason", { needs: ["Response", "ReadableStream"] }, async () => {
      const reason = new EvalError("mine");
      const stream = new ReadableStream({
        pull(controller) { controller.error(reason); },
      });
      await rejects(reason, WebAssembly[name](typed(stream)));
    });
    testAsync(row, "an aborted fetch rejects with an AbortError", { needs: ["Response", "AbortController", "ReadableStream"] }, async () => {
      const controller = new AbortController();
      controller.abort();
      if (typeof fetch !== "function") return;
      let seen;
      await WebAssembly[name](fetch("data:application/wasm;base64,AGFzbQEAAAA=", { signal: controller.signal })).catch(thrown => { seen = thrown; });
      same(seen.name, "AbortError");
      ok(seen instanceof DOMException);
    });
    testAsync(row, "options are read", { needs: ["Response", "jsString"] }, async () => {
      const m = new ModuleBuilder();
      m.importFunction("wasm:js-string", "length", [i32], []);
      const args = name === "compileStreaming" ? [] : [{}];
      await rejects(WebAssembly.CompileError, WebAssembly[name](typed(m.bytes()), ...args, { builtins: ["js-string"] }));
    });
  }

  testAsync("2.11 compileStreaming", "gives a Module", needs, async () => {
    ok((await WebAssembly.compileStreaming(typed())) instanceof WebAssembly.Module);
  });
  testAsync("2.11 instantiateStreaming", "gives {module, instance}", needs, async () => {
    const result = await WebAssembly.instantiateStreaming(typed());
    same(Reflect.ownKeys(result).join(), "module,instance");
    ok(result.instance instanceof WebAssembly.Instance);
  });
  testAsync("2.11 instantiateStreaming", "imports are read after compiling, errors as in instantiate", needs, async () => {
    const m = new ModuleBuilder();
    m.exportFunction("f", m.importFunction("m", "f", [], [i32]));
    const source = () => typed(m.bytes());
    same((await WebAssembly.instantiateStreaming(source(), { m: { f: () => 4 } })).instance.exports.f(), 4);
    await refuses(WebAssembly.instantiateStreaming(source()));
    await refuses(WebAssembly.instantiateStreaming(source(), {}));
    await rejects(WebAssembly.LinkError, WebAssembly.instantiateStreaming(source(), { m: {} }));
    const unread = new Proxy({}, { get() { throw new Error("read"); } });
    await rejects(WebAssembly.CompileError, WebAssembly.instantiateStreaming(typed(new Uint8Array(8)), unread));
    await refuses(WebAssembly.instantiateStreaming(withType("text/plain"), unread));
  });
  testAsync("2.11 instantiateStreaming", "imports must be an object or undefined", needs, async () => {
    for (const value of primitives) await refuses(WebAssembly.instantiateStreaming(typed(), value), show(value));
    await WebAssembly.instantiateStreaming(typed(), undefined);
  });
  testAsync("2.11 instantiateStreaming", "the start function: a trap, a thrown value", needs, async () => {
    const traps = new ModuleBuilder();
    traps.start(traps.func({ code: [op.unreachable] }));
    await rejects(WebAssembly.RuntimeError, WebAssembly.instantiateStreaming(typed(traps.bytes())));
    const m = new ModuleBuilder();
    m.start(m.importFunction("m", "f", [], []));
    const thrown = { mine: 1 };
    await rejects(thrown, WebAssembly.instantiateStreaming(typed(m.bytes()), { m: { f() { throw thrown; } } }));
  });

  test("2.11 stack frames", "URL:wasm-function[INDEX]", () => {
    const m = new ModuleBuilder();
    m.func({});
    m.func({ code: [op.nop, op.unreachable], export: "f" });
    const { stack } = throws(WebAssembly.RuntimeError, m.instantiate().f);
    same(/wasm-function\[(\d+)\]/.exec(stack)?.[1], "1", stack);
  });

  test("2.11 stack frames", "URL:wasm-function[INDEX]:0xOFFSET", { graal: "generated code keeps no offsets" }, () => {
    const m = new ModuleBuilder();
    m.func({});
    m.func({ code: [op.nop, op.unreachable], export: "f" });
    const bytes = m.bytes();
    const { f } = m.instantiate();
    const { stack } = throws(WebAssembly.RuntimeError, f);
    const frame = /wasm-function\[(\d+)\]:(0x[0-9a-f]+)/.exec(stack);
    ok(frame !== null, stack);
    same(frame[1], "1", "function index");
    same(bytes[Number(frame[2])], op.unreachable, "the offset is that of the instruction");
  });
}
