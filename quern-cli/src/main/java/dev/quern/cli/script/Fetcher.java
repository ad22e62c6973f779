package dev.quern.cli.script;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for URLs: {@code http} and {@code https} by the JDK's client, {@code file} and
 * {@code data} here. The work is done on other threads; what comes of it is a task of the loop.
 */
final class Fetcher implements AutoCloseable {
  private static final int MOST_REDIRECTS = 20;

  /** What a script may not set, or the JDK's client does not let anyone set. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "connection", "content-length", "expect", "host", "upgrade", "transfer-encoding", "te");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("wasm", "application/wasm"),
          Map.entry("js", "text/javascript"),
          Map.entry("mjs", "text/javascript"),
          Map.entry("json", "application/json"),
          Map.entry("html", "text/html"),
          Map.entry("css", "text/css"),
          Map.entry("txt", "text/plain"),
          Map.entry("xml", "application/xml"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"));

  /** The words for a status: the JDK's client does not hand out the server's. */
  private static final Map<Integer, String> STATUS_TEXTS =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(201, "Created"),
          Map.entry(202, "Accepted"),
          Map.entry(204, "No Content"),
          Map.entry(206, "Partial Content"),
          Map.entry(301, "Moved Permanently"),
          Map.entry(302, "Found"),
          Map.entry(303, "See Other"),
          Map.entry(304, "Not Modified"),
          Map.entry(307, "Temporary Redirect"),
          Map.entry(308, "Permanent Redirect"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(410, "Gone"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"));

  /**
   * What is asked for.
   *
   * @param headers lines {@code name:value}
   * @param redirect follow, error or manual
   */
  record Request(
      String method, String url, String headers, byte @Nullable [] body, String redirect) {
    /** The request that a redirect with this status makes of it. */
    Request redirected(int status, String newUrl) {
      boolean post = method.equals("POST") && (status == 301 || status == 302);
      boolean other = status == 303 && !method.equals("GET") && !method.equals("HEAD");
      boolean sameOrigin = origin(url).equals(origin(newUrl));
      String kept = sameOrigin ? headers : without(headers, "authorization");
      return post || other
          ? new Request("GET", newUrl, without(kept, "content-"), null, redirect)
          : new Request(method, newUrl, kept, body, redirect);
    }

    private static String origin(String url) {
      URI uri = URI.create(url);
      return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static String without(String headers, String prefix) {
      return String.join("\n", headers.lines().filter(line -> !line.startsWith(prefix)).toList());
    }
  }

  /** What comes back. */
  private record Answer(
      int status, String statusText, String url, String headers, @Nullable InputStream body) {}

  /** Ends a fetch with a message for the script. */
  private static final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message);
    }
  }

  private final EventLoop loop;
  private final List<FetchHandle> handles = new ArrayList<>();
  private @Nullable HttpClient client;

  Fetcher(EventLoop loop) {
    this.loop = loop;
  }

  static String failure(String url, String reason) {
    String shown = url.length() > 200 ? url.substring(0, 200) + "..." : url;
    return "fetch of " + shown + " failed: " + reason;
  }

  /** Begins to fetch; {@link ScriptHost#fetch} says what the two functions are called with. */
  FetchHandle start(Request request, Value answer, Value failure) {
    var handle = new FetchHandle(loop, request.url());
    handles.add(handle);
    handle.work(() -> {
      try {
        Answer found = answer(request);
        if (found.body != null) {
          handle.body(found.body);
        }
        loop.post(() -> report(request, found, answer));
      } catch (IOException | RuntimeException | InterruptedException e) {
        String message = failure(request.url(), FetchFailure.reason(e));
        loop.post(() -> failure.executeVoid(message));
      }
    });
    return handle;
  }

  private static void report(Request request, Answer found, Value answer) {
    answer.executeVoid(
        found.status,
        found.statusText,
        found.url,
        !found.url.equals(request.url()),
        found.headers,
        found.body != null);
  }

  private Answer answer(Request request) throws IOException, InterruptedException {
    String scheme = request.url().substring(0, request.url().indexOf(':'));
    return switch (scheme) {
      case "http", "https" -> fromServer(request);
      case "file" -> fromFile(request);
      case "data" -> fromData(request);
      default -> throw new Refusal("only http:, https:, file: and data: can be fetched");
    };
  }

  // Files and data

  private static Answer fromFile(Request request) throws IOException {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      throw new Refusal("a file can only be read (GET)");
    }
    Path path = Path.of(uri(request.url()));
    if (Files.isDirectory(path)) {
      throw new Refusal(path + " is a directory");
    }
    byte[] content = Files.readAllBytes(path);
    String name = String.valueOf(path.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String type = TYPES.get(ending);
    String headers =
        "content-length:" + content.length + (type == null ? "" : "\ncontent-type:" + type);
    return new Answer(200, "OK", request.url(), headers, body(request, content));
  }

