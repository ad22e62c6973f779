package dev.quern;

import dev.quern.WebAssembly.TypeError;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Objects;

/**
 * A module from an HTTP response, with the checks of the WebAssembly Web API in its order: media
 * type, status, body. Apart from {@link Source}, so that only programs with HTTP load {@code
 * java.net.http}.
 */
final class HttpSource {
  private HttpSource() {}

  static Source of(HttpResponse<InputStream> response) {
    Objects.requireNonNull(response);
    return () -> read(response);
  }

  private static byte[] read(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      String type = response.headers().firstValue("Content-Type").orElse("");
      // No parameters are allowed, not even an empty one behind a semicolon.
      if (!stripTabsAndSpaces(type).equalsIgnoreCase("application/wasm")) {
        throw new TypeError(
            "the response's Content-Type is \"" + type + "\", not \"application/wasm\"");
      }
      int status = response.statusCode();
      if (status < 200 || status > 299) {
        throw new TypeError("the response's status is " + status);
      }
      return body.readAllBytes();
    }
  }

  private static String stripTabsAndSpaces(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isTabOrSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isTabOrSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isTabOrSpace(char c) {
    return c == '\t' || c == ' ';
  }
}
