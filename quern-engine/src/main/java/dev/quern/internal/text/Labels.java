package dev.quern.internal.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels around an instruction. The innermost of a name is found in constant time, however deep
 * the blocks nest: each label remembers which one of its name it hides.
 */
final class Labels {
  private record Label(@Nullable String id, @Nullable Integer hidden) {}

  private final List<Label> labels = new ArrayList<>();
  private final Map<String, Integer> depths = new HashMap<>();

  void clear() {
    labels.clear();
    depths.clear();
  }

  void enter(@Nullable String id) {
    labels.add(new Label(id, id == null ? null : depths.put(id, labels.size())));
  }

  void leave() {
    Label label = labels.removeLast();
    if (label.id != null) {
      if (label.hidden == null) {
        depths.remove(label.id);
      } else {
        depths.put(label.id, label.hidden);
      }
    }
  }

  /** The label index at the cursor. */
  int index(Cursor in) {
    int at = in.position();
    String id = in.id();
    if (id == null) {
      return in.u32();
    }
    Integer depth = depths.get(id);
    if (depth == null) {
      throw in.malformed("unknown label $" + id, at);
    }
    return labels.size() - 1 - depth;
  }
}