  private static InputStream body(Request request, byte[] content) {
    return new ByteArrayInputStream(request.method().equals("HEAD") ? new byte[0] : content);
  }

  private static Answer fromData(Request request) throws IOException {
    String url = request.url();
    int hash = url.indexOf('#');
    String text = url.substring("data:".length(), hash < 0 ? url.length() : hash);
    int comma = text.indexOf(',');
    if (comma < 0) {
      throw new Refusal("a data: URL has a comma before its data");
    }
    String type = text.substring(0, comma).strip();
    byte[] content = unescaped(text.substring(comma + 1));
    String plain = type.replaceFirst("(?i); *base64$", "");
    if (!plain.equals(type)) {
      byte[] decoded = Base64Text.decode(new String(content, StandardCharsets.ISO_8859_1));
      if (decoded == null) {
        throw new Refusal("its data is not base 64");
      }
      content = decoded;
    }
    return new Answer(200, "OK", url, "content-type:" + type(plain), body(request, content));
  }

  private static String type(String given) {
    String type = given.startsWith(";") ? "text/plain" + given : given;
    return type.isEmpty() || type.indexOf('/') < 0 ? "text/plain;charset=US-ASCII" : type;
  }

  /** The bytes of a text with escapes like {@code %20}; a percent sign without digits is itself. */
  private static byte[] unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    String escaped = text.replace("+", "%2B").replaceAll("%(?![0-9a-fA-F]{2})", "%25");
    return URLDecoder.decode(escaped, StandardCharsets.ISO_8859_1)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  // Servers

  private Answer fromServer(Request first) throws IOException, InterruptedException {
    Request request = first;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<InputStream> response =
          client().send(request(request), BodyHandlers.ofInputStream());
      String location = response.headers().firstValue("location").orElse(null);
      if (!isRedirect(response.statusCode())
          || location == null
          || request.redirect().equals("manual")) {
        return answer(request, response);
      }
      response.body().close();
      if (request.redirect().equals("error")) {
        throw new Refusal("it redirects to " + location);
      }
      URI target = uri(request.url()).resolve(uri(location));
      if (!"http".equals(target.getScheme()) && !"https".equals(target.getScheme())) {
        throw new Refusal("it redirects to " + target);
      }
      request = request.redirected(response.statusCode(), target.toString());
    }
    throw new Refusal("more than " + MOST_REDIRECTS + " redirects");
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static Answer answer(Request request, HttpResponse<InputStream> response) {
    int status = response.statusCode();
    String statusText =
        response.version() == HttpClient.Version.HTTP_2
            ? ""
            : STATUS_TEXTS.getOrDefault(status, "");
    boolean empty = status == 204 || status == 205 || status == 304;
    return new Answer(
        status,
        statusText,
        request.url(),
        lines(response.headers()),
        empty || request.method().equals("HEAD") ? null : response.body());
  }

  private static String lines(HttpHeaders headers) {
    var lines = new ArrayList<String>();
    headers
        .map()
        .forEach((name, values) -> {
          if (!name.startsWith(":")) {
            values.forEach(value -> lines.add(name + ":" + value));
          }
        });
    return String.join("\n", lines);
  }

  private static HttpRequest request(Request request) {
    URI uri = uri(request.url());
    byte[] body = request.body();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri)
            .method(
                request.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if ("http".equals(uri.getScheme())) {
      // Without the offer of HTTP/2, which some servers do not understand.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    builder.setHeader("accept", "*/*").setHeader("user-agent", "quern");
    for (String line : request.headers().lines().toList()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon);
      if (!OWN_HEADERS.contains(name)) {
        builder.setHeader(name, line.substring(colon + 1));
      }
    }
    return builder.build();
  }

  /** Java's URIs have fewer characters than the web's, and a fragment is never sent. */
  private static URI uri(String url) {
    int hash = url.indexOf('#');
    String text = hash < 0 ? url : url.substring(0, hash);
    int scheme = text.indexOf("://");
    int path = scheme < 0 ? 0 : text.indexOf('/', scheme + 3);
    if (path < 0) {
      return URI.create(text);
    }
    var result = new StringBuilder(text.substring(0, path));
    for (char c : text.substring(path).toCharArray()) {
      if ("|[]\\^`{}\"<> ".indexOf(c) >= 0) {
        result.append(String.format("%%%02X", (int) c));
      } else {
        result.append(c == '%' ? "%" : String.valueOf(c));
      }
    }
    return URI.create(result.toString());
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    }
    return client;
  }

  /** Ends all that is under way. */
  @Override
  public void close() {
    handles.forEach(FetchHandle::abort);
    if (client != null) {
      client.shutdownNow();
    }
  }
}
