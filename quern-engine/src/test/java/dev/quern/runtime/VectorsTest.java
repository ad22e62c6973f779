package dev.quern.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.V128;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToLongFunction;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every vector instruction has its method, and the method does what the specification says of
 * single lanes. The references here are written lane by lane, in longs and doubles.
 */
class VectorsTest {
  private static final long SEED = 0x5EED;

  /** Lanes whose neighbours a wrong carry, borrow or sign would reach. */
  private static final long[] EDGES = {
    0,
    -1,
    0x8080_8080_8080_8080L,
    0x7F7F_7F7F_7F7F_7F7FL,
    0x8000_8000_8000_8000L,
    0x7FFF_7FFF_7FFF_7FFFL,
    0x8000_0000_8000_0000L,
    0x7FFF_FFFF_7FFF_FFFFL,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    0x0101_0101_0101_0101L,
    0x8001_7FFE_FF00_00FFL,
    0x807F_0180_FF01_7F80L,
    0x0000_0000_FFFF_FFFFL,
    0x0123_4567_89AB_CDEFL
  };

  private static final double[] FLOATS = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0x1p31,
    -0x1p31,
    0x1p32,
    -0x1.8p31,
    0x1.fffffep31,
    Float.MIN_VALUE,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    123456.789
  };

  static List<V128> integers() {
    var result = new ArrayList<V128>();
    for (long low : EDGES) {
      for (long high : EDGES) {
        result.add(new V128(low, high));
      }
    }
    var random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      result.add(new V128(random.nextLong(), random.nextLong()));
    }
    return result;
  }

  static List<V128> floats() {
    var result = new ArrayList<V128>();
    for (double a : FLOATS) {
      for (double b : FLOATS) {
        result.add(V128.ofFloats((float) a, (float) b, (float) -b, 3));
        result.add(V128.ofDoubles(a, b));
      }
    }
    return result;
  }

  /** A shape of lanes, as the instructions name it. */
  private enum Shape {
    I8X16(16),
    I16X8(8),
    I32X4(4),
    I64X2(2),
    F32X4(4),
    F64X2(2);

    final int lanes;

    Shape(int lanes) {
      this.lanes = lanes;
    }

    int bits() {
      return 128 / lanes;
    }

    /** A lane as a signed number. */
    long get(V128 v, int lane) {
      return switch (lanes) {
        case 16 -> v.byteLane(lane);
        case 8 -> v.shortLane(lane);
        case 4 -> v.intLane(lane);
        default -> v.longLane(lane);
      };
    }

    long getUnsigned(V128 v, int lane) {
      return unsigned(get(v, lane));
    }

    long unsigned(long x) {
      return x & -1L >>> 64 - bits();
    }

    double getFloat(V128 v, int lane) {
      return this == F32X4 ? v.floatLane(lane) : v.doubleLane(lane);
    }

    V128 with(V128 v, int lane, long x) {
      int bit = lane * bits();
      long mask = unsigned(-1) << bit;
      long bits = unsigned(x) << bit;
      return bit < 64
          ? new V128(v.low() & ~mask | bits, v.high())
          : new V128(v.low(), v.high() & ~mask | bits);
    }

    long fromFloat(double x) {
      return this == F32X4 ? Float.floatToRawIntBits((float) x) : Double.doubleToRawLongBits(x);
    }

    V128 generate(IntToLongFunction lane) {
      V128 result = V128.ZERO;
      for (int i = 0; i < lanes; i++) {
        result = with(result, i, lane.applyAsLong(i));
      }
      return result;
    }

    String method(String operation) {
      return name().toLowerCase(Locale.ROOT) + operation;
    }
  }

  // ------------------------------------------------------------------ every row has its method

  @Test
  void everyVectorInstructionHasItsMethod() {
    var missing = new TreeSet<String>();
    for (Opcode opcode : Opcode.values()) {
      if (isVector(opcode) && !hasMethod(opcode)) {
        missing.add(opcode.text() + ": " + methodName(opcode) + Arrays.asList(operands(opcode)));
      }
    }
    assertThat(missing).isEmpty();
  }

  /** What the compiler calls beside them. */
  private static final List<String> OTHERS =
      List.of("select", "shuffleFirst", "shuffleSecond", "zero");

  @Test
  void everyMethodIsAnInstructions() {
    var names = new TreeSet<String>(OTHERS);
    Stream.of(Opcode.values()).filter(VectorsTest::isVector).forEach(o -> names.add(methodName(o)));
    assertThat(instructionMethods().keySet()).isEqualTo(names);
  }

  /** The others are on single longs, for the methods on vectors. */
  private static boolean isOfVectors(Method method) {
    return method.getReturnType() == V128.class
        || List.of(method.getParameterTypes()).contains(V128.class);
  }

  static TreeMap<String, Method> instructionMethods() {
    var result = new TreeMap<String, Method>();
    for (Method method : Vectors.class.getMethods()) {
      if (Modifier.isStatic(method.getModifiers()) && isOfVectors(method)) {
        assertThat(result.put(method.getName(), method)).as("overloaded").isNull();
      }
    }
    return result;
  }

  private static boolean isVector(Opcode opcode) {
    return opcode.feature() == Feature.SIMD || opcode.feature() == Feature.RELAXED_SIMD;
  }

  private static boolean hasMethod(Opcode opcode) {
    try {
      Method method = Vectors.class.getMethod(methodName(opcode), operands(opcode));
      return Modifier.isStatic(method.getModifiers())
          && method.getReturnType() == type(opcode.result());
    } catch (NoSuchMethodException _) {
      return false;
    }
  }

  private static String methodName(Opcode opcode) {
    var name = new StringBuilder();
    for (String part : opcode.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      name.append(
          name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return name.toString();
  }

  private static Class<?>[] operands(Opcode opcode) {
    var types = new ArrayList<Class<?>>();
    for (char letter : opcode.operands().toCharArray()) {
      if (letter == 'A') {
        types.addAll(List.of(byte[].class, int.class));
      } else {
        types.add(type(letter));
      }
    }
    boolean loadsLane = opcode.imm() == Imm.MEMARG_LANE && opcode.result() == 'V';
    if (loadsLane) {
      types.addFirst(types.removeLast());
    }
    types.addAll(immediates(opcode.imm()));
    return types.toArray(Class<?>[]::new);
  }

  private static List<Class<?>> immediates(Imm imm) {
    return switch (imm) {
      case LANE, MEMARG_LANE -> List.of(int.class);
      case SHUFFLE, V128 -> List.of(long.class, long.class);
      default -> List.of();
    };
  }

  private static Class<?> type(char letter) {
    return switch (letter) {
      case 'I' -> int.class;
      case 'J' -> long.class;
      case 'F' -> float.class;
      case 'D' -> double.class;
      case 'V' -> V128.class;
      case '_' -> void.class;
      default -> throw new IllegalArgumentException("letter " + letter);
    };
  }

  // ------------------------------------------------------------------------------ comparing

  private static Object call(String name, Object... arguments) {
    try {
      return instructionMethod(name).invoke(null, arguments);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(name, e);
    }
  }

  private static final TreeMap<String, Method> METHODS = instructionMethods();

  private static Method instructionMethod(String name) {
    Method method = METHODS.get(name);
    assertThat(method).as(name).isNotNull();
    return method;
  }

  private static void assertUnary(Shape shape, String operation, LongUnaryOperator lane) {
    String name = shape.method(operation);
    for (V128 v : integers()) {
      V128 expected = shape.generate(i -> lane.applyAsLong(shape.get(v, i)));
      assertSame(expected, call(name, v), name, v);
    }
  }

  private static void assertBinary(Shape shape, String operation, LongBinaryOperator lane) {
    assertLanes(shape.method(operation), shape, shape::get, lane);
  }

  private static void assertUnsigned(Shape shape, String operation, LongBinaryOperator lane) {
    assertLanes(shape.method(operation), shape, shape::getUnsigned, lane);
  }

  private interface Getter {
    long get(V128 v, int lane);
  }

  private static void assertLanes(
      String name, Shape shape, Getter getter, LongBinaryOperator lane) {
    List<V128> inputs = integers();
    for (int n = 0; n < inputs.size(); n++) {
      V128 a = inputs.get(n);
      for (int m = n % 7; m < inputs.size(); m += 7) {
        V128 b = inputs.get(m);
        V128 expected = shape.generate(i -> lane.applyAsLong(getter.get(a, i), getter.get(b, i)));
        assertSame(expected, call(name, a, b), name, a, b);
      }
    }
  }

  private static void assertSame(V128 expected, Object actual, String name, Object... operands) {
    if (!expected.equals(actual)) {
      assertThat(actual).as(name + Arrays.asList(operands)).isEqualTo(expected);
    }
  }

  private static long clamp(long x, long least, long greatest) {
    return Math.min(Math.max(x, least), greatest);
  }

  private static long mask(boolean holds) {
    return holds ? -1 : 0;
  }

  // ------------------------------------------------------------------------------- integers

  @ParameterizedTest
  @EnumSource(names = {"I8X16", "I16X8", "I32X4", "I64X2"})
  void arithmetic(Shape shape) {
    assertUnary(shape, "Abs", Math::abs);
    assertUnary(shape, "Neg", a -> -a);
    assertBinary(shape, "Add", Long::sum);
    assertBinary(shape, "Sub", (a, b) -> a - b);
    if (shape != Shape.I8X16) {
      assertBinary(shape, "Mul", (a, b) -> a * b);
    }
    if (shape != Shape.I64X2) {
      assertBinary(shape, "MinS", Math::min);
      assertBinary(shape, "MaxS", Math::max);
      assertUnsigned(shape, "MinU", Math::min);
      assertUnsigned(shape, "MaxU", Math::max);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"I8X16", "I16X8"})
  void saturatingArithmetic(Shape shape) {
    long least = -1L << shape.bits() - 1;
    long all = shape.unsigned(-1);
    assertBinary(shape, "AddSatS", (a, b) -> clamp(a + b, least, ~least));
    assertBinary(shape, "SubSatS", (a, b) -> clamp(a - b, least, ~least));
    assertUnsigned(shape, "AddSatU", (a, b) -> clamp(a + b, 0, all));
    assertUnsigned(shape, "SubSatU", (a, b) -> clamp(a - b, 0, all));
    assertUnsigned(shape, "AvgrU", (a, b) -> (a + b + 1) / 2);
  }

  @Test
  void q15Multiplication() {
    LongBinaryOperator lane = (a, b) -> clamp(a * b + 0x4000 >> 15, -0x8000, 0x7FFF);
    assertBinary(Shape.I16X8, "Q15mulrSatS", lane);
    assertBinary(Shape.I16X8, "RelaxedQ15mulrS", lane);
  }

  @ParameterizedTest
  @EnumSource(names = {"I8X16", "I16X8", "I32X4", "I64X2"})
  void comparisons(Shape shape) {
    assertBinary(shape, "Eq", (a, b) -> mask(a == b));
    assertBinary(shape, "Ne", (a, b) -> mask(a != b));
    assertBinary(shape, "LtS", (a, b) -> mask(a < b));
    assertBinary(shape, "GtS", (a, b) -> mask(a > b));
    assertBinary(shape, "LeS", (a, b) -> mask(a <= b));
    assertBinary(shape, "GeS", (a, b) -> mask(a >= b));
    if (shape != Shape.I64X2) {
      assertUnsigned(shape, "LtU", (a, b) -> mask(a < b));
      assertUnsigned(shape, "GtU", (a, b) -> mask(a > b));
      assertUnsigned(shape, "LeU", (a, b) -> mask(a <= b));
      assertUnsigned(shape, "GeU", (a, b) -> mask(a >= b));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"I8X16", "I16X8", "I32X4", "I64X2"})
  void shifts(Shape shape) {
    for (V128 v : integers()) {
      for (int count : new int[] {0, 1, 5, 7, 8, 15, 16, 31, 33, 63, 64, 131, -1, -64}) {
        int n = count & shape.bits() - 1;
        V128 left = shape.generate(i -> shape.get(v, i) << n);
        assertSame(left, call(shape.method("Shl"), v, count), shape + " shl", v, n);
        V128 signed = shape.generate(i -> shape.get(v, i) >> n);
        assertSame(signed, call(shape.method("ShrS"), v, count), shape + " shr_s", v, n);
        V128 unsigned = shape.generate(i -> shape.getUnsigned(v, i) >>> n);
        assertSame(unsigned, call(shape.method("ShrU"), v, count), shape + " shr_u", v, n);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"I8X16", "I16X8", "I32X4", "I64X2"})
  void tests(Shape shape) {
    for (V128 v : integers()) {
      int bitmask = 0;
      int allTrue = 1;
      for (int i = 0; i < shape.lanes; i++) {
        bitmask |= shape.get(v, i) < 0 ? 1 << i : 0;
        allTrue &= shape.get(v, i) != 0 ? 1 : 0;
      }
      assertThat(call(shape.method("Bitmask"), v)).as(v.toString()).isEqualTo(bitmask);
      assertThat(call(shape.method("AllTrue"), v)).as(v.toString()).isEqualTo(allTrue);
      assertThat(Vectors.v128AnyTrue(v)).isEqualTo(v.equals(V128.ZERO) ? 0 : 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"I8X16", "I16X8", "I32X4", "I64X2"})
  void oneZeroLaneIsNotAllTrue(Shape shape) {
    for (int i = 0; i < shape.lanes; i++) {
      V128 v = shape.with(new V128(-1, -1), i, 0);
      assertThat(call(shape.method("AllTrue"), v)).isEqualTo(0);
      V128 one = shape.with(V128.ZERO, i, -1);
      assertThat(call(shape.method("Bitmask"), one)).isEqualTo(1 << i);
    }
  }

  @Test
  void bitwise() {
    List<V128> inputs = integers();
    for (int n = 2; n < inputs.size(); n++) {
      V128 a = inputs.get(n);
      V128 b = inputs.get(n - 1);
      V128 c = inputs.get(n - 2);
      long low = a.low() & c.low() | b.low() & ~c.low();
      long high = a.high() & c.high() | b.high() & ~c.high();
      for (String name :
          List.of(
              "v128Bitselect",
              "i8x16RelaxedLaneselect",
              "i16x8RelaxedLaneselect",
              "i32x4RelaxedLaneselect",
              "i64x2RelaxedLaneselect")) {
        assertSame(new V128(low, high), call(name, a, b, c), name, a, b, c);
      }
      assertThat(Vectors.v128Not(a)).isEqualTo(new V128(~a.low(), ~a.high()));
    }
    assertLanes("v128And", Shape.I64X2, Shape.I64X2::get, (a, b) -> a & b);
    assertLanes("v128Or", Shape.I64X2, Shape.I64X2::get, (a, b) -> a | b);
    assertLanes("v128Xor", Shape.I64X2, Shape.I64X2::get, (a, b) -> a ^ b);
    assertLanes("v128Andnot", Shape.I64X2, Shape.I64X2::get, (a, b) -> a & ~b);
  }

  @Test
  void populationCount() {
    assertUnary(Shape.I8X16, "Popcnt", a -> Long.bitCount(a & 0xFF));
  }

  // ------------------------------------------------------------------------- between widths

  /** The lane of the narrower shape, signed or unsigned. */
  private static long narrowLane(Shape narrow, V128 v, int lane, String sign) {
    return sign.equals("S") ? narrow.get(v, lane) : narrow.getUnsigned(v, lane);
  }

  @ParameterizedTest
  @ValueSource(strings = {"S", "U"})
  void widening(String sign) {
    for (int n = 0; n < 3; n++) {
      Shape from = Shape.values()[n];
      Shape to = Shape.values()[n + 1];
      String fromName = capital(from);
      for (V128 v : integers()) {
        V128 low = to.generate(i -> narrowLane(from, v, i, sign));
        V128 high = to.generate(i -> narrowLane(from, v, i + to.lanes, sign));
        String extend = to.method("Extend%s" + fromName + sign);
        assertSame(low, call(extend.formatted("Low"), v), extend, v);
        assertSame(high, call(extend.formatted("High"), v), extend, v);
        if (to != Shape.I64X2) {
          String name = to.method("ExtaddPairwise" + fromName + sign);
          V128 sums =
              to.generate(
                  i -> narrowLane(from, v, 2 * i, sign) + narrowLane(from, v, 2 * i + 1, sign));
          assertSame(sums, call(name, v), name, v);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"S", "U"})
  void wideningMultiplication(String sign) {
    for (int n = 0; n < 3; n++) {
      Shape from = Shape.values()[n];
      Shape to = Shape.values()[n + 1];
      String name = to.method("Extmul%s" + capital(from) + sign);
      Getter low = (v, i) -> narrowLane(from, v, i, sign);
      Getter high = (v, i) -> narrowLane(from, v, i + to.lanes, sign);
      assertLanes(name.formatted("Low"), to, low, (a, b) -> a * b);
      assertLanes(name.formatted("High"), to, high, (a, b) -> a * b);
    }
  }

  private static String capital(Shape shape) {
    return "I" + shape.name().substring(1).toLowerCase(Locale.ROOT);
  }

  @Test
  void narrowing() {
    for (int n = 0; n < 2; n++) {
      Shape to = Shape.values()[n];
      Shape from = Shape.values()[n + 1];
      long least = -1L << to.bits() - 1;
      String name = to.method("Narrow" + capital(from));
      List<V128> inputs = integers();
      for (int m = 1; m < inputs.size(); m++) {
        V128 a = inputs.get(m);
        V128 b = inputs.get(m - 1);
        IntToLongFunction lane = i -> i < from.lanes ? from.get(a, i) : from.get(b, i - from.lanes);
        V128 signed = to.generate(i -> clamp(lane.applyAsLong(i), least, ~least));
        assertSame(signed, call(name + "S", a, b), name, a, b);
        V128 unsigned = to.generate(i -> clamp(lane.applyAsLong(i), 0, to.unsigned(-1)));
        assertSame(unsigned, call(name + "U", a, b), name, a, b);
      }
    }
  }

  @Test
  void dotProducts() {
    List<V128> inputs = integers();
    for (int n = 2; n < inputs.size(); n++) {
      V128 a = inputs.get(n);
      V128 b = inputs.get(n - 1);
      V128 c = inputs.get(n - 2);
      V128 ofShorts = Shape.I32X4.generate(i -> dot(Shape.I16X8, a, b, i));
      assertSame(ofShorts, Vectors.i32x4DotI16x8S(a, b), "dot", a, b);
      V128 ofBytes = Shape.I16X8.generate(i -> dot(Shape.I8X16, a, b, i));
      assertSame(ofBytes, Vectors.i16x8RelaxedDotI8x16I7x16S(a, b), "dot", a, b);
      V128 sums =
          Shape.I32X4.generate(
              i -> ofBytes.shortLane(2 * i) + ofBytes.shortLane(2 * i + 1) + c.intLane(i));
      assertSame(sums, Vectors.i32x4RelaxedDotI8x16I7x16AddS(a, b, c), "dot", a, b, c);
    }
  }

  private static long dot(Shape shape, V128 a, V128 b, int lane) {
    return shape.get(a, 2 * lane) * shape.get(b, 2 * lane)
        + shape.get(a, 2 * lane + 1) * shape.get(b, 2 * lane + 1);
  }

  // ---------------------------------------------------------------------------------- lanes

  @Test
  void lanesAreExtractedAndReplaced() {
    for (V128 v : integers()) {
      for (Shape shape : List.of(Shape.I8X16, Shape.I16X8)) {
        for (int i = 0; i < shape.lanes; i++) {
          assertThat(call(shape.method("ExtractLaneS"), v, i)).isEqualTo((int) shape.get(v, i));
          assertThat(call(shape.method("ExtractLaneU"), v, i))
              .isEqualTo((int) shape.getUnsigned(v, i));
          assertThat(call(shape.method("ReplaceLane"), v, 0xABCD_EF98, i))
              .isEqualTo(shape.with(v, i, 0xABCD_EF98));
        }
      }
      for (int i = 0; i < 4; i++) {
        assertThat(Vectors.i32x4ExtractLane(v, i)).isEqualTo(v.intLane(i));
        V128 expected = Shape.I32X4.with(v, i, -5);
        assertThat(Vectors.i32x4ReplaceLane(v, -5, i)).isEqualTo(expected);
        float negative = Float.intBitsToFloat(-5 & 0xFF00_0000);
        V128 expectedFloat = Shape.I32X4.with(v, i, -5 & 0xFF00_0000);
        assertThat(Vectors.f32x4ReplaceLane(v, negative, i)).isEqualTo(expectedFloat);
        assertThat(Vectors.f32x4ExtractLane(expectedFloat, i)).isEqualTo(negative);
      }
      for (int i = 0; i < 2; i++) {
        assertThat(Vectors.i64x2ExtractLane(v, i)).isEqualTo(v.longLane(i));
        V128 expected = Shape.I64X2.with(v, i, Double.doubleToRawLongBits(-2.5));
        long bits = Double.doubleToRawLongBits(-2.5);
        assertThat(Vectors.i64x2ReplaceLane(v, bits, i)).isEqualTo(expected);
        assertThat(Vectors.f64x2ReplaceLane(v, -2.5, i)).isEqualTo(expected);
        assertThat(Vectors.f64x2ExtractLane(expected, i)).isEqualTo(-2.5);
      }
    }
  }

  @Test
  void splats() {
    for (int x : new int[] {0, 1, -1, 0x80, 0x7F, 0x8000, 0xABCD_EF98}) {
      assertThat(Vectors.i8x16Splat(x)).isEqualTo(Shape.I8X16.generate(_ -> x));
      assertThat(Vectors.i16x8Splat(x)).isEqualTo(Shape.I16X8.generate(_ -> x));
      assertThat(Vectors.i32x4Splat(x)).isEqualTo(V128.ofInts(x, x, x, x));
      assertThat(Vectors.i64x2Splat(x)).isEqualTo(V128.ofLongs(x, x));
    }
    assertThat(Vectors.f32x4Splat(-1.5f)).isEqualTo(V128.ofFloats(-1.5f, -1.5f, -1.5f, -1.5f));
    assertThat(Vectors.f64x2Splat(-1.5)).isEqualTo(V128.ofDoubles(-1.5, -1.5));
  }

  @Test
  void shufflesAndSwizzles() {
    var random = new Random(SEED);
    List<V128> inputs = integers();
    for (int n = 1; n < inputs.size(); n++) {
      V128 a = inputs.get(n);
      V128 b = inputs.get(n - 1);
      V128 lanes = Shape.I8X16.generate(_ -> random.nextInt(32));
      V128 shuffled = Shape.I8X16.generate(i -> either(a, b, Shape.I8X16.getUnsigned(lanes, i)));
      assertThat(Vectors.i8x16Shuffle(a, b, lanes.low(), lanes.high())).isEqualTo(shuffled);
      long low = lanes.low() & 0x0F0F_0F0F_0F0F_0F0FL;
      V128 first = Vectors.i8x16Shuffle(a, b, low, low);
      assertThat(Vectors.shuffleFirst(a, b, low, low)).isEqualTo(first);
      assertThat(Vectors.shuffleSecond(b, a, low, low)).isEqualTo(first);
      for (V128 indices : List.of(lanes, b)) {
        V128 swizzled =
            Shape.I8X16.generate(i -> either(a, V128.ZERO, Shape.I8X16.getUnsigned(indices, i)));
        assertThat(Vectors.i8x16Swizzle(a, indices)).isEqualTo(swizzled);
        assertThat(Vectors.i8x16RelaxedSwizzle(a, indices)).isEqualTo(swizzled);
      }
    }
  }

  /** A lane of two vectors, or zero. */
  private static long either(V128 a, V128 b, long lane) {
    return lane < 16 ? a.byteLane((int) lane) : lane < 32 ? b.byteLane((int) lane - 16) : 0;
  }

  // --------------------------------------------------------------------------------- floats

  private static void assertFloatUnary(Shape shape, String operation, DoubleUnaryOperator lane) {
    String name = shape.method(operation);
    for (V128 v : floats()) {
      V128 expected =
          shape.generate(i -> shape.fromFloat(lane.applyAsDouble(shape.getFloat(v, i))));
      assertSameFloats(shape, expected, (V128) call(name, v), name, v);
    }
  }

  private static void assertFloatBinary(Shape shape, String operation, DoubleBinaryOperator lane) {
    String name = shape.method(operation);
    List<V128> inputs = floats();
    for (int n = 0; n < inputs.size(); n++) {
      V128 a = inputs.get(n);
      for (int m = n % 17; m < inputs.size(); m += 17) {
        V128 b = inputs.get(m);
        V128 expected =
            shape.generate(i ->
                shape.fromFloat(lane.applyAsDouble(shape.getFloat(a, i), shape.getFloat(b, i))));
        assertSameFloats(shape, expected, (V128) call(name, a, b), name, a, b);
      }
    }
  }

  /** Any NaN is as good as any other, if it is quiet. */
  private static void assertSameFloats(
      Shape shape, V128 expected, V128 actual, String name, Object... operands) {
    for (int i = 0; i < shape.lanes; i++) {
      boolean same =
          Double.isNaN(shape.getFloat(expected, i))
              ? Double.isNaN(shape.getFloat(actual, i)) && isQuiet(shape, actual, i)
              : shape.get(expected, i) == shape.get(actual, i);
      if (!same) {
        assertThat(actual).as(name + Arrays.asList(operands)).isEqualTo(expected);
      }
    }
  }

  private static boolean isQuiet(Shape shape, V128 v, int lane) {
    return (shape.get(v, lane) >>> (shape == Shape.F32X4 ? 22 : 51) & 1) != 0;
  }

  // For these operations, rounding to double and then to float is the same as rounding to float.

  @ParameterizedTest
  @EnumSource(names = {"F32X4", "F64X2"})
  void floatArithmetic(Shape shape) {
    assertFloatBinary(shape, "Add", Double::sum);
    assertFloatBinary(shape, "Sub", (a, b) -> a - b);
    assertFloatBinary(shape, "Mul", (a, b) -> a * b);
    assertFloatBinary(shape, "Div", (a, b) -> a / b);
    assertFloatBinary(shape, "Min", Math::min);
    assertFloatBinary(shape, "Max", Math::max);
    assertFloatBinary(shape, "RelaxedMin", Math::min);
    assertFloatBinary(shape, "RelaxedMax", Math::max);
    assertFloatBinary(shape, "Pmin", (a, b) -> b < a ? b : a);
    assertFloatBinary(shape, "Pmax", (a, b) -> a < b ? b : a);
    assertFloatUnary(shape, "Sqrt", Math::sqrt);
    assertFloatUnary(shape, "Ceil", Math::ceil);
    assertFloatUnary(shape, "Floor", Math::floor);
    assertFloatUnary(shape, "Trunc", a -> Math.copySign(Math.floor(Math.abs(a)), a));
    assertFloatUnary(shape, "Nearest", Math::rint);
    assertFloatUnary(shape, "Abs", Math::abs);
    assertFloatUnary(shape, "Neg", a -> -a);
  }

  private interface DoubleTest {
    boolean of(double a, double b);
  }

  private static void assertComparison(Shape shape, String operation, DoubleTest test) {
    String name = shape.method(operation);
    List<V128> inputs = floats();
    for (int n = 0; n < inputs.size(); n++) {
      V128 a = inputs.get(n);
      for (int m = n % 17; m < inputs.size(); m += 17) {
        V128 b = inputs.get(m);
        V128 expected =
            shape.generate(i -> mask(test.of(shape.getFloat(a, i), shape.getFloat(b, i))));
        assertSame(expected, call(name, a, b), name, a, b);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32X4", "F64X2"})
  void floatComparisons(Shape shape) {
    assertComparison(shape, "Eq", (a, b) -> a == b);
    assertComparison(shape, "Ne", (a, b) -> a != b);
    assertComparison(shape, "Lt", (a, b) -> a < b);
    assertComparison(shape, "Gt", (a, b) -> a > b);
    assertComparison(shape, "Le", (a, b) -> a <= b);
    assertComparison(shape, "Ge", (a, b) -> a >= b);
  }

  @Test
  void signsOfNansAreBits() {
    V128 signalling = V128.ofInts(0x7F80_0001, 0xFFA0_0000, 0x7FC0_0000, 0xFFFF_FFFF);
    assertThat(Vectors.f32x4Neg(signalling))
        .isEqualTo(V128.ofInts(0xFF80_0001, 0x7FA0_0000, 0xFFC0_0000, 0x7FFF_FFFF));
    assertThat(Vectors.f32x4Abs(signalling))
        .isEqualTo(V128.ofInts(0x7F80_0001, 0x7FA0_0000, 0x7FC0_0000, 0x7FFF_FFFF));
    V128 zero = V128.ZERO;
    assertThat(Vectors.f32x4Pmin(signalling, zero)).isEqualTo(signalling);
    assertThat(Vectors.f32x4Pmax(signalling, zero)).isEqualTo(signalling);
    V128 doubles = V128.ofLongs(0x7FF0_0000_0000_0001L, 0xFFF4_0000_0000_0000L);
    assertThat(Vectors.f64x2Neg(doubles))
        .isEqualTo(V128.ofLongs(0xFFF0_0000_0000_0001L, 0x7FF4_0000_0000_0000L));
    assertThat(Vectors.f64x2Pmin(doubles, zero)).isEqualTo(doubles);
  }

  @Test
  void signallingNansBecomeQuiet() {
    V128 floats = V128.ofInts(0x7F80_0001, 0xFFA0_0000, 0x7F80_0001, 0xFFA0_0000);
    for (String operation : List.of("Ceil", "Floor", "Trunc", "Nearest", "Sqrt")) {
      V128 actual = (V128) call(Shape.F32X4.method(operation), floats);
      assertSameFloats(Shape.F32X4, floats, actual, operation, floats);
    }
    for (String operation : List.of("Add", "Sub", "Mul", "Div", "Min", "Max")) {
      V128 actual = (V128) call(Shape.F32X4.method(operation), floats, V128.ZERO);
      assertSameFloats(Shape.F32X4, floats, actual, operation, floats);
    }
  }

  private static long saturated(double x, long least, long greatest) {
    return Double.isNaN(x) ? 0 : (long) Math.min(Math.max(x, least), greatest);
  }

  @Test
  void truncation() {
    for (V128 v : floats()) {
      V128 signed = truncated(Shape.F32X4, v, Integer.MIN_VALUE, Integer.MAX_VALUE);
      assertSame(signed, Vectors.i32x4TruncSatF32x4S(v), "trunc", v);
      assertSame(signed, Vectors.i32x4RelaxedTruncF32x4S(v), "trunc", v);
      V128 unsigned = truncated(Shape.F32X4, v, 0, 0xFFFF_FFFFL);
      assertSame(unsigned, Vectors.i32x4TruncSatF32x4U(v), "trunc", v);
      assertSame(unsigned, Vectors.i32x4RelaxedTruncF32x4U(v), "trunc", v);
      V128 low = truncated(Shape.F64X2, v, Integer.MIN_VALUE, Integer.MAX_VALUE);
      assertSame(low, Vectors.i32x4TruncSatF64x2SZero(v), "trunc", v);
      assertSame(low, Vectors.i32x4RelaxedTruncF64x2SZero(v), "trunc", v);
      V128 lowUnsigned = truncated(Shape.F64X2, v, 0, 0xFFFF_FFFFL);
      assertSame(lowUnsigned, Vectors.i32x4TruncSatF64x2UZero(v), "trunc", v);
      assertSame(lowUnsigned, Vectors.i32x4RelaxedTruncF64x2UZero(v), "trunc", v);
    }
  }

  private static V128 truncated(Shape from, V128 v, long least, long greatest) {
    return Shape.I32X4.generate(
        i -> i < from.lanes ? saturated(from.getFloat(v, i), least, greatest) : 0);
  }

  @Test
  void conversion() {
    for (V128 v : integers()) {
      assertSame(
          Shape.F32X4.generate(i -> Float.floatToRawIntBits((float) v.intLane(i))),
          Vectors.f32x4ConvertI32x4S(v),
          "convert",
          v);
      assertSame(
          Shape.F32X4.generate(
              i -> Float.floatToRawIntBits((float) Integer.toUnsignedLong(v.intLane(i)))),
          Vectors.f32x4ConvertI32x4U(v),
          "convert",
          v);
      assertThat(Vectors.f64x2ConvertLowI32x4S(v))
          .isEqualTo(V128.ofDoubles(v.intLane(0), v.intLane(1)));
      assertThat(Vectors.f64x2ConvertLowI32x4U(v))
          .isEqualTo(
              V128.ofDoubles(
                  Integer.toUnsignedLong(v.intLane(0)), Integer.toUnsignedLong(v.intLane(1))));
    }
    for (V128 v : floats()) {
      V128 demoted = V128.ofFloats((float) v.doubleLane(0), (float) v.doubleLane(1), 0, 0);
      assertSameFloats(Shape.F32X4, demoted, Vectors.f32x4DemoteF64x2Zero(v), "demote", v);
      V128 promoted = V128.ofDoubles(v.floatLane(0), v.floatLane(1));
      assertSameFloats(Shape.F64X2, promoted, Vectors.f64x2PromoteLowF32x4(v), "promote", v);
    }
  }

  @Test
  void multiplicationAndAdditionRoundTwice() {
    V128 a = Vectors.f32x4Splat(0x1.000004p0f);
    V128 b = Vectors.f32x4Splat(0x1.0002p0f);
    V128 c = Vectors.f32x4Splat(-0x1.000204p0f);
    assertThat(Vectors.f32x4RelaxedMadd(a, b, c)).isEqualTo(V128.ZERO);
    assertThat(Vectors.f32x4RelaxedNmadd(Vectors.f32x4Neg(a), b, c)).isEqualTo(V128.ZERO);
    V128 x = Vectors.f64x2Splat(3);
    V128 y = Vectors.f64x2Splat(5);
    V128 z = Vectors.f64x2Splat(100);
    assertThat(Vectors.f64x2RelaxedMadd(x, y, z)).isEqualTo(Vectors.f64x2Splat(115));
    assertThat(Vectors.f64x2RelaxedNmadd(x, y, z)).isEqualTo(Vectors.f64x2Splat(85));
  }

  // --------------------------------------------------------------------------------- memory

  private static byte[] memory() {
    byte[] memory = new byte[40];
    new Random(SEED).nextBytes(memory);
    return memory;
  }

  private static V128 at(byte[] memory, int index, int width) {
    return V128.fromBytes(Arrays.copyOf(Arrays.copyOfRange(memory, index, index + width), 16), 0);
  }

  @Test
  void loads() {
    byte[] memory = memory();
    for (int index = 0; index <= 24; index++) {
      assertThat(Vectors.v128Load(memory, index)).isEqualTo(at(memory, index, 16));
      V128 eight = at(memory, index, 8);
      for (String sign : List.of("S", "U")) {
        assertThat(call("v128Load8x8" + sign, memory, index))
            .isEqualTo(call("i16x8ExtendLowI8x16" + sign, eight));
        assertThat(call("v128Load16x4" + sign, memory, index))
            .isEqualTo(call("i32x4ExtendLowI16x8" + sign, eight));
        assertThat(call("v128Load32x2" + sign, memory, index))
            .isEqualTo(call("i64x2ExtendLowI32x4" + sign, eight));
      }
      assertThat(Vectors.v128Load8Splat(memory, index))
          .isEqualTo(Vectors.i8x16Splat(eight.byteLane(0)));
      assertThat(Vectors.v128Load16Splat(memory, index))
          .isEqualTo(Vectors.i16x8Splat(eight.shortLane(0)));
      assertThat(Vectors.v128Load32Splat(memory, index))
          .isEqualTo(Vectors.i32x4Splat(eight.intLane(0)));
      assertThat(Vectors.v128Load64Splat(memory, index)).isEqualTo(Vectors.i64x2Splat(eight.low()));
      assertThat(Vectors.v128Load32Zero(memory, index)).isEqualTo(at(memory, index, 4));
      assertThat(Vectors.v128Load64Zero(memory, index)).isEqualTo(eight);
    }
  }

  @Test
  void storesAndLanes() {
    byte[] memory = memory();
    V128 v = new V128(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L);
    Vectors.v128Store(memory, 3, v);
    assertThat(Vectors.v128Load(memory, 3)).isEqualTo(v);
    for (Shape shape : List.of(Shape.I8X16, Shape.I16X8, Shape.I32X4, Shape.I64X2)) {
      int width = shape.bits() / 8;
      for (int lane = 0; lane < shape.lanes; lane++) {
        byte[] before = memory();
        byte[] stored = memory();
        call("v128Store" + shape.bits() + "Lane", stored, 7, v, lane);
        V128 expected = shape.with(V128.ZERO, 0, shape.get(v, lane));
        assertThat(at(stored, 7, width)).isEqualTo(expected);
        System.arraycopy(before, 7, stored, 7, width);
        assertThat(stored).isEqualTo(before);
        long inMemory = shape.get(at(before, 7, width), 0);
        assertThat(call("v128Load" + shape.bits() + "Lane", v, before, 7, lane))
            .isEqualTo(shape.with(v, lane, inMemory));
      }
    }
  }

  @Test
  void accessesThatAreNotInMemoryThrowAndWriteNothing() {
    for (Opcode opcode : Opcode.values()) {
      if (isVector(opcode) && opcode.width() > 0) {
        for (int size : new int[] {0, 5, 40}) {
          int past = size - opcode.width() + 1;
          for (int index :
              new int[] {-1, -8, -16, Integer.MIN_VALUE, past, size, Integer.MAX_VALUE}) {
            assertOutOfBounds(opcode, size, index);
          }
        }
      }
    }
  }

  private static void assertOutOfBounds(Opcode opcode, int size, int index) {
    byte[] memory = new byte[size];
    var v = new V128(-1, -1);
    var arguments = new ArrayList<Object>(List.of(memory, index));
    if (opcode.operands().contains("V")) {
      arguments.add(opcode.result() == 'V' ? 0 : arguments.size(), v);
    }
    if (opcode.imm() == Imm.MEMARG_LANE) {
      arguments.add(1);
    }
    assertThatThrownBy(() -> call(methodName(opcode), arguments.toArray()))
        .as(opcode.text() + " at " + index + " of " + size)
        .rootCause()
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(memory).isEqualTo(new byte[size]);
  }

  // --------------------------------------------------------------------------------- values

  @Test
  void valuesHaveLanes() {
    V128 v = new V128(0x0706_0504_0302_0100L, 0xFFFE_FDFC_0B0A_0908L);
    assertThat(v.byteLane(1)).isEqualTo((byte) 1);
    assertThat(v.byteLane(15)).isEqualTo((byte) -1);
    assertThat(v.shortLane(7)).isEqualTo((short) -2);
    assertThat(v.intLane(2)).isEqualTo(0x0B0A_0908);
    assertThat(v.longLane(1)).isEqualTo(v.high());
    byte[] bytes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -4, -3, -2, -1};
    assertThat(V128.ofBytes(bytes)).isEqualTo(v);
    assertThat(
            V128.ofShorts(
                (short) 0x0100,
                (short) 0x0302,
                (short) 0x0504,
                (short) 0x0706,
                (short) 0x0908,
                (short) 0x0B0A,
                (short) 0xFDFC,
                (short) 0xFFFE))
        .isEqualTo(v);
    assertThat(V128.ofInts(0x0302_0100, 0x0706_0504, 0x0B0A_0908, 0xFFFE_FDFC)).isEqualTo(v);
    assertThat(V128.ofFloats(1, 2, 3, 4).floatLane(3)).isEqualTo(4);
    assertThat(V128.ofDoubles(1, 2).doubleLane(1)).isEqualTo(2);
    assertThat(v).hasToString("i32x4 0x03020100 0x07060504 0x0b0a0908 0xfffefdfc");
    assertThatThrownBy(() -> v.intLane(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> v.byteLane(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> V128.ofShorts((short) 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> V128.fromBytes(new byte[16], 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
