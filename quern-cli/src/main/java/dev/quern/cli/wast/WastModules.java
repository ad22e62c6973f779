package dev.quern.cli.wast;

import dev.quern.Exports;
import dev.quern.Imports;
import dev.quern.WebAssembly;
import dev.quern.WebAssembly.ImportDescriptor;
import dev.quern.cli.wast.WastRunner.Mismatch;
import dev.quern.cli.wast.WastRunner.Skipped;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The modules and instances of a script, by their identifiers and by the names under which they
 * were registered. One that could not be made leaves the reason in its place, which whoever needs
 * it meets again.
 */
final class WastModules {
  /** Key of the current module or instance; no identifier is empty. */
  private static final String CURRENT = "";

  private final Map<String, Supplier<WebAssembly.Module>> definitions = new HashMap<>();
  private final Map<String, Supplier<WebAssembly.Instance>> instances = new HashMap<>();
  private final Map<String, Supplier<Exports>> registered = new HashMap<>();
  private final Imports imports;

  /** None yet, whose imports may also come from a host. */
  WastModules(Imports host) {
    Imports spectest = Spectest.imports();
    imports = spectest.and(host).and(Imports.of(this::lookup));
  }

  private @Nullable Object lookup(String module, String name) {
    Supplier<Exports> exports = registered.get(module);
    return exports == null ? null : exports.get().get(name);
  }

  /** Keeps a module, or the reason why there is none. */
  void define(@Nullable String id, Supplier<WebAssembly.Module> maker) {
    keep(definitions, CURRENT, id, maker);
  }

  /** The module of an identifier, or the last one. */
  WebAssembly.Module definition(@Nullable String id) {
    return get(definitions, id, "module");
  }

  /** Keeps an instance of a module, or the reason why there is none. */
  void instantiate(@Nullable String id, Supplier<WebAssembly.Module> module) {
    keep(instances, CURRENT, id, () -> instantiate(module.get()));
  }

  WebAssembly.Instance instantiate(WebAssembly.Module module) {
    for (ImportDescriptor wanted : module.imports()) {
      Supplier<Exports> exports = registered.get(wanted.module());
      if (exports != null) {
        // Throws the reason if there are none.
        Objects.requireNonNull(exports.get());
      }
    }
    return new WebAssembly.Instance(module, imports);
  }

  /** The instance of an identifier, or the last one. */
  WebAssembly.Instance instance(@Nullable String id) {
    return get(instances, id, "instance");
  }

  /** Takes an instance over from the modules of another thread. */
  void share(String id, WastModules other) {
    keep(instances, id, id, () -> other.instance(id));
  }

  /** Registers the exports of an instance, or the reason why there is none. */
  void register(String name, @Nullable String id) {
    keep(registered, name, name, () -> instance(id).exports());
  }

  private static <T> T get(Map<String, Supplier<T>> map, @Nullable String id, String what) {
    Supplier<T> made = map.get(id == null ? CURRENT : id);
    if (made == null) {
      throw new Mismatch("unknown " + what + (id == null ? "" : " $" + id));
    }
    return made.get();
  }

  private static <T> void keep(
      Map<String, Supplier<T>> map, String current, @Nullable String id, Supplier<T> maker) {
    Supplier<T> kept =
        () -> {
          throw new Mismatch("needs what failed before");
        };
    try {
      T made = maker.get();
      kept = () -> made;
    } catch (Skipped e) {
      kept =
          () -> {
            throw e;
          };
      throw e;
    } finally {
      map.put(current, kept);
      if (id != null) {
        map.put(id, kept);
      }
    }
  }
}
