package dev.quern.internal.compile.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What chunks take from the frame and put back. The suites compare what they compute. */
class FlowTest {
  private static final int LABEL = 7;

  private static BitSet set(int... variables) {
    var result = new BitSet();
    for (int variable : variables) {
      result.set(variable);
    }
    return result;
  }

  @Test
  void whatIsDeadIsNotPutBackAndWhatIsSetFirstIsNotTaken() {
    var flow = new Flow();
    flow.startChunk();
    flow.use(0);
    flow.set(1);
    flow.set(2);
    flow.leavesAtCut();
    flow.startChunk();
    flow.use(1);
    flow.set(2);
    flow.use(2);
    flow.findLive(3);

    var all = set(0, 1, 2);
    Flow.WriteBack writeBack = flow.writeBack(0, all, List.of());
    assertThat(writeBack.atExits()).containsExactly(set(1));
    assertThat(flow.liveIn(0, all, List.of(), writeBack)).containsExactly(set(0));
    assertThat(flow.liveIn(1, all, List.of(), flow.writeBack(1, all, List.of())))
        .containsExactly(set(1));
  }

  @Test
  void whatOnlySomeWaysSetIsTakenToBePutBack() {
    var flow = new Flow();
    flow.startChunk();
    flow.beginConditional();
    flow.set(0);
    flow.endConditional();
    flow.leavesAtCut();
    flow.startChunk();
    flow.use(0);
    flow.findLive(1);

    Flow.WriteBack writeBack = flow.writeBack(0, set(0), List.of());
    assertThat(writeBack.atExits()).containsExactly(set(0));
    assertThat(flow.liveIn(0, set(0), List.of(), writeBack)).containsExactly(set(0));
  }

  @Test
  void aLoopThatOthersEnterFindsWhatHasChangedInTheFrame() {
    var flow = new Flow();
    flow.startChunk();
    flow.set(0);
    flow.beforeLoop(LABEL);
    flow.labelAt(LABEL);
    flow.use(0);
    flow.set(1);
    flow.leavesAtCut();
    flow.startChunk();
    flow.use(1);
    flow.leaves(LABEL);
    flow.startUnreachable();
    flow.findLive(2);

    var all = set(0, 1);
    Flow.WriteBack writeBack = flow.writeBack(0, all, List.of(LABEL));
    assertThat(writeBack.atLoops()).containsEntry(LABEL, set(0));
    assertThat(writeBack.atExits()).containsExactly(set(1));
    assertThat(flow.liveIn(0, all, List.of(LABEL), writeBack)).containsExactly(set(), set(0));
    assertThat(flow.usedInLoops(0)).isEqualTo(set());
  }

  @Test
  void whatAHandlerUsesIsLiveWhereverItsExceptionComesFrom() {
    var flow = new Flow();
    flow.startChunk();
    flow.set(0);
    flow.leavesAtCut();
    flow.startChunk();
    flow.set(0);
    flow.startUnreachable();
    flow.lands();
    flow.use(0);
    flow.findLive(1);

    assertThat(flow.writeBack(0, set(0), List.of()).atExits()).containsExactly(set(0));
    assertThat(flow.liveIn(1, set(0), List.of(), flow.writeBack(1, set(0), List.of())))
        .containsExactly(set(0));
  }

  @Test
  void variablesOfALoopInTheChunkAreTold() {
    var flow = new Flow();
    flow.startChunk();
    flow.use(0);
    flow.beforeLoop(LABEL);
    flow.labelAt(LABEL);
    flow.use(1);
    flow.jumpsTo(LABEL);
    flow.use(2);
    flow.findLive(3);
    assertThat(flow.usedInLoops(0)).isEqualTo(set(1));
  }

  @Test
  void whatTheHeadOfALoopLeadsToIsAskedOnce() {
    var flow = new Flow();
    flow.startChunk();
    flow.set(0);
    flow.leavesThrough(9, () -> new int[] {LABEL});
    flow.startUnreachable();
    flow.set(1);
    flow.leavesThrough(
        9,
        () -> {
          throw new AssertionError("asked again");
        });
    flow.startUnreachable();
    flow.startChunk();
    flow.labelAt(LABEL);
    flow.use(0);
    flow.findLive(2);

    BitSet all = set(0, 1);
    assertThat(flow.writeBack(0, all, List.of()).atExits()).containsExactly(set(0), set());
    assertThat(flow.usedInLoops(0)).isEqualTo(set());
  }
}
