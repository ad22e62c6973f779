// WebAssembly.Module and WebAssembly.Instance, made from bytes. Takes the module's URL as an argument, if there is one.
const url = scriptArgs[0] ?? "primes.wasm";
const found = [];

fetch(url)
  .then((response) => response.arrayBuffer())
  .then((bytes) => {
    const module = new WebAssembly.Module(bytes);
    const imports = { host: { found: (prime) => found.push(prime) } };
    const { primes } = new WebAssembly.Instance(module, imports).exports;
    primes(30);
    console.log(found.join(" "));
  });
