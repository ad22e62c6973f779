package dev.quern;

import static dev.quern.Modules.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.WebAssembly.ExportDescriptor;
import dev.quern.WebAssembly.ImportDescriptor;
import dev.quern.type.AddressType;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.Feature;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compilation and what a module says of itself. */
class ModuleTest {
  @Test
  void describesItsImportsAndExports() {
    var module =
        module(
            """
            (module $m
              (type $t (func (param i64)))
              (import "a" "f" (func (type $t)))
              (import "b" "t" (table 1 2 externref))
              (import "a" "" (global (mut f32)))
              (memory (export "memory") 1)
              (export "again" (func 0)) (export "typed" (global 1))
              (elem declare func 0)
              (global (ref $t) (ref.func 0)))
            """);
    var function =
        new ExternType.Function(
            DefinedType.of(new FunctionType(List.of(NumberType.I64), List.of())));
    assertThat(module.imports())
        .containsExactly(
            new ImportDescriptor("a", "f", "function", function),
            new ImportDescriptor(
                "b",
                "t",
                "table",
                new TableType(AddressType.I32, Limits.of(1, 2), ReferenceType.EXTERNREF)),
            new ImportDescriptor("a", "", "global", new GlobalType(NumberType.F32, true)));
    assertThat(module.exports())
        .containsExactly(
            new ExportDescriptor(
                "memory", "memory", new MemoryType(AddressType.I32, Limits.of(1), false, 16)),
            new ExportDescriptor("again", "function", function),
            new ExportDescriptor(
                "typed",
                "global",
                new GlobalType(new ReferenceType(false, (DefinedType) function.type()), false)));
    assertThat(WebAssembly.Module.imports(module)).isEqualTo(module.imports());
    assertThat(WebAssembly.Module.exports(module)).isEqualTo(module.exports());
    assertThat(module.name()).isEqualTo("m");
    assertThat(module).hasToString("WebAssembly.Module[m]");
    assertThat(module("(module)").name()).isNull();
  }

  private static byte[] withCustomSections() {
    byte[] bytes = {
      0, 'a', 's', 'm', 1, 0, 0, 0, //
      0, 4, 1, 'x', 1, 2, //
      0, 3, 1, 'y', 3, //
      0, 2, 1, 'x'
    };
    return bytes;
  }

  @Test
  void givesCopiesOfItsCustomSections() {
    var module = new WebAssembly.Module(withCustomSections());
    var sections = module.customSections("x");
    assertThat(sections).containsExactly(new byte[] {1, 2}, new byte[0]);
    sections.getFirst()[0] = 9;
    assertThat(WebAssembly.Module.customSections(module, "x").getFirst()).containsExactly(1, 2);
    assertThat(module.customSections("y")).containsExactly(new byte[] {3});
    assertThat(module.customSections("z")).isEmpty();
  }

