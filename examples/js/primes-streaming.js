// WebAssembly.instantiateStreaming. Takes the module's URL as an argument, if there is one.
const url = scriptArgs[0] ?? "primes.wasm";
const found = [];

WebAssembly.instantiateStreaming(fetch(url), { host: { found: (prime) => found.push(prime) } }).then(({ instance }) => {
  instance.exports.primes(30);
  console.log(found.join(" "));
});
