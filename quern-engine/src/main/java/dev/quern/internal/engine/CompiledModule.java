package dev.quern.internal.engine;

import dev.quern.internal.binary.NameSection;
import dev.quern.internal.compile.ModuleLoader;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.SideTable;
import dev.quern.type.ExternType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A validated module, ready to be instantiated any number of times and from several threads.
 * Immutable but for what it has looked up once.
 */
public final class CompiledModule {
  private final Module syntax;
  private final SideTable side;
  private final NameSection names;
  private final ModuleLoader loader;
  private volatile @Nullable Map<Integer, String> exportNames;

  CompiledModule(Module syntax, SideTable side, NameSection names, ModuleLoader loader) {
    this.syntax = syntax;
    this.side = side;
    this.names = names;
    this.loader = loader;
  }

  /** The module as decoded. */
  public Module syntax() {
    return syntax;
  }

  /** What the validator found out. */
  public SideTable side() {
    return side;
  }

  /** The names that the module gives its parts. */
  public NameSection names() {
    return names;
  }

  /** Its code, generated when it is first linked. */
  public ModuleLoader loader() {
    return loader;
  }

  /** The resolved type of an export. */
  public ExternType type(Module.Export export) {
    int index = export.index();
    return switch (export.kind()) {
      case FUNCTION -> new ExternType.Function(side.functions().get(index));
      case TABLE -> side.tables().get(index);
      case MEMORY -> side.memories().get(index);
      case GLOBAL -> side.globals().get(index);
      case TAG -> side.tags().get(index);
    };
  }

  /** The name that the module, or else its first export, gives to a function, or else its index. */
  public String functionName(int funcIndex) {
    String name = names.functionName(funcIndex);
    if (name == null) {
      name = exportNames().get(funcIndex);
    }
    return name != null ? name : Integer.toString(funcIndex);
  }

  private Map<Integer, String> exportNames() {
    Map<Integer, String> known = exportNames;
    if (known == null) {
      known = new HashMap<>();
      for (Module.Export export : syntax.exports()) {
        if (export.kind() == Module.Kind.FUNCTION) {
          known.putIfAbsent(export.index(), export.name());
        }
      }
      exportNames = known;
    }
    return known;
  }
}
