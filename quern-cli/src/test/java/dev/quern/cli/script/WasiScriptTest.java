package dev.quern.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Wat;
import dev.quern.cli.script.ScriptProgramTest.Ran;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code node:wasi} for scripts. */
class WasiScriptTest {
  /**
   * Writes its arguments to its output and its variables to its error output, then the file "names"
   * of its directory, if it can open it. Calls the host, and exits with the number of arguments.
   */
  private static final String SHOW =
      """
      (module
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "environ_get" (func $environ (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "environ_sizes_get"
          (func $environ_sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "path_open"
          (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (import "host" "between" (func $between))
        (memory (export "memory") 1)
        (data (i32.const 64) "names")
        (func $print (param $fd i32) (param $at i32) (param $length i32)
          (i32.store (i32.const 0) (local.get $at))
          (i32.store (i32.const 4) (local.get $length))
          (drop (call $write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))))
        (func $file (param $fd i32)
          (i32.store (i32.const 0) (i32.const 4096))
          (i32.store (i32.const 4) (i32.const 1000))
          (drop (call $read (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
          (call $print (i32.const 1) (i32.const 4096) (i32.load (i32.const 8))))
        (func (export "exit") (param i32) (call $exit (local.get 0)))
        (func (export "_start")
          (drop (call $args_sizes (i32.const 16) (i32.const 20)))
          (drop (call $args (i32.const 1024) (i32.const 2048)))
          (call $print (i32.const 1) (i32.const 2048) (i32.load (i32.const 20)))
          (drop (call $environ_sizes (i32.const 24) (i32.const 28)))
          (drop (call $environ (i32.const 1024) (i32.const 3072)))
          (call $print (i32.const 2) (i32.const 3072) (i32.load (i32.const 28)))
          (if (i32.eqz (call $open (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 5)
                (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32)))
            (then (call $file (i32.load (i32.const 32)))))
          (call $between)
          (call $exit (i32.load (i32.const 16)))))
      """;

