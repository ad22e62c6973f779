package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.JvmLabel;
import dev.quern.internal.compile.loop.DecodedWord;
import dev.quern.internal.compile.loop.DispatchLoop;
import dev.quern.internal.compile.loop.WordCopies;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The {@code br_table} instruction. */
final class TableCompiler {
  /** The number of cases that share a copy of the word if there is no room for one each. */
  private static final int GROUP = 6;

  /** With more cases there are no copies: the search would take more code than it is worth. */
  private static final int MOST_CASES = 512;

  /** The instruction word that an interpreter has loaded and decoded before the branch. */
  private final DecodedWord word;

  private final CaseCopies cases;

  /** The loop that may be about to begin with the branch. */
  private final DispatchLoop loop;

  private boolean copiesWords;
  private final Walk walk;
  private final JvmCode code;
  private final OperandStack stack;
  private final Control control;
  private final Cuts cuts;
  private final InstrReader reader;

  TableCompiler(Walk walk, InstrCompiler instructions, DispatchLoop loop) {
    this.walk = walk;
    this.code = walk.code;
    this.stack = walk.stack;
    this.control = walk.control;
    this.cuts = walk.cuts;
    this.reader = walk.reader;
    this.word = new DecodedWord(reader);
    this.cases = new CaseCopies(walk, instructions);
    this.loop = loop;
  }

  /** Observes an instruction at an offset before its immediates are read. */
  void at(int op, int position) {
    word.at(op, position);
    cases.at(op);
    loop.at(op, position);
  }

  /** Forgets what has been observed: what follows can be reached by other paths. */
  void forget() {
    word.forget();
    loop.forget();
  }

  /** Called after the label of a block whose end only branches reach. */
  void startCase(int label) {
    cases.start(label);
  }

  /** Whether words have been copied. */
  boolean copiesWords() {
    return copiesWords;
  }

  /** A {@code br_table}, whose immediates are still to be read. */
  void branch() {
    int count = reader.u32() + 1;
    var depths = new int[count];
    for (int i = 0; i < count; i++) {
      depths[i] = reader.u32();
    }
    int arity = control.labelTypes(depths[count - 1]).length();
    stack.prepareForBranch(1);
    stack.drop(1);
    Map<Integer, Integer> stubs = new HashMap<>();
    var order = new ArrayList<Integer>();
    boolean isLarge = count > largeTable();
    if (arity > 0) {
      for (int depth : depths) {
        if (!stubs.containsKey(depth)) {
          stubs.put(depth, walk.newLabel());
          order.add(depth);
        }
      }
    }
    var targets = new int[count];
    for (int i = 0; i < count; i++) {
      Integer stub = stubs.get(depths[i]);
      targets[i] = stub != null ? stub : control.label(depths[i]);
    }
    if (arity == 0) {
      loop.goesTo(targets);
    }
    if (isLarge && cuts.hasStates()) {
      cuts.jumpThroughTable(targets);
    } else {
      switchTo(targets);
    }
    branchStubs(order, stubs, arity);
  }

  private int largeTable() {
    return Math.min(256, walk.layout.options.methodLimit() / 16);
  }

  /** Emits a JVM switch, with a stub after it for each label in another method. */
  private void switchTo(int[] targets) {
    var away = new HashMap<Integer, JvmLabel>();
    var list = new ArrayList<JvmLabel>(targets.length);
    for (int target : targets) {
      if (cuts.isHere(target)) {
        cuts.jumpsTo(target);
        list.add(walk.label(target));
      } else {
        list.add(away.computeIfAbsent(target, t -> code.newLabel()));
      }
    }
    JvmLabel other = list.removeLast();
    boolean isCopied = list.size() > GROUP && list.size() <= MOST_CASES;
    DecodedWord.Decoded decoded = isCopied ? word.decoded() : null;
    if (decoded == null || walk.findings.wordCopies == WordCopies.NONE) {
      code.tableSwitch(0, list, other);
    } else if (walk.findings.wordCopies == WordCopies.GROUPS) {
      copiesWords = true;
      int key = code.freeLocals();
      code.store('I', key);
      search(decoded, key, list, 0, other);
    } else {
      copiesWords = true;
      code.tableSwitch(0, list, other);
      cases.expect(targets, decoded);
    }
    away.forEach((target, label) -> {
      code.bind(label);
      cuts.leaveFor(target);
    });
  }

  /** Emits a binary search over small switches, for the cases from {@code first} on. */
  private void search(
      DecodedWord.Decoded decoded, int key, List<JvmLabel> list, int first, JvmLabel other) {
    int tables = (list.size() + GROUP - 1) / GROUP;
    if (tables == 1) {
      cases.copyWord(decoded, first + 1, null);
      code.load('I', key);
      code.tableSwitch(first, list, other);
      return;
    }
    int middle = tables / 2 * GROUP;
    JvmLabel upper = code.newLabel();
    code.load('I', key);
    code.iconst(first + middle);
    code.branch(Opcode.IF_ICMPGE, upper);
    search(decoded, key, list.subList(0, middle), first, other);
    code.bind(upper);
    search(decoded, key, list.subList(middle, list.size()), first + middle, other);
  }

  /** Emits a stub for each label, which moves the operands of a table branch to its slots. */
  private void branchStubs(List<Integer> order, Map<Integer, Integer> stubs, int arity) {
    if (order.isEmpty()) {
      walk.startUnreachable();
      return;
    }
    walk.repeat(
        order.size() * (arity + 1),
        i -> {
          int depth = order.get(i / (arity + 1));
          int move = i % (arity + 1);
          if (move == 0) {
            walk.labelHere(stubs.getOrDefault(depth, -1));
          }
          if (move < arity) {
            walk.copy(stack.depth() - arity + move, control.height(depth) + move);
          } else {
            walk.jump(control.label(depth));
          }
        },
        walk::startUnreachable);
  }
}
