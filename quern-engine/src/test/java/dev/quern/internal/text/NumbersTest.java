package dev.quern.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.internal.text.Tokens.Kind;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x", "1_", "_1", "1__0", "+", "1.e", "1e+", "0x1p", "0xg", "nan:1", "nan:0x", "infx",
        "1.5f", "0x1.p", "--1", "0X1"
      })
  void theseAreNoNumbers(String text) {
    assertThat(Numbers.kind(text, 0, text.length())).isEqualTo(Kind.RESERVED);
  }

  @Test
  void integersAreSignedOrUnsigned() {
    assertThat((int) Numbers.integer("0xffff_ffff", 32)).isEqualTo(-1);
    assertThat((int) Numbers.integer("-0x8000_0000", 32)).isEqualTo(Integer.MIN_VALUE);
    assertThat(Numbers.integer("18446744073709551615", 64)).isEqualTo(-1);
    assertThat(Numbers.integer("-9223372036854775808", 64)).isEqualTo(Long.MIN_VALUE);
    assertThat((byte) Numbers.integer("-128", 8)).isEqualTo((byte) -128);
  }

  @Test
  void integersOutOfRange() {
    outOfRange(() -> Numbers.integer("4294967296", 32));
    outOfRange(() -> Numbers.integer("-2147483649", 32));
    outOfRange(() -> Numbers.integer("18446744073709551616", 64));
    outOfRange(() -> Numbers.integer("0x1_0000_0000_0000_0000", 64));
    outOfRange(() -> Numbers.integer("-9223372036854775809", 64));
    outOfRange(() -> Numbers.integer("256", 8));
    outOfRange(() -> Numbers.unsigned("99999999999999999999999999", 64));
  }

  @Test
  void floatsOutOfRange() {
    outOfRange(() -> Numbers.f32("0x1p128"));
    outOfRange(() -> Numbers.f32("0x1.ffffffp127"));
    outOfRange(() -> Numbers.f32("3.5e38"));
    outOfRange(() -> Numbers.f64("1e309"));
    outOfRange(() -> Numbers.f64("0x1p99999999999999999999"));
    outOfRange(() -> Numbers.f32("nan:0x800000"));
    outOfRange(() -> Numbers.f32("nan:0x0"));
  }

  private static void outOfRange(Runnable literal) {
    assertThatThrownBy(literal::run)
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("constant out of range");
  }

  @Test
  void notANumberHasAPayload() {
    assertThat(Numbers.f32("nan")).isEqualTo(0x7FC0_0000);
    assertThat(Numbers.f32("-nan:0x1")).isEqualTo(0xFF80_0001);
    assertThat(Numbers.f64("nan:0xfffffffffffff")).isEqualTo(0x7FFF_FFFF_FFFF_FFFFL);
    assertThat(Numbers.f64("-inf")).isEqualTo(Double.doubleToRawLongBits(-1 / 0.0));
  }

  @Test
  void anF32IsRoundedOnce() {
    // Through a double, the digit behind the tie would be lost, and the tie go to even.
    assertThat(Numbers.f32("0x1.00000100000000000000001p0")).isEqualTo(0x3F80_0001);
    assertThat(Numbers.f32("0x1.000001p0")).isEqualTo(0x3F80_0000);
    assertThat(Numbers.f32("0x1.000003p0")).isEqualTo(0x3F80_0002);
    assertThat(Numbers.f32("1.00000005960464477539062500001")).isEqualTo(0x3F80_0001);
  }

  @Test
  void theSmallestNumbers() {
    assertThat(Numbers.f32("0x1p-149")).isEqualTo(1);
    assertThat(Numbers.f32("0x1p-150")).isZero();
    assertThat(Numbers.f32("0x1.000000001p-150")).isEqualTo(1);
    assertThat(Numbers.f32("0x1.fffffep-127")).isEqualTo(0x0080_0000);
    assertThat(Numbers.f64("0x1p-1074")).isEqualTo(1);
    assertThat(Numbers.f64("0x1p-99999999999999999999999")).isZero();
    assertThat(Numbers.f64("-0x0p+1")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void printedFloatsComeBack() {
    var random = new Random(42);
    for (int i = 0; i < 100_000; i++) {
      int narrow = random.nextInt();
      long wide = random.nextLong();
      assertThat(Numbers.f32(InstrPrinter.f32(narrow))).isEqualTo(narrow);
      assertThat(Numbers.f64(InstrPrinter.f64(wide))).isEqualTo(wide);
    }
  }

  @Test
  void hexadecimalFloatsAgreeWithDecimalOnes() {
    var random = new Random(43);
    for (int i = 0; i < 10_000; i++) {
      // A literal with far more digits than fit, near and below the normal range as well.
      long digits = random.nextLong() >>> random.nextInt(60);
      int exponent = random.nextInt(300) - 210;
      String hex = "0x" + Long.toHexString(digits) + "p" + exponent;
      var exact = new BigDecimal(new java.math.BigInteger(Long.toHexString(digits), 16));
      var two = BigDecimal.valueOf(2);
      exact =
          exponent >= 0
              ? exact.multiply(two.pow(exponent))
              : exact.multiply(new BigDecimal("0.5").pow(-exponent));
      float expected = Float.parseFloat(exact.toString());
      if (Float.isInfinite(expected)) {
        outOfRange(() -> Numbers.f32(hex));
      } else {
        assertThat(Numbers.f32(hex)).as(hex).isEqualTo(Float.floatToRawIntBits(expected));
      }
      assertThat(Numbers.f64(hex))
          .as(hex)
          .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(exact.toString())));
    }
  }
}
