// A WASI program with files in memory: java --class-path quern-engine/target/classes:quern-wasi/target/classes examples/wasi/Upper.java

import dev.quern.Wat;
import dev.quern.WebAssembly;
import dev.quern.wasi.MemoryDirectory;
import dev.quern.wasi.WasiOptions;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

void main() throws Exception {
  var module = new WebAssembly.Module(Wat.parse(Files.readString(Path.of("examples/wasi/upper.wat"))));
  var files = new MemoryDirectory().write("names.txt", "ada\ngrace\n");
  var output = new ByteArrayOutputStream();
  var options = WasiOptions.defaults().withPreopen(files, "/", true).withStdout(output);
  try (var wasi = options.open()) {
    int status = wasi.run(module);
    IO.print(status + "\n" + output);
  }
}
