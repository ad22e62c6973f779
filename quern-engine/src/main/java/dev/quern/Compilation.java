package dev.quern;

import dev.quern.WebAssembly.CompileError;
import dev.quern.internal.engine.CompiledModule;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.internal.syntax.SideTable;
import dev.quern.type.AddressType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.TableType;

/** Bytes to module, with the API's errors. The bytes belong to the module from then on. */
final class Compilation {
  private Compilation() {}

  static CompiledModule compile(byte[] ownBytes, Options options) {
    try {
      CompiledModule module =
          Pipeline.compile(
              ownBytes, options.features(), options.compileOptions(), options.codeCache());
      if (options.jsLimits()) {
        checkSizes(module.side());
      }
      if (options.eagerGeneration()) {
        module.loader().generateAll((functions, classFiles) -> {});
      }
      return module;
    } catch (ModuleException e) {
      throw error(e);
    }
  }

  private static final long MAX_TABLE = DecodeLimits.JS_API.tableSize();
  private static final long MAX_PAGES_64 = (1L << 37) - 1;

  private static void checkSizes(SideTable side) {
    for (TableType table : side.tables()) {
      if (Long.compareUnsigned(table.limits().minimum(), MAX_TABLE) > 0) {
        throw new CompileError(
            "table of " + Long.toUnsignedString(table.limits().minimum()) + " elements");
      }
    }
    for (MemoryType memory : side.memories()) {
      Limits limits = memory.limits();
      if (memory.address() == AddressType.I64
          && (Long.compareUnsigned(limits.minimum(), MAX_PAGES_64) > 0
              || limits.hasMaximum() && Long.compareUnsigned(limits.maximum(), MAX_PAGES_64) > 0)) {
        throw new CompileError("memory of " + limits + " pages");
      }
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
