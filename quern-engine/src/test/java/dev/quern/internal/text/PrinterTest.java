package dev.quern.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Module;
import org.junit.jupiter.api.Test;

class PrinterTest {
  private static String print(String text) {
    Module module = ModuleParser.parse(text).module();
    String printed = Printer.print(module);
    byte[] bytes = ModuleEncoder.encode(module);
    assertThat(ModuleEncoder.encode(ModuleParser.parse(printed).module())).isEqualTo(bytes);
    assertThat(Printer.print(ModuleDecoder.decode(bytes, DecodeLimits.JS_API))).isEqualTo(printed);
    return printed;
  }

  @Test
  void readable() {
    assertThat(
            print(
                """
                (module $m
                  (func $f (export "f") (param $x i32) (result i32) (local i64)
                    (if (result i32) (local.get $x) (then (i32.const 1)) (else (call $f (i32.const 2))))
                    (block (br_if 1 (i32.const 0)))))
                """))
        .isEqualTo(
            """
            (module $m
              (type (;0;) (func (param i32) (result i32)))
              (func $f (;0;) (type 0) (param $x i32) (result i32)
                (local i64)
                local.get $x
                if (result i32)  ;; label = @1
                  i32.const 1
                else
                  i32.const 2
                  call $f
                end
                block  ;; label = @1
                  i32.const 0
                  br_if 1
                end)
              (export "f" (func $f)))
            """);
  }

  @Test
  void typesAndSegments() {
    assertThat(
            print(
                """
                (module
                  (rec (type $a (sub (struct (field (mut i8)) (field (ref null $b)))))
                       (type $b (sub final $a (struct (field (mut i8)) (field (ref null $b)) (field v128)))))
                  (type (array (mut f32)))
                  (import "m" "t" (table i64 1 2 externref))
                  (memory i64 1 2 shared (pagesize 1))
                  (table 1 (ref null func) (ref.null func))
                  (global (mut f64) (f64.const -0.1))
                  (elem (table 1) (offset i32.const 1 i32.const 2 i32.add) funcref (ref.null func) (item global.get 0))
                  (elem declare func)
                  (data "\\00\\"\\\\a"))
                """))
        .isEqualTo(
            """
            (module
              (rec
                (type (;0;) (sub (struct (field (mut i8)) (field (ref null 1)))))
                (type (;1;) (sub final 0 (struct (field (mut i8)) (field (ref null 1)) (field v128)))))
              (type (;2;) (array (mut f32)))
              (import "m" "t" (table (;0;) i64 1 2 externref))
              (table (;1;) 1 funcref (ref.null func))
              (memory (;0;) i64 1 2 shared (pagesize 1))
              (global (;0;) (mut f64) (f64.const -0.1))
              (elem (;0;) (table 1) (offset i32.const 1 i32.const 2 i32.add) funcref (ref.null func) (global.get 0))
              (elem (;1;) declare func)
              (data (;0;) "\\00\\"\\\\a"))
            """);
  }

  @Test
  void everyShapeOfImmediate() {
    String printed =
        print(
            """
            (module (type $s (struct (field $x (mut i32)))) (type $a (array (mut i32))) (tag $e) (memory 1) (memory 1)
              (table 1 funcref) (table 1 funcref) (elem $el func) (data $d "") (global $g (mut i32) (i32.const 0))
              (func (param $p i32) (local $l i32)
                block $b loop try_table (catch $e $b) (catch_all_ref 1) br_table 0 1 $b end end end
                try $t catch $e rethrow $t catch_all end try delegate 0
                i32.load 1 offset=5 align=1 v128.load8_lane 1 offset=1 3 v128.load16_lane 2 memory.size 1 memory.copy 1 0
                memory.init 1 $d data.drop $d table.init 1 $el table.copy 1 0 elem.drop $el table.get 1
                call_indirect 1 (type $a) select (result i32) select ref.null $s ref.test (ref null $s)
                ref.cast (ref any) br_on_cast 0 anyref (ref $s) struct.get $s $x array.new_fixed $a 3
                array.new_data $a $d array.new_elem $a $el array.copy $a $a atomic.fence
                i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 i8x16.extract_lane_s 15
                v128.const f64x2 1 nan:0x1 f32.const -nan:0x3 f64.const 1e300 i64.const -1
                i32.atomic.rmw.add offset=0xffff_ffff_ffff_ffff i64.add128 call 0 local.tee $l global.set $g))
            """);
    assertThat(printed)
        .contains(
            "(catch 0 1 (;@1;)) (catch_all_ref 1 (;@1;))",
            "i32.load 1 offset=5 align=1",
            "v128.load8_lane 1 offset=1 3",
            "br_on_cast 0 anyref (ref 0)",
            "v128.const i32x4 0x00000000 0x3ff00000 0x00000001 0x7ff00000",
            "f32.const -nan:0x3",
            "offset=18446744073709551615",
            "local.tee $l");
  }

  @Test
  void namesSurviveWhateverTheyAre() {
    String printed =
        print(
            """
            (module (@name "a b") (func (@name "")) (func $x) (func (@name "x")) (func $"é \\"")
              (func (param $p i32) (param (@name "p") i32) (local i32) (local $q i32) local.get $q))
            """);
    assertThat(printed)
        .contains(
            "(module $\"a b\"",
            "(func (@name \"\") (;0;)",
            "(func $x (;1;)",
            "(func (@name \"x\") (;2;)",
            "(func $\"é \\\"\" (;3;)",
            "(param $p i32) (param (@name \"p\") i32)",
            "(local i32) (local $q i32)")
        .doesNotContain("@custom");
  }

  @Test
  void aNameSectionWithMoreInItIsKeptAsItIs() {
    byte[] names = new InstrWriter().u8(1).u32(4).u32(1).u32(0).name("f").toByteArray();
    byte[] more = new InstrWriter().bytes(names).u8(9).u32(1).u8(0).toByteArray();
    String text = "(module (func) (@custom \"name\" " + literal(more) + ") (@custom \"z\" \"1\"))";
    assertThat(print(text)).contains("(func $f (;0;)", "(@custom \"name\"", "(@custom \"z\"");
    assertThat(print("(func (@name \"f\"))")).doesNotContain("@custom");
  }

  private static String literal(byte[] bytes) {
    return StringLiteral.of(bytes, 0, bytes.length);
  }

  @Test
  void customSectionsKeepTheirPlaces() {
    String printed =
        print(
            """
            (module (@custom "a" (before first) "\\ff") (func) (@custom "b" (before code)) (memory 1)
              (@custom "c" (after type)) (@custom "d"))
            """);
    assertThat(printed)
        .contains(
            "(@custom \"a\" (before first) \"\\ff\")",
            "(@custom \"b\" (after memory) \"\")",
            "(@custom \"c\" (after type) \"\")",
            "(@custom \"d\" \"\")");
  }

  @Test
  void deepNestingNeedsNoStack() {
    int deep = 50_000;
    assertThat(print("(func " + "(block ".repeat(deep) + ")".repeat(deep) + ")")).contains("end");
  }
}
