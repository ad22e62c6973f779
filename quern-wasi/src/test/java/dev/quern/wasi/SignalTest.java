package dev.quern.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.Wat;
import dev.quern.WebAssembly;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code proc_raise}: the numbers are WASI's, the statuses a shell's on Linux. */
class SignalTest {
  private Guest guest;

  @BeforeEach
  void setUp() throws IOException {
    guest = new Guest(WasiOptions.defaults());
  }

  @AfterEach
  void tearDown() throws IOException {
    guest.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 17, 22, 27})
  void ignored(int signal) {
    assertThat(guest.call("proc_raise", signal)).isEqualTo(Errno.SUCCESS);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 129", "2, 130", "3, 131", "4, 132", "5, 133", "6, 134", "7, 135", "8, 136", "9, 137",
    "10, 138", "11, 139", "12, 140", "13, 141", "14, 142", "15, 143", "23, 152", "24, 153",
    "25, 154", "26, 155", "28, 157", "29, 158", "30, 159"
  })
  void ending(int signal, int status) {
    assertThatThrownBy(() -> guest.call("proc_raise", signal))
        .isInstanceOfSatisfying(WasiExit.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {18, 19, 20, 21})
  void stopping(int signal) {
    assertThat(guest.call("proc_raise", signal)).isEqualTo(Errno.ENOTSUP);
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 32, 255, 256, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void unknown(int signal) {
    assertThat(guest.call("proc_raise", signal)).isEqualTo(Errno.EINVAL);
  }

  @Test
  void programEndsWithTheStatus() throws IOException {
    String program =
        """
        (module (import "wasi_snapshot_preview1" "proc_raise" (func $raise (param i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "_start")
            (try_table (catch_all 0) (drop (call $raise (i32.const 15))))
            (unreachable)))
        """;
    try (var wasi = WasiOptions.defaults().open()) {
      assertThat(wasi.run(new WebAssembly.Module(Wat.parse(program)))).isEqualTo(143);
    }
  }
}
