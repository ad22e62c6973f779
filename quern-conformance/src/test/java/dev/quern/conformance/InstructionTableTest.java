package dev.quern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.V128;
import dev.quern.WebAssembly;
import dev.quern.fuzz.Code;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Op;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every regular row of the instruction table whose feature is built has a meaning: a function with
 * nothing but the instruction links, and gives a result of the type that the row says. A row
 * without its method, or whose method has another descriptor, fails here.
 */
final class InstructionTableTest {
  static Stream<Opcode> rows() {
    return Arrays.stream(Opcode.values()).filter(o -> o.isRegular() && o.feature().isBuilt());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aRowHasItsMeaning(Opcode opcode) {
    var code = new Code();
    var parameters = opcode.operands().replace('A', 'I');
    for (int i = 0; i < parameters.length(); i++) {
      code.get(i);
    }
    code.op(opcode);
    boolean isAtomic = opcode.feature() == Feature.THREADS;
    immediate(opcode, code);
    String result = opcode.result() == '_' ? "" : String.valueOf(opcode.result()).replace('A', 'I');
    var module = new ModuleBuilder();
    int function = module.function("run", parameters + ":" + result, "", code.end());
    if (isAtomic) {
      module.sharedMemory(1, 2);
    } else {
      module.memory("memory", 1, 2);
    }
    module.data((byte) 1, (byte) 2, (byte) 3);
    module.table(1);
    module.elements(0, function);
    Object[] arguments = parameters.chars().mapToObj(c -> one((char) c)).toArray();
    if (isAtomic && arguments.length > 0) {
      arguments[0] = 8;
    }
    Object value =
        new WebAssembly.Instance(new WebAssembly.Module(module.build()))
            .exports()
            .function("run")
            .call(arguments);
    if (result.isEmpty()) {
      assertThat(value).isNull();
    } else {
      assertThat(value).isInstanceOf(one(result.charAt(0)).getClass());
    }
  }

  /** A constant of {@code Op} is its row's code, and there is none that no source file mentions. */
  @Test
  void aConstantIsTheCodeOfItsRowAndIsNeeded() throws Exception {
    String sources = sources();
    for (Field constant : Op.class.getFields()) {
      String name = constant.getName();
      assertThat(constant.getInt(null)).as(name).isEqualTo(Opcode.valueOf(name).code());
      assertThat(sources).containsPattern("\\bOp\\." + name + "\\b");
    }
  }

  private static String sources() throws IOException {
    var text = new StringBuilder();
    for (Path module :
        Files.newDirectoryStream(Path.of(System.getProperty("quern.root")), "quern-*")) {
      try (Stream<Path> files = Files.walk(module.resolve("src"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          text.append(Files.readString(file));
        }
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "NOP, nop",
    "BR_IF, br_if",
    "CALL_INDIRECT, call_indirect",
    "I32_DIV_S, i32.div_s",
    "LOCAL_GET, local.get",
    "SELECT_T, select",
    "REF_TEST_NULL, ref.test",
    "I8X16_NARROW_I16X8_S, i8x16.narrow_i16x8_s",
    "I64_ATOMIC_RMW8_CMPXCHG_U, i64.atomic.rmw8.cmpxchg_u",
    "I32_ATOMIC_LOAD8_U, i32.atomic.load8_u",
    "MEMORY_ATOMIC_WAIT32, memory.atomic.wait32",
    "ATOMIC_FENCE, atomic.fence",
    "I32_ATOMIC_RMW_ADD, i32.atomic.rmw.add"
  })
  void aMnemonicFollowsFromTheName(Opcode opcode, String mnemonic) {
    assertThat(opcode.text()).isEqualTo(mnemonic);
  }

  private static Object one(char letter) {
    return switch (letter) {
      case 'I' -> (Object) 1;
      case 'J' -> 1L;
      case 'F' -> 1f;
      case 'D' -> 1d;
      case 'V' -> V128.ofLongs(1, 1);
      default -> throw new IllegalArgumentException("no value of a type " + letter);
    };
  }

  /** Immediates of all zeros, but for the alignment of an atomic access, which is its width. */
  private static void immediate(Opcode opcode, Code code) {
    if (opcode.feature() == Feature.THREADS && opcode.imm() == Imm.MEMARG) {
      code.out().u8(Integer.numberOfTrailingZeros(opcode.width())).u8(0);
      return;
    }
    int zeros =
        switch (opcode.imm()) {
          case NONE -> 0;
          case FENCE, MEMORY, LANE, I32, I64, DATA, ELEM -> 1;
          case MEMARG, DATA_MEMORY, MEMORY_MEMORY -> 2;
          case MEMARG_LANE -> 3;
          case F32 -> 4;
          case F64 -> 8;
          case SHUFFLE, V128 -> 16;
          default -> throw new IllegalArgumentException(opcode + " is a regular row?");
        };
    for (int i = 0; i < zeros; i++) {
      code.out().u8(0);
    }
  }
}
