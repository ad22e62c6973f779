// Java threads in one memory: java --class-path quern-engine/target/classes examples/threads/Counter.java

import dev.quern.Imports;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import dev.quern.type.AddressType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

void main() throws Exception {
  var memory =
      new WebAssembly.Memory(new MemoryType(AddressType.I32, Limits.of(1, 1), true, 16));
  byte[] bytes = Wat.parse(Files.readString(Path.of("examples/threads/counter.wat")));
  var module = new WebAssembly.Module(bytes);
  Imports imports = Imports.of("host", "memory", memory);

  // An instance belongs to one thread at a time; the shared memory to all of them.
  Runnable counter =
      () -> new WebAssembly.Instance(module, imports).exports().function("count").call(100_000);
  var threads = new Thread[] {new Thread(counter), new Thread(counter)};
  for (Thread thread : threads) {
    thread.start();
  }
  new WebAssembly.Instance(module, imports).exports().function("wait").call();
  for (Thread thread : threads) {
    thread.join();
  }
  IO.println(memory.readInt(0));
}
