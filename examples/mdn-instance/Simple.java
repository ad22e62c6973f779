// MDN, "WebAssembly.Instance", synchronous instantiation. From the root of the repository:
//
//   java --class-path quern-engine/target/classes examples/mdn-instance/Simple.java

import dev.quern.Imports;
import dev.quern.Wat;
import dev.quern.WebAssembly;

void main() throws IOException {
  // MDN fetches simple.wasm; Files.readAllBytes would do for that.
  byte[] bytes = Wat.parse(Files.readString(Path.of("examples/mdn-instance/simple.wat")));

  Imports importObject =
      Imports.of("my_namespace", "imported_func", IntConsumer.class, arg -> IO.println(arg));

  var module = new WebAssembly.Module(bytes);
  var instance = new WebAssembly.Instance(module, importObject);
  instance.exports().function("exported_func").call();
}
