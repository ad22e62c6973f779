package dev.quern.runtime;

import dev.quern.type.DefinedType;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a module (spec 4.2.5). Every module has its own generated subclass, which adds a
 * field for each global that nobody else can see; its functions are static methods that take the
 * instance as their last argument. An instance is used by one thread at a time.
 *
 * <p>The arrays are filled by the instantiator before any code of the module runs.
 */
public abstract class Instance {
  /** Results behind the first, and arguments of tail calls, on their way: numbers as bits. */
  public final long[] numbers;

  /** As {@link #numbers}, for references. */
  public final @Nullable Object[] references;

  /**
   * A pending tail call: the tail rank of the function to call next plus one; {@link
   * #TAIL_CALL_OUT} for {@link #tailCallee}; 0 if none is pending. Whoever leaves a call pending
   * returns at once, without another call: a stack overflow in between would leave it pending for
   * good.
   */
  public int tail;

  /** The value of {@link #tail} for a function of another instance. */
  public static final int TAIL_CALL_OUT = -1;

  /** The function of another instance that a pending tail call goes to. */
  @Nullable FunctionInstance tailCallee;

  /** The first memory, which generated code uses most. */
  public @Nullable MemoryInstance memory0;

  /** The first table. */
  public @Nullable TableInstance table0;

  /** Functions by index, imports first; own functions appear when first referred to. */
  public final @Nullable FunctionInstance[] functions;

  public final TableInstance[] tables;
  public final MemoryInstance[] memories;
  public final GlobalInstance[] globals;
  public final TagInstance[] tags;

  /** Content of each data segment, empty once dropped. */
  public final byte[][] data;

  /** Content of each element segment, empty once dropped. */
  public final @Nullable Object[][] elements;

  /** The embedder's object for this instance, set once by the embedder. */
  public volatile @Nullable Object embedder;

  private final CodeLoader loader;

  /** Called by generated constructors. */
  protected Instance(CodeLoader loader) {
    CodeLoader.Shape shape = loader.shape();
    this.loader = loader;
    numbers = new long[shape.scratch()];
    references = new Object[shape.scratch()];
    functions = new FunctionInstance[shape.functions()];
    tables = new TableInstance[shape.tables()];
    memories = new MemoryInstance[shape.memories()];
    globals = new GlobalInstance[shape.globals()];
    tags = new TagInstance[shape.tags()];
    data = new byte[shape.data()][];
    elements = new Object[shape.elements()][];
  }

  /** Copies what stands in the arrays to the fields that generated code uses. */
  public final void bind() {
    memory0 = memories.length > 0 ? memories[0] : null;
    table0 = tables.length > 0 ? tables[0] : null;
    bindGlobals();
  }

  /** Copies the globals to the subclass's own fields. */
  protected abstract void bindGlobals();

  /** The function of an index as a reference. */
  public final FunctionInstance function(int index) {
    FunctionInstance known = functions[index];
    return known != null ? known : makeFunction(index);
  }

  private synchronized FunctionInstance makeFunction(int index) {
    FunctionInstance known = functions[index];
    if (known == null) {
      known = new FunctionInstance(this, index);
      functions[index] = known;
    }
    return known;
  }

  /** The code of the module. */
  public final CodeLoader loader() {
    return loader;
  }

  /** The module's type of an index. */
  public final DefinedType type(int index) {
    return loader.type(index);
  }
}
