package dev.quern.fuzz;

import dev.quern.internal.binary.ModuleEncoder;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.valid.ModuleValidator;
import dev.quern.type.Feature;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A {@link Program} whose modules are taken apart.
 *
 * @param seed what the program was generated from
 * @param units the modules
 * @param actions the calls
 */
record Draft(long seed, List<Unit> units, List<Program.Action> actions) {
  /** Everything that this version can run. */
  static final Set<Feature> FEATURES = features();

  /** A module by its name. */
  record Unit(String name, Parts parts) {
    boolean isValid() {
      try {
        ModuleValidator.validate(parts.module(), DecodeLimits.JS_API, FEATURES);
        return true;
      } catch (ModuleException e) {
        return false;
      }
    }
  }

  private static Set<Feature> features() {
    var features = EnumSet.allOf(Feature.class);
    features.removeIf(feature -> !feature.isBuilt());
    return features;
  }

  static Draft of(Program program) {
    return new Draft(
        program.seed(),
        program.units().stream().map(u -> new Unit(u.name(), Parts.of(u.module()))).toList(),
        program.actions());
  }

  Program program() {
    return new Program(
        seed,
        units.stream()
            .map(u -> new Program.Unit(u.name(), ModuleEncoder.encode(u.parts().module())))
            .toList(),
        actions);
  }

  Draft withActions(List<Program.Action> newActions) {
    return new Draft(seed, units, List.copyOf(newActions));
  }

  Draft withUnits(List<Unit> newUnits) {
    return new Draft(seed, List.copyOf(newUnits), actions);
  }

  /** The same with other parts in place of those of a unit. */
  Draft withParts(int unit, Parts parts) {
    var changed = new ArrayList<>(units);
    changed.set(unit, new Unit(units.get(unit).name(), parts));
    return withUnits(changed);
  }

  Parts parts(int unit) {
    return units.get(unit).parts();
  }

  /** Whether what one unit imports from another is there. */
  boolean isLinked(Set<String> unitNames) {
    var exported = new HashSet<List<String>>();
    for (Unit unit : units) {
      for (Module.Import entry : unit.parts().imports) {
        boolean isOurs = unitNames.contains(entry.module());
        if (isOurs && !exported.contains(List.of(entry.module(), entry.name()))) {
          return false;
        }
      }
      unit.parts().exports.forEach(e -> exported.add(List.of(unit.name(), e.name())));
    }
    return true;
  }
}
