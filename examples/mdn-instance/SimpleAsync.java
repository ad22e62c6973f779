// MDN, "WebAssembly.Instance", asynchronous instantiation. From the root of the repository:
//
//   java --class-path quern-engine/target/classes examples/mdn-instance/SimpleAsync.java

import dev.quern.Imports;
import dev.quern.Wat;
import dev.quern.WebAssembly;

void main() throws IOException {
  // MDN fetches simple.wasm. instantiateStreaming takes a Path, an InputStream or an HttpResponse.
  byte[] bytes = Wat.parse(Files.readString(Path.of("examples/mdn-instance/simple.wat")));

  Imports importObject =
      Imports.of("my_namespace", "imported_func", IntConsumer.class, arg -> IO.println(arg));

  // A Promise is a CompletableFuture. It runs on a daemon thread, so the program waits for the end.
  WebAssembly.instantiateStreaming(new ByteArrayInputStream(bytes), importObject)
      .thenAccept(obj -> obj.instance().exports().function("exported_func").call())
      .join();
}
