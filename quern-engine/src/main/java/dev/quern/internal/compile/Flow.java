package dev.quern.internal.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How control goes through a function that is cut into chunks, and what it does to the variables on
 * its way, as a survey has seen it: a graph of basic blocks. It tells which variables must be put
 * back into the frame where a chunk is left, and which must be taken from it where one is entered.
 *
 * <p>Three questions are asked of it, each a fixed point over sets of variables. Which variables
 * are <em>live</em> in front of a block: may be used before they are set, in whatever chunk. Which
 * may have <em>changed</em> since the chunk was entered. Which are <em>wanted</em> of the frame:
 * may be used in the chunk, or put back by it, before they are set there. So a chunk puts back what
 * has changed and is live where it goes to, and takes what is wanted where it is entered.
 *
 * <p>An exception that a chunk catches may come from anywhere in it, so that the block where it
 * lands follows the beginning of every other.
 *
 * <p>An attacker's function may have so many blocks and variables that the sets would be too large.
 * Then everything counts as live, changed and wanted.
 */
final class Flow {
  /** Most bits that the sets of one kind may have. */
  private static final long MOST_BITS = 1L << 27;

  /** Rounds after which a fixed point is given up; real functions take about as many as loops. */
  private static final int MOST_ROUNDS = 200;

  private static final BitSet NONE = new BitSet();

  /** What a block is besides a stretch of code. */
  private enum Role {
    CODE,
    /** A way out of the chunk; its successors are blocks of others, or entered like those. */
    EXIT,
    /** A place in front of a loop where what has changed may be put back. */
    LOOP,
    /** No place, but what many ways out have in common: the labels that they may lead to. */
    HUB
  }

  private static final class Block {
    final int chunk;
    final Role role;

    /** For an exit its number in the chunk, for a loop or a hub its label. */
    final int number;

    /** Used before they are set. */
    BitSet used = NONE;

    BitSet set = NONE;
    int[] next = new int[2];
    int nextCount;
    int[] labels = {};

    BitSet live = NONE;
    BitSet changed = NONE;
    BitSet wanted = NONE;

    Block(int chunk, Role role, int number) {
      this.chunk = chunk;
      this.role = role;
      this.number = number;
    }

    boolean addChanged(BitSet variables) {
      int before = changed.cardinality();
      changed.or(variables);
      return changed.cardinality() > before;
    }

    void goesTo(int block) {
      if (nextCount == next.length) {
        next = Arrays.copyOf(next, nextCount * 2);
      }
      next[nextCount++] = block;
    }
  }

  private final List<Block> blocks = new ArrayList<>();
  private final Map<Integer, Integer> hubs = new HashMap<>();
  private final Map<Integer, Integer> blocksOfLabels = new HashMap<>();
  private final List<Integer> firstBlocks = new ArrayList<>();
  private final List<List<Block>> landings = new ArrayList<>();
  private final List<Integer> origins = new ArrayList<>();
  private int current;
  private int cut = -1;
  private int exits;
  private boolean isKnown = true;

  // Recording.

  /** Starts a chunk. */
  void startChunk() {
    exits = 0;
    int first = add(Role.CODE, 0, firstBlocks.size());
    firstBlocks.add(first);
    landings.add(new ArrayList<>());
    if (cut >= 0) {
      blocks.get(cut).goesTo(first);
      cut = -1;
    }
    current = first;
  }

  private int add(Role role, int number, int chunk) {
    blocks.add(new Block(chunk, role, number));
    return blocks.size() - 1;
  }

  private int add(Role role, int number) {
    return add(role, number, firstBlocks.size() - 1);
  }

  /** Goes on in a new block, to which the current one leads. */
  private int follow() {
    int next = add(Role.CODE, 0);
    blocks.get(current).goesTo(next);
    current = next;
    return next;
  }

  /** The current block, for more of its code; a new one if it ends with a branch already. */
  private Block open() {
    Block block = blocks.get(current);
    return block.nextCount + block.labels.length == 0 ? block : blocks.get(follow());
  }

  void use(int variable) {
    Block block = open();
    if (!block.set.get(variable)) {
      block.used = with(block.used, variable);
    }
  }

  void set(int variable) {
    Block block = open();
    block.set = with(block.set, variable);
  }

