package dev.quern.fuzz;

import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.MemoryType;
import dev.quern.type.RecursiveType;
import dev.quern.type.SubType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import java.util.ArrayList;
import java.util.List;

/** Leaves out what modules have beside the bodies of functions, and whole bodies. */
final class ModuleCuts {
  private final Reducer reducer;

  ModuleCuts(Reducer reducer) {
    this.reducer = reducer;
  }

  void run() {
    for (int unit = reducer.draft().units().size() - 1; unit >= 0; unit--) {
      exports(unit);
      stubs(unit);
      sweep(unit);
      segments(unit);
      start(unit);
      imports(unit);
      sweep(unit);
      unused(unit);
      types(unit);
    }
  }

  private Parts parts(int unit) {
    return reducer.draft().parts(unit);
  }

  private void sweep(int unit) {
    reducer.keep(unit, Sweep.of(parts(unit)));
  }

  /** What nothing mentions, one by one, where not all of it can go at once. */
  private void unused(int unit) {
    Parts parts = parts(unit);
    without(unit, Space.FUNCTION, parts.imported(Space.FUNCTION) + parts.functions.size());
    without(unit, Space.TABLE, parts.imported(Space.TABLE) + parts.tables.size());
    without(unit, Space.MEMORY, parts.imported(Space.MEMORY) + parts.memories.size());
    without(unit, Space.GLOBAL, parts.imported(Space.GLOBAL) + parts.globals.size());
    without(unit, Space.TAG, parts.imported(Space.TAG) + parts.tags.size());
    without(unit, Space.TYPE, parts.types.stream().mapToInt(group -> group.types().size()).sum());
  }

  private void exports(int unit) {
    reducer.halving(
        parts(unit).exports.size(),
        (from, to) -> {
          Parts changed = parts(unit).copy();
          changed.exports.subList(from, to).clear();
          return reducer.keep(unit, changed);
        });
  }

  /** Replaces bodies by constants. */
  private void stubs(int unit) {
    var left = new ArrayList<Integer>();
    for (int i = 0; i < parts(unit).functions.size(); i++) {
      left.add(i);
    }
    reducer.halving(
        left.size(),
        (from, to) -> {
          Parts changed = parts(unit).copy();
          List<Integer> chosen = left.subList(from, to);
          chosen.forEach(
              i -> changed.functions.set(i, stub(changed, changed.functions.get(i).type())));
          boolean isKept = reducer.keep(unit, changed);
          if (isKept) {
            chosen.clear();
          }
          return isKept;
        });
  }

  private static Parts.Function stub(Parts parts, int type) {
    FunctionType signature = parts.functionType(type);
    List<Instruction> code = Simple.values(signature.results());
    code.add(Instruction.of(Opcode.END));
    return new Parts.Function(type, List.of(), code);
  }

  private void segments(int unit) {
    without(unit, Space.ELEMENT, parts(unit).elements.size());
    without(unit, Space.DATA, parts(unit).data.size());
    for (int i = 0; i < parts(unit).elements.size(); i++) {
      shorterElements(unit, i);
    }
    for (int i = 0; i < parts(unit).data.size(); i++) {
      shorterData(unit, i);
    }
  }

  private void without(int unit, Space space, int count) {
    reducer.halving(
        count,
        (from, to) -> reducer.keep(unit, new Removal().without(space, from, to).from(parts(unit))));
  }

  private void shorterElements(int unit, int index) {
    reducer.halving(
        parts(unit).elements.get(index).length(),
        (from, to) -> {
          Parts changed = parts(unit).copy();
          changed.elements.set(index, without(changed.elements.get(index), from, to));
          return reducer.keep(unit, changed);
        });
  }

  private static ElementSegment without(ElementSegment segment, int from, int to) {
    int[] functions = segment.functions();
    int[] leftFunctions = null;
    if (functions != null) {
      leftFunctions = new int[functions.length - (to - from)];
      System.arraycopy(functions, 0, leftFunctions, 0, from);
      System.arraycopy(functions, to, leftFunctions, from, functions.length - to);
    }
    var inits = segment.inits();
    var leftInits = inits == null ? null : new ArrayList<>(inits);
    if (leftInits != null) {
      leftInits.subList(from, to).clear();
    }
    return new ElementSegment(
        segment.mode(),
        segment.table(),
        segment.offset(),
        segment.type(),
        leftFunctions,
        leftInits);
  }

  private void shorterData(int unit, int index) {
    DataSegment segment = parts(unit).data.get(index);
    for (int length = segment.end() - segment.start(); length > 0; length /= 2) {
      DataSegment now = parts(unit).data.get(index);
      int end = Math.max(now.start(), now.end() - length);
      Parts changed = parts(unit).copy();
      changed.data.set(
          index,
          new DataSegment(now.mode(), now.memory(), now.offset(), now.bytes(), now.start(), end));
      reducer.keep(unit, changed);
    }
  }

  private void start(int unit) {
    if (parts(unit).start >= 0) {
      Parts changed = parts(unit).copy();
      changed.start = -1;
      reducer.keep(unit, changed);
    }
  }

  // Imports become definitions.

  private void imports(int unit) {
    for (int i = parts(unit).imports.size() - 1; i >= 0; i--) {
      reducer.keep(unit, defined(parts(unit), i));
    }
  }

  /** The module with a definition in place of an import: the first one of its kind. */
  private static Parts defined(Parts parts, int importIndex) {
    Parts changed = parts.copy();
    Import entry = changed.imports.remove(importIndex);
    Space space = Space.of(entry.type());
    int last = parts.imported(space) - 1;
    int before =
        (int)
            parts.imports.subList(0, importIndex).stream()
                .filter(other -> Space.of(other.type()) == space)
                .count();
    define(changed, entry.type());
    new Renumbering((of, index) ->
        of != space || index < before || index > last ? index : index == before ? last : index - 1)
        .map(changed);
    return changed;
  }

  private static void define(Parts parts, ExternType type) {
    switch (type) {
      case ExternType.Function f -> {
        int index = ((TypeIndex) f.type().inexact()).index();
        parts.functions.addFirst(stub(parts, index));
      }
      case TableType t -> parts.tables.addFirst(new Table(t, null));
      case MemoryType m -> parts.memories.addFirst(m);
      case TagType t -> parts.tags.addFirst(t);
      case GlobalType g -> {
        List<Instruction> init = Simple.values(List.of(g.value()));
        init.add(Instruction.of(Opcode.END));
        parts.globals.addFirst(new Global(g, Instruction.expr(init)));
      }
    }
  }

  // Types.

  /** Members of groups on their own, and without supertypes. */
  private void types(int unit) {
    for (int i = 0; i < parts(unit).types.size(); i++) {
      RecursiveType group = parts(unit).types.get(i);
      if (group.types().size() > 1) {
        Parts changed = parts(unit).copy();
        changed.types.remove(i);
        List<RecursiveType> alone =
            group.types().stream().map(type -> new RecursiveType(List.of(type))).toList();
        changed.types.addAll(i, alone);
        reducer.keep(unit, changed);
      }
      plain(unit, i);
    }
  }

  private void plain(int unit, int groupIndex) {
    RecursiveType group = parts(unit).types.get(groupIndex);
    if (group.types().stream().allMatch(SubType::isPlain)) {
      return;
    }
    Parts changed = parts(unit).copy();
    changed.types.set(
        groupIndex,
        new RecursiveType(
            group.types().stream().map(type -> SubType.of(type.composite())).toList()));
    reducer.keep(unit, changed);
  }
}
