package dev.quern.fuzz;

import dev.quern.V128;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves out calls and modules, and makes calls simpler. */
final class ActionCuts {
  private final Reducer reducer;

  ActionCuts(Reducer reducer) {
    this.reducer = reducer;
  }

  void run() {
    reducer.halving(actions().size(), this::withoutActions);
    for (int i = reducer.draft().units().size() - 1; i >= 0; i--) {
      withoutUnit(i);
    }
    for (int i = 0; i < actions().size(); i++) {
      fewerTimes(i);
      simplerArguments(i);
    }
  }

  private List<Program.Action> actions() {
    return reducer.draft().actions();
  }

  private boolean withoutActions(int from, int to) {
    var left = new ArrayList<>(actions());
    left.subList(from, to).clear();
    return reducer.keep(reducer.draft().withActions(left));
  }

  private void withoutUnit(int index) {
    var left = new ArrayList<>(reducer.draft().units());
    String name = left.remove(index).name();
    List<Program.Action> calls =
        actions().stream().filter(action -> !action.unit().equals(name)).toList();
    reducer.keep(reducer.draft().withUnits(left).withActions(calls));
  }

  private boolean replace(int index, Program.Action action) {
    var changed = new ArrayList<>(actions());
    changed.set(index, action);
    return reducer.keep(reducer.draft().withActions(changed));
  }

  /** Once if possible, else half as often again and again. */
  private void fewerTimes(int index) {
    int times = actions().get(index).times();
    if (times <= 1 || replace(index, withTimes(index, 1))) {
      return;
    }
    while (times > 1 && replace(index, withTimes(index, times / 2))) {
      times /= 2;
    }
  }

  private Program.Action withTimes(int index, int times) {
    Program.Action action = actions().get(index);
    return new Program.Action(action.unit(), action.export(), action.arguments(), times);
  }

  private void simplerArguments(int index) {
    for (int i = 0; i < actions().get(index).arguments().size(); i++) {
      Program.Action action = actions().get(index);
      var arguments = new ArrayList<@Nullable Object>(action.arguments());
      Object simple = simple(arguments.get(i));
      if (simple != null && !simple.equals(arguments.get(i))) {
        arguments.set(i, simple);
        replace(
            index, new Program.Action(action.unit(), action.export(), arguments, action.times()));
      }
    }
  }

  private static @Nullable Object simple(@Nullable Object argument) {
    return switch (argument) {
      case Integer i -> 0;
      case Long l -> 0L;
      case Float f -> 0f;
      case Double d -> 0d;
      case V128 v -> new V128(0, 0);
      case null, default -> null;
    };
  }
}
