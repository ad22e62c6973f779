package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the command keeps generated code. */
class CacheCommandTest {
  private static final Path HOME = Path.of("/home/user");

  private static @Nullable Path location(String system, String... environment) {
    Map<String, String> variables =
        environment.length == 0 ? Map.of() : Map.of(environment[0], environment[1]);
    return CacheLocation.of(variables, system, HOME.toString());
  }

  @Test
  void isWhereTheSystemsProgramsKeepSuchThings() {
    assertThat(location("Linux")).isEqualTo(HOME.resolve(".cache/quern"));
    assertThat(location("Mac OS X")).isEqualTo(HOME.resolve("Library/Caches/quern"));
    assertThat(location("Windows 11", "LOCALAPPDATA", "/local")).isEqualTo(Path.of("/local/quern"));
    assertThat(location("Windows 11")).isNull();
    assertThat(location("Linux", "XDG_CACHE_HOME", "/x")).isEqualTo(Path.of("/x/quern"));
    assertThat(location("Linux", "XDG_CACHE_HOME", "relative"))
        .isEqualTo(HOME.resolve(".cache/quern"));
    assertThat(CacheLocation.of(Map.of(), "Linux", "?")).isNull();
  }

  @Test
  void isWhereTheVariableSays() {
    assertThat(location("Linux", "QUERN_CACHE", "/q")).isEqualTo(Path.of("/q"));
    assertThat(location("Linux", "QUERN_CACHE", "off")).isNull();
    assertThat(location("Linux", "QUERN_CACHE", "")).isEqualTo(HOME.resolve(".cache/quern"));
    assertThat(location("Linux", "QUERN_CACHE", "\0")).isNull();
  }

  private static String show(@Nullable Path location, boolean clear) throws IOException {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    var command = new CacheCommand();
    command.streams(Streams.of(InputStream.nullInputStream(), stream, stream));
    command.clear = clear;
    assertThat(command.show(location)).isEqualTo(ExitStatus.OK);
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void showsAndClears(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("a.quern"), new byte[100]);
    Files.write(folder.resolve("other"), new byte[10]);
    assertThat(show(null, false)).isEqualTo("off");
    assertThat(show(folder, false)).isEqualTo(folder + ": 100 bytes");
    assertThat(show(folder, true)).isEqualTo(folder + ": 0 bytes");
    assertThat(folder.resolve("a.quern")).doesNotExist();
    assertThat(folder.resolve("other")).exists();
    assertThatThrownBy(() -> show(folder.resolve("other"), false))
        .isInstanceOf(CommandFailure.class);
  }
}
