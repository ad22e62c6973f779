package dev.quern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations of the namespace, above all the asynchronous ones. */
class WebAssemblyTest {
  private static final byte[] ONE =
      Wat.parse("(module (func (export \"one\") (result i32) (i32.const 1)))");

  private static Object one(WebAssembly.Instance instance) {
    return instance.exports().function("one").call();
  }

  private static void fails(CompletableFuture<?> future, Class<?> type) {
    assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).cause().isInstanceOf(type);
  }

  @Test
  void validates() {
    assertThat(WebAssembly.validate(ONE)).isTrue();
    assertThat(WebAssembly.validate(new byte[8])).isFalse();
    assertThatThrownBy(() -> WebAssembly.validate(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void compilesAndInstantiates() throws Exception {
    WebAssembly.Module module = WebAssembly.compile(ONE).get();
    assertThat(one(new WebAssembly.Instance(module))).isEqualTo(1);
    assertThat(one(WebAssembly.instantiate(module, Imports.none()).get())).isEqualTo(1);
    var source = WebAssembly.instantiate(ONE, Imports.none()).get();
    assertThat(one(source.instance())).isEqualTo(1);
    assertThat(source.instance().module()).isSameAs(source.module());
  }

  @Test
  void copiesTheBytesBeforeItReturns() throws Exception {
    byte[] bytes = ONE.clone();
    var module = WebAssembly.compile(bytes);
    var source = WebAssembly.instantiate(bytes, Imports.none());
    java.util.Arrays.fill(bytes, (byte) 0);
    assertThat(module.get().exports()).hasSize(1);
    assertThat(one(source.get().instance())).isEqualTo(1);
  }

  @Test
  void everyFailureIsTheFutures() {
    fails(WebAssembly.compile(new byte[3]), WebAssembly.CompileError.class);
    fails(WebAssembly.compile((byte[]) null), NullPointerException.class);
    fails(WebAssembly.instantiate(new byte[3], Imports.none()), WebAssembly.CompileError.class);
    byte[] importing = Wat.parse("(module (import \"a\" \"b\" (func)))");
    fails(WebAssembly.instantiate(importing, Imports.none()), WebAssembly.LinkError.class);
    fails(
        WebAssembly.instantiate(new WebAssembly.Module(importing), Imports.none()),
        WebAssembly.LinkError.class);
    fails(
        WebAssembly.instantiate((WebAssembly.Module) null, Imports.none()),
        NullPointerException.class);
    byte[] trapping = Wat.parse("(module (func unreachable) (start 0))");
    fails(WebAssembly.instantiate(trapping, Imports.none()), WebAssembly.RuntimeError.class);
    fails(WebAssembly.compileStreaming((InputStream) null), NullPointerException.class);
    fails(WebAssembly.compileStreaming((Path) null), NullPointerException.class);
    fails(WebAssembly.compileStreaming(Path.of("/does/not/exist")), NoSuchFileException.class);
    fails(
        WebAssembly.compileStreaming((HttpResponse<InputStream>) null), NullPointerException.class);
  }

  @Test
  void theStartFunctionRunsOnAnotherThread() throws Exception {
    var thread = new AtomicReference<Thread>();
    var mayRun = new CountDownLatch(1);
    byte[] bytes = Wat.parse("(module (import \"a\" \"f\" (func $f)) (start $f))");
    Runnable start =
        () -> {
          try {
            mayRun.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          thread.set(Thread.currentThread());
        };
    var future = WebAssembly.instantiate(bytes, Imports.of("a", "f", Runnable.class, start));
    assertThat(future).isNotDone();
    mayRun.countDown();
    future.get();
    assertThat(thread.get()).isNotSameAs(Thread.currentThread());
    assertThat(thread.get().isDaemon()).isTrue();
  }

  @Test
  void compilesFromStreamsAndFiles(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("one.wasm"), ONE);
    var closed = new CountDownLatch(1);
    var stream =
        new ByteArrayInputStream(ONE) {
          @Override
          public void close() {
            closed.countDown();
          }
        };
    assertThat(WebAssembly.compileStreaming(stream).get().exports()).hasSize(1);
    assertThat(closed.getCount()).isZero();
    assertThat(WebAssembly.compileStreaming(file).get().exports()).hasSize(1);
    assertThat(one(WebAssembly.instantiateStreaming(file, Imports.none()).get().instance()))
        .isEqualTo(1);
    var source =
        WebAssembly.instantiateStreaming(new ByteArrayInputStream(ONE), Imports.none()).get();
    assertThat(one(source.instance())).isEqualTo(1);
    var broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken");
          }
        };
    fails(WebAssembly.compileStreaming(broken), IOException.class);
  }

  @Test
  void compilesFromResponses() throws Exception {
    assertThat(WebAssembly.compileStreaming(response(200, "application/wasm", ONE)).get().exports())
        .hasSize(1);
    for (var type : List.of("application/WASM", " application/wasm\t")) {
      var source = WebAssembly.instantiateStreaming(response(299, type, ONE), Imports.none()).get();
      assertThat(one(source.instance())).isEqualTo(1);
    }
  }

  @Test
  void refusesResponsesOfAnotherTypeOrStatus() {
    for (var type :
        List.of("", "text/plain", "application/wasm;", "application/wasm; charset=utf-8")) {
      fails(WebAssembly.compileStreaming(response(200, type, ONE)), WebAssembly.TypeError.class);
    }
    fails(
        WebAssembly.compileStreaming(response(404, "application/wasm", ONE)),
        WebAssembly.TypeError.class);
    fails(
        WebAssembly.compileStreaming(response(200, "application/wasm", new byte[2])),
        WebAssembly.CompileError.class);
  }

  private static HttpResponse<InputStream> response(int status, String type, byte[] body) {
    return new Response(status, type, new ByteArrayInputStream(body));
  }

  private record Response(int statusCode, String type, InputStream body)
      implements HttpResponse<InputStream> {
    @Override
    public HttpHeaders headers() {
      return HttpHeaders.of(
          type.isEmpty() ? Map.of() : Map.of("content-type", List.of(type)), (n, v) -> true);
    }

    @Override
    public HttpRequest request() {
      return HttpRequest.newBuilder(uri()).build();
    }

    @Override
    public Optional<HttpResponse<InputStream>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return URI.create("https://example.org/one.wasm");
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_2;
    }
  }
}
