package dev.quern.conformance;

import dev.quern.fuzz.Code;
import dev.quern.internal.syntax.Opcode;
import java.util.stream.IntStream;

/** Functions of one argument whose control instructions are nested or follow one another. */
enum NestedShape {
  IF_NEST((m, c, n) -> {
    times(n, () -> c.get(0).enter(Opcode.IF));
    c.get(0).i32(1).op(Opcode.I32_SUB).set(0);
    times(n, () -> c.end());
    c.get(0);
  }),
  IF_CHAIN((m, c, n) -> {
    times(n, () -> c.get(0).enter(Opcode.IF).get(0).i32(1).op(Opcode.I32_SUB).set(0).end());
    c.get(0);
  }),
  IFELSE_NEST_THEN((m, c, n) -> {
    times(n, () -> c.get(0).enter(Opcode.IF));
    times(n, () -> c.op(Opcode.ELSE).get(0).i32(3).op(Opcode.I32_ADD).set(0).end());
    c.get(0);
  }),
  ELSE_IF((m, c, n) -> {
    for (int k = 0; k < n; k++) {
      c.get(0)
          .i32(k)
          .op(Opcode.I32_EQ)
          .enter(Opcode.IF, NestedShape.INT)
          .i32(k * 3)
          .get(0)
          .op(Opcode.I32_ADD)
          .op(Opcode.ELSE);
    }
    c.i32(-1);
    times(n, () -> c.end());
  }),
  ELSE_IF_LOCALS((m, c, n) -> {
    for (int k = 0; k < n; k++) {
      c.get(0)
          .i32(k)
          .op(Opcode.I32_EQ)
          .enter(Opcode.IF)
          .i32(k * 3)
          .get(0)
          .op(Opcode.I32_ADD)
          .set(1)
          .op(Opcode.ELSE);
    }
    c.i32(-1).set(1);
    times(n, () -> c.end());
    c.get(1);
  }),
  ELSE_IF_STACK((m, c, n) -> {
    for (int k = 0; k < n; k++) {
      c.get(0)
          .i32(k)
          .op(Opcode.I32_EQ)
          .enter(Opcode.IF, NestedShape.INT)
          .i32(k * 3)
          .get(0)
          .op(Opcode.I32_ADD)
          .op(Opcode.ELSE)
          .get(0)
          .i32(5)
          .op(Opcode.I32_MUL);
    }
    c.i32(-1);
    times(n, () -> c.op(Opcode.I32_ADD).end());
  }),
  BLOCK_NEST((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK));
    c.get(0).op(Opcode.BR_IF, n / 2);
    times(n, () -> c.get(0).i32(1).op(Opcode.I32_SUB).set(0).end());
    c.get(0);
  }),
  BLOCK_CHAIN((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK).get(0).op(Opcode.BR_IF, 0).i32(4).set(0).end());
    c.get(0);
  }),
  BLOCK_LADDER((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK));
    for (int i = 0; i < n; i++) c.get(0).i32(i).op(Opcode.I32_EQ).op(Opcode.BR_IF, i);
    times(n, () -> c.get(0).i32(1).op(Opcode.I32_SUB).set(0).end());
    c.get(0);
  }),
  BLOCK_RESULTS_NEST((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK, NestedShape.INT));
    c.get(0);
    times(n, () -> c.get(0).op(Opcode.BR_IF, 0).i32(1).op(Opcode.I32_SUB).end());
  }),
  BLOCK_RESULTS_OUT((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK, NestedShape.INT));
    c.get(0);
    for (int i = 0; i < n; i++)
      c.get(0).op(Opcode.BR_IF, (n - i) / 2).i32(1).op(Opcode.I32_SUB).end();
  }),
  BLOCK_200_NEST((m, c, n) -> {
    int t = m.type("I".repeat(200) + ":" + "I".repeat(200));
    times(200, () -> c.get(0));
    times(n / 64, () -> c.enter(Opcode.BLOCK, t));
    times(n / 64, () -> c.get(0).op(Opcode.BR_IF, 0).end());
    times(199, () -> c.op(Opcode.I32_ADD));
  }),
  BLOCK_DEEP_STACK((m, c, n) -> {
    times(
        n,
        () -> {
          c.get(0);
          c.enter(Opcode.BLOCK, NestedShape.INT);
        });
    c.get(0);
    times(n, () -> c.get(0).op(Opcode.BR_IF, 0).end().op(Opcode.I32_ADD));
  }),
  DEEP_STACK((m, c, n) -> {
    times(
        n,
        () -> {
          c.get(0);
        });
    times(n - 1, () -> c.op(Opcode.I32_ADD));
  }),
  DEEP_STACK_BLOCKS((m, c, n) -> {
    times(n, () -> c.get(0));
    times(n, () -> c.get(0).enter(Opcode.IF).i32(1).set(1).end());
    times(n - 1, () -> c.op(Opcode.I32_ADD));
  }),
  DEEP_STACK_SAVES((m, c, n) -> {
    times(n, () -> c.get(0));
    times(n, () -> c.get(1).get(0).set(1).op(Opcode.DROP));
    times(n - 1, () -> c.op(Opcode.I32_ADD));
  }),
  DEEP_CONSTS_BLOCKS((m, c, n) -> {
    times(n, () -> c.i32(7));
    times(n, () -> c.get(0).enter(Opcode.IF).i32(1).set(1).end());
    times(n - 1, () -> c.op(Opcode.I32_ADD));
  }),
  LOOP_NEST((m, c, n) -> {
    times(n, () -> c.enter(Opcode.LOOP));
    times(n, () -> c.get(0).i32(1).op(Opcode.I32_SUB).tee(0).op(Opcode.BR_IF, 0).end());
    c.get(0);
  }),
  LOOP_NEST_HEADS((m, c, n) -> {
    times(
        n,
        () ->
            c.enter(Opcode.LOOP)
                .get(0)
                .op(Opcode.BR_IF, 0)
                .get(0)
                .i32(1)
                .op(Opcode.I32_SUB)
                .set(0));
    times(n, () -> c.end());
    c.get(0);
  }),
  LOOP_NEST_OUTER((m, c, n) -> {
    times(n, () -> c.enter(Opcode.LOOP));
    for (int i = 0; i < n; i++)
      c.get(0).i32(1).op(Opcode.I32_SUB).tee(0).op(Opcode.BR_IF, n - 1 - i).end();
    c.get(0);
  }),
  LOOP_CHAIN((m, c, n) -> {
    times(
        n,
        () ->
            c.enter(Opcode.LOOP).get(0).i32(1).op(Opcode.I32_SUB).tee(0).op(Opcode.BR_IF, 0).end());
    c.get(0);
  }),
  LOOP_CONTINUE((m, c, n) -> {
    c.enter(Opcode.LOOP);
    times(n, () -> c.get(0).i32(1).op(Opcode.I32_SUB).tee(0).op(Opcode.BR_IF, 0));
    c.end().get(0);
  }),
  LOOP_BLOCK_BREAKS((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK).enter(Opcode.LOOP));
    for (int i = 0; i < n; i++)
      c.get(0)
          .i32(1)
          .op(Opcode.I32_SUB)
          .tee(0)
          .op(Opcode.BR_IF, 2 * (n - 1 - i) + 1)
          .get(0)
          .op(Opcode.BR_IF, 0)
          .end()
          .end();
    c.get(0);
  }),
  BR_IF_CHAIN((m, c, n) -> {
    c.enter(Opcode.BLOCK);
    times(n, () -> c.get(0).op(Opcode.BR_IF, 0));
    c.end().get(0);
  }),
  BR_IF_VALUES((m, c, n) -> {
    c.enter(Opcode.BLOCK, NestedShape.INT);
    c.get(0);
    times(n, () -> c.get(0).op(Opcode.BR_IF, 0).i32(1).op(Opcode.I32_ADD));
    c.end();
  }),
  BR_IF_RETURN((m, c, n) -> {
    c.get(0);
    times(n, () -> c.get(0).op(Opcode.BR_IF, 0).i32(1).op(Opcode.I32_ADD));
  }),
  IF_RETURN_CHAIN((m, c, n) -> {
    times(n, () -> c.get(0).enter(Opcode.IF).get(0).op(Opcode.RETURN).end());
    c.get(0);
  }),
  BR_DEAD((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK));
    times(n, () -> c.op(Opcode.BR, 0).end());
    c.get(0);
  }),
  DEAD_NEST((m, c, n) -> {
    c.op(Opcode.UNREACHABLE);
    times(n, () -> c.enter(Opcode.BLOCK));
    times(n, () -> c.end());
    c.get(0);
  }),
  DEAD_CHAIN((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK).op(Opcode.BR, 0).get(0).op(Opcode.DROP).end());
    c.get(0);
  }),
  TABLE_LADDER((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK));
    c.get(0).brTable(IntStream.range(0, n).toArray());
    times(n, () -> c.end().get(0).i32(1).op(Opcode.I32_ADD).set(0));
    c.get(0);
  }),
  TABLE_OUT((m, c, n) -> {
    times(n + 1, () -> c.enter(Opcode.BLOCK));
    c.get(0).brTable(IntStream.range(0, n).toArray());
    for (int i = 0; i < n; i++)
      c.end().get(0).i32(i).op(Opcode.I32_ADD).set(0).op(Opcode.BR, n - 1 - i);
    c.end();
    c.get(0);
  }),
  TRY_NEST((m, c, n) -> {
    times(n, () -> c.enter(Opcode.TRY));
    c.get(0).op(Opcode.THROW, 0);
    times(n, () -> c.op(Opcode.CATCH, 0).set(0).op(Opcode.CATCH_ALL).i32(1).set(0).end());
    c.get(0);
  }),
  TRY_CHAIN((m, c, n) -> {
    times(n, () -> c.enter(Opcode.TRY).get(0).op(Opcode.THROW, 0).op(Opcode.CATCH, 0).set(0).end());
    c.get(0);
  }),
  DELEGATE_NEST((m, c, n) -> {
    times(n, () -> c.enter(Opcode.TRY));
    c.get(0).call(0).set(0);
    for (int i = 0; i < n; i++) c.op(Opcode.DELEGATE, (n - 1 - i) / 2);
    c.get(0);
  }),
  TRY_TABLE_NEST((m, c, n) -> {
    times(
        n,
        () -> {
          c.enter(Opcode.BLOCK);
          tryTable(c, 0);
        });
    c.get(0).call(0).set(0);
    times(n, () -> c.end().end().get(0).i32(1).op(Opcode.I32_SUB).set(0));
    c.get(0);
  }),
  TRY_TABLE_OUT((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK));
    for (int i = 0; i < n; i++) {
      tryTable(c, n - 1 - i);
      c.get(0).call(0).set(0).end().end();
    }
    c.get(0);
  }),
  BR_ON_NULL_CHAIN((m, c, n) -> {
    c.enter(Opcode.BLOCK);
    times(n, () -> c.get(3).op(Opcode.BR_ON_NULL, 0).op(Opcode.DROP));
    c.end().get(0);
  }),
  BR_ON_NULL_NEST((m, c, n) -> {
    times(n, () -> c.enter(Opcode.BLOCK));
    for (int i = 0; i < n; i++)
      c.get(3).op(Opcode.BR_ON_NULL, (n - 1 - i) / 2).op(Opcode.DROP).end();
    c.get(0);
  }),
  SELECT_CHAIN((m, c, n) -> {
    c.get(0);
    times(n, () -> c.i32(3).get(0).i32(5).op(Opcode.I32_LT_S).op(Opcode.SELECT));
  }),
  SELECT_NEST((m, c, n) -> {
    times(n, () -> c.get(0).i32(3));
    c.get(0);
    times(n, () -> c.op(Opcode.SELECT));
  }),
  CALL_NEST((m, c, n) -> {
    times(n, () -> c.get(0));
    c.get(0);
    times(n, () -> c.call(0).op(Opcode.I32_ADD));
  }),
  CALL_CHAIN((m, c, n) -> {
    times(n, () -> c.get(0).call(0).set(0));
    c.get(0);
  }),
  BLOCK_1000_VALUES((m, c, n) -> {
    int t = m.type("I".repeat(1_000) + ":" + "I".repeat(1_000));
    times(1_000, () -> c.get(0));
    times(n / 500, () -> c.enter(Opcode.BLOCK, t).get(0).op(Opcode.BR_IF, 0).end());
    times(999, () -> c.op(Opcode.I32_ADD));
  });

  /** The block type of a result of type i32. */
  private static final int INT = -1;

  /** Writes a body without its end, of about {@code n} control instructions. */
  private interface Body {
    void write(ModuleBuilder m, Code c, int n);
  }

  private final Body body;

  NestedShape(Body body) {
    this.body = body;
  }

  /** A module with one function of the shape. */
  byte[] module(int n) {
    var module = new ModuleBuilder();
    module.tag("I");
    module.type("I:I");
    var code = new Code();
    body.write(module, code, n);
    module.function("f", "I:I", "IJR", code.end());
    return module.build();
  }

  /** A {@code try_table} that catches everything at a label outside it. */
  private static void tryTable(Code c, int label) {
    c.op(Opcode.TRY_TABLE).out().u8(0x40).u32(1).u8(2).u32(label);
  }

  private static void times(int count, Runnable write) {
    for (int i = 0; i < count; i++) {
      write.run();
    }
  }
}
