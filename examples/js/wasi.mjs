// A WASI program, with the API that node documents. Takes the program's URL and its arguments, if there are any.
import { WASI } from "node:wasi";

const [url = "hello.wasm", ...rest] = scriptArgs;
const wasi = new WASI({ version: "preview1", args: [url, ...rest], env: { LANG: "C" } });

const { instance } = await WebAssembly.instantiateStreaming(fetch(url), wasi.getImportObject());
console.log(`exit status ${wasi.start(instance)}`);
