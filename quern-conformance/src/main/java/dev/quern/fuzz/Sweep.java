package dev.quern.fuzz;

import dev.quern.internal.binary.InstrReader;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.RecursiveType;
import dev.quern.type.TypeIndex;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;

/**
 * Leaves out what nothing needs: neither an export, nor the start function, nor a segment that is
 * written to something imported, nor anything that those need.
 */
final class Sweep implements Space.Map {
  private record Part(Space space, int index) {}

  private final Parts parts;
  private final Renumbering visitor = new Renumbering(this);
  private final PartSet needed = new PartSet();
  private final ArrayDeque<Part> toVisit = new ArrayDeque<>();

  private Sweep(Parts parts) {
    this.parts = parts;
  }

  /** A module without what nothing needs. */
  static Parts of(Parts parts) {
    return new Sweep(parts.copy()).sweep();
  }

  /** Notes that something mentions a part; nothing is renumbered here. */
  @Override
  public int map(Space space, int index) {
    if (space != Space.LOCAL && space != Space.LABEL && !isNeeded(space, index)) {
      needed.add(space, index);
      toVisit.add(new Part(space, index));
    }
    return index;
  }

  private boolean isNeeded(Space space, int index) {
    return needed.contains(space, index);
  }

  private Parts sweep() {
    for (Export export : parts.exports) {
      map(Space.of(export.kind()), export.index());
    }
    if (parts.start >= 0) {
      map(Space.FUNCTION, parts.start);
    }
    for (Space space : List.of(Space.TABLE, Space.MEMORY)) {
      for (int i = 0; i < parts.imported(space); i++) {
        segmentsOf(space, i);
      }
    }
    while (!toVisit.isEmpty()) {
      visit(toVisit.remove());
    }
    declared();
    return removal().from(parts);
  }

  private void visit(Part part) {
    Space space = part.space();
    int index = part.index();
    int imported = parts.imported(space);
    if (index < imported) {
      visitor.map(importOf(space, index));
      segmentsOf(space, index);
      return;
    }
    switch (space) {
      case TYPE -> type(index);
      case FUNCTION -> visitor.map(parts.functions.get(index - imported));
      case TABLE -> {
        visitor.map(parts.tables.get(index - imported));
        segmentsOf(space, index);
      }
      case MEMORY -> segmentsOf(space, index);
      case GLOBAL -> visitor.map(parts.globals.get(index - imported));
      case TAG -> map(Space.TYPE, typeOfTag(index - imported));
      case ELEMENT -> visitor.map(parts.elements.get(index));
      case DATA -> visitor.map(parts.data.get(index));
      case LOCAL, LABEL -> {}
    }
  }

  private int typeOfTag(int index) {
    return ((TypeIndex) parts.tags.get(index).type()).index();
  }

  private Import importOf(Space space, int index) {
    return parts.imports.stream()
        .filter(entry -> Space.of(entry.type()) == space)
        .skip(index)
        .findFirst()
        .orElseThrow();
  }

  private void segmentsOf(Space space, int target) {
    for (int i = 0; space == Space.TABLE && i < parts.elements.size(); i++) {
      ElementSegment segment = parts.elements.get(i);
      if (segment.mode() == Mode.ACTIVE && segment.table() == target) {
        map(Space.ELEMENT, i);
        map(Space.TABLE, target);
      }
    }
    for (int i = 0; space == Space.MEMORY && i < parts.data.size(); i++) {
      DataSegment segment = parts.data.get(i);
      if (segment.mode() == Mode.ACTIVE && segment.memory() == target) {
        map(Space.DATA, i);
        map(Space.MEMORY, target);
      }
    }
  }

  /** A recursive group stays as a whole. */
  private void type(int index) {
    int first = 0;
    for (RecursiveType group : parts.types) {
      int size = group.types().size();
      if (index >= first && index < first + size) {
        visitor.map(group);
        for (int i = first; i < first + size; i++) {
          map(Space.TYPE, i);
        }
      }
      first += size;
    }
  }

  /** Declarative segments keep what is needed without them, so that code may refer to it. */
  private void declared() {
    for (int i = 0; i < parts.elements.size(); i++) {
      ElementSegment segment = parts.elements.get(i);
      if (segment.mode() == Mode.DECLARATIVE && !isNeeded(Space.ELEMENT, i)) {
        ElementSegment left = needed(segment);
        parts.elements.set(i, left);
        if (left.length() > 0) {
          map(Space.ELEMENT, i);
        }
      }
    }
    while (!toVisit.isEmpty()) {
      visit(toVisit.remove());
    }
  }

  private ElementSegment needed(ElementSegment segment) {
    int[] functions = segment.functions();
    List<Expr> inits = segment.inits();
    return new ElementSegment(
        segment.mode(),
        segment.table(),
        segment.offset(),
        segment.type(),
        functions == null
            ? null
            : Arrays.stream(functions).filter(f -> isNeeded(Space.FUNCTION, f)).toArray(),
        inits == null ? null : inits.stream().filter(this::isOfNeededFunction).toList());
  }

  private boolean isOfNeededFunction(Expr init) {
    var in = new InstrReader(init);
    return in.next() == Opcode.REF_FUNC.code() && isNeeded(Space.FUNCTION, in.u32());
  }

  private Removal removal() {
    var removal = new Removal();
    var sizes = new EnumMap<Space, Integer>(Space.class);
    sizes.put(Space.TYPE, parts.types.stream().mapToInt(group -> group.types().size()).sum());
    sizes.put(Space.FUNCTION, parts.functions.size());
    sizes.put(Space.TABLE, parts.tables.size());
    sizes.put(Space.MEMORY, parts.memories.size());
    sizes.put(Space.GLOBAL, parts.globals.size());
    sizes.put(Space.TAG, parts.tags.size());
    sizes.put(Space.ELEMENT, parts.elements.size());
    sizes.put(Space.DATA, parts.data.size());
    sizes.forEach((space, defined) -> {
      int count = parts.imported(space) + defined;
      for (int i = 0; i < count; i++) {
        if (!isNeeded(space, i)) {
          removal.without(space, i);
        }
      }
    });
    return removal;
  }
}