  private static final String PRELUDE =
      """
      import { WASI } from 'node:wasi';
      const version = 'preview1';
      const module = await WebAssembly.compileStreaming(fetch('show.wasm'));
      const made = (options, between = () => {}) => {
        const wasi = new WASI({ version, ...options });
        const instance = new WebAssembly.Instance(module, { ...wasi.getImportObject(), host: { between } });
        return { wasi, instance };
      };
      const run = (options, between) => {
        const { wasi, instance } = made(options, between && (() => between(instance.exports)));
        return wasi.start(instance);
      };
      const tried = (f) => { try { return f(); } catch (e) { return `${e.name} ${e.code}: ${e.message}`; } };
      """;

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.write(folder.resolve("show.wasm"), Wat.parse(SHOW));
    data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("names"), "names;");
    Files.createDirectory(data.resolve("below"));
    Files.writeString(data.resolve("below/names"), "below;");
    Files.createSymbolicLink(data.resolve("out"), folder);
  }

  private Ran run(String text) throws IOException {
    Path script = Files.writeString(folder.resolve("script.mjs"), PRELUDE + text);
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var grants =
        new ScriptGrants(
            new ByteArrayInputStream("input".getBytes(StandardCharsets.UTF_8)),
            List.of(new ScriptGrants.Directory(data, "/data", true)));
    int status =
        ScriptProgram.run(
            script,
            List.of(),
            grants,
            new PrintStream(out),
            new PrintStream(err, true),
            flushable -> {});
    return new Ran(
        status,
        out.toString(StandardCharsets.UTF_8).replace('\0', ' '),
        err.toString(StandardCharsets.UTF_8).replace('\0', ' '));
  }

  @Test
  void givesWhatTheScriptSays() throws IOException {
    String script =
        """
        console.log('before');
        const status = run({ args: ['show', 5], env: { A: 1, B: undefined, C: 'x' }, preopens: { '/sandbox': '/data' } });
        console.log(status);
        console.log(run({ preopens: { '/': '/data/below' } }));
        console.log(run({}));
        """;
    assertThat(run(script))
        .isEqualTo(new Ran(0, "before\nshow 5 names;2\nbelow;0\n0\n", "A=1 C=x "));
  }

  @Test
  void streamsCanBeExchanged() throws IOException {
    assertThat(run("run({ args: ['a'], env: { B: 'b' }, stdout: 2, stderr: 1 });"))
        .isEqualTo(new Ran(0, "B=b ", "a "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { preopens: { '/d': '/' } }           | Error ERR_ACCESS_DENIED: options.preopens['/d']: the script has no directory '/': grant it one with --dir HOST::/
          { preopens: { '/d': '/dat' } }        | Error ERR_ACCESS_DENIED: options.preopens['/d']: the script has no directory '/dat': grant it one with --dir HOST::/dat
          { preopens: { '/d': '/data/..' } }    | Error undefined: options.preopens: a directory can not be opened: EPERM
          { preopens: { '/d': '/data/out' } }   | Error undefined: options.preopens: a directory can not be opened: EPERM
          { preopens: { '/d': '/data/none' } }  | Error undefined: options.preopens: a directory can not be opened: ENOENT
          { preopens: { '/d': '/data/names' } } | Error undefined: options.preopens: a directory can not be opened: ENOTDIR
          { preopens: { '/\\0': '/data' } }     | TypeError ERR_INVALID_ARG_VALUE: NUL in directory name: /\\0
          { args: ['a\\0'] }                    | TypeError ERR_INVALID_ARG_VALUE: NUL in argument: a\\0
          { env: { 'a=b': 1 } }                 | TypeError ERR_INVALID_ARG_VALUE: not a name of an environment variable: a=b
          { version: 'preview2' }               | TypeError ERR_INVALID_ARG_VALUE: The property 'options.version' unsupported WASI version. Received 'preview2'
          { version: 'toString' }               | TypeError ERR_INVALID_ARG_VALUE: The property 'options.version' unsupported WASI version. Received 'toString'
          { stdin: 3 }                          | Error EBADF: options.stdin is 3, but a script has no other than 0
          { stdout: 0 }                         | Error EBADF: options.stdout is 0, but a script has no other than 1 and 2
          """)
  void refuses(String options, String error) throws IOException {
    assertThat(run("console.log(tried(() => run(" + options + ")));"))
        .isEqualTo(new Ran(0, error + "\n", ""));
  }

  /** Its structures are its own: the 32 bits at 20 of a filestat are the number of links. */
  @Test
  void runsProgramsOfSnapshot0() throws IOException {
    Files.write(
        folder.resolve("unstable.wasm"),
        Wat.parse(
            """
            (module
              (import "wasi_unstable" "fd_filestat_get" (func $stat (param i32 i32) (result i32)))
              (import "wasi_unstable" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (drop (call $stat (i32.const 1) (i32.const 0)))
                (call $exit (i32.add (i32.const 40) (i32.load (i32.const 20))))))
            """));
    String script =
        """
        const old = await WebAssembly.compileStreaming(fetch('unstable.wasm'));
        const wasi = new WASI({ version: 'unstable' });
        const imports = wasi.getImportObject();
        console.log(Object.keys(imports).join(), imports.wasi_unstable === wasi.wasiImport);
        console.log(Object.keys(wasi.wasiImport).length, 'sock_accept' in wasi.wasiImport);
        console.log(wasi.start(new WebAssembly.Instance(old, imports)));
        try {
          new WebAssembly.Instance(old, new WASI({ version }).getImportObject());
        } catch (e) {
          console.log(e instanceof TypeError);
        }
        """;
    assertThat(run(script)).isEqualTo(new Ran(0, "wasi_unstable true\n45 false\n41\ntrue\n", ""));
  }

  @Test
  void twoProgramsSideBySide() throws IOException {
    String script =
        """
        const inner = made({ args: ['inner', 'x'] });
        console.log(run({ args: ['outer'] }, () => console.log(inner.wasi.start(inner.instance))));
        """;
    assertThat(run(script)).isEqualTo(new Ran(0, "outer inner x 2\n1\n", ""));
  }

  @Test
  void exitsThroughJavaScript() throws IOException {
    String script =
        """
        console.log(run({}, (e) => { try { e.exit(42); } catch { console.log('catch'); } }));
        console.log(run({}, (e) => { for (;;) { try { e.exit(43); } finally { break; } } }));
        """;
    assertThat(run(script)).isEqualTo(new Ran(0, "catch\n42\n43\n", ""));
  }

  @Test
  void endsTheScript() throws IOException {
    String end =
        """
        try {
          run({ args: ['a', 'b'], returnOnExit: false }, () => console.log('between'));
        } catch {
          console.log('caught');
        } finally {
          console.log('finally');
        }
        """;
    assertThat(run(end)).isEqualTo(new Ran(2, "a b between\n", ""));
    // Around start, an exit that nobody catches.
    assertThat(run("console.log(1); made({}).instance.exports.exit(9); console.log(2);"))
        .isEqualTo(new Ran(9, "1\n", ""));
  }

  /** A program that returns has not ended anything. */
  @Test
  void returns() throws IOException {
    Files.write(
        folder.resolve("return.wasm"),
        Wat.parse("(module (memory (export \"memory\") 1) (func (export \"_start\")))"));
    String script =
        """
        const { instance } = await WebAssembly.instantiateStreaming(fetch('return.wasm'));
        console.log(new WASI({ version, returnOnExit: false }).start(instance));
        """;
    assertThat(run(script)).isEqualTo(new Ran(0, "0\n", ""));
  }

  @Test
  void failuresInsidePass() throws IOException {
    Files.write(
        folder.resolve("trap.wasm"),
        Wat.parse(
            "(module (memory (export \"memory\") 1) (func $fail unreachable)"
                + " (func (export \"_start\") (call $fail)))"));
    String script =
        """
        const { instance } = await WebAssembly.instantiateStreaming(fetch('trap.wasm'));
        try {
          new WASI({ version }).start(instance);
        } catch (e) {
          console.log(e instanceof WebAssembly.RuntimeError, e.message, e.stack.includes('at fail'));
        }
        const own = new RangeError('own');
        try { run({}, () => { throw own; }); } catch (e) { console.log(e === own); }
        """;
    assertThat(run(script)).isEqualTo(new Ran(0, "true unreachable true\ntrue\n", ""));
  }

  @Test
  void initializes() throws IOException {
    Files.write(
        folder.resolve("reactor.wasm"),
        Wat.parse(
            """
            (module
              (memory (export "memory") 1)
              (global (export "ready") (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set 0 (i32.const 1))))
            """));
    String script =
        """
        const { instance } = await WebAssembly.instantiateStreaming(fetch('reactor.wasm'));
        const wasi = new WASI({ version });
        console.log(wasi.initialize(instance), instance.exports.ready.value);
        console.log(tried(() => wasi.initialize(instance)));
        """;
    assertThat(run(script))
        .isEqualTo(
            new Ran(
                0,
                "undefined 1\nError ERR_WASI_ALREADY_STARTED: WASI instance has already started\n",
                ""));
  }

  /** Functions can be replaced, passed on under another name, and not called. */
  @Test
  void theImportsAreAnObject() throws IOException {
    String script =
        """
        const { wasi, instance } = made({ args: ['x'] });
        console.log(wasi.getImportObject().wasi_snapshot_preview1 === wasi.wasiImport);
        console.log(tried(() => wasi.wasiImport.fd_write(1, 0, 0, 0)));
        wasi.wasiImport.fd_write = (fd, vectors, count) => { console.log('write', fd, count); return 0; };
        const other = new WebAssembly.Instance(module, { ...wasi.getImportObject(), host: { between() {} } });
        console.log(wasi.start(other));
        """;
    assertThat(run(script))
        .isEqualTo(
            new Ran(
                0,
                """
                true
                TypeError undefined: fd_write can only be called by WebAssembly that imports it
                write 1 1
                write 2 1
                1
                """,
                ""));
  }

  @Test
  void isImportedByItsNames() throws IOException {
    String script =
        """
        const [named, bare] = [await import('node:wasi'), await import('wasi')];
        console.log(named === bare, named.default.WASI === WASI, Object.keys(named).join());
        for (const name of ['node:fs', 'node:wasi/x', 'fs']) {
          await import(name).catch((e) => console.log(e.message.slice(0, 70)));
        }
        """;
    Ran ran = run(script);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            true true WASI,default
            Cannot import 'node:fs': of node's modules only node:wasi is here
            Cannot import 'node:wasi/x': of node's modules only node:wasi is here
            Cannot import 'fs': there are no packages here; name the file relative
            """);
    Path classic =
        Files.writeString(folder.resolve("x.js"), "import('wasi').then((m) => print(m.WASI.name))");
    assertThat(Ran.script(classic)).isEqualTo(new Ran(0, "WASI\n", ""));
  }

  @Test
  void aStartFunctionWithParametersIsAnError() throws IOException {
    Files.write(
        folder.resolve("show.wasm"),
        Wat.parse(
            """
            (module (memory (export "memory") 1)
              (func (export "_start") (param i32) (result i32) (local.get 0)))
            """));
    String text = "console.log(tried(() => run({})))";
    assertThat(run(text).out())
        .isEqualTo(
            "LinkError undefined: _start: expected function [] -> [], got function [i32] -> [i32]\n");
  }
}
