package dev.quern.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Arguments or environment variables as the guest gets them: UTF-8, each with a NUL at its end. */
final class Strings {
  private final List<byte[]> encoded;
  private final int size;

  Strings(List<String> strings) {
    encoded = strings.stream().map(s -> (s + '\0').getBytes(StandardCharsets.UTF_8)).toList();
    size = encoded.stream().mapToInt(bytes -> bytes.length).sum();
  }

  void writeSizes(GuestMemory memory, int countAddress, int sizeAddress) throws IOException {
    memory.check(countAddress, 4);
    memory.check(sizeAddress, 4);
    memory.putInt(countAddress, encoded.size());
    memory.putInt(sizeAddress, size);
  }

  void write(GuestMemory memory, int pointers, int bytes) throws IOException {
    memory.check(pointers, encoded.size() * 4);
    memory.check(bytes, size);
    int at = bytes;
    for (int i = 0; i < encoded.size(); i++) {
      byte[] string = encoded.get(i);
      memory.putInt(pointers + 4 * i, at);
      memory.putBytes(at, string, string.length);
      at += string.length;
    }
  }
}
