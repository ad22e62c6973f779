package dev.quern.fuzz;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Kind;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.FunctionType;
import dev.quern.type.RecursiveType;
import dev.quern.type.SubType;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out parameters and results of functions that are called from outside only: a parameter
 * becomes a local, a result is dropped at the end.
 */
final class SignatureCuts {
  private final Reducer reducer;

  SignatureCuts(Reducer reducer) {
    this.reducer = reducer;
  }

  void run() {
    for (int unit = 0; unit < reducer.draft().units().size(); unit++) {
      for (int i = 0; i < parts(unit).functions.size(); i++) {
        for (int p = type(unit, i).parameters().size() - 1; p >= 0; p--) {
          withoutParameter(unit, i, p);
        }
        for (int r = type(unit, i).results().size() - 1; r >= 0; r--) {
          withoutResult(unit, i, r);
        }
      }
    }
  }

  private Parts parts(int unit) {
    return reducer.draft().parts(unit);
  }

  private FunctionType type(int unit, int ordinal) {
    return parts(unit).functionType(parts(unit).functions.get(ordinal).type());
  }

  /** Appends a function type and returns its index. */
  private static int add(Parts parts, FunctionType type) {
    int index = parts.types.stream().mapToInt(group -> group.types().size()).sum();
    parts.types.add(new RecursiveType(List.of(SubType.of(type))));
    return index;
  }

  private static <T extends @Nullable Object> List<T> without(List<T> list, int index) {
    var left = new ArrayList<T>(list);
    left.remove(index);
    return left;
  }

  private void withoutParameter(int unit, int ordinal, int parameter) {
    Parts changed = parts(unit).copy();
    Parts.Function function = changed.functions.get(ordinal);
    FunctionType old = type(unit, ordinal);
    int last = old.parameters().size() - 1;
    var locals = new ArrayList<ValueType>(function.locals());
    locals.addFirst(old.parameters().get(parameter));
    var renumbering =
        new Renumbering((space, index) ->
            space != Space.LOCAL || index < parameter || index > last
                ? index
                : index == parameter ? last : index - 1);
    int type = add(changed, new FunctionType(without(old.parameters(), parameter), old.results()));
    changed.functions.set(
        ordinal,
        new Parts.Function(type, locals, function.code().stream().map(renumbering::map).toList()));
    Set<String> names = exports(changed, ordinal);
    String unitName = reducer.draft().units().get(unit).name();
    List<Program.Action> actions =
        reducer.draft().actions().stream()
            .map(action ->
                action.unit().equals(unitName) && names.contains(action.export())
                    ? withoutArgument(action, parameter)
                    : action)
            .toList();
    reducer.keep(reducer.draft().withParts(unit, changed).withActions(actions), unit);
  }

  private static Program.Action withoutArgument(Program.Action action, int parameter) {
    return new Program.Action(
        action.unit(), action.export(), without(action.arguments(), parameter), action.times());
  }

  private static Set<String> exports(Parts parts, int ordinal) {
    int index = parts.imported(Space.FUNCTION) + ordinal;
    return parts.exports.stream()
        .filter(export -> export.kind() == Kind.FUNCTION && export.index() == index)
        .map(Export::name)
        .collect(Collectors.toSet());
  }

  /** Puts the body into a block, behind which the result is dropped. */
  private void withoutResult(int unit, int ordinal, int result) {
    Parts changed = parts(unit).copy();
    Parts.Function function = changed.functions.get(ordinal);
    FunctionType old = type(unit, ordinal);
    int block = add(changed, new FunctionType(List.of(), old.results()));
    int type = add(changed, new FunctionType(old.parameters(), without(old.results(), result)));
    var locals = new ArrayList<ValueType>(function.locals());
    int firstNew = old.parameters().size() + locals.size();
    var code = new ArrayList<Instruction>();
    code.add(Instruction.of(Opcode.BLOCK, new InstrWriter().s64(block)));
    code.addAll(function.code());
    List<ValueType> above = old.results().subList(result + 1, old.results().size());
    for (int i = above.size() - 1; i >= 0; i--) {
      code.add(Instruction.of(Opcode.LOCAL_SET, new InstrWriter().u32(firstNew + i)));
    }
    code.add(Instruction.of(Opcode.DROP));
    for (int i = 0; i < above.size(); i++) {
      code.add(Instruction.of(Opcode.LOCAL_GET, new InstrWriter().u32(firstNew + i)));
    }
    code.add(Instruction.of(Opcode.END));
    locals.addAll(above);
    changed.functions.set(ordinal, new Parts.Function(type, locals, code));
    reducer.keep(unit, changed);
  }
}
