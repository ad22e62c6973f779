package dev.quern.internal.compile.chunk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The control flow graph of a function that is cut into chunks, as recorded by a survey: basic
 * blocks with the variables that they use and set. It tells which variables must be written back to
 * the frame where a chunk is left, and which must be loaded from it where a chunk is entered.
 *
 * <p>It answers three questions, each as a fixed point over sets of variables. Which variables are
 * <em>live</em> before a block, that is, may be used before they are set, in any chunk? Which may
 * have <em>changed</em> since the chunk was entered? Which are <em>live-in</em>, that is, may be
 * used in the chunk, or written back by it, before they are set there? A chunk writes back what has
 * changed and is live at the target of the exit, and loads what is live-in where it is entered.
 *
 * <p>An exception that a chunk catches may be thrown anywhere in it, so its landing pad is a
 * successor of the beginning of every other block of the chunk.
 *
 * <p>An attacker's function may have so many blocks and variables that the sets would be too large.
 * Then everything counts as live, changed and live-in.
 *
 * <p>Why: docs/rationale/large-functions.md.
 */
final class Flow {
  /** Maximum number of bits in all sets of one kind together. */
  private static final long MOST_BITS = 1L << 27;

  /**
   * Average number of visits to each block after which the search for live variables is given up.
   */
  private static final int MOST_ROUNDS = 200;

  private static final BitSet NONE = new BitSet();
  private static final int[] NO_NUMBERS = {};

  private final List<BasicBlock> blocks = new ArrayList<>();
  private final Map<Integer, Integer> hubs = new HashMap<>();
  private final Map<Integer, Integer> blocksOfLabels = new HashMap<>();
  private final List<Integer> firstBlocks = new ArrayList<>();

  /**
   * By chunk, the hub that every block leads to when it throws; -1 if the chunk catches nothing.
   */
  private final List<Integer> catchers = new ArrayList<>();

  private final LastBlocks lastUses = new LastBlocks();
  private final LastBlocks lastSets = new LastBlocks();
  private final List<Integer> origins = new ArrayList<>();
  private int current;
  private int cut = -1;
  private int exits;
  private boolean isKnown = true;

  // Recording.

  /** Starts a chunk. */
  void startChunk() {
    exits = 0;
    int first = add(BasicBlock.Role.CODE, 0, firstBlocks.size());
    firstBlocks.add(first);
    catchers.add(-1);
    if (cut >= 0) {
      blocks.get(cut).goesTo(first);
      cut = -1;
    }
    current = first;
  }

  private int add(BasicBlock.Role role, int number, int chunk) {
    blocks.add(new BasicBlock(chunk, role, number));
    return blocks.size() - 1;
  }

  private int add(BasicBlock.Role role, int number) {
    return add(role, number, firstBlocks.size() - 1);
  }

  /** Starts a new block as a successor of the current one. */
  private int follow() {
    int next = add(BasicBlock.Role.CODE, 0);
    blocks.get(current).goesTo(next);
    current = next;
    return next;
  }

  /** Returns the current block for more code; starts a new one if it already ends with a branch. */
  private BasicBlock open() {
    BasicBlock block = blocks.get(current);
    return block.next.size() + block.labels.size() == 0 ? block : blocks.get(follow());
  }

  void use(int variable) {
    BasicBlock block = open();
    // A use after a set of the variable in the same block does not count.
    if (lastUses.add(variable, current)) {
      block.used.add(variable);
    }
  }

  void set(int variable) {
    BasicBlock block = open();
    if (lastSets.add(variable, current)) {
      block.set.add(variable);
    }
    lastUses.add(variable, current);
  }

  void labelAt(int label) {
    blocksOfLabels.put(label, follow());
  }

  /** Records a branch, possibly conditional, to a label in the same chunk. */
  void jumpsTo(int label) {
    goesToLabels(blocks.get(current), label);
  }

  private static void goesToLabels(BasicBlock block, int... labels) {
    for (int label : labels) {
      block.labels.add(label);
    }
  }

  /** Records a branch, possibly conditional, out of the chunk. */
  void leaves(int... labels) {
    goesToLabels(blocks.get(exit()), labels);
  }

  /**
   * Records a branch out of the chunk to the targets that a loop header dispatches to.
   *
   * @param labels supplies these targets; called once for each loop
   */
  void leavesThrough(int loop, Supplier<int[]> labels) {
    Integer hub = hubs.get(loop);
    if (hub == null) {
      hub = add(BasicBlock.Role.HUB, loop);
      goesToLabels(blocks.get(hub), labels.get());
      hubs.put(loop, hub);
    }
    blocks.get(exit()).goesTo(hub);
  }

  private int exit() {
    int exit = add(BasicBlock.Role.EXIT, exits++);
    blocks.get(current).goesTo(exit);
    return exit;
  }

