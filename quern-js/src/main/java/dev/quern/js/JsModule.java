package dev.quern.js;

import dev.quern.Options;
import dev.quern.WebAssembly;
import dev.quern.WebAssembly.CompileError;
import dev.quern.WebAssembly.ImportDescriptor;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module with what its compile options provide it with; the rest is asked of the import object.
 *
 * @param module the module
 * @param builtins the builtin functions and string constants
 */
record JsModule(WebAssembly.Module module, Builtins builtins) {

  /**
   * Compiles bytes.
   *
   * @param bytes not used by anybody else
   * @param sets names of sets of builtins
   * @param stringConstants the module name of imported string constants, or null
   * @throws CompileError if the bytes are no valid module, or its imports do not fit the options
   */
  static JsModule compile(byte[] bytes, List<String> sets, @Nullable String stringConstants) {
    var names = new HashSet<String>();
    for (String name : sets) {
      if (!names.add(name)) {
        throw new CompileError("builtins: the set '" + name + "' is there twice");
      }
    }
    var module = new WebAssembly.Module(bytes, Options.defaults().withJsLimits(true));
    return new JsModule(module, Builtins.of(module, names, stringConstants));
  }

  /** Whether bytes are a valid module whose imports fit the options. */
  static boolean validate(byte[] bytes, List<String> sets, @Nullable String stringConstants) {
    try {
      compile(bytes, sets, stringConstants);
      return true;
    } catch (CompileError e) {
      return false;
    }
  }

  /** The imports that the import object is asked for, in order. */
  List<ImportDescriptor> imports() {
    return module.imports().stream().filter(wanted -> !builtins.provides(wanted)).toList();
  }
}
