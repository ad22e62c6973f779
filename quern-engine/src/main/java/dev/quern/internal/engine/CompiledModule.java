package dev.quern.internal.engine;

import dev.quern.internal.binary.NameSection;
import dev.quern.internal.compile.ModuleLoader;
import dev.quern.internal.compile.cache.CodeCache;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.SideTable;
import dev.quern.runtime.MemoryBudget;
import dev.quern.runtime.SegmentMemory;
import dev.quern.type.ExternType;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A validated module, ready to be instantiated any number of times and from several threads.
 * Immutable except for cached look-ups.
 */
public final class CompiledModule {
  private final Module syntax;
  private final SideTable side;
  private final NameSection names;
  private final CompileOptions options;
  private final @Nullable CodeCache cache;
  private final Map<BitSet, ModuleLoader> loaders = new ConcurrentHashMap<>();
  private volatile @Nullable Map<Integer, String> exportNames;

  CompiledModule(
      Module syntax,
      SideTable side,
      NameSection names,
      CompileOptions options,
      @Nullable CodeCache cache) {
    this.syntax = syntax;
    this.side = side;
    this.names = names;
    this.options = options;
    this.cache = cache;
  }

  /** Returns the module as decoded. */
  public Module syntax() {
    return syntax;
  }

  /** Returns what the validator found out. */
  public SideTable side() {
    return side;
  }

  /** Returns the names that the module gives its parts. */
  public NameSection names() {
    return names;
  }

  /**
   * Returns the module's code for the kinds of memory that its types require; it is generated when
   * first linked.
   */
  public ModuleLoader loader() {
    var segments = new BitSet();
    for (int i = 0; i < side.memories().size(); i++) {
      segments.set(i, needsSegment(i));
    }
    return loader(segments);
  }

  /**
   * Returns the module's code for given kinds of memory. The kind of a memory is chosen by whoever
   * creates it, so an imported memory need not be of the kind that this module would have created.
   *
   * @param segments the memories that are {@link SegmentMemory}s
   */
  ModuleLoader loader(BitSet segments) {
    return loaders.computeIfAbsent(
        segments, s -> new ModuleLoader(syntax, side, options, s, cache));
  }

  /** Returns whether this module would create a memory as a {@link SegmentMemory}. */
  boolean needsSegment(int memory) {
    return SegmentMemory.isNeeded(side.memories().get(memory), options.largeMemories());
  }

  /** Returns the budget for a new instance's memories and tables. */
  MemoryBudget newBudget() {
    return new MemoryBudget(options.memoryLimit());
  }

  /** Returns the resolved type of an export. */
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

  /**
   * Returns the name of a function: from the module, else from its first export, else its index.
   */
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