  /** Records the end of the chunk, after which the next one continues. */
  void leavesAtCut() {
    cut = exit();
  }

  /** Records the point before a loop. */
  void beforeLoop(int label) {
    int place = add(BasicBlock.Role.LOOP, label);
    blocks.get(current).goesTo(place);
    current = place;
    follow();
  }

  /** Records that the following code is reached by exceptions only. */
  void lands() {
    int catcher = catchers.getLast();
    if (catcher < 0) {
      catcher = add(BasicBlock.Role.HUB, -1);
      catchers.set(catchers.size() - 1, catcher);
    }
    startUnreachable();
    blocks.get(catcher).goesTo(current);
  }

  /** Records that the following code is reached through labels only. */
  void startUnreachable() {
    current = add(BasicBlock.Role.CODE, 0);
  }

  /** Records that the following code is executed conditionally, up to {@link #endConditional}. */
  void beginConditional() {
    origins.add(current);
    follow();
  }

  void endConditional() {
    int from = origins.removeLast();
    blocks.get(from).goesTo(follow());
  }

  // Questions.

  /** Ends the recording and finds the variables that are live before every block. */
  void findLive(int variables) {
    isKnown &= (long) variables * blocks.size() <= MOST_BITS;
    var last = new LastBlocks();
    for (int i = 0; i < blocks.size(); i++) {
      BasicBlock block = blocks.get(i);
      for (int j = 0; j < block.labels.size(); j++) {
        int next = blockOf(block.labels.get(j));
        if (last.add(next, i)) {
          block.goesTo(next);
        }
      }
    }
    if (!isKnown) {
      return;
    }
    findBefore();
    var open = new Worklist(0, blocks.size());
    open.addAllFromLast();
    long rounds = (long) MOST_ROUNDS * blocks.size();
    while (!open.isEmpty() && isKnown) {
      int block = open.take();
      if (findLive(blocks.get(block))) {
        addBefore(open, block);
      }
      isKnown = --rounds > 0;
    }
  }

  /** Reverses the edges of the graph to find the predecessors of every block. */
  private void findBefore() {
    var counts = new int[blocks.size()];
    for (BasicBlock block : blocks) {
      for (int i = 0; i < block.next.size(); i++) {
        counts[block.next.get(i)]++;
      }
    }
    for (int i = 0; i < counts.length; i++) {
      blocks.get(i).before = new int[counts[i]];
    }
    for (int block = 0; block < counts.length; block++) {
      BasicBlock.Numbers following = blocks.get(block).next;
      for (int i = 0; i < following.size(); i++) {
        int next = following.get(i);
        blocks.get(next).before[--counts[next]] = block;
      }
    }
  }

