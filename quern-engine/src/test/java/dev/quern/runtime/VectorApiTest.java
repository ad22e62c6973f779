package dev.quern.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quern.V128;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import jdk.incubator.vector.ByteVector;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of {@link VectorApi} gives what that of {@link Vectors} gives, on random and on
 * special lanes. Where a result is a NaN any other quiet NaN is as good, as the specification says.
 */
class VectorApiTest {
  private static final long SEED = 0x5EED;
  private static final int ROUNDS = 3_000;

  private final Random random = new Random(SEED);
  private final List<V128> vectors = new ArrayList<>();

  VectorApiTest() {
    vectors.addAll(VectorsTest.integers());
    vectors.addAll(VectorsTest.floats());
  }

  @BeforeAll
  static void needsTheVectorApi() {
    boolean isThere = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!isThere) {
      System.out.println("skipped: VectorApiTest, for the JVM has no jdk.incubator.vector");
    }
    Assumptions.assumeTrue(isThere);
  }

  static Stream<Method> methods() {
    return VectorsTest.instructionMethods().values().stream();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void isTheSame(Method common) throws ReflectiveOperationException {
    Class<?>[] types =
        Arrays.stream(common.getParameterTypes())
            .map(type -> type == V128.class ? ByteVector.class : type)
            .toArray(Class<?>[]::new);
    Method method = VectorApi.class.getMethod(common.getName(), types);
    for (int i = 0; i < ROUNDS; i++) {
      Object[] arguments = arguments(common);
      byte[] memory = new byte[32];
      random.nextBytes(memory);
      byte[] otherMemory = memory.clone();
      Object expected = result(common, arguments, memory);
      Object actual = result(method, arguments, otherMemory);
      if (!isSame(common.getName(), expected, actual) || !Arrays.equals(memory, otherMemory)) {
        fail(
            "%s%s: %s, not %s; round %d, seed %d",
            common.getName(), Arrays.asList(arguments), actual, expected, i, SEED);
      }
    }
  }

  private Object[] arguments(Method method) {
    Class<?>[] types = method.getParameterTypes();
    var arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      boolean isIndex = i > 0 && types[i - 1] == byte[].class;
      boolean isLane = method.getName().contains("Lane") && i == types.length - 1;
      arguments[i] =
          isIndex ? random.nextInt(-1, 34) : argument(types[i], isLane, method.getName());
    }
    return arguments;
  }

  private Object argument(Class<?> type, boolean isLane, String name) {
    V128 vector = vectors.get(random.nextInt(vectors.size()));
    return switch (type.getSimpleName()) {
      case "int" -> isLane ? random.nextInt(lanes(name)) : vector.intLane(0);
      case "long" -> name.contains("huffle") ? lanes() : vector.low();
      case "float" -> vector.floatLane(0);
      case "double" -> vector.doubleLane(0);
      case "V128" -> vector;
      default -> type;
    };
  }

  private static int lanes(String name) {
    return Stream.of(16, 8, 4)
        .filter(n -> name.contains("x" + n + "R") || name.contains("x" + n + "E"))
        .findFirst()
        .orElseGet(() -> name.startsWith("v128") ? 128 / width(name) : 2);
  }

  private static int width(String name) {
    return Integer.parseInt(name.replaceAll("v128(Load|Store)|Lane", ""));
  }

  private long lanes() {
    return random.nextLong() & 0x1F1F_1F1F_1F1F_1F1FL;
  }

  private static Object result(Method method, Object[] arguments, byte[] memory)
      throws ReflectiveOperationException {
    var own = new Object[arguments.length];
    for (int i = 0; i < own.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      boolean isForm = type == ByteVector.class;
      own[i] = isForm ? VectorApi.of((V128) arguments[i]) : arguments[i];
      own[i] = type == byte[].class ? memory : own[i];
    }
    try {
      Object result = method.invoke(null, own);
      return result instanceof ByteVector vector ? VectorApi.v128(vector) : result;
    } catch (InvocationTargetException e) {
      assertThat(e.getCause()).isInstanceOf(IndexOutOfBoundsException.class);
      return IndexOutOfBoundsException.class;
    }
  }

  private static boolean isSame(String name, Object expected, Object actual) {
    if (expected instanceof V128 a && actual instanceof V128 b) {
      return a.equals(b)
          || name.startsWith("f32x4") && sameFloats(a, b)
          || name.startsWith("f64x2") && sameDoubles(a, b);
    }
    return expected == null ? actual == null : expected.equals(actual);
  }

  private static boolean sameFloats(V128 a, V128 b) {
    for (int lane = 0; lane < 4; lane++) {
      boolean isNaN =
          Float.isNaN(a.floatLane(lane)) && (b.intLane(lane) & 0x7FC0_0000) == 0x7FC0_0000;
      if (a.intLane(lane) != b.intLane(lane) && !isNaN) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameDoubles(V128 a, V128 b) {
    long quiet = 0x7FF8L << 48;
    for (int lane = 0; lane < 2; lane++) {
      boolean isNaN = Double.isNaN(a.doubleLane(lane)) && (b.longLane(lane) & quiet) == quiet;
      if (a.longLane(lane) != b.longLane(lane) && !isNaN) {
        return false;
      }
    }
    return true;
  }
}
