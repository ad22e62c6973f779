package dev.quern.internal.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.CustomSection;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.syntax.Place;
import dev.quern.internal.syntax.UnsupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleDecoderTest {
  private static Module decode(byte[] bytes) {
    return ModuleDecoder.decode(bytes, DecodeLimits.JS_API);
  }

  private static void assertMalformed(byte[] bytes, String reason, int offset) {
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(reason)
        .hasMessageEndingWith(new Place.Offset(offset) + ")");
  }

  @Test
  void readsEveryKindOfPart() {
    Module m = decode(Wasm.everything());
    assertThat(m.subTypes()).hasSize(6);
    assertThat(m.imports()).extracting(Module.Import::name).containsExactly("f", "g");
    assertThat(m.functions()).containsExactly(0, 1);
    assertThat(m.tables()).hasSize(2);
    assertThat(m.memories()).hasSize(1);
    assertThat(m.tags()).hasSize(1);
    assertThat(m.globals()).hasSize(2);
    assertThat(m.exports()).extracting(Module.Export::name).containsExactly("f", "m");
    assertThat(m.start()).isEqualTo(1);
    assertThat(m.elements())
        .extracting(Module.ElementSegment::mode)
        .containsExactly(Module.Mode.ACTIVE, Module.Mode.PASSIVE, Module.Mode.DECLARATIVE);
    assertThat(m.dataCount()).isEqualTo(2);
    assertThat(m.bodies()).hasSize(2);
    assertThat(m.data()).extracting(d -> d.end() - d.start()).containsExactly(2, 3);
    assertThat(m.customs())
        .extracting(CustomSection::name)
        .containsExactly("before", "middle", "name");
    assertThat(m.customs()).extracting(CustomSection::place).containsExactly(0, 9, 13);
  }

  @Test
  void encodingIsTheInverse() {
    byte[] bytes = Wasm.everything();
    assertThat(ModuleEncoder.encode(decode(bytes))).isEqualTo(bytes);
  }

  @Test
  void encodingShortensNumbers() {
    byte[] bytes = new Wasm().bytes();
    byte[] verbose = new Wasm().raw(5, 0x84, 0x00, 1, 0, 0x81, 0x00).bytes();
    byte[] terse = new Wasm().raw(5, 3, 1, 0, 1).bytes();
    assertThat(ModuleEncoder.encode(decode(bytes))).isEqualTo(bytes);
    assertThat(ModuleEncoder.encode(decode(verbose))).isEqualTo(terse);
  }

  @Test
  void errorsNameTheOffset() {
    assertMalformed(new byte[] {0, 'a', 's', 'n', 1, 0, 0, 0}, "magic header not detected", 0);
    assertMalformed(new byte[] {0, 'a', 's', 'm', 2, 0, 0, 0}, "unknown binary version", 4);
    assertMalformed(new Wasm().raw(14, 0).bytes(), "malformed section id", 8);
    assertMalformed(
        new Wasm().raw(3, 1, 0, 1, 1, 0).bytes(), "unexpected content after last section", 11);
    assertMalformed(new Wasm().raw(5, 2, 0, 0).bytes(), "section size mismatch", 10);
    assertMalformed(new Wasm().raw(5, 9, 0).bytes(), "length out of bounds", 9);
    assertMalformed(
        new Wasm().section(7, s -> s.u32(1).name("x").u8(5).u32(0)).bytes(),
        "malformed export kind",
        13);
    assertMalformed(
        new Wasm().section(6, s -> s.u32(1).u8(0x7F).u8(2)).bytes(), "malformed mutability", 12);
    assertMalformed(
        new Wasm().section(8, s -> s.u8(0x80).u8(0x80).u8(0x80).u8(0x80).u8(0x80).u8(0)).bytes(),
        "integer representation too long",
        15);
  }

  @Test
  void junkInsideSectionsIsRefused() {
    assertMalformed(new Wasm().raw(12, 2, 0, 0).bytes(), "section size mismatch", 10);
    assertMalformed(new Wasm().raw(8, 2, 0, 0).bytes(), "section size mismatch", 10);
  }

  /** 2^32-1 of anything, in a module of a few bytes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13})
  void hugeCountsAllocateNothing(int section) {
    byte[] most = new Wasm().section(section, s -> s.u32(-1)).bytes();
    byte[] many = new Wasm().section(section, s -> s.u32(900_000).u8(0).u8(0)).bytes();
    for (byte[] bytes : List.of(most, many)) {
      assertThat(allocatedBy(() -> assertRefused(bytes))).isLessThan(400_000);
    }
  }

  @Test
  void hugeCountsInsideEntriesAllocateNothing() {
    List<byte[]> modules =
        List.of(
            new Wasm().section(1, s -> s.u32(1).u8(0x60).u32(-1)).bytes(),
            new Wasm().section(1, s -> s.u32(1).u8(0x5F).u32(-1)).bytes(),
            new Wasm().section(1, s -> s.u32(1).u8(0x4E).u32(-1)).bytes(),
            new Wasm().section(2, s -> s.u32(1).u32(-1)).bytes(),
            new Wasm().section(9, s -> s.u32(1).u8(1).u8(0).u32(-1)).bytes(),
            new Wasm().section(9, s -> s.u32(1).u8(5).u8(0x70).u32(9_999_999)).bytes(),
            new Wasm().section(11, s -> s.u32(1).u8(1).u32(-1)).bytes(),
            new Wasm().section(10, s -> s.u32(1).u32(-1)).bytes(),
            Wasm.body(s -> s.u32(-1)),
            Wasm.body(s -> s.u32(1).u32(50_001).u8(0x7F).opcode(Opcode.END)),
            new Wasm().section(12, s -> s.u32(-1)).bytes());
    for (byte[] bytes : modules) {
      assertThat(allocatedBy(() -> assertRefused(bytes))).isLessThan(400_000);
    }
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> decode(bytes)).isInstanceOf(ModuleException.class);
  }

  /** Bytes that this thread allocates, of which the assertions themselves need some. */
  private static long allocatedBy(Runnable action) {
    action.run();
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void limitsAreNamed() {
    byte[] types = new Wasm().section(1, s -> functionTypes(s, 3)).bytes();
    DecodeLimits js = DecodeLimits.JS_API;
    var limits =
        new DecodeLimits(
            js.moduleSize(),
            2,
            js.dataSegments(),
            js.tables(),
            js.memories(),
            js.parameters(),
            js.results(),
            js.bodySize(),
            js.locals(),
            js.structFields(),
            js.arrayFixed(),
            js.subtypeDepth(),
            js.tableSize(),
            js.memoryPages());
    assertThatThrownBy(() -> ModuleDecoder.decode(types, limits))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage("too many types: 3, the limit is 2 (at offset 0xa)");
  }

  private static void functionTypes(InstrWriter s, int count) {
    s.u32(count);
    IntStream.range(0, count).forEach(i -> s.u8(0x60).u32(0).u32(0));
  }

  @Test
  void customSectionsRefuseNothingButTheirFraming() {
    assertThat(decode(new Wasm().section(0, s -> s.name("name").u8(0xFF)).bytes()).customs())
        .hasSize(1);
    assertMalformed(
        new Wasm().section(0, s -> s.u32(1).u8(0xFF)).bytes(), "malformed UTF-8 encoding", 11);
    assertRefused(new Wasm().raw(0, 2, 5, 'x', 5, 1, 0, 0).bytes());
  }

  @Test
  void everyPrefixIsAModuleOrRefused() {
    byte[] bytes = Wasm.everything();
    for (int length = 0; length < bytes.length; length++) {
      decodeOrRefuse(Arrays.copyOf(bytes, length), "prefix of " + length);
    }
  }

  @Test
  void everyMutationIsAModuleOrRefused() {
    long seed = 20250922;
    var random = new Random(seed);
    byte[] original = Wasm.everything();
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = original.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt(256);
      }
      decodeOrRefuse(bytes, "seed " + seed + ", round " + i);
    }
  }

  private static void decodeOrRefuse(byte[] bytes, String what) {
    try {
      Module module = decode(bytes);
      byte[] encoded = ModuleEncoder.encode(module);
      if (!Arrays.equals(ModuleEncoder.encode(decode(encoded)), encoded)) {
        throw new AssertionError("encoding is not the inverse: " + what);
      }
      NameSection names = NameSection.of(module);
      names.moduleName();
      names.functionName(1);
      names.localName(1, 0);
    } catch (ModuleException expected) {
      // Refused, as it may be.
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }
}
