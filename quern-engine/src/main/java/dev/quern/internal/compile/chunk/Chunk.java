package dev.quern.internal.compile.chunk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the methods that a large function is cut into. It decides which variables it keeps in JVM
 * locals, and where it loads those from the frame and writes them back.
 */
final class Chunk {
  /** Maximum number of different sets of variables to write back at the exits of a chunk. */
  private static final int PUT_SETS = 12;

  /** Maximum number of variables written back needlessly to avoid a set of their own. */
  private static final int SLACK = 3;

  /**
   * Upper bound of the bytes that load the memory; {@link #END_BYTES} is that of an exit without
   * its write-backs.
   */
  private static final int START_BYTES = 16;

  private static final int END_BYTES = 8;

  final int firstTick;
  final int endTick;

  /** Labels through which other chunks enter, in order; the first one is entry number 1. */
  final List<Integer> entries = new ArrayList<>();

  private final Map<Integer, Integer> entryNumbers = new HashMap<>();

  boolean usesMemory;

  /** How many jumps from other chunks lead here; jumps in loops count several times. */
  private long arrivals;

  /**
   * Code size as C2 counts it, if all variables were in JVM locals and none were loaded or written
   * back.
   */
  private int codeSize;

  private int size;
  private final Map<Integer, Integer> uses = new HashMap<>();
  private List<Integer> kept = List.of();
  private List<BitSet> liveIn = List.of();
  private List<BitSet> putSets = List.of();
  private int[] putSetOfExit = {};
  private Map<Integer, BitSet> putAtLoops = Map.of();

  Chunk(int firstTick, int endTick) {
    this.firstTick = firstTick;
    this.endTick = endTick;
  }

  // The survey.

  void use(int variable) {
    uses.merge(variable, 1, Integer::sum);
  }

  /** Records that another chunk enters through a label. */
  void enter(int label) {
    entries.add(label);
    entryNumbers.put(label, entries.size());
  }

  /** Returns the number of a label's entry, or 0 if it has none yet. */
  int entry(int label) {
    return entryNumbers.getOrDefault(label, 0);
  }

  /** Records a jump from another chunk to this one, inside some loops. */
  void arrives(int loopDepth) {
    arrivals += 1L << 3 * Math.min(loopDepth, 8);
  }

  long arrivals() {
    return arrivals;
  }

  void surveyed(int bytes, boolean memory) {
    codeSize = bytes;
    usesMemory = memory;
  }

  /**
   * Called when the survey of all chunks is over. Decides which variables this chunk keeps, loads
   * and writes back.
   */
  void decide(int index, Flow flow, ChunkFrame frame, int limit) {
    BitSet all = new BitSet();
    uses.keySet().forEach(all::set);
    var moves = new Moves(index, flow, all);
    kept = chooseKept(moves, flow.usedInLoops(index), frame, limit / 3);
    var keptSet = new BitSet();
    kept.forEach(keptSet::set);
    if (!keptSet.equals(all)) {
      moves = new Moves(index, flow, keptSet);
    }
    liveIn = moves.liveIn;
    putSets = moves.sets;
    putSetOfExit = moves.setOfExit;
    putAtLoops = moves.atLoops;
    size = codeSize + moves.bytes(frame) + directBytes(keptSet, frame);
    size += START_BYTES + END_BYTES * putSets.size();
    if (!entries.isEmpty()) {
      size += 24 + 4 * entries.size() + 3 * liveIn.size();
    }
  }

  /**
   * Returns the variables to keep in JVM locals, the most used first: those used in loops, and
   * those used more often than they would be moved.
   */
  private List<Integer> chooseKept(Moves moves, BitSet inLoops, ChunkFrame frame, int budget) {
    var candidates = new ArrayList<>(uses.keySet());
    candidates.sort(
        Comparator.<Integer>comparingInt(v -> inLoops.get(v) ? 0 : 1)
            .thenComparingInt(v -> moves.count(v) - uses.getOrDefault(v, 0))
            .thenComparingInt(v -> v));
    var result = new ArrayList<Integer>();
    int bytes = 0;
    for (int variable : candidates) {
      int count = moves.count(variable);
      int cost = count * frame.accessBytes(variable);
      boolean deserves = inLoops.get(variable) || uses.getOrDefault(variable, 0) > count;
      if (count == 0 || deserves && bytes + cost <= budget) {
        result.add(variable);
        bytes += cost;
      }
    }
    result.sort(
        Comparator.<Integer>comparingInt(v -> -uses.getOrDefault(v, 0)).thenComparingInt(v -> v));
    return List.copyOf(result);
  }

