// Exceptions in both directions: java --class-path quern-engine/target/classes examples/exceptions/Divide.java

import dev.quern.Imports;
import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

void main() throws Exception {
  Imports imports =
      Imports.of(
          "host",
          "log",
          IntConsumer.class,
          number -> {
            if (number < 0) {
              throw new IllegalArgumentException("negative: " + number);
            }
            IO.println("log " + number);
          });
  byte[] bytes = Wat.parse(Files.readString(Path.of("examples/exceptions/divide.wat")));
  var exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports();

  // WebAssembly catches its own exceptions and those of Java.
  IO.println(exports.function("divide_or_zero").call(6, 2));
  IO.println(exports.function("divide_or_zero").call(6, 0));
  IO.println(exports.function("divide_or_zero").call(6, -2));

  // Java catches an exception of WebAssembly, by its tag.
  try {
    exports.function("divide").call(7, 0);
  } catch (WebAssembly.Exception e) {
    WebAssembly.Tag tag = exports.tag("not_a_number");
    IO.println(e.is(tag) + " " + e.getArg(tag, 0));
  }
}
