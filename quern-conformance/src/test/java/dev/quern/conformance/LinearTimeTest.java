package dev.quern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.Options;
import dev.quern.Wat;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.engine.Pipeline;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the engine does with a function grows no faster than the function, however its control
 * instructions are nested or follow one another. Steps are counted, not seconds.
 */
final class LinearTimeTest {
  /** So large that functions of all shapes are cut into chunks. */
  private static final int SIZE = 4_000;

  /**
   * The steps for a function of twice the size, at most: more than twice as many, since one more
   * survey of all chunks may be needed, and clearly less than four times.
   */
  private static final double MOST = 3;

  /** Decodes and validates a module and generates its code. */
  static final class Compile implements Consumer<byte[]> {
    @Override
    public void accept(byte[] module) {
      Pipeline.loader(module, Options.defaults().features(), CompileOptions.defaults())
          .generateAll((functions, classFiles) -> {});
    }
  }

  /** Prints a module and parses it. */
  static final class PrintAndParse implements Consumer<byte[]> {
    @Override
    public void accept(byte[] module) {
      Wat.parse(Wat.print(module));
    }
  }

  private final Steps steps = new Steps();

  @ParameterizedTest
  @EnumSource
  void compiling(NestedShape shape) throws ReflectiveOperationException {
    check(Compile.class, shape);
  }

  @ParameterizedTest
  @EnumSource
  void printingAndParsing(NestedShape shape) throws ReflectiveOperationException {
    check(PrintAndParse.class, shape);
  }

  private void check(Class<? extends Consumer<byte[]>> task, NestedShape shape)
      throws ReflectiveOperationException {
    long small = steps.of(task, shape.module(SIZE));
    long large = steps.of(task, shape.module(2 * SIZE));
    assertThat(small).isPositive();
    assertThat((double) large / small).as("growth of steps").isLessThan(MOST);
  }
}