  private static BitSet with(BitSet set, int variable) {
    BitSet result = set == NONE ? new BitSet() : set;
    result.set(variable);
    return result;
  }

  void labelAt(int label) {
    blocksOfLabels.put(label, follow());
  }

  /** A branch, perhaps a conditional one, to a label in the same chunk. */
  void jumpsTo(int label) {
    goesToLabels(blocks.get(current), label);
  }

  private static void goesToLabels(Block block, int... labels) {
    int count = block.labels.length;
    block.labels = Arrays.copyOf(block.labels, count + labels.length);
    System.arraycopy(labels, 0, block.labels, count, labels.length);
  }

  /** A branch, perhaps a conditional one, out of the chunk. */
  void leaves(int... labels) {
    goesToLabels(blocks.get(exit()), labels);
  }

  /**
   * A branch out of the chunk to what the head of a loop leads to.
   *
   * @param labels tells where that is, and is asked once for each loop
   */
  void leavesThrough(int loop, Supplier<int[]> labels) {
    Integer hub = hubs.get(loop);
    if (hub == null) {
      hub = add(Role.HUB, loop);
      goesToLabels(blocks.get(hub), labels.get());
      hubs.put(loop, hub);
    }
    blocks.get(exit()).goesTo(hub);
  }

  private int exit() {
    int exit = add(Role.EXIT, exits++);
    blocks.get(current).goesTo(exit);
    return exit;
  }

  /** The end of the chunk, behind which the next one goes on. */
  void leavesAtCut() {
    cut = exit();
  }

  /** The place in front of a loop. */
  void beforeLoop(int label) {
    int place = add(Role.LOOP, label);
    blocks.get(current).goesTo(place);
    current = place;
    follow();
  }

  /** What follows is reached by an exception only. */
  void lands() {
    isUnreached();
    landings.getLast().add(blocks.get(current));
  }

  /** What follows is reached by labels only. */
  void isUnreached() {
    current = add(Role.CODE, 0);
  }

  /** What follows is done only sometimes, up to {@link #sometimesEnds}. */
  void sometimes() {
    origins.add(current);
    follow();
  }

  void sometimesEnds() {
    int from = origins.removeLast();
    blocks.get(from).goesTo(follow());
  }

  // Questions.

  /** Ends the recording: finds out what is live in front of every block. */
  void findLive(int variables) {
    isKnown &= (long) variables * blocks.size() <= MOST_BITS;
    for (Block block : blocks) {
      for (int label : block.labels) {
        block.goesTo(blockOf(label));
      }
    }
    boolean isNew = isKnown;
    for (int round = 0; isNew; round++) {
      isKnown = round < MOST_ROUNDS;
      isNew = false;
      for (int i = blocks.size() - 1; i >= 0 && isKnown; i--) {
        isNew |= findLive(blocks.get(i));
      }
    }
  }

  private int blockOf(int label) {
    Integer block = blocksOfLabels.get(label);
    if (block == null) {
      throw new IllegalStateException("label " + label + " is nowhere");
    }
    return block;
  }

  private boolean findLive(Block block) {
    var live = new BitSet();
    for (int i = 0; i < block.nextCount; i++) {
      live.or(blocks.get(block.next[i]).live);
    }
    live.andNot(block.set);
    live.or(block.used);
    landings.get(block.chunk).forEach(landing -> live.or(landing.live));
    boolean isNew = !live.equals(block.live);
    block.live = live;
    return isNew;
  }

  /** The variables that are used or set in loops which are in one chunk. */
  BitSet usedInLoops(int chunk) {
    var result = new BitSet();
    int first = firstBlocks.get(chunk);
    int size = blocksOf(chunk).size();
    int covered = size;
    for (int i = size - 1; i >= 0; i--) {
      Block block = blocks.get(first + i);
      boolean isInside = block.role == Role.CODE || block.role == Role.LOOP;
      for (int j = 0; j < block.nextCount && isInside; j++) {
        covered = Math.min(covered, block.next[j] >= first ? block.next[j] - first : covered);
      }
      if (i >= covered) {
        result.or(block.used);
        result.or(block.set);
      }
      covered = i == covered ? size : covered;
    }
    return result;
  }