  /** Adds a block's predecessors to the worklist, unless they are outside its range. */
  private void addBefore(Worklist open, int block) {
    for (int before : blocks.get(block).before) {
      open.add(before);
    }
    int chunk = blocks.get(block).chunk;
    if (catchers.get(chunk) == block) {
      int first = firstBlocks.get(chunk);
      for (int i = first + blocksOf(chunk).size() - 1; i >= first; i--) {
        open.add(i);
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

  /** Returns where exceptions thrown in a block may lead, or null. */
  private @Nullable BasicBlock catcher(BasicBlock block) {
    int catcher = catchers.get(block.chunk);
    return catcher < 0 ? null : blocks.get(catcher);
  }

  private boolean findLive(BasicBlock block) {
    var live = new BitSet();
    for (int i = 0; i < block.next.size(); i++) {
      live.or(blocks.get(block.next.get(i)).live);
    }
    block.set.takeFrom(live);
    block.used.addTo(live);
    BasicBlock catcher = catcher(block);
    if (catcher != null) {
      live.or(catcher.live);
    }
    boolean isNew = !live.equals(block.live);
    block.live = live;
    return isNew;
  }

  /** Returns the variables that are used or set in loops lying within one chunk. */
  BitSet usedInLoops(int chunk) {
    var result = new BitSet();
    int first = firstBlocks.get(chunk);
    int size = blocksOf(chunk).size();
    int covered = size;
    for (int i = size - 1; i >= 0; i--) {
      BasicBlock block = blocks.get(first + i);
      boolean isInside = block.role == BasicBlock.Role.CODE || block.role == BasicBlock.Role.LOOP;
      for (int j = 0; j < block.next.size() && isInside; j++) {
        int next = block.next.get(j);
        covered = Math.min(covered, next >= first ? next - first : covered);
      }
      if (i >= covered) {
        block.used.addTo(result);
        block.set.addTo(result);
      }
      covered = i == covered ? size : covered;
    }
    return result;
  }

  private List<BasicBlock> blocksOf(int chunk) {
    int end = chunk + 1 < firstBlocks.size() ? firstBlocks.get(chunk + 1) : blocks.size();
    return blocks.subList(firstBlocks.get(chunk), end);
  }

  /**
   * Returns the variables to write back where a chunk is left and before its loops: those that have
   * changed and are live.
   *
   * @param kept the variables that are not in the frame while the chunk runs
   * @param entries the labels through which the chunk is entered; only loops among them write back
   */
  WriteBack writeBack(int chunk, BitSet kept, List<Integer> entries) {
    List<BasicBlock> own = blocksOf(chunk);
    var loops = new BitSet();
    entries.forEach(loops::set);
    var written = new BitSet();
    own.forEach(block -> block.set.addTo(written));
    written.and(kept);
    if (isKnown) {
      findChanged(chunk, kept, loops);
    }
    var atExits = new ArrayList<BitSet>();
    var atLoops = new HashMap<Integer, BitSet>();
    for (BasicBlock block : own) {
      BitSet put = isKnown ? common(block.changed, block.live) : written;
      if (block.role == BasicBlock.Role.EXIT) {
        atExits.add(put);
      } else if (block.role == BasicBlock.Role.LOOP && loops.get(block.number)) {
        atLoops.put(block.number, put);
      }
    }
    return new WriteBack(atExits, atLoops);
  }

  private static BitSet common(BitSet a, BitSet b) {
    var result = (BitSet) a.clone();
    result.and(b);
    return result;
  }

  /** The variables to write back at each exit, by its number, and before loops, by label. */
  record WriteBack(List<BitSet> atExits, Map<Integer, BitSet> atLoops) {}

  private void findChanged(int chunk, BitSet kept, BitSet loops) {
    List<BasicBlock> own = blocksOf(chunk);
    own.forEach(block -> block.changed = new BitSet());
    var open = new Worklist(firstBlocks.get(chunk), own.size());
    open.addAll();
    while (!open.isEmpty()) {
      pushChanged(blocks.get(open.take()), kept, loops, open);
    }
  }

  /** Propagates the variables that have changed after a block to its successors. */
  private void pushChanged(BasicBlock block, BitSet kept, BitSet loops, Worklist open) {
    if (block.role == BasicBlock.Role.EXIT) {
      return;
    }
    var changed = new BitSet();
    if (block.role != BasicBlock.Role.LOOP || !loops.get(block.number)) {
      changed.or(block.changed);
    }
    block.set.addTo(changed);
    changed.and(kept);
    for (int i = 0; i < block.next.size(); i++) {
      addChanged(block.next.get(i), block.chunk, changed, open);
    }
    int catcher = catchers.get(block.chunk);
    if (catcher >= 0) {
      changed.or(block.changed);
      addChanged(catcher, block.chunk, changed, open);
    }
  }

  private void addChanged(int block, int chunk, BitSet changed, Worklist open) {
    if (blocks.get(block).chunk == chunk && blocks.get(block).addChanged(changed)) {
      open.add(block);
    }
  }

  /**
   * Returns the variables to load from the frame at the beginning of a chunk and at each of its
   * entries, in order, for given write-backs.
   */
  List<BitSet> liveIn(int chunk, BitSet kept, List<Integer> entries, WriteBack writeBack) {
    List<BasicBlock> own = blocksOf(chunk);
    own.forEach(block -> block.liveIn = isKnown ? NONE : kept);
    if (isKnown) {
      findLiveIn(chunk, kept, writeBack);
    }
    var result = new ArrayList<BitSet>();
    result.add(own.getFirst().liveIn);
    entries.forEach(label -> result.add(blocks.get(blockOf(label)).liveIn));
    return result;
  }

  private void findLiveIn(int chunk, BitSet kept, WriteBack writeBack) {
    var open = new Worklist(firstBlocks.get(chunk), blocksOf(chunk).size());
    open.addAllFromLast();
    while (!open.isEmpty()) {
      int block = open.take();
      if (findLiveIn(blocks.get(block), chunk, kept, writeBack)) {
        addBefore(open, block);
      }
    }
  }

  private boolean findLiveIn(BasicBlock block, int chunk, BitSet kept, WriteBack writeBack) {
    var liveIn = new BitSet();
    if (block.role == BasicBlock.Role.EXIT) {
      liveIn.or(writeBack.atExits.get(block.number));
    } else {
      for (int i = 0; i < block.next.size(); i++) {
        BasicBlock next = blocks.get(block.next.get(i));
        if (next.chunk == chunk) {
          liveIn.or(next.liveIn);
        }
      }
      block.set.takeFrom(liveIn);
      block.used.addTo(liveIn);
      BasicBlock catcher = catcher(block);
      if (catcher != null) {
        liveIn.or(catcher.liveIn);
      }
      liveIn.and(kept);
      if (block.role == BasicBlock.Role.LOOP) {
        liveIn.or(writeBack.atLoops.getOrDefault(block.number, NONE));
      }
    }
    boolean isNew = !liveIn.equals(block.liveIn);
    block.liveIn = liveIn;
    return isNew;
  }
}
