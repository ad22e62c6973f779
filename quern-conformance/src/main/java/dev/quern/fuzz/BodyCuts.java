package dev.quern.fuzz;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.valid.OperandTypes;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes the bodies of functions small. With the types of the operands at hand, any run of
 * instructions of a block can be replaced by drops of what it takes and constants for what it
 * leaves; blocks are replaced by what they hold.
 */
final class BodyCuts {
  private final Reducer reducer;

  BodyCuts(Reducer reducer) {
    this.reducer = reducer;
  }

  void run() {
    for (int unit = 0; unit < reducer.draft().units().size(); unit++) {
      for (int function : largestFirst(reducer.draft().parts(unit))) {
        if (reducer.hasTime()) {
          new Cut(unit, function).run();
        }
      }
    }
  }

  private static List<Integer> largestFirst(Parts parts) {
    return IntStream.range(0, parts.functions.size())
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -parts.functions.get(i).code().size()))
        .toList();
  }

  /** The work on one function. */
  private final class Cut {
    private final int unit;
    private final int ordinal;
    private List<OperandTypes.State> states = List.of();

    Cut(int unit, int ordinal) {
      this.unit = unit;
      this.ordinal = ordinal;
    }

    void run() {
      ranges();
      pairs();
      blocks();
      immediates();
      locals();
    }

    private Parts.Function function() {
      return reducer.draft().parts(unit).functions.get(ordinal);
    }

    private List<Instruction> code() {
      return function().code();
    }

    private boolean keep(Parts.Function changed) {
      Parts parts = reducer.draft().parts(unit).copy();
      parts.functions.set(ordinal, changed);
      return reducer.keep(unit, parts);
    }

    private boolean keep(List<Instruction> changed) {
      return keep(new Parts.Function(function().type(), function().locals(), changed));
    }

    private boolean replace(int from, int to, List<Instruction> by) {
      var changed = new ArrayList<>(code());
      var run = changed.subList(from, to);
      run.clear();
      run.addAll(by);
      return keep(changed);
    }

    // Runs of instructions.

    private void ranges() {
      findStates();
      for (int length = code().size(); length > 0; length = length > 8 ? length / 2 : length - 1) {
        int step = Math.max(1, length / 4);
        for (int from = 0; from < code().size() - 1 && reducer.hasTime(); from += step) {
          int to = end(from, length);
          while (to > from && simplify(from, to)) {
            findStates();
            to = end(from, length);
          }
        }
      }
    }

    private void findStates() {
      states = OperandTypes.of(reducer.draft().parts(unit).module(), ordinal, Draft.FEATURES);
    }

    /** Where a run of about this length ends that stays within its block. */
    private int end(int from, int length) {
      int nesting = 0;
      for (int at = from; at < code().size() - 1; at++) {
        Instruction instruction = code().get(at);
        nesting += instruction.nesting();
        if (nesting < 0 || nesting == 0 && instruction.isNextPart()) {
          return at;
        }
        if (nesting == 0 && at + 1 - from >= length) {
          return at + 1;
        }
      }
      return Math.max(from, code().size() - 1);
    }

    private boolean simplify(int from, int to) {
      OperandTypes.State before = states.get(from);
      OperandTypes.State after = states.get(to);
      if (!before.isReachable()) {
        return simplify(from, to, List.of());
      }
      if (!after.isReachable()) {
        return simplify(from, to, List.of(Instruction.of(Opcode.UNREACHABLE)));
      }
      List<Instruction> drops = new ArrayList<>();
      int common = common(before.operands(), after.operands());
      for (int i = before.operands().size(); i > common; i--) {
        drops.add(Instruction.of(Opcode.DROP));
      }
      List<ValueType> results = after.operands().subList(common, after.operands().size());
      return results.stream().allMatch(ValueType::isDefaultable)
          ? simplify(from, to, join(drops, Simple.values(results)))
          : simplify(from, to, join(drops, Simple.objects(results, Opcode.STRUCT_NEW_DEFAULT)))
              || simplify(from, to, join(drops, Simple.objects(results, Opcode.ARRAY_NEW_DEFAULT)))
              || simplify(from, to, join(drops, Simple.values(results)));
    }

    private boolean simplify(int from, int to, List<Instruction> by) {
      return Simple.weight(by) < Simple.weight(code().subList(from, to)) && replace(from, to, by);
    }

    private int common(List<ValueType> before, List<ValueType> after) {
      int most = Math.min(before.size(), after.size());
      int count = 0;
      while (count < most && before.get(count).equals(after.get(count))) {
        count++;
      }
      return count;
    }

    private static List<Instruction> join(List<Instruction> first, List<Instruction> second) {
      var all = new ArrayList<>(first);
      all.addAll(second);
      return all;
    }

    // Values that go a long way for nothing.

    /** Leaves out constants together with what takes them: a drop, or an operator on two values. */
    private void pairs() {
      findStates();
      for (int at = 0; at < code().size() && reducer.hasTime(); ) {
        boolean isGone = isConstant(at) && withoutPair(at);
        if (isGone) {
          findStates();
        }
        at += isGone ? 0 : 1;
      }
    }

    private boolean isConstant(int at) {
      return switch (code().get(at).opcode()) {
        case I32_CONST, I64_CONST, F32_CONST, F64_CONST, V128_CONST, REF_NULL -> true;
        default -> false;
      };
    }

    private boolean withoutPair(int at) {
      int depth = states.get(at).depth();
      int height = states.get(at).operands().size();
      for (int i = at + 1; i < states.size() && states.get(i).depth() >= depth; i++) {
        if (states.get(i).depth() > depth) {
          continue;
        }
        int above = states.get(i).operands().size() - height;
        if (above < 1) {
          return false;
        }
        boolean mayTake = above == 1 && code().get(i).opcode() == Opcode.DROP || above == 2;
        if (mayTake && withoutBoth(at, i)) {
          return true;
        }
      }
      return false;
    }

    private boolean withoutBoth(int first, int second) {
      var changed = new ArrayList<>(code());
      changed.remove(second);
      changed.remove(first);
      return keep(changed);
    }

    // Blocks.

    private void blocks() {
      for (int at = 0; at < code().size() && reducer.hasTime(); ) {
        at += code().get(at).nesting() > 0 && unwrap(at) ? 0 : 1;
      }
    }

    /** Replaces a block by one of its parts. */
    private boolean unwrap(int at) {
      var starts = new ArrayList<Integer>();
      starts.add(at + 1);
      int nesting = 1;
      int end = at;
      while (nesting > 0) {
        Instruction instruction = code().get(++end);
        nesting += instruction.nesting();
        if (nesting == 1 && instruction.isNextPart()) {
          starts.add(end + 1);
        }
      }
      starts.add(end + 1);
      boolean isIf = code().get(at).opcode() == Opcode.IF;
      for (int part = 0; part + 1 < starts.size(); part++) {
        var content = new ArrayList<Instruction>();
        if (isIf) {
          content.add(Instruction.of(Opcode.DROP));
        }
        content.addAll(outside(code().subList(starts.get(part), starts.get(part + 1) - 1)));
        if (replace(at, end + 1, content)) {
          return true;
        }
      }
      return false;
    }

    /** What a block holds, without the block around it; labels of the block itself are gone. */
    private static List<Instruction> outside(List<Instruction> content) {
      var result = new ArrayList<Instruction>();
      int nesting = 0;
      for (Instruction instruction : content) {
        // The labels of what opens or closes a block count from outside of that block.
        int depth = nesting + Math.min(0, instruction.nesting());
        nesting += instruction.nesting();
        Space.Map labels =
            (space, index) ->
                space != Space.LABEL || index < depth ? index : index == depth ? -1 : index - 1;
        result.add(new Renumbering(labels).map(instruction));
      }
      return result;
    }

    // Immediates.

    private void immediates() {
      for (int at = 0; at < code().size() && reducer.hasTime(); at++) {
        Instruction instruction = code().get(at);
        switch (instruction.opcode().imm()) {
          case MEMARG, MEMARG_LANE -> withoutOffset(at);
          case LABELS -> fewerLabels(at);
          case TRY_TABLE -> fewerClauses(at);
          case I32, I64 -> smaller(at);
          default -> {}
        }
      }
    }

    private void withoutOffset(int at) {
      InstrReader in = code().get(at).reader();
      var out = new InstrWriter();
      int flags = in.alignment();
      out.u32(flags);
      if ((flags & 0x40) != 0) {
        out.u32(in.u32());
      }
      if (in.u64() != 0) {
        out.u64(0).bytes(in.bytes(), in.position(), in.end());
        replace(at, at + 1, List.of(Instruction.of(code().get(at).opcode(), out)));
      }
    }

    private void fewerLabels(int at) {
      reducer.halving(
          code().get(at).reader().u32(),
          (from, to) -> {
            InstrReader in = code().get(at).reader();
            int count = in.u32();
            var out = new InstrWriter().u32(count - (to - from));
            for (int i = 0; i <= count; i++) {
              int label = in.u32();
              if (i < from || i >= to) {
                out.u32(label);
              }
            }
            return replace(at, at + 1, List.of(Instruction.of(Opcode.BR_TABLE, out)));
          });
    }

    private void fewerClauses(int at) {
      for (int clause = 0; clause < clauses(at).count(); ) {
        Clauses all = clauses(at);
        int left = clause;
        clause += replace(at, at + 1, List.of(all.without(left))) ? 0 : 1;
      }
    }

    private Clauses clauses(int at) {
      return new Clauses(code().get(at));
    }

    private void smaller(int at) {
      Opcode opcode = code().get(at).opcode();
      for (long value = code().get(at).reader().s64(); value > 1 || value < -1; value /= 2) {
        var half = new InstrWriter().s64(value / 2);
        if (!replace(at, at + 1, List.of(Instruction.of(opcode, half)))) {
          return;
        }
      }
    }

    // Locals.

    private void locals() {
      var used = new BitSet();
      var visitor =
          new Renumbering((space, index) -> {
            if (space == Space.LOCAL) {
              used.set(index);
            }
            return index;
          });
      code().forEach(visitor::map);
      int parameters =
          reducer.draft().parts(unit).functionType(function().type()).parameters().size();
      var left = new ArrayList<ValueType>();
      var removal = new Removal();
      for (int i = 0; i < function().locals().size(); i++) {
        if (used.get(parameters + i)) {
          left.add(function().locals().get(i));
        } else {
          removal.without(Space.LOCAL, parameters + i);
        }
      }
      if (left.size() < function().locals().size()) {
        var renumbering = new Renumbering(removal);
        keep(
            new Parts.Function(
                function().type(), left, code().stream().map(renumbering::map).toList()));
      }
    }
  }

  /** The catch clauses of a {@code try_table}. */
  private static final class Clauses {
    private final Instruction instruction;
    private final InstrReader in;
    private final int count;
    private final int start;

    Clauses(Instruction instruction) {
      this.instruction = instruction;
      this.in = instruction.reader();
      if (in.blockType() == -2) {
        in.valueType();
      }
      this.start = in.position();
      this.count = in.u32();
    }

    int count() {
      return count;
    }

    Instruction without(int clause) {
      var out = new InstrWriter().bytes(instruction.immediates(), 0, start).u32(count - 1);
      for (int i = 0; i < count; i++) {
        int from = in.position();
        if (in.catchKind() < 2) {
          in.u32();
        }
        in.u32();
        if (i != clause) {
          out.bytes(instruction.immediates(), from, in.position());
        }
      }
      return Instruction.of(Opcode.TRY_TABLE, out);
    }
  }
}
