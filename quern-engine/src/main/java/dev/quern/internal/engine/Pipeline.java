package dev.quern.internal.engine;

import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.binary.NameSection;
import dev.quern.internal.compile.ModuleLoader;
import dev.quern.internal.compile.cache.CodeCache;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.syntax.BodyFacts;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.SideTable;
import dev.quern.internal.valid.ModuleValidator;
import dev.quern.type.Feature;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into a module: decodes, validates, and sets up a loader that generates code when the
 * JVM first links it. Nothing is generated here.
 */
public final class Pipeline {
  /** The module's name in stack traces if neither the options nor the module have one. */
  private static final String NAMELESS = "wasm";

  private Pipeline() {}

  /**
   * Compiles a module.
   *
   * @param bytes the binary; must not be changed any more
   * @param features what the module may use
   * @param options the options for its code
   * @throws ModuleException if the bytes are not a valid module or need a feature that is not
   *     enabled
   */
  public static CompiledModule compile(
      byte[] bytes, Set<Feature> features, CompileOptions options) {
    return compile(bytes, features, options, null);
  }

  /**
   * As {@link #compile(byte[], Set, CompileOptions)}, reusing results of earlier compilations.
   *
   * @param cacheDirectory where those are, and where this compilation stores its own results; or
   *     null
   */
  public static CompiledModule compile(
      byte[] bytes, Set<Feature> features, CompileOptions options, @Nullable Path cacheDirectory) {
    CodeCache cache =
        cacheDirectory == null
            ? null
            : CodeCache.open(cacheDirectory, bytes, cacheKey(features, options));
    Module module = ModuleDecoder.decode(bytes, DecodeLimits.JS_API);
    SideTable side = validate(module, features, cache);
    NameSection names = NameSection.of(module);
    String own = names.moduleName();
    CompileOptions named =
        options.name().isEmpty() ? options.withName(own != null ? own : NAMELESS) : options;
    return new CompiledModule(module, side, names, named, cache);
  }

  /** Returns all options that the validity and code of a module depend on, as text. */
  public static String cacheKey(Set<Feature> features, CompileOptions options) {
    // A record names all its components, including any added later. The memory limit is omitted,
    // since it only concerns instances.
    return new TreeSet<>(features) + "\n" + options.withMemoryLimit(Long.MAX_VALUE);
  }

  private static SideTable validate(
      Module module, Set<Feature> features, @Nullable CodeCache cache) {
    BodyFacts known = cache == null ? null : cache.facts();
    if (known != null) {
      return ModuleValidator.validate(module, DecodeLimits.JS_API, features, known);
    }
    SideTable side = ModuleValidator.validate(module, DecodeLimits.JS_API, features);
    if (cache != null) {
      cache.addFacts(side.facts());
    }
    return side;
  }

  /**
   * Decodes and validates a module of which the code is needed but no instance.
   *
   * @throws ModuleException if the bytes are not a valid module or need a feature that is not
   *     enabled
   */
  public static ModuleLoader loader(byte[] bytes, Set<Feature> features, CompileOptions options) {
    return compile(bytes, features, options).loader();
  }

  /**
   * Only decodes and validates a module.
   *
   * @throws ModuleException if the bytes are not a valid module or need a feature that is not
   *     enabled
   */
  public static void validate(byte[] bytes, Set<Feature> features) {
    Module module = ModuleDecoder.decode(bytes, DecodeLimits.JS_API);
    ModuleValidator.validate(module, DecodeLimits.JS_API, features);
  }
}
