package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows {@code --dir}; {@code %} is an empty directory. */
class GrantedDirectoryTest {
  @TempDir Path folder;

  @BeforeEach
  void file() throws IOException {
    Files.createDirectory(folder.resolve("directory"));
    Files.createFile(folder.resolve("file"));
  }

  private GrantedDirectory parse(String option) {
    return GrantedDirectory.parse(option.replace("%", folder.resolve("directory").toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "%::/data, /data, false",
    "%::/data:ro, /data, true",
    "%::a::b, a::b, false",
    "%::/x:ro:ro, /x:ro, true",
    "%::/data:rw, /data, false",
    "%::/x:z:rw, /x:z, false",
    "%::/x:1/y, /x:1/y, false",
    "%::/ro, /ro, false"
  })
  void names(String option, String guest, boolean readOnly) {
    Path host = folder.resolve("directory");
    assertThat(parse(option)).isEqualTo(new GrantedDirectory(host, guest, readOnly));
  }

  @Test
  void theGuestsNameIsTheHostsIfThereIsNone() {
    Path host = folder.resolve("directory");
    assertThat(parse("%")).isEqualTo(new GrantedDirectory(host, host.toString(), false));
    assertThat(parse("%:rw")).isEqualTo(new GrantedDirectory(host, host.toString(), false));
    assertThat(parse("%:ro")).isEqualTo(new GrantedDirectory(host, host.toString(), true));
  }

  /** Where a file name may have colons and backslashes, it can look like one of Windows. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void drives() throws IOException {
    Path host = Files.createDirectory(folder.resolve("C:\\x"));
    assertThat(GrantedDirectory.parse(host + "::/x:ro"))
        .isEqualTo(new GrantedDirectory(host, "/x", true));
    assertThat(GrantedDirectory.parse(host + ":ro"))
        .isEqualTo(new GrantedDirectory(host, host.toString(), true));
  }

  @ParameterizedTest
  @CsvSource({
    "%/missing, there is no directory",
    "%/missing::/x:ro, there is no directory",
    "%/../file, is a file",
    "%::, the guest name is empty",
    "%:::ro, for a directory that is read-only write",
    "%::ro, for a directory that is read-only write",
    "::/data, the working directory is '.'",
    ":ro, the working directory is '.'",
    "'%::/data:rx', ':rx is neither :ro nor :rw'",
    "'%::/data:RO', ':RO is neither :ro nor :rw'",
    "'%::/data:ro,z', ':ro,z is neither :ro nor :rw'",
    "'%::/data:', ': is neither :ro nor :rw'",
    "%:/data, two colons separate the names",
    "C:\\x::/x:ro, there is no directory C:\\x"
  })
  void mistakes(String option, String problem) {
    assertThatThrownBy(() -> parse(option))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("--dir ")
        .hasMessageContaining(problem);
  }
}
