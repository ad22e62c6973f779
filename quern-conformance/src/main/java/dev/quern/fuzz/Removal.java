package dev.quern.fuzz;

import dev.quern.type.RecursiveType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/**
 * Leaves parts of a module out and renumbers the others. What mentions a part that is gone has the
 * index -1 instead, which makes the module invalid.
 */
final class Removal implements Space.Map {
  private final PartSet gone = new PartSet();

  /** Marks a part. */
  Removal without(Space space, int index) {
    gone.add(space, index);
    return this;
  }

  /** Marks some parts, one after another. */
  Removal without(Space space, int from, int to) {
    for (int i = from; i < to; i++) {
      gone.add(space, i);
    }
    return this;
  }

  @Override
  public int map(Space space, int index) {
    boolean isThere = index >= 0 && !gone.contains(space, index);
    return isThere ? index - gone.countBefore(space, index) : -1;
  }

  /** The module without the parts. */
  Parts from(Parts parts) {
    Parts left = parts.copy();
    types(left);
    imports(left);
    filter(left.functions, Space.FUNCTION, parts.imported(Space.FUNCTION));
    filter(left.tables, Space.TABLE, parts.imported(Space.TABLE));
    filter(left.memories, Space.MEMORY, parts.imported(Space.MEMORY));
    filter(left.tags, Space.TAG, parts.imported(Space.TAG));
    filter(left.globals, Space.GLOBAL, parts.imported(Space.GLOBAL));
    filter(left.elements, Space.ELEMENT, 0);
    filter(left.data, Space.DATA, 0);
    left.exports.removeIf(e -> gone.contains(Space.of(e.kind()), e.index()));
    left.start = gone.contains(Space.FUNCTION, Math.max(0, left.start)) ? -1 : left.start;
    new Renumbering(this).map(left);
    return left;
  }

  private void types(Parts left) {
    var groups = new ArrayList<RecursiveType>();
    int first = 0;
    for (RecursiveType group : left.types) {
      int start = first;
      first += group.types().size();
      var members = new ArrayList<>(group.types());
      filter(members, Space.TYPE, start);
      if (!members.isEmpty()) {
        groups.add(new RecursiveType(members));
      }
    }
    left.types.clear();
    left.types.addAll(groups);
  }

  private void imports(Parts left) {
    var next = new EnumMap<Space, Integer>(Space.class);
    left.imports.removeIf(entry -> {
      Space space = Space.of(entry.type());
      return gone.contains(space, next.merge(space, 1, Integer::sum) - 1);
    });
  }

  private void filter(List<?> list, Space space, int first) {
    var index = new int[] {first};
    list.removeIf(item -> gone.contains(space, index[0]++));
  }
}
