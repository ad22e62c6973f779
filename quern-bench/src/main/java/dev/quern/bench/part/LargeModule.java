package dev.quern.bench.part;

import dev.quern.Wat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The module that decoder, validator and generator are measured with. */
final class LargeModule {
  /** Names a file with another module. */
  private static final String PROPERTY = "quern.bench.module";

  /**
   * What compilers make much of: locals, memory, calls, branches, and some of every number type.
   */
  private static final String FUNCTION =
      """
      (func $f%1$d (export "f%1$d") (param $p i32) (param $n i64) (result i32)
        (local $i i32) (local $sum f64) (local $x i64)
        (block $done
          (loop $next
            (br_if $done (i32.ge_u (local.get $i) (i32.wrap_i64 (local.get $n))))
            (local.set $x
              (i64.add (i64.load offset=%1$d (local.get $p))
                (i64.mul (local.get $x) (i64.const %2$d))))
            (i64.store offset=8 (local.get $p) (i64.rotl (local.get $x) (i64.const 7)))
            (local.set $sum
              (f64.add (local.get $sum) (f64.mul (f64.const 0x1.8p%3$d) (f64.load (local.get $p)))))
            (i32.store8 offset=16 (local.get $p)
              (i32.xor (i32.load8_u offset=17 (local.get $p)) (i32.const %2$d)))
            (if (i32.eqz (i32.and (local.get $i) (i32.const 15)))
              (then
                (global.set $g
                  (i32.add (global.get $g)
                    (call $f%4$d (i32.add (local.get $p) (i32.const 4)) (i64.const 0)))))
              (else
                (local.set $p
                  (select (local.get $p) (i32.const 64)
                    (i32.lt_s (local.get $p) (i32.const %2$d))))))
            (block $b2 (block $b1 (block $b0
              (br_table $b0 $b1 $b2 (i32.and (local.get $i) (i32.const 3))))
              (local.set $i (i32.add (local.get $i) (i32.const 2))))
              (local.set $x (i64.shr_u (local.get $x) (i64.const 3))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $next)))
        (i32.add (i32.trunc_sat_f64_s (local.get $sum)) (i32.wrap_i64 (local.get $x))))
      """;

  private LargeModule() {}

  /**
   * The file that the system property names, or a module of our own.
   *
   * @param functions how many functions our own has; each takes about 190 bytes
   */
  static byte[] bytes(int functions) {
    String file = System.getProperty(PROPERTY);
    return file == null ? ofFunctions(functions) : read(Path.of(file));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The module of our own. Its export {@code all} calls every function once, so that the JVM links
   * all classes.
   */
  static byte[] ofFunctions(int functions) {
    var text = new StringBuilder("(module (memory 1) (global $g (mut i32) (i32.const 0))\n");
    var all = new StringBuilder("(func (export \"all\")\n");
    for (int i = 0; i < functions; i++) {
      text.append(FUNCTION.formatted(i, 1_000 + i * 37, i % 64, (i * 7 + 1) % functions));
      all.append("(drop (call $f%d (i32.const 0) (i64.const 0)))\n".formatted(i));
    }
    return Wat.parse(text.append(all).append("))").toString());
  }
}
