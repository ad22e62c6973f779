package dev.quern;

import dev.quern.WebAssembly.CompileError;
import dev.quern.internal.engine.CompiledModule;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.syntax.ModuleException;

/** Bytes to module, with the API's errors. The bytes belong to the module from then on. */
final class Compilation {
  private Compilation() {}

  static CompiledModule compile(byte[] ownBytes, Options options) {
    try {
      CompiledModule module =
          Pipeline.compile(ownBytes, options.features(), options.compileOptions());
      if (options.eagerGeneration()) {
        module.loader().generateAll((functions, classFiles) -> {});
      }
      return module;
    } catch (ModuleException e) {
      throw error(e);
    }
  }

  static WebAssembly.Module module(byte[] ownBytes, Options options) {
    return new WebAssembly.Module(compile(ownBytes, options));
  }

  static boolean validate(byte[] bytes, Options options) {
    try {
      Pipeline.validate(bytes, options.features());
      return true;
    } catch (ModuleException e) {
      return false;
    }
  }

  static CompileError error(ModuleException e) {
    return new CompileError(String.valueOf(e.getMessage()));
  }
}
