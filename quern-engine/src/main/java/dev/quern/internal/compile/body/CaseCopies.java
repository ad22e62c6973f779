package dev.quern.internal.compile.body;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.loop.DecodedWord;
import dev.quern.internal.compile.loop.Findings;
import dev.quern.internal.syntax.Op;
import java.lang.classfile.CodeBuilder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each case of an interpreter's switch its own copy of shared subexpressions. C2 would hoist
 * what two cases compute above the switch, where it is computed for all of them. So each case
 * copies the instruction word in a way that C2 cannot see through, and decodes the fields that it
 * reads from the copy; it also copies every local that only a few cases read.
 *
 * <p>One walk records what each case reads for the next walk. The code of a case is what lies
 * between its label and the next case's label. A wrong guess costs speed only.
 *
 * <p>Why: docs/rationale/switches.md.
 */
final class CaseCopies {
  /** A local that more cases read is not copied: hoisting what depends on it does no harm. */
  private static final int FEW_CASES = 8;

  /**
   * Looks at what cases read, for all switches of a function: many switches may have the same
   * cases, which read many locals.
   */
  private static final int MOST_LOOKS = 1 << 20;

  private record Case(DecodedWord.Decoded word, int number, int uses, BitSet rare) {}

  private final Walk walk;
  private final InstrCompiler instructions;
  private final Variables variables;
  private final Findings findings;
  private final JvmCode code;
  private final InstrReader reader;
  private final Map<Integer, Case> cases = new HashMap<>();
  private @Nullable BitSet reading;
  private int looks;

  CaseCopies(Walk walk, InstrCompiler instructions) {
    this.walk = walk;
    this.instructions = instructions;
    this.variables = walk.variables;
    this.findings = walk.findings;
    this.code = walk.code;
    this.reader = walk.reader;
  }

  /** Observes an instruction before its immediates are read. */
  void at(int op) {
    if (reading == null) {
      return;
    }
    switch (op) {
      case Op.LOCAL_GET -> reading.set(reader.peekU32());
      case Op.LOCAL_SET, Op.LOCAL_TEE -> findings.changedInCases.set(reader.peekU32());
      default -> {}
    }
  }

  /**
   * Makes the cases of the switch that has just been emitted begin with copies, except those that
   * earlier code reaches too: the word was not decoded there.
   *
   * @param targets the labels of the cases, the default last
   */
  void expect(int[] targets, DecodedWord.Decoded word) {
    int[] labels = Arrays.copyOf(targets, targets.length - 1);
    BitSet rare = readByFew(labels);
    rare.clear(word.local());
    word.parts().forEach(part -> rare.andNot(part.written()));
    var ownUses = new HashMap<Integer, Integer>();
    Arrays.stream(targets).forEach(target -> ownUses.merge(target, 1, Integer::sum));
    for (int i = 0; i < labels.length; i++) {
      int uses = ownUses.getOrDefault(labels[i], 0);
      cases.put(labels[i], new Case(word, i + 1, uses, rare));
    }
  }

  /**
   * Returns the locals that more than one of the cases read, but only a few; none after too many
   * looks.
   */
  private BitSet readByFew(int[] targets) {
    var counts = new HashMap<Integer, Integer>();
    for (int target : Arrays.stream(targets).distinct().toArray()) {
      BitSet read = findings.readInCases.get(target);
      if (read != null && looks <= MOST_LOOKS) {
        looks += read.size() / Long.SIZE + read.cardinality();
        read.stream().forEach(local -> counts.merge(local, 1, Integer::sum));
      }
    }
    var few = new BitSet();
    if (looks <= MOST_LOOKS) {
      counts.forEach(
          (local, count) -> few.set(local, count > 1 && count <= FEW_CASES && isCopied(local)));
    }
    return few;
  }

  private boolean isCopied(int local) {
    char letter = variables.letter(local);
    return findings.changedInCases.get(local) && (letter == 'I' || letter == 'J');
  }

  /** Starts a case at a label that only branches reach, perhaps those of other switches too. */
  void start(int label) {
    Case here = cases.get(label);
    if (here == null) {
      return;
    }
    BitSet read = findings.readInCases.get(label);
    if (walk.label(label).uses == here.uses) {
      copyWord(here.word, here.number, read);
      if (read != null) {
        here.rare.stream().filter(read::get).forEach(local -> copy(local, here.number));
      }
    }
    reading = findings.readInCases.computeIfAbsent(label, l -> new BitSet());
  }

  /**
   * Replaces the word by an equal one that C2 takes for another, and decodes it again, so that C2
   * cannot hoist what is computed from it out of the cases that have this copy.
   *
   * @param number of the copy, positive
   * @param read the locals that matter, null for all
   */
  void copyWord(DecodedWord.Decoded word, int number, @Nullable BitSet read) {
    BitSet wanted = wanted(word, read);
    if (wanted.isEmpty() && read != null && !read.get(word.local())) {
      return;
    }
    copy(word.local(), number);
    for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
      if (i == 0 && word.isOnStack()) {
        walk.stack.pushLocal(word.local());
      }
      instructions.compileAgain(word.parts().get(i).start(), word.parts().get(i).end());
    }
  }

  /**
   * Returns the parts to decode again so that the locals depend on the copy and keep their values.
   */
  private static BitSet wanted(DecodedWord.Decoded word, @Nullable BitSet read) {
    int count = word.parts().size();
    var wanted = new BitSet();
    if (read == null) {
      wanted.set(0, count);
      return wanted;
    }
    var locals = (BitSet) read.clone();
    for (int before = -1; before != wanted.cardinality(); ) {
      before = wanted.cardinality();
      for (int i = 0; i < count; i++) {
        DecodedWord.Part part = word.parts().get(i);
        if (!wanted.get(i) && part.written().intersects(locals)) {
          wanted.set(i);
          locals.or(part.read());
          locals.or(part.written());
        }
      }
    }
    return wanted;
  }

  private void copy(int local, int number) {
    walk.storage.load(local);
    walk.storage.loadZero();
    code.iconst(number);
    code.emit(1, CodeBuilder::iand);
    if (variables.letter(local) == 'J') {
      code.emit(1, CodeBuilder::i2l);
      code.emit(1, CodeBuilder::lxor);
    } else {
      code.emit(1, CodeBuilder::ixor);
    }
    walk.storage.store(local);
  }
}