  @Test
  void copiesItsBytes() {
    byte[] bytes = Wat.parse("(module (func (export \"f\") (result i32) (i32.const 1)))");
    var module = new WebAssembly.Module(bytes);
    java.util.Arrays.fill(bytes, (byte) 0);
    assertThat(new WebAssembly.Instance(module).exports().function("f").call()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsNoModule() {
    refuses(new byte[0], "unexpected end");
    refuses(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, "magic header not detected");
    refuses(new byte[] {0, 'a', 's', 'm', 2, 0, 0, 0}, "unknown binary version");
    refuses(Wat.parse("(module (func (result i32)))"), "type mismatch");
  }

  private static void refuses(byte[] bytes, String message) {
    assertThatThrownBy(() -> new WebAssembly.Module(bytes))
        .isInstanceOf(WebAssembly.CompileError.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("(at offset 0x");
    assertThat(WebAssembly.validate(bytes)).isFalse();
  }

  @Test
  void namesTheFeatureThatIsNotThere() {
    var without64 = EnumSet.complementOf(EnumSet.of(Feature.MEMORY64));
    without64.removeIf(feature -> !feature.isBuilt());
    byte[] memory64 = Wat.parse("(module (memory i64 1))");
    assertThatThrownBy(
            () -> new WebAssembly.Module(memory64, Options.defaults().withFeatures(without64)))
        .isInstanceOf(WebAssembly.CompileError.class)
        .hasMessageContaining("memory64");
    byte[] signExtension =
        Wat.parse("(module (func (param i32) (result i32) (i32.extend8_s (local.get 0))))");
    var mvp = Options.defaults().withFeatures(EnumSet.of(Feature.MVP));
    assertThat(WebAssembly.validate(signExtension)).isTrue();
    assertThat(WebAssembly.validate(signExtension, mvp)).isFalse();
    assertThatThrownBy(() -> new WebAssembly.Module(signExtension, mvp))
        .isInstanceOf(WebAssembly.CompileError.class)
        .hasMessageContaining("sign extension");
  }

  @Test
  void optionsAreChecked() {
    var options = Options.defaults();
    assertThat(options.features()).contains(Feature.MVP).contains(Feature.THREADS);
    assertThat(options.methodLimit()).isEqualTo(8_000);
    assertThat(options.name()).isNull();
    assertThat(options.withName("n").withMethodLimit(300).name()).isEqualTo("n");
    assertThat(options.withMethodLimit(300).methodLimit()).isEqualTo(300);
    assertThat(options.withFeatures(EnumSet.noneOf(Feature.class)).features()).isEmpty();
    assertThat(options.withVectorApi(false).usesVectorApi()).isFalse();
    assertThat(options.withVectorApi(false).withVectorApi(true).usesVectorApi())
        .isEqualTo(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    for (int limit : new int[] {0, -1, 199, 8_001}) {
      assertThatThrownBy(() -> options.withMethodLimit(limit))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (Feature feature : Feature.values()) {
      if (!feature.isBuilt()) {
        assertThatThrownBy(() -> options.withFeatures(EnumSet.of(feature)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(feature.title());
      }
    }
    assertThat(options.largeMemories()).isFalse();
    assertThat(options.withLargeMemories(true).withName("n").largeMemories()).isTrue();
    assertThat(options.interruption()).isFalse();
    assertThat(options.withInterruption(true).withName("n").interruption()).isTrue();
    assertThat(options.memoryLimit()).isEqualTo(Long.MAX_VALUE);
    assertThat(options.withMemoryLimit(0).withInterruption(true).memoryLimit()).isZero();
    assertThatThrownBy(() -> options.withMemoryLimit(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(options.withMemoryLimit(65_536).withInterruption(true))
        .hasToString(
            options
                .toString()
                .replace("memoryLimit=" + Long.MAX_VALUE, "memoryLimit=65536")
                .replace("interruption=false", "interruption=true"));
  }

  @Test
  void allCodeMayBeGeneratedUpFront() {
    byte[] bytes =
        Wat.parse(
            "(module (func $twice (param i32) (result i32) (i32.add (local.get 0) (local.get 0)))"
                + " (func (export \"f\") (param i32) (result i32)"
                + " (call $twice (call $twice (local.get 0)))))");
    var options = Options.defaults().withEagerGeneration(true).withName("eager");
    assertThat(options.eagerGeneration()).isTrue();
    var instance = new WebAssembly.Instance(new WebAssembly.Module(bytes, options));
    assertThat(instance.exports().function("f").call(5)).isEqualTo(20);
  }

  @Test
  void theNameOfTheOptionsStandsInStackTraces() {
    var module =
        new WebAssembly.Module(
            Wat.parse("(module $own (func $f (export \"f\") unreachable))"),
            Options.defaults().withName("given"));
    assertThatThrownBy(() -> new WebAssembly.Instance(module).exports().function("f").call())
        .satisfies(e -> assertThat(e.getStackTrace()[0].toString()).contains("given"));
  }

  @Test
  void textSaysWhereItIsWrong() {
    assertThatThrownBy(() -> Wat.parse("(module\n  (func (i32.cons 1)))"))
        .isInstanceOf(WebAssembly.CompileError.class)
        .hasMessageContaining("(at 2:");
    assertThatThrownBy(() -> Wat.print(new byte[] {0}))
        .isInstanceOf(WebAssembly.CompileError.class);
    byte[] bytes = Wat.parse("(module (func (export \"f\") (result i32) (i32.const 1)))");
    assertThat(Wat.parse(Wat.print(bytes))).isEqualTo(bytes);
  }
}
