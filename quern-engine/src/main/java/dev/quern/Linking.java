package dev.quern;

import dev.quern.WebAssembly.Global;
import dev.quern.WebAssembly.Instance;
import dev.quern.WebAssembly.LinkError;
import dev.quern.WebAssembly.Memory;
import dev.quern.WebAssembly.RuntimeError;
import dev.quern.WebAssembly.TypeError;
import dev.quern.internal.engine.CompiledModule;
import dev.quern.internal.engine.Instantiator;
import dev.quern.internal.engine.LinkException;
import dev.quern.internal.engine.Linker;
import dev.quern.internal.engine.Reserve;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.runtime.GlobalInstance;
import dev.quern.runtime.TrapException;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.GlobalType;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The making of one instance: "read the imports" and "create an exports object" of the JavaScript
 * interface, around what the engine does.
 */
final class Linking {
  private final CompiledModule module;
  private final dev.quern.runtime.Instance instance;

  /** Reads the imports, links and allocates; no code of the module runs yet. */
  Linking(CompiledModule module, Imports imports, Instance owner) {
    this.module = module;
    Reserve.hold();
    try {
      instance = Instantiator.allocate(module, read(imports, new Importer(owner)));
    } catch (LinkException e) {
      throw new LinkError(String.valueOf(e.getMessage()));
    } catch (ModuleException e) {
      throw Compilation.error(e);
    } catch (TrapException e) {
      throw Border.<RuntimeException>sneak(Border.translate(e));
    } catch (OutOfMemoryError e) {
      throw new RuntimeError("no room for the instance: " + e.getMessage(), e);
    }
    instance.embedder = owner;
  }

  /** Writes the segments and calls the start function. */
  void initialize() {
    try {
      Instantiator.initialize(module, instance);
    } catch (Throwable e) {
      throw Border.<RuntimeException>sneak(Border.translate(e));
    }
  }

  /** The exports. */
  Exports exports() {
    var externs = new LinkedHashMap<String, Object>();
    for (Export export : module.syntax().exports()) {
      int index = export.index();
      Object extern =
          switch (export.kind()) {
            case FUNCTION -> instance.function(index);
            case TABLE -> instance.tables[index];
            case MEMORY -> instance.memories[index];
            case GLOBAL -> instance.globals[index];
            case TAG -> instance.tags[index];
          };
      externs.put(export.name(), Externs.toJava(extern));
    }
    return new Exports(externs);
  }

  private List<Object> read(Imports imports, Caller caller) {
    List<Import> wanted = module.syntax().imports();
    List<ExternType> types = module.side().imports();
    var values = new ArrayList<Object>();
    for (int i = 0; i < wanted.size(); i++) {
      Object value = imports.get(wanted.get(i).module(), wanted.get(i).name());
      if (value == null) {
        throw Linker.unknown(wanted.get(i), types.get(i));
      }
      values.add(value);
    }
    for (int i = 0; i < wanted.size(); i++) {
      values.set(i, extern(wanted.get(i), types.get(i), values.get(i), caller));
    }
    return values;
  }

  /** What the engine links for a value of the import object. */
  private static Object extern(Import wanted, ExternType type, Object value, Caller caller) {
    Object runtime = Externs.toRuntime(value);
    if (runtime != null && !isValue(type, value)) {
      return runtime;
    }
    if (type instanceof ExternType.Function function) {
      return hostFunction(wanted, function, value, caller);
    } else if (type instanceof GlobalType global) {
      return global(wanted, global, value);
    }
    throw Linker.incompatible(wanted, type, Values.describe(value));
  }

  /** Whether an extern stands for itself as a reference, and not for what can be linked. */
  private static boolean isValue(ExternType type, Object value) {
    return type instanceof GlobalType && !(value instanceof Global);
  }

  private static Object hostFunction(
      Import wanted, ExternType.Function type, Object value, Caller caller) {
    HostFunction host = host(value);
    if (host == null || !(type.type().inexact() instanceof DefinedType defined)) {
      throw Linker.incompatible(wanted, type, Values.describe(value));
    }
    MethodHandle target = host.bind(caller);
    String misfit = HostFunctions.misfit(target.type(), defined.function());
    if (misfit != null) {
      throw Linker.incompatible(wanted, type, misfit);
    }
    return HostFunctions.function(defined, target, wanted.module() + "." + wanted.name())
        .instance();
  }

  private static @Nullable HostFunction host(Object value) {
    if (value instanceof HostFunction function) {
      return function;
    }
    return value instanceof MethodHandle handle
        ? new HostFunction(handle)
        : FunctionalInterfaces.lambda(value);
  }

  private static Object global(Import wanted, GlobalType type, Object value) {
    if (type.mutable() || value instanceof HostFunction) {
      throw Linker.incompatible(wanted, type, Values.describe(value));
    }
    try {
      return new GlobalInstance(type, Values.toWebAssembly(type.value(), value, () -> "value"));
    } catch (TypeError e) {
      throw Linker.incompatible(wanted, type, Values.describe(value));
    }
  }

  /** The caller that host functions of one instance get. */
  private static final class Importer implements Caller {
    private final Instance instance;
    private @Nullable Memory memory;

    Importer(Instance instance) {
      this.instance = instance;
    }

    @Override
    public Instance instance() {
      return instance;
    }

    @Override
    public Memory memory() {
      Memory known = memory;
      if (known == null) {
        memory = known = instance.exports().memory("memory");
      }
      return known;
    }
  }
}
