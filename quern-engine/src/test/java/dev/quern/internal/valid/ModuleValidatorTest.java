package dev.quern.internal.valid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.binary.Wasm;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.syntax.SideTable;
import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.internal.text.ModuleSource;
import dev.quern.type.DefinedType;
import dev.quern.type.Feature;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModuleValidatorTest {
  private static final Set<Feature> ALL = EnumSet.allOf(Feature.class);

  private static SideTable validate(byte[] bytes, Set<Feature> enabled) {
    return ModuleValidator.validate(
        ModuleDecoder.decode(bytes, DecodeLimits.JS_API), DecodeLimits.JS_API, enabled);
  }

  private static SideTable validate(String text) {
    return validate(ModuleSource.of(text).binary(), ALL);
  }

  private static void assertInvalid(String text, String message) {
    assertThatThrownBy(() -> validate(text))
        .isInstanceOf(InvalidException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void everythingIsValid() {
    assertThat(validate(Wasm.everything(), ALL).functions()).hasSize(3);
  }

  @Test
  void errorsInBodiesNameTypesFunctionAndOffset() {
    assertInvalid(
        "(module (func) (func $fib (result i32) (f32.const 1) (i32.const 2) (i32.add)))",
        "type mismatch: instruction requires [i32 i32] but stack has [f32 i32]"
            + " in function 1 (fib) (at offset 0x26)");
  }

  @Test
  void errorsOutsideOfBodiesNameThePart() {
    assertInvalid("(module (export \"a\" (func 7)))", "unknown function 7 (in export 0)");
    assertInvalid("(module (import \"\" \"\" (func (type 3))))", "unknown type 3 (in import 0)");
    assertInvalid(
        "(module (type (sub final (func))) (type (sub 0 (func))))",
        "sub type 1 has final super type 0 (in type 1)");
  }

  @Test
  void endlessTypesCanBeNamed() {
    String types =
        "(type $t (sub (struct (field (ref null $t))))) (type $f (func (param (ref $f))))";
    assertInvalid(
        "(module " + types + " (func (param (ref $t)) (result (ref $f)) (local.get 0)))",
        "type mismatch: instruction requires [(ref 1)] but stack has [(ref 0)]");
    SideTable table = validate("(module " + types + ")");
    assertThat(table.types())
        .extracting(DefinedType::toString)
        .containsExactly("(struct (field structref))", "[(ref func)] -> []");
  }

  @Test
  void theSideTableKnowsWhatTheCompilerAsks() {
    SideTable table =
        validate(
            """
            (module
              (import "m" "f" (func $imported))
              (func $a (return_call $imported))
              (func $b (result i32) (i32.add (i32.const 1) (i32.mul (i32.const 2) (i32.const 3))))
              (func $c (return_call $c))
              (func $d (drop (ref.func $e)))
              (func $e)
              (elem declare func $e)
              (export "b" (func $b)))
            """);
    assertThat(table.tailCallers()).isEqualTo(bits(1, 3));
    assertThat(table.tailTargets()).isEqualTo(bits(0, 3));
    assertThat(table.references()).isEqualTo(bits(2, 5));
    assertThat(table.functions()).hasSize(6);
    assertThat(table.imports()).hasSize(1);
  }

  private static BitSet bits(int... indices) {
    var bits = new BitSet();
    Arrays.stream(indices).forEach(bits::set);
    return bits;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SIMD               | (func (param v128))
          SIMD               | (func (local v128))
          SIMD               | (func (drop (i8x16.splat (i32.const 0))))
          EXCEPTIONS         | (tag)
          EXCEPTIONS         | (global exnref (ref.null exn))
          EXCEPTIONS         | (func (block (try_table)))
          GC                 | (type (struct))
          GC                 | (type (array i32))
          GC                 | (type (sub (func)))
          GC                 | (rec (type (func)) (type (func)))
          GC                 | (func (param anyref))
          GC                 | (func (local i31ref))
          CUSTOM_DESCRIPTORS | (rec (type $a (descriptor $b) (struct)) (type $b (describes $a) (struct)))
          CUSTOM_DESCRIPTORS | (type $t (func)) (func (param (ref null (exact $t))))
          CUSTOM_DESCRIPTORS | (type $t (func)) (func (ref.null (exact $t)) (drop))
          CUSTOM_DESCRIPTORS | (type $t (func)) (import "a" "b" (func (exact (type $t))))
          MEMORY64           | (memory i64 1)
          MEMORY64           | (table i64 1 funcref)
          THREADS            | (memory 1 1 shared)
          THREADS            | (memory 1) (func (drop (i32.atomic.load (i32.const 0))))
          CUSTOM_PAGE_SIZES  | (memory 1 (pagesize 1))
          WIDE_ARITHMETIC    | (func (param i64 i64) (i64.mul_wide_s (local.get 0) (local.get 1)) (drop) (drop))
          LEGACY_EXCEPTIONS  | (func (try (do) (catch_all)))
          GC                 | (type $s (sub (struct))) (type (sub $s (struct)))
          GC                 | (table 1 eqref)
          GC                 | (func (param nullfuncref))
          GC                 | (func (result externref) (block (result nullexternref) (unreachable)))
          EXCEPTIONS         | (import "a" "b" (tag))
          EXCEPTIONS         | (table 1 exnref)
          EXCEPTIONS         | (func (local nullexnref))
          MEMORY64           | (import "a" "b" (memory i64 1))
          MEMORY64           | (import "a" "b" (table i64 1 funcref))
          THREADS            | (import "a" "b" (memory 1 1 shared))
          CUSTOM_PAGE_SIZES  | (import "a" "b" (memory 1 (pagesize 1)))
          SIMD               | (import "a" "b" (global v128))
          SIMD               | (global v128 (v128.const i64x2 0 0))
          MULTI_VALUE        | (type (func (result i32 i32)))
          MULTI_VALUE        | (func (i32.const 1) (block (param i32) (drop)))
          MULTI_MEMORY       | (memory 1) (memory 1)
          MULTI_MEMORY       | (import "a" "b" (memory 1)) (memory 1)
          MUTABLE_GLOBALS    | (import "a" "b" (global (mut i32)))
          MUTABLE_GLOBALS    | (global (export "a") (mut i32) (i32.const 0))
          SIGN_EXTENSION     | (func (drop (i32.extend8_s (i32.const 0))))
          BULK_MEMORY        | (memory 1) (data "a")
          BULK_MEMORY        | (func $f) (elem func $f)
          REFERENCE_TYPES    | (func (param externref))
          REFERENCE_TYPES    | (table 1 externref)
          REFERENCE_TYPES    | (table 1 funcref) (table 1 funcref)
          REFERENCE_TYPES    | (func $f) (elem declare func $f)
          REFERENCE_TYPES    | (table 0 funcref) (func (result i32) (table.size 0))
          TAIL_CALL          | (func (return_call 0))
          FUNCTION_REFERENCES| (type $t (func)) (func (param (ref $t)))
          FUNCTION_REFERENCES| (func (param (ref extern)))
          FUNCTION_REFERENCES| (func $f) (table 1 funcref (ref.func $f))
          EXTENDED_CONST     | (global i32 (i32.add (i32.const 1) (i32.const 2)))
          EXTENDED_CONST     | (memory 1) (data (i32.mul (i32.const 1) (i32.const 2)) "a")
          """)
  void featuresThatAreNotEnabledAreRefused(Feature feature, String fields) {
    byte[] bytes = ModuleSource.of("(module " + fields + ")").binary();
    validate(bytes, ALL);
    Set<Feature> others = EnumSet.complementOf(EnumSet.of(feature));
    assertThatThrownBy(() -> validate(bytes, others))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining(feature.title());
  }

  @Test
  void groupsOfImportsAreRefusedUnlessEnabled() {
    byte[] bytes =
        ModuleSource.of(
                """
                (module binary "\\00asm" "\\01\\00\\00\\00"
                  "\\02\\0b\\01" "\\01a" "\\00\\7e" "\\03\\7f\\00" "\\01" "\\01b")
                """)
            .binary();
    validate(bytes, ALL);
    Set<Feature> others = EnumSet.complementOf(EnumSet.of(Feature.COMPACT_IMPORTS));
    assertThatThrownBy(() -> validate(bytes, others))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("compact import section is not enabled");
  }

  @ParameterizedTest
  @EnumSource(Opcode.class)
  void instructionsOfFeaturesThatAreNotEnabledAreRefused(Opcode opcode) {
    Feature feature = opcode.feature();
    byte[] bytes = Wasm.body(s -> s.u32(0).opcode(opcode).opcode(Opcode.END));
    assertThatThrownBy(() -> validate(bytes, EnumSet.complementOf(EnumSet.of(feature))))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageStartingWith(feature.title() + " is not ")
        .hasMessageContaining(": " + opcode.text() + " in function 0");
    // So little code may be wrong, but not for want of a feature.
    assertThat(catchThrowable(() -> validate(bytes, ALL)) instanceof UnsupportedException)
        .isFalse();
  }

  private static void assertBody(Consumer<InstrWriter> body, Class<?> type, String message) {
    assertThatThrownBy(() -> validate(Wasm.body(body), ALL))
        .isInstanceOf(type)
        .hasMessageStartingWith(message);
  }

  @Test
  void codeBehindTheLastEndIsRefused() {
    assertBody(
        s -> s.u32(0).opcode(Opcode.END).opcode(Opcode.NOP),
        MalformedException.class,
        "section size mismatch");
    assertBody(
        s -> s.u32(0).opcode(Opcode.END).opcode(Opcode.END),
        MalformedException.class,
        "section size mismatch");
    assertBody(s -> s.u32(0), MalformedException.class, "unexpected end");
    assertBody(s -> s.u32(0).opcode(Opcode.ELSE), MalformedException.class, "END opcode expected");
  }

  @Test
  void indicesAreUnsigned() {
    for (Opcode opcode :
        new Opcode[] {
          Opcode.LOCAL_GET, Opcode.LOCAL_SET, Opcode.GLOBAL_GET, Opcode.CALL, Opcode.BR,
          Opcode.REF_FUNC, Opcode.TABLE_GET, Opcode.THROW, Opcode.CALL_REF, Opcode.STRUCT_NEW,
          Opcode.ARRAY_NEW, Opcode.ELEM_DROP, Opcode.MEMORY_SIZE, Opcode.RETHROW
        }) {
      assertBody(
          s -> s.u32(0).opcode(opcode).u32(-1).opcode(Opcode.END),
          InvalidException.class,
          "unknown ");
    }
  }

  @Test
  void theLowestWrongFunctionIsReported() {
    int functions = 40_000;
    var random = new Random(7);
    for (int round = 0; round < 5; round++) {
      int first = random.nextInt(functions / 2);
      byte[] bytes = manyFunctions(functions, first);
      assertThatThrownBy(() -> validate(bytes, ALL))
          .isInstanceOf(InvalidException.class)
          .hasMessageContaining(" in function " + first + " ");
    }
  }

  /** Functions of 40 bytes; the given one and all thousand behind it are wrong. */
  private static byte[] manyFunctions(int count, int wrong) {
    return new Wasm()
        .section(1, s -> s.u32(1).u8(0x60).u32(0).u32(0))
        .section(
            3,
            s -> {
              s.u32(count);
              for (int i = 0; i < count; i++) {
                s.u32(0);
              }
            })
        .section(
            10,
            s -> {
              s.u32(count);
              for (int i = 0; i < count; i++) {
                boolean right = i < wrong || i > wrong + 1000;
                s.u32(40).u32(0);
                for (int j = 0; j < 38; j++) {
                  s.opcode(right || j < 37 ? Opcode.NOP : Opcode.DROP);
                }
                s.opcode(Opcode.END);
              }
            })
        .bytes();
  }

  // Inputs that make careless validators slow.

  private static void assertQuick(byte[] bytes) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          try {
            validate(bytes, ALL);
          } catch (ModuleException e) {
            assertThat(e).isInstanceOf(UnsupportedException.class);
          }
        });
  }

  /**
   * Type 0 is {@code [] -> []}, type 1 {@code [i32 * 1000] -> [i32 * 1000]}, type 2 without
   * parameters.
   */
  private static void wideTypes(InstrWriter s) {
    s.u32(3).u8(0x60).u32(0).u32(0);
    s.u8(0x60);
    thousand(s);
    thousand(s);
    s.u8(0x60).u32(0);
    thousand(s);
  }

  private static void thousand(InstrWriter s) {
    s.u32(1000);
    for (int i = 0; i < 1000; i++) {
      s.u8(0x7F);
    }
  }

  private static byte[] wide(Consumer<InstrWriter> body) {
    return new Wasm().function(ModuleValidatorTest::wideTypes, 1, body).bytes();
  }

  private static void getLocals(InstrWriter s) {
    for (int i = 0; i < 1000; i++) {
      s.opcode(Opcode.LOCAL_GET).u32(i);
    }
  }

  @Test
  void blocksWithThousandParameters() {
    assertQuick(
        wide(s -> {
          getLocals(s.u32(0));
          for (int i = 0; i < 20_000; i++) {
            s.opcode(Opcode.BLOCK).s64(1).opcode(Opcode.END);
          }
          s.opcode(Opcode.END);
        }));
  }

  @Test
  void branchTablesToThousandOperands() {
    assertQuick(
        wide(s -> {
          getLocals(s.u32(0));
          for (int i = 0; i < 50; i++) {
            s.opcode(Opcode.BLOCK).s64(1);
          }
          s.opcode(Opcode.I32_CONST).s64(0).opcode(Opcode.BR_TABLE).u32(2_000_000);
          for (int i = 0; i <= 2_000_000; i++) {
            s.u32(i % 50);
          }
          for (int i = 0; i <= 50; i++) {
            s.opcode(Opcode.END);
          }
        }));
  }

  @Test
  void callsWithThousandResults() {
    byte[] bytes =
        new Wasm()
            .function(
                ModuleValidatorTest::wideTypes,
                2,
                s -> {
                  s.u32(0);
                  for (int i = 0; i < 1_000_000; i++) {
                    s.opcode(Opcode.CALL).u32(0);
                  }
                  s.opcode(Opcode.UNREACHABLE).opcode(Opcode.END);
                })
            .bytes();
    assertQuick(bytes);
    assertThatThrownBy(() -> validate(bytes, ALL))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageStartingWith("operand stack too high");
  }

  @Test
  void deepNesting() {
    assertQuick(
        Wasm.body(s -> {
          s.u32(0);
          for (int i = 0; i < 1_000_000; i++) {
            s.opcode(Opcode.BLOCK).u8(0x40);
          }
          for (int i = 0; i <= 1_000_000; i++) {
            s.opcode(Opcode.END);
          }
        }));
  }

  @Test
  void unreachableReturnsOfThousandResults() {
    assertQuick(
        wide(s -> {
          s.u32(0).opcode(Opcode.UNREACHABLE);
          for (int i = 0; i < 7_000_000; i++) {
            s.opcode(Opcode.RETURN);
          }
          s.opcode(Opcode.END);
        }));
  }

  @Test
  void manyFunctionsOfManyLocals() {
    int count = 200_000;
    assertQuick(
        new Wasm()
            .section(1, s -> s.u32(1).u8(0x60).u32(0).u32(0))
            .section(
                3,
                s -> {
                  s.u32(count);
                  for (int i = 0; i < count; i++) {
                    s.u32(0);
                  }
                })
            .section(
                10,
                s -> {
                  s.u32(count);
                  for (int i = 0; i < count; i++) {
                    s.u32(8).u32(1).u32(50_000).u8(0x64).u8(0x70).u8(0).u8(0x0B);
                  }
                })
            .bytes());
  }

  @Test
  void nonDefaultableLocalsInManyBlocks() {
    assertQuick(
        Wasm.body(s -> {
          s.u32(1).u32(50_000).u8(0x64).u8(0x70);
          for (int i = 0; i < 300_000; i++) {
            s.opcode(Opcode.BLOCK).u8(0x40).opcode(Opcode.UNREACHABLE);
            s.opcode(Opcode.LOCAL_SET).u32(i % 50_000).opcode(Opcode.END);
          }
          s.opcode(Opcode.END);
        }));
  }

  // Damaged modules.

  @Test
  void everyPrefixIsValidOrRefused() {
    byte[] bytes = Wasm.everything();
    for (int length = 0; length < bytes.length; length++) {
      validateOrRefuse(Arrays.copyOf(bytes, length), "prefix of " + length);
    }
  }

  @Test
  void everyMutationIsValidOrRefused() {
    long seed = 20250923;
    var random = new Random(seed);
    for (byte[] original : new byte[][] {Wasm.everything(), references()}) {
      for (int i = 0; i < 30_000; i++) {
        byte[] bytes = original.clone();
        for (int j = random.nextInt(4); j >= 0; j--) {
          bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt(256);
        }
        validateOrRefuse(bytes, "seed " + seed + ", round " + i);
      }
    }
  }

  private static byte[] references() {
    return ModuleSource.of(
            """
            (module
              (type $s (sub (struct (field (mut i8)) (field (mut (ref null $s))))))
              (type $t (sub $s (struct (field (mut i8)) (field (mut (ref null $s))) (field f64))))
              (type $a (array (mut i16)))
              (type $f (func (param (ref null $s)) (result i32)))
              (tag $e (param i32))
              (table $tab 3 10 (ref null $f))
              (memory 1)
              (data $d "abc")
              (elem $x (ref null $f) (ref.func $g))
              (func $g (type $f)
                (local $l (ref $s))
                (local.set $l (struct.new $s (i32.const 1) (local.get 0)))
                (block $b (result (ref $t))
                  (drop (br_on_cast $b (ref $s) (ref $t) (local.get $l)))
                  (array.set $a (array.new_data $a $d (i32.const 0) (i32.const 1))
                    (i32.const 0) (i32.const 7))
                  (unreachable))
                (drop)
                (block $c (result i32)
                  (try_table (catch $e $c) (throw $e (i32.const 4)))
                  (memory.fill (i32.const 0) (i32.const 0) (i32.const 9))
                  (table.init $tab $x (i32.const 0) (i32.const 0) (i32.const 1))
                  (return_call_ref $f (local.get 0) (ref.func $g)))
                (drop)
                (call_indirect $tab (type $f) (struct.get $s 1 (local.get $l)) (i32.const 0))
                (br_if 0 (i32.const 0))
                (select (i32.const 1) (ref.is_null (local.get 0)))))
            """)
        .binary();
  }

  private static void validateOrRefuse(byte[] bytes, String what) {
    try {
      validate(bytes, ALL);
    } catch (ModuleException expected) {
      // Refused, as it may be.
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }
}
