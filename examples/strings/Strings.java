// Strings in memory, a host object with annotated methods, and exports behind an interface. From the
// root of the repository:
//
//   java --class-path quern-engine/target/classes examples/strings/Strings.java

import dev.quern.Caller;
import dev.quern.Imports;
import dev.quern.WasmFunction;
import dev.quern.Wat;
import dev.quern.WebAssembly;

/** The exports of strings.wat. */
public interface StringsModule {
  void upper(int address, int length);

  WebAssembly.Memory memory();
}

/** What strings.wat imports. */
public static class Host {
  @WasmFunction
  public void say(Caller caller, int address, int length) {
    IO.println(caller.memory().readString(address, length));
  }
}

void main() throws IOException {
  byte[] bytes = Wat.parse(Files.readString(Path.of("examples/strings/strings.wat")));
  var instance =
      new WebAssembly.Instance(new WebAssembly.Module(bytes), Imports.of("host", new Host()));

  StringsModule module = instance.as(StringsModule.class);
  int length = module.memory().writeString(1024, "hello, quern");
  module.upper(1024, length);
}
