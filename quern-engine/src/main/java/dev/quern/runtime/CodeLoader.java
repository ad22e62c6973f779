package dev.quern.runtime;

import dev.quern.type.DefinedType;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The class loader of a module's code, as far as instances and generated code see it. */
public abstract class CodeLoader extends ClassLoader {

  /**
   * How long the arrays of an instance are.
   *
   * @param scratch the greatest number of parameters or results of any function
   */
  public record Shape(
      int scratch,
      int functions,
      int tables,
      int memories,
      int globals,
      int tags,
      int data,
      int elements) {}

  static {
    registerAsParallelCapable();
  }

  /** A loader whose parent sees this package. */
  protected CodeLoader(ClassLoader parent) {
    super(parent);
  }

  /** The sizes of an instance. */
  public abstract Shape shape();

  /** The type of a type index. */
  public abstract DefinedType type(int index);

  /** The type of a function index. */
  public abstract DefinedType functionType(int index);

  /** See {@link FunctionInstance#rank}; -1 for a function that never becomes a reference. */
  public abstract int rank(int function);

  /** The place of a function among the tail call targets with the same results, or -1. */
  public abstract int tailRank(int function);

  /** Whether a function makes tail calls. */
  public abstract boolean isTailCaller(int function);

  /**
   * A handle of type {@code (int, Instance)int} that makes the tail calls which end in the results
   * of a function: it takes the {@link Instance#tail} of the first one, whose arguments are in the
   * instance's scratch space, and gives 0 when the results are there instead, or {@link
   * Instance#TAIL_CALL_OUT}.
   */
  public abstract MethodHandle tailCalls(int function);

  /** A handle to an own function, bound to an instance. */
  public abstract MethodHandle handle(int function, Instance instance);

  /** The call site that all calls of an imported function share. */
  protected abstract CallSite importSite(int function, MethodType type);

  /** A table of numbers that is too long for the code; it has been given before the code. */
  protected abstract int[] numbers(String key);

  /** Bootstrap method of calls to imported functions. */
  public static CallSite importSite(
      MethodHandles.Lookup lookup, String name, MethodType type, int function) {
    return of(lookup).importSite(function, type);
  }

  /** Bootstrap method of constant types. */
  public static DefinedType type(
      MethodHandles.Lookup lookup, String name, Class<?> type, int index) {
    return of(lookup).type(index);
  }

  /** Bootstrap method of constant tables of numbers. */
  public static int[] numbers(MethodHandles.Lookup lookup, String name, Class<?> type, String key) {
    return of(lookup).numbers(key);
  }

  private static CodeLoader of(MethodHandles.Lookup lookup) {
    return (CodeLoader) lookup.lookupClass().getClassLoader();
  }
}
