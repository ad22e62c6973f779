package dev.quern.cli;

import dev.quern.Wat;
import dev.quern.cli.script.ScriptProgram;
import dev.quern.internal.compile.cache.CacheWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code quern warm-up}: runs a small program, and on demand a small script, that do a little of
 * everything, and validates a larger module. The launcher trains the JVM's cache with it, of loaded
 * classes and of what the JVM has learned about methods that ran much, which makes later starts
 * several times faster; users have no need of it, so no help mentions it.
 */
final class WarmUp {
  private static final String PROGRAM =
      """
      (module $warm_up
        (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
        (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $fdstat (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (type $unary (func (param i32) (result i32)))
        (memory (export "memory") 2)
        (table 2 funcref)
        (elem (i32.const 0) $twice $classify)
        (global $stack (mut i32) (i32.const 65536))
        (data (i32.const 16) "text")
        (func $twice (type $unary) (i32.shl (local.get 0) (i32.const 1)))
        (func $classify (type $unary)
          (block $b (block $a (br_table $a $b (local.get 0))) (return (i32.const 1)))
          (i32.const 2))
        (func $sum (param $n i32) (result f64) (local $i i32) (local $sum f64)
          (loop $next
            (i32.store offset=32 (local.get $i) (i32.mul (local.get $i) (i32.const 3)))
            (local.set $sum
              (f64.add (local.get $sum) (f64.convert_i32_s (i32.load offset=32 (local.get $i)))))
            (local.set $i (i32.add (local.get $i) (i32.const 4)))
            (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
          (local.get $sum))
        (func (export "_start")
          (global.set $stack (i32.sub (global.get $stack) (i32.const 16)))
          (drop (call $args_sizes (i32.const 0) (i32.const 4)))
          (drop (call $args (i32.const 64) (i32.const 128)))
          (drop (call $environ_sizes (i32.const 0) (i32.const 4)))
          (drop (call $time (i32.const 1) (i64.const 0) (i32.const 0)))
          (drop (call $random (i32.const 0) (i32.const 8)))
          (drop (call $fdstat (i32.const 1) (i32.const 0)))
          (drop (call $prestat (i32.const 3) (i32.const 0)))
          (drop (call $seek (i32.const 1) (i64.const 0) (i32.const 1) (i32.const 0)))
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
          (drop (call_indirect (type $unary) (i32.const 1) (i32.const 0)))
          (drop (call_indirect (type $unary) (i32.const 1) (i32.const 1)))
          (memory.copy (i32.const 0) (i32.const 16) (i32.const 4))
          (i64.store (i32.const 8) (i64.trunc_sat_f64_s (call $sum (i32.const 1000))))
          (drop (call $close (i32.const 1)))
          (call $exit (i32.const 0))))
      """;

  /** Of a module large enough for the JVM to learn what validating takes; more teach no more. */
  private static final int FUNCTIONS = 1_000;

  private static final String FUNCTION =
      """
      (func (param $p i32) (param $q i64) (result i32) (local $i i32) (local $f f64)
        (local.set $i (i32.sub (global.get $stack) (i32.const 112)))
        (global.set $stack (local.get $i))
        (block $out
          (br_if $out (i32.eqz (local.tee $i (i32.load offset=2000 (local.get $p)))))
          (loop $again
            (i64.store offset=8 align=4 (local.get $i)
              (i64.and (local.get $q) (i64.const -4294967296)))
            (if (i32.lt_u (local.get $i) (i32.const 70000))
              (then (local.set $i (call $twice (i32.load8_u (i32.add (local.get $i) (i32.const 1))))))
              (else (br $again)))
            (local.set $f (f64.mul (local.get $f) (f64.const 0.5)))
            (br_if $again (i32.and (local.get $i) (i32.wrap_i64 (local.get $q))))
            (block $two (block $one (br_table $one $two $out (local.get $i))) (br $out)))
          (drop (call_indirect (type $unary) (local.get $p) (i32.const 0))))
        (select (local.get $i) (i32.shl (local.get $p) (i32.const 2)) (i32.eq (local.get $i) (i32.const 3))))
      """;

  private static final String SCRIPT =
      """
      console.log('%s and %d', 'text', 1, {a: [1, 2], b: new Map([[1, 2]])});
      print(new URL('x.wasm?a#b', 'http://localhost/').href, atob(btoa('text')));
      print(new TextDecoder().decode(new TextEncoder().encode('text')));
      class Thing {
        #field = 1;
        *items() { yield this.#field; }
      }
      const {a, ...rest} = {a: [...new Thing().items()], b: 2n, c: /x+/g.exec('xx')};
      setTimeout(async () => {
        const response = await fetch('data:text/plain,text');
        print(await response.text(), structuredClone(rest).b);
        const bytes = new Uint8Array([1, 2, 3]).map((x) => x << 1);
        await Promise.all([bytes].map(async (x) => x));
        try { null.x; } catch (e) { print(e.stack); }
      }, 1);
      """;

  private WarmUp() {}

  /** Runs the program and, if the word {@code script} is among the arguments, the script. */
  static int run(Streams streams, List<String> arguments) {
    try {
      int status = Math.max(runProgram(streams), validate(streams));
      return arguments.contains("script") ? Math.max(status, runScript()) : status;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** From text and from a binary, generating its code and with the code that was generated. */
  private static int runProgram(Streams streams) throws Exception {
    Path text = Files.createTempFile("quern-warm-up", ".wat");
    Path binary = Files.createTempFile("quern-warm-up", ".wasm");
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    var quiet = streams.withOut(nowhere);
    try (nowhere) {
      Files.writeString(text, PROGRAM);
      Files.write(binary, Wat.parse(PROGRAM));
      int status = 0;
      for (Path file : List.of(text, binary, binary)) {
        var command = new RunCommand();
        command.streams(quiet);
        command.accept(new String[] {file.toString(), "argument"});
        status = Math.max(status, command.call());
        CacheWriter.writeAll();
      }
      return status;
    } finally {
      Files.delete(text);
      Files.delete(binary);
    }
  }

  private static int validate(Streams streams) throws Exception {
    Path file = Files.createTempFile("quern-warm-up", ".wasm");
    try (var nowhere = new PrintStream(OutputStream.nullOutputStream())) {
      int end = PROGRAM.lastIndexOf(')');
      Files.write(file, Wat.parse(PROGRAM.substring(0, end) + FUNCTION.repeat(FUNCTIONS) + ')'));
      var command = new ValidateCommand();
      command.streams(streams.withOut(nowhere));
      command.accept(new String[] {file.toString()});
      return command.call();
    } finally {
      Files.delete(file);
    }
  }

  private static int runScript() throws IOException {
    Path file = Files.createTempFile("quern-warm-up", ".js");
    try (var nowhere = new PrintStream(OutputStream.nullOutputStream())) {
      Files.writeString(file, SCRIPT);
      return ScriptProgram.run(file, List.of("argument"), nowhere, nowhere);
    } finally {
      Files.delete(file);
    }
  }
}
