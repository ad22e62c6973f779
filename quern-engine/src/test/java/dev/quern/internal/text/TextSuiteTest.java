package dev.quern.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.ModuleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every script of the official test suite: each must parse, each text module in it must survive
 * text to binary to text to binary, and each malformed one must be refused for the expected reason.
 */
class TextSuiteTest {
  /** The threads proposal's suite wants limits of 33 bits malformed; WebAssembly 3.0's, invalid. */
  private static final String OUTDATED = "i32 constant out of range";

  @TestFactory
  Stream<DynamicTest> scripts() throws IOException {
    Path suite = Path.of(System.getProperty("quern.shared", "../../shared"), "testsuite");
    if (!Files.isDirectory(suite)) {
      // A factory that gives up itself would be counted as no test at all.
      System.out.println("skipped: TextSuiteTest, for there is no test suite in " + suite);
      return Stream.of(
          DynamicTest.dynamicTest("suite", () -> assumeTrue(false, "no test suite in " + suite)));
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(suite)) {
      files = walk.filter(f -> f.toString().endsWith(".wast")).sorted().toList();
    }
    return files.stream()
        .map(f -> DynamicTest.dynamicTest(suite.relativize(f).toString(), () -> script(f)));
  }

  private static void script(Path file) throws IOException {
    var faults = new ArrayList<String>();
    for (Command command : ScriptParser.parse(ModuleSource.text(Files.readAllBytes(file)))) {
      String fault = check(command);
      if (!fault.isEmpty()) {
        faults.add(file.getFileName() + ":" + command.line() + " " + fault);
      }
    }
    assertThat(faults).isEmpty();
  }

  private static String check(Command command) {
    return switch (command) {
      case Command.DefineModule m -> roundTrip(m.source());
      case Command.AssertUnlinkable m -> roundTrip(m.source());
      case Command.AssertModuleTrap m -> roundTrip(m.source());
      case Command.AssertInvalid m when m.custom() -> refusal(m.source(), m.message());
      case Command.AssertInvalid m -> roundTrip(m.source());
      case Command.AssertMalformed m -> refusal(m.source(), m.message());
      default -> "";
    };
  }

  private static String roundTrip(ModuleSource source) {
    if (source.kind() == ModuleSource.Kind.BINARY) {
      return "";
    }
    try {
      byte[] binary = source.binary();
      String text = Printer.print(ModuleDecoder.decode(binary, DecodeLimits.JS_API));
      byte[] again = ModuleEncoder.encode(ModuleParser.parse(text).module());
      return Arrays.equals(binary, again) ? "" : "comes back changed:\n" + text;
    } catch (ModuleException e) {
      return e.toString();
    }
  }

  private static String refusal(ModuleSource source, String reason) {
    if (source.kind() == ModuleSource.Kind.BINARY || reason.equals(OUTDATED)) {
      return "";
    }
    try {
      source.parse();
      return "was accepted, but is malformed: " + reason;
    } catch (ModuleException e) {
      return e.reason().startsWith(reason) ? "" : "was refused as " + e + ", not as " + reason;
    }
  }
}
