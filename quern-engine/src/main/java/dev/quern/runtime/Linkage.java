package dev.quern.runtime;

import dev.quern.type.DefinedType;
import dev.quern.type.FunctionType;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What calls through references need: finding the function, checking its type, leaving the module.
 */
public final class Linkage {
  private Linkage() {}

  /** The function at an unsigned index of a table. */
  public static FunctionInstance element(int index, TableInstance table) {
    @Nullable FunctionInstance[] functions = table.functions;
    if (index < 0 || index >= functions.length) {
      throw Trap.UNDEFINED_ELEMENT.exception();
    }
    FunctionInstance element = functions[index];
    if (element == null) {
      throw Trap.UNINITIALIZED_ELEMENT.exception(Integer.toString(index));
    }
    return element;
  }

  /**
   * The rank of the function at an unsigned index of a table if it is one of the caller's; else, or
   * if there is none, -1.
   */
  public static int rank(int index, TableInstance table, Instance caller) {
    if (table.owner != caller.numbers) {
      @Nullable FunctionInstance[] functions = table.functions;
      return index >= 0 && index < functions.length ? rank(functions[index], caller) : -1;
    }
    int[] ranks = table.ranks;
    return index >= 0 && index < ranks.length ? ranks[index] : -1;
  }

  /** The rank of a function if it is one of the caller's; else, or for null, -1. */
  public static int rank(@Nullable Object function, Instance caller) {
    return function instanceof FunctionInstance f && f.owner == caller ? f.rank : -1;
  }

  /** The function of a reference that is not null. */
  public static FunctionInstance notNull(@Nullable Object reference) {
    if (reference == null) {
      throw Trap.NULL_FUNCTION.exception();
    }
    return (FunctionInstance) reference;
  }

  /** Meaning of {@code ref.as_non_null}. */
  public static Object notNullReference(@Nullable Object reference) {
    if (reference == null) {
      throw Trap.NULL_REFERENCE.exception();
    }
    return reference;
  }

  /** The entry of a table of numbers at an unsigned index, or its last one. */
  public static int select(int index, int[] table) {
    return index < 0 || index >= table.length ? table[table.length - 1] : table[index];
  }

  /**
   * The handle of a function that must have (a subtype of) a type of the calling module.
   *
   * @param index of the function in a table, unsigned; of no meaning with a reference
   * @param what the table, or the reference itself
   */
  public static MethodHandle checked(
      int index, @Nullable Object what, Instance caller, int typeIndex) {
    FunctionInstance function =
        what instanceof TableInstance table ? element(index, table) : notNull(what);
    check(function, caller.type(typeIndex));
    return function.handle();
  }

  private static void check(FunctionInstance function, DefinedType type) {
    if (!function.type.isSubtypeOf(type)) {
      throw Trap.INDIRECT_CALL_TYPE.exception();
    }
  }

  /**
   * A tail call through a reference; the arguments stand in the caller's scratch space. The call is
   * left pending if the function is one of the caller's own, or makes tail calls itself; any other
   * is made at once.
   */
  public static void tailCall(FunctionInstance function, Instance caller, int typeIndex) {
    check(function, caller.type(typeIndex));
    int rank = function.owner == caller ? caller.loader().tailRank(function.index) : -1;
    if (rank >= 0) {
      caller.tail = rank + 1;
    } else if (function.isTailCaller) {
      leavePending(function, caller);
    } else {
      callFromScratch(function, caller);
    }
  }

  /** Whether an imported function makes tail calls itself, so that one of it is left pending. */
  public static boolean isTailCaller(Instance caller, int function) {
    return caller.function(function).isTailCaller;
  }

  /** Leaves a tail call of an imported function pending; its arguments are in scratch space. */
  public static void leavePending(Instance caller, int function) {
    leavePending(caller.function(function), caller);
  }

  private static void leavePending(FunctionInstance function, Instance caller) {
    caller.tailCallee = function;
    caller.tail = Instance.TAIL_CALL_OUT;
  }

  /**
   * Makes the tail call that is pending for a function of another instance, and those that follow,
   * through any number of instances. So all of them need the stack of one. The results are left in
   * the caller's scratch space.
   */
  public static void makeTailCalls(Instance caller) {
    FunctionInstance function = takePending(caller);
    Instance from = caller;
    while (true) {
      FunctionType type = function.type.function();
      Instance owner = Objects.requireNonNull(function.owner);
      Frame.copyScratch(from, owner, type.parameters().size());
      if (runTailCalls(function, owner) == 0) {
        Frame.copyScratch(owner, caller, type.results().size());
        return;
      }
      from = owner;
      function = takePending(owner);
    }
  }

  private static FunctionInstance takePending(Instance instance) {
    FunctionInstance function = Objects.requireNonNull(instance.tailCallee);
    instance.tailCallee = null;
    return function;
  }

  private static int runTailCalls(FunctionInstance function, Instance owner) {
    CodeLoader loader = owner.loader();
    try {
      return (int)
          loader.tailCalls(function.index).invokeExact(loader.tailRank(function.index) + 1, owner);
    } catch (Throwable e) {
      throw Linkage.<RuntimeException>unchecked(e);
    }
  }

  private static void callFromScratch(FunctionInstance function, Instance caller) {
    FunctionType type = function.type.function();
    String parameters = FunctionInstance.letters(type.parameters());
    @Nullable Object[] arguments = Frame.collect(parameters, caller);
    Object result;
    try {
      MethodHandle handle = function.handle();
      result =
          FunctionInstance.isWide(type.parameters())
              ? handle.invoke((Object) arguments)
              : handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw Linkage.<RuntimeException>unchecked(e);
    }
    @Nullable Object[] results =
        switch (type.results().size()) {
          case 0 -> new Object[0];
          case 1 -> new @Nullable Object[] {result};
          default -> (@Nullable Object[]) result;
        };
    Frame.spread(results, FunctionInstance.letters(type.results()), caller);
  }

  /** Lets any throwable pass as it is. */
  @SuppressWarnings("unchecked")
  static <E extends Throwable> E unchecked(Throwable e) throws E {
    throw (E) e;
  }
}