  private List<Block> blocksOf(int chunk) {
    int end = chunk + 1 < firstBlocks.size() ? firstBlocks.get(chunk + 1) : blocks.size();
    return blocks.subList(firstBlocks.get(chunk), end);
  }

  /**
   * What may be put back, where a chunk is left and in front of its loops: what has changed and is
   * live.
   *
   * @param kept the variables that are not in the frame while the chunk runs
   * @param entries the labels through which the chunk is entered: loops there put back
   */
  Puts puts(int chunk, BitSet kept, List<Integer> entries) {
    List<Block> own = blocksOf(chunk);
    var loops = new BitSet();
    entries.forEach(loops::set);
    var written = new BitSet();
    own.forEach(block -> written.or(block.set));
    written.and(kept);
    if (isKnown) {
      findChanged(own, chunk, kept, loops);
    }
    var atExits = new ArrayList<BitSet>();
    var atLoops = new HashMap<Integer, BitSet>();
    for (Block block : own) {
      BitSet put = isKnown ? common(block.changed, block.live) : written;
      if (block.role == Role.EXIT) {
        atExits.add(put);
      } else if (block.role == Role.LOOP && loops.get(block.number)) {
        atLoops.put(block.number, put);
      }
    }
    return new Puts(atExits, atLoops);
  }

  private static BitSet common(BitSet a, BitSet b) {
    var result = (BitSet) a.clone();
    result.and(b);
    return result;
  }

  /** The variables to put back at every exit, by its number, and in front of loops, by label. */
  record Puts(List<BitSet> atExits, Map<Integer, BitSet> atLoops) {}

  private void findChanged(List<Block> own, int chunk, BitSet kept, BitSet loops) {
    own.forEach(block -> block.changed = new BitSet());
    boolean isNew = true;
    while (isNew) {
      isNew = false;
      for (Block block : own) {
        isNew |= pushChanged(block, chunk, kept, loops);
      }
    }
  }

  /** Adds what has changed behind a block to what has in front of those that follow. */
  private boolean pushChanged(Block block, int chunk, BitSet kept, BitSet loops) {
    if (block.role == Role.EXIT) {
      return false;
    }
    var changed = new BitSet();
    if (block.role != Role.LOOP || !loops.get(block.number)) {
      changed.or(block.changed);
    }
    changed.or(block.set);
    changed.and(kept);
    boolean isNew = false;
    for (int i = 0; i < block.nextCount; i++) {
      Block next = blocks.get(block.next[i]);
      isNew |= next.chunk == chunk && next.addChanged(changed);
    }
    changed.or(block.changed);
    for (Block landing : landings.get(chunk)) {
      isNew |= landing.addChanged(changed);
    }
    return isNew;
  }

  /**
   * The variables to take from the frame at the beginning of a chunk and at each of its entries, in
   * order, if it puts back what is said.
   */
  List<BitSet> wanted(int chunk, BitSet kept, List<Integer> entries, Puts puts) {
    List<Block> own = blocksOf(chunk);
    own.forEach(block -> block.wanted = isKnown ? NONE : kept);
    boolean isNew = isKnown;
    while (isNew) {
      isNew = false;
      for (int i = own.size() - 1; i >= 0; i--) {
        isNew |= findWanted(own.get(i), chunk, kept, puts);
      }
    }
    var result = new ArrayList<BitSet>();
    result.add(own.getFirst().wanted);
    entries.forEach(label -> result.add(blocks.get(blockOf(label)).wanted));
    return result;
  }

  private boolean findWanted(Block block, int chunk, BitSet kept, Puts puts) {
    var wanted = new BitSet();
    if (block.role == Role.EXIT) {
      wanted.or(puts.atExits.get(block.number));
    } else {
      for (int i = 0; i < block.nextCount; i++) {
        Block next = blocks.get(block.next[i]);
        if (next.chunk == chunk) {
          wanted.or(next.wanted);
        }
      }
      wanted.andNot(block.set);
      wanted.or(block.used);
      landings.get(chunk).forEach(landing -> wanted.or(landing.wanted));
      wanted.and(kept);
      if (block.role == Role.LOOP) {
        wanted.or(puts.atLoops.getOrDefault(block.number, NONE));
      }
    }
    boolean isNew = !wanted.equals(block.wanted);
    block.wanted = wanted;
    return isNew;
  }
}
