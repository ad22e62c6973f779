package dev.quern.internal.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where each instruction of a text module was written, so that what is wrong with a byte of a body
 * can be told as line and column. Two arrays of {@code int} per function; lines are counted only
 * when a place is asked for.
 */
public final class SourceMap {
  private final Tokens tokens;
  private final List<int[]> bodyOffsets = new ArrayList<>();
  private final List<int[]> sourceOffsets = new ArrayList<>();

  SourceMap(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The instructions of the body that is being written. */
  static final class Recorder {
    private int[] body = new int[64];
    private int[] source = new int[64];
    private int size;

    void clear() {
      size = 0;
    }

    /** The instruction at an offset of the body starts at an offset of the source. */
    void add(int bodyOffset, int sourceOffset) {
      if (size == body.length) {
        body = Arrays.copyOf(body, size * 2);
        source = Arrays.copyOf(source, size * 2);
      }
      body[size] = bodyOffset;
      source[size++] = sourceOffset;
    }
  }

  void addFunction(Recorder recorder) {
    bodyOffsets.add(Arrays.copyOf(recorder.body, recorder.size));
    sourceOffsets.add(Arrays.copyOf(recorder.source, recorder.size));
  }

  /**
   * The place of an instruction in the words of {@link
   * dev.quern.internal.syntax.ModuleException#at(int, int)}, or an empty string if it is not known.
   *
   * @param functionOrdinal number of the function among the defined ones
   * @param bodyOffset offset of any byte of the instruction from the start of the body, which
   *     starts with its locals
   */
  public String place(int functionOrdinal, int bodyOffset) {
    int offset = sourceOffset(functionOrdinal, bodyOffset);
    return offset < 0 ? "" : tokens.place(offset);
  }

  /** The line of an instruction as in {@link #place}, or 0 if it is not known. */
  public int line(int functionOrdinal, int bodyOffset) {
    int offset = sourceOffset(functionOrdinal, bodyOffset);
    return offset < 0 ? 0 : tokens.line(offset);
  }

  private int sourceOffset(int functionOrdinal, int bodyOffset) {
    if (functionOrdinal < 0 || functionOrdinal >= bodyOffsets.size()) {
      return -1;
    }
    int[] offsets = bodyOffsets.get(functionOrdinal);
    int found = Arrays.binarySearch(offsets, bodyOffset);
    int index = found >= 0 ? found : Math.max(0, -found - 2);
    return index < offsets.length ? sourceOffsets.get(functionOrdinal)[index] : -1;
  }
}
