package dev.quern.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quern.Wat;
import dev.quern.cli.script.ScriptProgramTest.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts of {@code examples/js}, and those of MDN's page, with modules from files and a
 * server.
 */
class ScriptExamplesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("quern.root", ".."), "examples/js");
  private static final String PRIMES = "2 3 5 7 11 13 17 19 23 29\n";

  private static final String SIMPLE =
      """
      (module
        (func $i (import "my_namespace" "imported_func") (param i32))
        (func (export "exported_func") i32.const 42 call $i))
      """;

  @TempDir Path folder;
  private byte[] primes = {};

  @BeforeEach
  void copyExamples() throws IOException {
    primes = Wat.parse(Files.readString(EXAMPLES.resolve("primes.wat")));
    Files.write(folder.resolve("primes.wasm"), primes);
    for (String name : new String[] {"primes-sync.js", "primes-streaming.js"}) {
      Files.copy(EXAMPLES.resolve(name), folder.resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primes-sync.js", "primes-streaming.js"})
  void runFromAFile(String name) throws IOException {
    Ran ran = Ran.script(folder.resolve(name));
    assertThat(ran).isEqualTo(new Ran(0, PRIMES, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          primes-sync.js      | /primes.wasm | 0 |
          primes-streaming.js | /primes.wasm | 0 |
          primes-sync.js      | /wrong.wasm  | 0 |
          primes-streaming.js | /wrong.wasm  | 1 | MIME type. Expected 'application/wasm', got 'text/html'
          primes-sync.js      | /missing     | 1 | CompileError
          primes-streaming.js | /missing     | 1 | HTTP status code is not ok: 404
          primes-sync.js      | /cut.wasm    | 1 | TypeError: fetch
          primes-streaming.js | /cut.wasm    | 1 | TypeError: fetch
          """)
  void runFromAServer(String name, String path, int status, String error) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/primes.wasm", e -> answer(e, 200, "application/wasm", primes.length));
    server.createContext("/wrong.wasm", e -> answer(e, 200, "text/html", primes.length));
    server.createContext("/missing", e -> answer(e, 404, "application/wasm", 8));
    server.createContext("/cut.wasm", e -> answer(e, 200, "application/wasm", primes.length / 2));
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort() + path;
      check(Ran.script(folder.resolve(name), url), status, error);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primes-sync.js", "primes-streaming.js"})
  void saysThatAConnectionWasRefused(String name) throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    check(
        Ran.script(folder.resolve(name), "http://localhost:" + port + "/primes.wasm"),
        1,
        "TypeError: fetch");
  }

  @Test
  void runsAProgram() throws IOException {
    String hello = Files.readString(EXAMPLES.resolveSibling("hello.wat"));
    Files.write(folder.resolve("hello.wasm"), Wat.parse(hello));
    Path script = Files.copy(EXAMPLES.resolve("wasi.mjs"), folder.resolve("wasi.mjs"));
    assertThat(Ran.script(script)).isEqualTo(new Ran(0, "Hello, world!\nexit status 0\n", ""));
  }

  private static void check(Ran ran, int status, String error) {
    assertThat(ran.status()).as(ran.err()).isEqualTo(status);
    assertThat(ran.out()).isEqualTo(status == 0 ? PRIMES : "");
    if (status == 0) {
      assertThat(ran.err()).isEmpty();
    } else {
      assertThat(ran.err()).contains(error);
    }
  }

  /** Sends some bytes of the module, with the length of the whole unless that is an error. */
  private void answer(HttpExchange exchange, int status, String type, int length)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, status == 200 ? primes.length : length);
    try {
      exchange.getResponseBody().write(primes, status == 200 ? 0 : 1, length);
      exchange.getResponseBody().flush();
    } finally {
      exchange.close();
    }
  }

  /** As they stand on the page, with the module of the page beside them. */
  @Test
  void thePagesOwnExamplesRun() throws IOException {
    Files.write(folder.resolve("simple.wasm"), Wat.parse(SIMPLE));
    String imports =
        """
        const importObject = {
          my_namespace: {
            imported_func(arg) {
              console.log(arg);
            },
          },
        };
        """;
    String synchronous =
        """
        fetch("simple.wasm")
          .then((response) => response.arrayBuffer())
          .then((bytes) => {
            const mod = new WebAssembly.Module(bytes);
            const instance = new WebAssembly.Instance(mod, importObject);
            instance.exports.exported_func();
          });
        """;
    String streaming =
        """
        WebAssembly.instantiateStreaming(fetch("simple.wasm"), importObject).then(
          (obj) => obj.instance.exports.exported_func(),
        );
        """;
    for (String text : new String[] {synchronous, streaming}) {
      Path page = Files.writeString(folder.resolve("page.js"), imports + text);
      assertThat(Ran.script(page)).isEqualTo(new Ran(0, "42\n", ""));
    }
  }
}
