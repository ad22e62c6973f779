package dev.quern.internal.text;

import dev.quern.internal.syntax.Place;
import dev.quern.internal.syntax.Place.Part;
import dev.quern.internal.syntax.Place.Part.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each instruction and each part of a text module was written, so that what is wrong with a
 * byte of the binary module can be told as line and column. Two arrays of {@code int} per function;
 * lines are counted only when a place is asked for.
 */
public final class SourceMap {
  private final Tokens tokens;
  private final int first;
  private final Map<Kind, List<Integer>> parts = new EnumMap<>(Kind.class);
  private final List<int[]> bodyOffsets = new ArrayList<>();
  private final List<int[]> sourceOffsets = new ArrayList<>();

  /** The map of a module that starts at an offset of the source. */
  SourceMap(Tokens tokens, int first) {
    this.tokens = tokens;
    this.first = first;
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

  /** The next part of its kind is written at an offset of the source. */
  void addPart(Kind kind, int sourceOffset) {
    parts.computeIfAbsent(kind, k -> new ArrayList<>()).add(sourceOffset);
  }

  void addFunction(Recorder recorder) {
    bodyOffsets.add(Arrays.copyOf(recorder.body, recorder.size));
    sourceOffsets.add(Arrays.copyOf(recorder.source, recorder.size));
  }

  /** The place of a part of the module in its text; that of the module's start, if not known. */
  public Place place(Part part) {
    List<Integer> offsets = parts.getOrDefault(part.kind(), List.of());
    boolean isKnown = part.index() >= 0 && part.index() < offsets.size();
    return isKnown ? tokens.place(offsets.get(part.index())) : start();
  }

  /** Where the module starts in its text. */
  public Place start() {
    return tokens.place(first);
  }

  /**
   * The place of an instruction, or null if it is not known.
   *
   * @param functionOrdinal number of the function among the defined ones
   * @param bodyOffset offset of any byte of the instruction from the start of the body, which
   *     starts with its locals
   */
  public @Nullable Place place(int functionOrdinal, int bodyOffset) {
    int offset = sourceOffset(functionOrdinal, bodyOffset);
    return offset < 0 ? null : tokens.place(offset);
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
