package dev.quern.runtime;

import dev.quern.type.DefinedType;
import dev.quern.type.FunctionType;
import java.lang.invoke.MethodHandle;
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

  /** The handle of a function that must have (a subtype of) a type of the calling module. */
  public static MethodHandle checked(FunctionInstance function, Instance caller, int typeIndex) {
    check(function, caller.type(typeIndex));
    return function.handle();
  }

  private static void check(FunctionInstance function, DefinedType type) {
    if (!function.type.isSubtypeOf(type)) {
      throw Trap.INDIRECT_CALL_TYPE.exception();
    }
  }

  /**
   * A tail call through a reference; the arguments stand in the caller's scratch space. For one of
   * the caller's own functions the call is left pending, any other is made at once.
   */
  public static void tailCall(FunctionInstance function, Instance caller, int typeIndex) {
    check(function, caller.type(typeIndex));
    int rank = function.owner == caller ? caller.loader().tailRank(function.index) : -1;
    if (rank >= 0) {
      caller.tail = rank + 1;
    } else {
      callFromScratch(function, caller);
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