  private int directBytes(BitSet keptSet, ChunkFrame frame) {
    int bytes = 0;
    for (Map.Entry<Integer, Integer> use : uses.entrySet()) {
      if (!keptSet.get(use.getKey())) {
        bytes += use.getValue() * frame.accessBytes(use.getKey());
      }
    }
    return bytes;
  }

  /** The loads and write-backs that are needed if some variables are kept. */
  private final class Moves {
    final List<BitSet> liveIn;
    final List<BitSet> sets = new ArrayList<>();
    final int[] setOfExit;
    final Map<Integer, BitSet> atLoops;
    private final int[] counts;

    Moves(int index, Flow flow, BitSet kept) {
      Flow.WriteBack writeBack = flow.writeBack(index, kept, entries);
      setOfExit = new int[writeBack.atExits().size()];
      shareSets(writeBack.atExits());
      atLoops = writeBack.atLoops();
      var shared = new ArrayList<BitSet>();
      for (int set : setOfExit) {
        shared.add(sets.get(set));
      }
      liveIn = flow.liveIn(index, kept, entries, new Flow.WriteBack(shared, atLoops));
      counts = counts(kept.length());
    }

    /**
     * Assigns a write-back set to each exit: its own set, or a slightly larger one of another exit,
     * since too many different exits make C2 keep too much apart. All sets beyond the maximum share
     * their union.
     */
    private void shareSets(List<BitSet> atExits) {
      var frequency = new LinkedHashMap<BitSet, Integer>();
      atExits.forEach(set -> frequency.merge(set, 1, Integer::sum));
      var shared = new HashMap<BitSet, Integer>();
      var rest = new BitSet();
      frequency.entrySet().stream()
          .sorted(
              Comparator.<Map.Entry<BitSet, Integer>>comparingInt(e -> -e.getKey().cardinality())
                  .thenComparingInt(e -> -e.getValue()))
          .forEach(e -> shared.put(e.getKey(), share(e.getKey(), rest)));
      for (int exit = 0; exit < setOfExit.length; exit++) {
        setOfExit[exit] = shared.getOrDefault(atExits.get(exit), 0);
      }
      if (shared.containsValue(sets.size())) {
        sets.add(rest);
      }
    }

    private int share(BitSet set, BitSet rest) {
      for (int i = 0; i < sets.size(); i++) {
        var more = (BitSet) set.clone();
        more.andNot(sets.get(i));
        if (more.isEmpty() && sets.get(i).cardinality() - set.cardinality() <= SLACK) {
          return i;
        }
      }
      if (sets.size() < PUT_SETS - 1) {
        sets.add(set);
      } else {
        rest.or(set);
        return PUT_SETS - 1;
      }
      return sets.size() - 1;
    }

    /** Counts how often each variable is loaded or written back in the code. */
    private int[] counts(int variables) {
      var result = new int[variables];
      for (Collection<BitSet> places : List.of(liveIn, sets, atLoops.values())) {
        for (BitSet set : places) {
          set.stream().forEach(variable -> result[variable]++);
        }
      }
      return result;
    }

    int count(int variable) {
      return counts[variable];
    }

    int bytes(ChunkFrame frame) {
      int bytes = 0;
      for (int variable = 0; variable < counts.length; variable++) {
        bytes += counts[variable] == 0 ? 0 : counts[variable] * frame.accessBytes(variable);
      }
      return bytes;
    }
  }

  // What was decided.

  /** Returns the variables that the chunk keeps in JVM locals, the most used first. */
  List<Integer> kept() {
    return kept;
  }

  /** Returns the variables to load from the frame at an entry; entry 0 is the chunk's beginning. */
  BitSet liveIn(int entry) {
    return liveIn.get(entry);
  }

  /** Returns the number of the set of variables to write back at an exit. */
  int putSetOfExit(int exit) {
    return putSetOfExit[exit];
  }

  /** Returns the set of variables to write back that has a number. */
  BitSet putSet(int number) {
    return putSets.get(number);
  }

  /** Returns the variables to write back before a loop. */
  BitSet putAtLoop(int label) {
    return putAtLoops.getOrDefault(label, new BitSet());
  }

  /** Returns an upper bound of the method's size in bytes. */
  int size() {
    return size;
  }
}
