package dev.quern.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quern.cli.script.ScriptProgramTest.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fetch} from a server on this machine. */
class FetchTest {
  @TempDir Path folder;

  private HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, 404, "text/plain", "not here"));
    server.createContext("/ok.wasm", e -> answer(e, 200, "application/wasm", "\0asm"));
    server.createContext("/wrong.wasm", e -> answer(e, 200, "text/html", "\0asm"));
    server.createContext("/from", e -> redirect(e, 302, "/echo?of=/from"));
    server.createContext("/keep", e -> redirect(e, 307, "/echo"));
    server.createContext("/loop", e -> redirect(e, 302, "/loop"));
    server.createContext("/echo", FetchTest::echo);
    server.createContext("/cut", FetchTest::cutOff);
    server.createContext("/slow", FetchTest::slow);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("X-Own", "value");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void redirect(HttpExchange exchange, int status, String location)
      throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static void echo(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    answer(
        exchange,
        200,
        "text/plain",
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Q")
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type")
            + " "
            + body);
  }

  private static void cutOff(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1000);
    exchange.getResponseBody().write(new byte[10]);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private static void slow(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1000);
    exchange.getResponseBody().flush();
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  private String run(String body) throws IOException {
    String script =
        "const at = 'http://127.0.0.1:%d';%n".formatted(server.getAddress().getPort())
            + "const tried = async (f) => { try { return await f(); } catch (e) { return"
            + " e.name + (e instanceof TypeError ? ': ' + e.message.replace(/.*failed: /, '') :"
            + " ''); } };%n".formatted()
            + body;
    Path file = Files.writeString(folder.resolve("fetch.mjs"), script);
    Ran ran = Ran.script(file);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    return ran.out();
  }

  @Test
  void answers() throws IOException {
    assertThat(
            run(
                """
                for (const path of ['/ok.wasm', '/wrong.wasm', '/missing']) {
                  const r = await fetch(at + path + '#part');
                  print(r.status, r.ok, r.statusText, r.headers.get('content-type'), r.headers.get('x-own'), r.url === at + path, r.redirected, (await r.arrayBuffer()).byteLength);
                }
                fetch(at + '/ok.wasm');
                """))
        .isEqualTo(
            """
            200 true OK application/wasm value true false 4
            200 true OK text/html value true false 4
            404 false Not Found text/plain value true false 8
            """);
  }

  @Test
  void sends() throws IOException {
    assertThat(
            run(
                """
                const text = async (...request) => (await fetch(...request)).text();
                print(await text(at + '/echo?a b', {headers: {q: 'r'}}));
                print(await text(at + '/echo', {method: 'post', body: 'body'}));
                print(await text(new Request(at + '/echo', {method: 'PUT', body: new Uint8Array([104, 105])})));
                print(await text(new URL('/echo', at), {method: 'DELETE'}), (await fetch(at + '/echo', {method: 'HEAD'})).status);
                """))
        .isEqualTo(
            """
            GET /echo?a%20b r null\s
            POST /echo null text/plain;charset=UTF-8 body
            PUT /echo null null hi
            DELETE /echo null null  200
            """);
  }

  @Test
  void followsRedirects() throws IOException {
    assertThat(
            run(
                """
                const r = await fetch(at + '/from', {method: 'POST', body: 'x'});
                print(r.redirected, r.url.replace(at, ''), await r.text());
                print(await (await fetch(at + '/keep', {method: 'POST', body: 'x'})).text());
                print((await fetch(at + '/from', {redirect: 'manual'})).status);
                print(await tried(() => fetch(at + '/from', {redirect: 'error'})));
                print(await tried(() => fetch(at + '/loop')));
                """))
        .isEqualTo(
            """
            true /echo?of=/from GET /echo?of=/from null null\s
            POST /echo null text/plain;charset=UTF-8 x
            302
            TypeError: it redirects to /echo?of=/from
            TypeError: more than 20 redirects
            """);
  }

  @Test
  void failsWithTypeErrors() throws IOException {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(
            run(
                """
                print(await tried(() => fetch('http://127.0.0.1:%d/')));
                const cut = await fetch(at + '/cut');
                print(cut.status, (await tried(() => cut.arrayBuffer())).startsWith('TypeError: the body: '), cut.bodyUsed);
                """
                    .formatted(free)))
        .isEqualTo("TypeError: connection refused\n200 true true\n");
  }

  @Test
  void aborts() throws IOException {
    assertThat(
            run(
                """
                const controller = new AbortController();
                const slow = await fetch(at + '/slow', {signal: controller.signal});
                setTimeout(() => controller.abort(), 20);
                print(slow.status, await tried(() => slow.text()));
                print(await tried(() => fetch(at + '/ok.wasm', {signal: controller.signal})));
                print(await tried(async () => (await fetch(at + '/slow', {signal: AbortSignal.timeout(20)})).text()));
                """))
        .isEqualTo("200 AbortError\nAbortError\nTimeoutError\n");
  }
}
