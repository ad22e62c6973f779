package dev.quern.internal.compile.layout;

import dev.quern.runtime.FunctionInstance;
import dev.quern.runtime.Instance;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import org.jspecify.annotations.Nullable;

/**
 * The call sites of imported functions. While every instance of the module imports the same
 * function, the site's target is that function, and HotSpot treats it as a constant. Once an
 * instance imports a different function, the site takes the function from the calling instance.
 *
 * <p>Instances are linked before any of their code runs, so no instance can see a target that is
 * right only for others.
 *
 * <p>Why: docs/rationale/calls.md.
 */
public final class ImportSites {
  private final @Nullable FunctionInstance[] common;
  private final boolean[] differ;
  private final @Nullable MutableCallSite[] sites;

  public ImportSites(int count) {
    common = new FunctionInstance[count];
    differ = new boolean[count];
    sites = new MutableCallSite[count];
  }

  /** Registers an instance whose imported functions are set. */
  public synchronized void link(Instance instance) {
    for (int i = 0; i < common.length; i++) {
      FunctionInstance function = instance.functions[i];
      if (common[i] == null) {
        common[i] = function;
      } else if (common[i] != function && !differ[i]) {
        differ[i] = true;
        MutableCallSite site = sites[i];
        if (site != null) {
          site.setTarget(generic(i, site.type()));
          MutableCallSite.syncAll(new MutableCallSite[] {site});
        }
      }
    }
  }

  /**
   * Returns the call site of an import; its type is the function's handle type with the calling
   * instance added.
   */
  public synchronized CallSite site(int index, MethodType type) {
    MutableCallSite site = sites[index];
    if (site == null) {
      site = new MutableCallSite(type);
      FunctionInstance function = common[index];
      boolean isConstant = function != null && !differ[index];
      site.setTarget(isConstant ? constant(function, type) : generic(index, type));
      sites[index] = site;
    }
    return site;
  }

  private static MethodHandle constant(FunctionInstance function, MethodType type) {
    int last = type.parameterCount() - 1;
    return MethodHandles.dropArguments(function.handle(), last, type.parameterType(last));
  }

  /** Returns a handle that calls the function that the instance has at an index. */
  private static MethodHandle generic(int index, MethodType type) {
    int last = type.parameterCount() - 1;
    MethodType handleType = type.dropParameterTypes(last, last + 1);
    MethodHandle handleOf =
        MethodHandles.insertArguments(Generic.HANDLE_OF, 1, index)
            .asType(MethodType.methodType(MethodHandle.class, type.parameterType(last)));
    MethodHandle call =
        MethodHandles.filterArguments(MethodHandles.exactInvoker(handleType), 0, handleOf);
    var order = new int[type.parameterCount()];
    order[0] = last;
    for (int i = 0; i < last; i++) {
      order[i + 1] = i;
    }
    return MethodHandles.permuteArguments(call, type, order);
  }

  /** Needed by few modules, so linked only when the first of them uses it. */
  private static final class Generic {
    static final MethodHandle HANDLE_OF;

    static {
      try {
        HANDLE_OF =
            MethodHandles.lookup()
                .findStatic(
                    ImportSites.class,
                    "handleOf",
                    MethodType.methodType(MethodHandle.class, Instance.class, int.class));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private Generic() {}
  }

  private static MethodHandle handleOf(Instance instance, int index) {
    return instance.function(index).handle();
  }
}
