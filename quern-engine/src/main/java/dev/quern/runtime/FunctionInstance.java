package dev.quern.runtime;

import dev.quern.V128;
import dev.quern.type.DefinedType;
import dev.quern.type.FunctionType;
import dev.quern.type.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function (spec 4.2.6), and at once what a function reference points to. A function of a module
 * is known to generated code of the same module by its owner and index; everybody else calls its
 * {@link #handle}.
 */
public final class FunctionInstance {
  /** The instance that the function belongs to, or null for a host function. */
  public final @Nullable Instance owner;

  /** The function index in the owner, imports included; -1 for a host function. */
  public final int index;

  /** The type. */
  public final DefinedType type;

  /**
   * The function's place among those that the module lets become references, ordered by type: what
   * generated code switches on; -1 for a host function.
   */
  public final int rank;

  /**
   * Whether the function makes tail calls itself: a tail call from another instance must leave its
   * frame to it, or two such functions that call one another would use up the stack.
   */
  public final boolean isTailCaller;

  /** The embedder's object for this function, set once by the embedder. */
  public volatile @Nullable Object embedder;

  private final Supplier<MethodHandle> handleMaker;
  private volatile @Nullable MethodHandle handle;

  /** A function of a module; its handle is made when it is first called from outside. */
  FunctionInstance(Instance owner, int index) {
    CodeLoader loader = owner.loader();
    this.owner = owner;
    this.index = index;
    this.type = loader.functionType(index);
    this.rank = loader.rank(index);
    this.isTailCaller = loader.isTailCaller(index);
    this.handleMaker = () -> loader.handle(index, owner);
  }

  private FunctionInstance(DefinedType type, Supplier<MethodHandle> handleMaker) {
    this.owner = null;
    this.index = -1;
    this.type = type;
    this.rank = -1;
    this.isTailCaller = false;
    this.handleMaker = handleMaker;
  }

  /**
   * A host function.
   *
   * @param handleMaker makes a handle of exactly {@link #handleType} when the function is first
   *     called: most imports of a module never are, and the JVM makes classes for such a handle
   */
  public static FunctionInstance host(DefinedType type, Supplier<MethodHandle> handleMaker) {
    return new FunctionInstance(type, handleMaker);
  }

  /** Calls the function from outside; traps and host exceptions come out raw. */
  public MethodHandle handle() {
    MethodHandle known = handle;
    if (known == null) {
      handle = known = handleMaker.get();
    }
    return known;
  }

  /**
   * The JVM type of a handle to a function: the parameters as {@code int long float double Object},
   * or one {@code Object[]} of boxed values where they need more JVM slots than {@link
   * #MAX_PARAMETER_SLOTS}; the result likewise, {@code void} for none and {@code Object[]} of boxed
   * values for several.
   */
  public static MethodType handleType(FunctionType type) {
    Class<?> result =
        switch (type.results().size()) {
          case 0 -> void.class;
          case 1 -> javaClass(type.results().getFirst());
          default -> Object[].class;
        };
    if (isWide(type.parameters())) {
      return MethodType.methodType(result, Object[].class);
    }
    var parameters = new Class<?>[type.parameters().size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = javaClass(type.parameters().get(i));
    }
    return MethodType.methodType(result, parameters);
  }

  /** The greatest number of JVM parameter slots; a JVM method takes 255, and we add up to four. */
  public static final int MAX_PARAMETER_SLOTS = 250;

  /** Whether parameters need more slots than a JVM method has. */
  public static boolean isWide(List<? extends ValueType> parameters) {
    int slots = 0;
    for (ValueType type : parameters) {
      slots += type.letter() == 'J' || type.letter() == 'D' ? 2 : 1;
    }
    return slots > MAX_PARAMETER_SLOTS;
  }

  /** The class of a value as a JVM parameter. */
  public static Class<?> javaClass(ValueType type) {
    return switch (type.letter()) {
      case 'I' -> int.class;
      case 'J' -> long.class;
      case 'F' -> float.class;
      case 'D' -> double.class;
      case 'V' -> V128.class;
      default -> Object.class;
    };
  }

  /** The JVM kinds of some types, a letter each. */
  public static String letters(List<? extends ValueType> types) {
    var letters = new StringBuilder(types.size());
    for (ValueType type : types) {
      letters.append(type.letter());
    }
    return letters.toString();
  }
}
