package dev.quern.internal.valid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.Place;
import dev.quern.internal.text.Command;
import dev.quern.internal.text.ModuleSource;
import dev.quern.internal.text.ScriptParser;
import dev.quern.type.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Decodes and validates every module of the official test suite. What the suite calls malformed or
 * invalid must be refused for a reason that begins with the suite's words, at a place that exists.
 */
class SuiteValidationTest {
  private static final Path SUITE = Path.of(System.getProperty("quern.shared", ""), "testsuite");

  /** Threads are still specified on top of WebAssembly 1.0. */
  private static final Set<Feature> AFTER_THREADS =
      EnumSet.of(Feature.MULTI_MEMORY, Feature.REFERENCE_TYPES, Feature.MEMORY64);

  static List<Path> scripts() throws IOException {
    if (!Files.isDirectory(SUITE)) {
      System.out.println("skipped: SuiteValidationTest, for there is no test suite in " + SUITE);
      return List.of(SUITE);
    }
    try (Stream<Path> files = Files.walk(SUITE)) {
      return files.filter(f -> f.toString().endsWith(".wast")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void everyModuleIsJudgedAsTheSuiteSays(Path script) throws IOException {
    assumeTrue(Files.isRegularFile(script), "the test suite is not there: " + script);
    Set<Feature> enabled = EnumSet.allOf(Feature.class);
    if (script.toString().contains("threads")) {
      enabled.removeAll(AFTER_THREADS);
    }
    if (!script.toString().contains("custom-descriptors")) {
      // They make modules valid that WebAssembly 3.0 refuses.
      enabled.remove(Feature.CUSTOM_DESCRIPTORS);
    }
    var failures = new ArrayList<String>();
    run(ScriptParser.parse(ModuleSource.text(Files.readAllBytes(script))), enabled, failures);
    assertThat(failures).isEmpty();
  }

  private static void run(List<Command> commands, Set<Feature> enabled, List<String> failures) {
    for (Command command : commands) {
      String failure =
          switch (command) {
            case Command.DefineModule c -> valid(c.source(), enabled);
            case Command.AssertModuleTrap c -> valid(c.source(), enabled);
            case Command.AssertUnlinkable c -> valid(c.source(), enabled);
            case Command.AssertMalformed c ->
                c.custom() ? "" : malformed(c.source(), c.message(), enabled);
            case Command.AssertInvalid c ->
                c.custom() ? "" : invalid(c.source(), c.message(), enabled);
            case Command.Thread c -> {
              run(c.commands(), enabled, failures);
              yield "";
            }
            default -> "";
          };
      if (!failure.isEmpty()) {
        failures.add("line " + command.line() + ": " + failure);
      }
    }
  }

  private static void validate(ModuleSource source, Set<Feature> enabled) {
    byte[] binary = source.binary();
    try {
      validate(binary, enabled);
    } catch (ModuleException e) {
      assertThat(e.place()).as(e.getMessage()).isNotInstanceOf(Place.Position.class);
      if (e.place() instanceof Place.Offset at) {
        assertThat(at.offset()).as(e.getMessage()).isBetween(0L, (long) binary.length);
      }
      throw e;
    }
  }

  private static void validate(byte[] binary, Set<Feature> enabled) {
    Module module = ModuleDecoder.decode(binary, DecodeLimits.JS_API);
    ModuleValidator.validate(module, DecodeLimits.JS_API, enabled);
    byte[] encoded = ModuleEncoder.encode(module);
    Module again = ModuleDecoder.decode(encoded, DecodeLimits.JS_API);
    assertThat(ModuleEncoder.encode(again)).isEqualTo(encoded);
  }

  private static String valid(ModuleSource source, Set<Feature> enabled) {
    try {
      validate(source, enabled);
      return "";
    } catch (ModuleException e) {
      return "valid, but: " + e;
    }
  }

  private static String malformed(ModuleSource source, String reason, Set<Feature> enabled) {
    try {
      validate(source, enabled);
      return "accepted: " + reason;
    } catch (MalformedException e) {
      return e.reason().startsWith(reason) ? "" : "expected " + reason + " but: " + e;
    } catch (ModuleException e) {
      return "expected malformed: " + reason + " but: " + e;
    }
  }

  private static String invalid(ModuleSource source, String reason, Set<Feature> enabled) {
    try {
      validate(source, enabled);
      return "accepted: " + reason;
    } catch (ModuleException e) {
      boolean rightKind = e instanceof InvalidException || reason.startsWith("multiple ");
      return rightKind && e.reason().startsWith(reason) ? "" : "expected " + reason + " but: " + e;
    }
  }
}
