package dev.quern.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scripts from files. What those in {@code src/test/scripts} print is beside them; most of it is
 * what node 20 prints too.
 */
class ScriptProgramTest {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("quern.root", ".."), "quern-cli/src/test/scripts");

  @TempDir Path folder;

  /** What a run of a script did. */
  record Ran(int status, String out, String err) {
    static Ran script(Path file, String... arguments) throws IOException {
      var out = new ByteArrayOutputStream();
      var err = new ByteArrayOutputStream();
      int status =
          ScriptProgram.run(
              file, List.of(arguments), new PrintStream(out), new PrintStream(err, true));
      return new Ran(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  private Ran run(String name, String text) throws IOException {
    return Ran.script(Files.writeString(folder.resolve(name), text));
  }

  static Stream<String> scripts() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".out"))
          .map(name -> name.replace(".out", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void prints(String name) throws IOException {
    Path classic = SCRIPTS.resolve(name + ".js");
    Ran ran = Ran.script(Files.exists(classic) ? classic : SCRIPTS.resolve(name + ".mjs"));
    assertThat(ran.out()).isEqualTo(Files.readString(SCRIPTS.resolve(name + ".out")));
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          function f() { throw new RangeError('boo') } f() | Uncaught RangeError: boo | x.js:1:22
          setTimeout(() => { null.x }, 1)                  | Uncaught TypeError       | x.js:1:20
          Promise.reject(new Error('no'))                  | Uncaught Error: no       | x.js:1:16
          Promise.reject(5); Promise.reject({a: 1})        | Uncaught (in promise) 5  | {a: 1}
          queueMicrotask(() => { throw new Error('m') })   | Uncaught Error: m        | x.js:1:30
          throw {a: 1}                                     | Uncaught { a: 1 }        | a: 1
          throw null                                       | Uncaught null            | null
          import('lodash')                                 | there are no packages    | './lodash'
          throw new Error('a', {cause: new Error('b')})    | [cause]: Error: b        | x.js:1:7
          (async () => { await 1; throw new Error('z') })()| Uncaught Error: z        | x.js:1:31
          new EventTarget().then()                         | Uncaught TypeError       | x.js:1:1
          function f() { f() + f() } f()                   | Maximum call stack       | x.js:1:1
          fetch('missing.wasm')                            | missing.wasm failed      | no such file
          """)
  void saysWhatNobodyCaught(String script, String message, String place) throws IOException {
    Ran ran = run("x.js", "print('before'); setTimeout(() => print('after'), 1000);\n" + script);
    assertThat(ran.out()).isEqualTo("before\n");
    assertThat(ran.err()).contains(message, place.replace(":1:", ":2:")).doesNotContain("quern:");
    assertThat(ran.status()).isEqualTo(1);
  }

  @Test
  void saysWhereASyntaxErrorIs() throws IOException {
    Ran ran = run("x.js", "print('never');\nlet x = ;");
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("Uncaught SyntaxError: ").contains("let x = ;", "x.js:2:9");
    assertThat(ran.status()).isEqualTo(1);
  }

  @Test
  void lateHandlersAreInTimeWithinATask() throws IOException {
    Ran ran =
        run(
            "x.js",
            "const p = Promise.reject(1); Promise.resolve().then(() => p.catch(() => print('ok')))");
    assertThat(ran).isEqualTo(new Ran(0, "ok\n", ""));
  }

  @Test
  void quits() throws IOException {
    String script =
        """
        print('one');
        setTimeout(() => { try { quit(7); } catch { print('caught'); } finally { print('two'); } });
        setInterval(() => {}, 1);
        """;
    assertThat(run("x.js", script)).isEqualTo(new Ran(7, "one\n", ""));
  }

  @Test
  void hasArgumentsAndOutput() throws IOException {
    Path file = folder.resolve("x.js");
    Files.writeString(
        file,
        "print(arguments.join(), scriptArgs.length, '\\ud83d\\ude00\\ud800');"
            + " console.error('to', {err: 1}); console.assert(false, 'no %s', 'way');");
    assertThat(Ran.script(file, "a", "b"))
        .isEqualTo(
            new Ran(0, "a,b 2 \ud83d\ude00\ufffd\n", "to { err: 1 }\nAssertion failed: no way\n"));
  }

  @Test
  void readsFiles() throws IOException {
    Path file = Files.write(folder.resolve("bytes"), new byte[] {1, 2, 3});
    String script =
        """
        const bytes = readFile('%s');
        print(bytes instanceof Uint8Array, bytes.join(), bytes.buffer.byteLength, structuredClone(bytes.buffer, {transfer: [bytes.buffer]}).byteLength);
        try { readFile('/no/such/file'); } catch (e) { print(e instanceof Error, e.message); }
        try { readFile('/'); } catch (e) { print(e instanceof Error); }
        """;
    assertThat(run("x.js", script.formatted(file)).out())
        .isEqualTo(
            "true 1,2,3 3 3\ntrue readFile: /no/such/file: /no/such/file: no such file\ntrue\n"
                .replace("/no/such/file: /no/such/file", "/no/such/file"));
  }

  @Test
  void globalsHaveTheirShapes() throws IOException {
    String script =
        """
        const shape = (name) => { const d = Object.getOwnPropertyDescriptor(globalThis, name); return [name, d.enumerable, d.configurable].join(' '); };
        URL; fetch;
        print(['URL', 'fetch', 'console', 'setTimeout', 'print'].map(shape).join());
        print(typeof Debug, typeof Graal, typeof Polyglot, typeof Java, typeof load, self === globalThis);
        var Headers = 1; function URLSearchParams() {} performance = 2;
        print(Headers, URLSearchParams.length, performance);
        """;
    assertThat(run("x.js", script).out())
        .isEqualTo(
            """
            URL false true,fetch true true,console false true,setTimeout true true,print true true
            undefined undefined undefined undefined undefined true
            1 0 2
            """);
  }
}
