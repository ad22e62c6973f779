package dev.quern.internal.engine;

import dev.quern.internal.binary.ModuleDecoder;
import dev.quern.internal.binary.NameSection;
import dev.quern.internal.compile.CompileOptions;
import dev.quern.internal.compile.ModuleLoader;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.SideTable;
import dev.quern.internal.valid.ModuleValidator;
import dev.quern.type.Feature;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to module: decode, validate, and set up a loader that generates code when the JVM first
 * links it. Nothing is generated here.
 */
public final class Pipeline {
  /** The module's name in stack traces where neither options nor module give one. */
  private static final String NAMELESS = "wasm";

  private Pipeline() {}

  /**
   * Makes a module.
   *
   * @param bytes the binary; nobody may write to it any more
   * @param features what the module may use
   * @param name its name in stack traces, or null for its own
   * @param methodLimit greatest number of bytes of a generated method
   * @param usesVectorApi whether vectors are those of the Vector API, which must be there
   * @throws ModuleException if the bytes are no valid module or need what is not enabled
   */
  public static CompiledModule compile(
      byte[] bytes,
      Set<Feature> features,
      @Nullable String name,
      int methodLimit,
      boolean usesVectorApi) {
    Module module = ModuleDecoder.decode(bytes, DecodeLimits.JS_API);
    SideTable side = ModuleValidator.validate(module, DecodeLimits.JS_API, features);
    NameSection names = NameSection.of(module);
    String shown = name != null ? name : names.moduleName();
    var options = new CompileOptions(shown != null ? shown : NAMELESS, methodLimit, usesVectorApi);
    return new CompiledModule(module, side, names, new ModuleLoader(module, side, options));
  }

  /**
   * Decodes and validates a module whose code is wanted but no instance of it.
   *
   * @throws ModuleException if the bytes are no valid module or need what is not enabled
   */
  public static ModuleLoader loader(
      byte[] bytes, Set<Feature> features, int methodLimit, boolean usesVectorApi) {
    return compile(bytes, features, null, methodLimit, usesVectorApi).loader();
  }

  /**
   * Decodes and validates only.
   *
   * @throws ModuleException if the bytes are no valid module or need what is not enabled
   */
  public static void validate(byte[] bytes, Set<Feature> features) {
    Module module = ModuleDecoder.decode(bytes, DecodeLimits.JS_API);
    ModuleValidator.validate(module, DecodeLimits.JS_API, features);
  }
}
