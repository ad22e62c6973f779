package dev.quern.internal.engine;

import dev.quern.internal.compile.ModuleLoader;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.SideTable;
import dev.quern.runtime.ArrayMemory;
import dev.quern.runtime.FunctionInstance;
import dev.quern.runtime.GlobalInstance;
import dev.quern.runtime.Instance;
import dev.quern.runtime.MemoryBudget;
import dev.quern.runtime.MemoryInstance;
import dev.quern.runtime.SegmentMemory;
import dev.quern.runtime.TableInstance;
import dev.quern.runtime.TagInstance;
import dev.quern.runtime.Trap;
import dev.quern.type.MemoryType;
import dev.quern.type.TableType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates an instance of a module (spec 4.5.4) in two steps, so that the embedder can put its own
 * objects around the instance before any of its code runs.
 *
 * <p>{@link #allocate} has no effect that is visible from outside: it checks the imports, creates
 * the instance's own tables, memories, globals and tags, and evaluates every initial value and
 * every element segment. {@link #initialize} then writes the active segments, in order, and calls
 * the start function. If it traps on the way, what earlier segments have written stays written, as
 * the specification requires.
 */
public final class Instantiator {
  private static final byte[] NO_BYTES = {};
  private static final @Nullable Object[] NO_REFERENCES = {};

  private final CompiledModule compiled;
  private final Module module;
  private final SideTable side;
  private final Instance instance;

  private Instantiator(CompiledModule compiled, Instance instance) {
    this.compiled = compiled;
    this.module = compiled.syntax();
    this.side = compiled.side();
    this.instance = instance;
  }

  /**
   * Links a module and allocates its instance.
   *
   * @param externs an {@code *Instance} of {@code dev.quern.runtime} for each import, in order
   * @throws LinkException if an import does not match
   * @throws OutOfMemoryError if there is no room for a memory or table, or if their initial sizes
   *     together exceed what the module's options allow
   */
  public static Instance allocate(CompiledModule module, List<Object> externs) {
    Linker.check(module, externs);
    MemoryBudget budget = module.newBudget();
    takeInitialSizes(module, budget);
    ModuleLoader loader = module.loader(segments(module, externs));
    Instance instance = loader.newInstance();
    var instantiator = new Instantiator(module, instance);
    instantiator.fill(externs, budget);
    instantiator.segments();
    instance.bind();
    loader.linkImports(instance);
    return instance;
  }

  /** Takes the initial sizes of the module's own memories and tables from the budget. */
  private static void takeInitialSizes(CompiledModule module, MemoryBudget budget) {
    SideTable side = module.side();
    long bytes = 0;
    int imported = module.syntax().importCount(MemoryType.class);
    for (MemoryType memory : side.memories().subList(imported, side.memories().size())) {
      bytes = plus(bytes, memory.limits().minimum(), 1L << memory.pageSizeLog2());
    }
    imported = module.syntax().importCount(TableType.class);
    for (TableType table : side.tables().subList(imported, side.tables().size())) {
      bytes = plus(bytes, table.limits().minimum(), MemoryBudget.ELEMENT_BYTES);
    }
    budget.takeFirst(bytes);
  }

  /** Returns a sum of sizes, or {@code Long.MAX_VALUE} if it is larger than that. */
  private static long plus(long bytes, long count, long bytesEach) {
    boolean fits = Long.compareUnsigned(count, (Long.MAX_VALUE - bytes) / bytesEach) <= 0;
    return fits ? bytes + count * bytesEach : Long.MAX_VALUE;
  }

  private static BitSet segments(CompiledModule module, List<Object> externs) {
    var segments = new BitSet();
    int memories = 0;
    for (Object extern : externs) {
      if (extern instanceof MemoryInstance memory) {
        segments.set(memories++, memory instanceof SegmentMemory);
      }
    }
    for (; memories < module.side().memories().size(); memories++) {
      segments.set(memories, module.needsSegment(memories));
    }
    return segments;
  }

  /** Writes the active segments and runs the start function; traps are thrown unconverted. */
  public static void initialize(CompiledModule module, Instance instance) throws Throwable {
    new Instantiator(module, instance).initialize();
  }

  private void fill(List<Object> externs, MemoryBudget budget) {
    int functions = 0;
    int tables = 0;
    int memories = 0;
    int globals = 0;
    int tags = 0;
    for (Object extern : externs) {
      if (extern instanceof FunctionInstance function) {
        instance.functions[functions++] = function;
      } else if (extern instanceof TableInstance table) {
        instance.tables[tables++] = table;
      } else if (extern instanceof MemoryInstance memory) {
        instance.memories[memories++] = memory;
      } else if (extern instanceof GlobalInstance global) {
        instance.globals[globals++] = global;
      } else if (extern instanceof TagInstance tag) {
        instance.tags[tags++] = tag;
      } else {
        throw new IllegalArgumentException("no extern: " + extern);
      }
    }
    for (; memories < instance.memories.length; memories++) {
      instance.memories[memories] =
          compiled.needsSegment(memories)
              ? new SegmentMemory(side.memories().get(memories), budget)
              : new ArrayMemory(side.memories().get(memories), side.isFixed(memories), budget);
    }
    for (; tags < instance.tags.length; tags++) {
      instance.tags[tags] = new TagInstance(side.tags().get(tags).definedType());
    }
    for (Module.Global global : module.globals()) {
      Object value = evaluate(global.init());
      instance.globals[globals] = new GlobalInstance(side.globals().get(globals), value);
      globals++;
    }
    for (Module.Table table : module.tables()) {
      Expr init = table.init();
      Object value = init == null ? null : evaluate(init);
      instance.tables[tables] = new TableInstance(side.tables().get(tables), value, budget);
      instance.tables[tables].ownedBy(instance);
      tables++;
    }
  }

  private void segments() {
    for (int i = 0; i < module.elements().size(); i++) {
      ElementSegment segment = module.elements().get(i);
      instance.elements[i] =
          segment.mode() == Mode.DECLARATIVE ? NO_REFERENCES : references(segment);
    }
    for (int i = 0; i < module.data().size(); i++) {
      DataSegment segment = module.data().get(i);
      instance.data[i] =
          segment.mode() == Mode.PASSIVE
              ? Arrays.copyOfRange(segment.bytes(), segment.start(), segment.end())
              : NO_BYTES;
    }
  }

  private @Nullable Object[] references(ElementSegment segment) {
    var references = new @Nullable Object[segment.length()];
    int[] functions = segment.functions();
    List<Expr> inits = segment.inits();
    for (int i = 0; i < references.length; i++) {
      if (functions != null) {
        references[i] = instance.function(functions[i]);
      } else if (inits != null) {
        references[i] = evaluate(inits.get(i));
      }
    }
    return references;
  }

  private void initialize() throws Throwable {
    for (int i = 0; i < module.elements().size(); i++) {
      ElementSegment segment = module.elements().get(i);
      Expr offset = segment.offset();
      if (segment.mode() == Mode.ACTIVE && offset != null) {
        @Nullable Object[] source = instance.elements[i];
        TableInstance target = instance.tables[segment.table()];
        int start = (int) start(offset, source.length, target.size(), Trap.TABLE_ACCESS);
        target.write(start, source, 0, source.length);
        instance.elements[i] = NO_REFERENCES;
      }
    }
    for (DataSegment segment : module.data()) {
      Expr offset = segment.offset();
      if (segment.mode() == Mode.ACTIVE && offset != null) {
        MemoryInstance target = instance.memories[segment.memory()];
        int length = segment.end() - segment.start();
        long start = start(offset, length, target.size(), Trap.MEMORY_ACCESS);
        target.write(start, segment.bytes(), segment.start(), length);
      }
    }
    if (module.start() >= 0) {
      instance.function(module.start()).handle().invokeExact();
    }
  }

  /** Returns the start of a segment's destination after checking that all of it fits. */
  private long start(Expr offset, int length, long size, Trap trap) {
    // An i32 offset is an unsigned number; an i64 offset of 2^63 or more is negative and fits
    // nowhere.
    Object value = evaluate(offset);
    long start;
    if (value instanceof Integer i) {
      start = Integer.toUnsignedLong(i);
    } else if (value instanceof Long l) {
      start = l;
    } else {
      throw new AssertionError("offset was not validated");
    }
    if (start < 0 || start > size - length) {
      throw trap.exception();
    }
    return start;
  }

  private @Nullable Object evaluate(Expr expr) {
    return ConstExpr.evaluate(expr, instance);
  }
}
