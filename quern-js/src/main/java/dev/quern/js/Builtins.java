package dev.quern.js;

import dev.quern.WebAssembly.CompileError;
import dev.quern.WebAssembly.Function;
import dev.quern.WebAssembly.Global;
import dev.quern.WebAssembly.ImportDescriptor;
import dev.quern.WebAssembly.Module;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.Subtyping;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a module imports from the interface itself and not from the import object: the functions of
 * builtin sets, and string constants (WebAssembly JavaScript Interface, sections "Builtins" and
 * "Validate builtins and imported strings for a module"; compile options {@code builtins} and
 * {@code importedStringConstants}). Immutable.
 */
final class Builtins {
  private static final String JS_STRING = "js-string";

  /** The type of every string constant. */
  private static final GlobalType CONSTANT = new GlobalType(JsStrings.STRING, false);

  private final boolean hasStrings;
  private final @Nullable String stringConstants;

  private Builtins(boolean hasStrings, @Nullable String stringConstants) {
    this.hasStrings = hasStrings;
    this.stringConstants = stringConstants;
  }

  /**
   * What the options of a compilation provide; checks that the module imports it as what it is.
   *
   * @param sets the names of builtin sets; those that nobody knows are ignored, as the interface
   *     wants it
   * @param stringConstants the name of the module whose imports are string constants, or null
   * @throws CompileError if an import that is provided has another type
   */
  static Builtins of(Module module, Set<String> sets, @Nullable String stringConstants) {
    var builtins = new Builtins(sets.contains(JS_STRING), stringConstants);
    module.imports().forEach(builtins::check);
    return builtins;
  }

  private void check(ImportDescriptor wanted) {
    ExternType type = type(wanted);
    if (type != null && !Subtyping.matches(type, wanted.type())) {
      throw new CompileError(
          "incompatible import type: \""
              + wanted.module()
              + "\" \""
              + wanted.name()
              + "\", the builtin is "
              + describe(type)
              + ", not "
              + describe(wanted.type()));
    }
  }

  /** The type of what is provided, or null. */
  private @Nullable ExternType type(ImportDescriptor wanted) {
    if (isStringConstant(wanted)) {
      return CONSTANT;
    }
    FunctionType type = isFunction(wanted) ? JsStrings.TYPES.get(wanted.name()) : null;
    return type == null ? null : new ExternType.Function(DefinedType.of(type));
  }

  private static String describe(ExternType type) {
    return type.kind() + " " + (type instanceof ExternType.Function f ? f.type() : type);
  }

  /** Whether an import is provided, so that the import object is not asked. */
  boolean provides(ImportDescriptor wanted) {
    return isStringConstant(wanted) || isFunction(wanted);
  }

  /**
   * What an import is provided with, a {@link Function} or a {@link Global} that holds the import's
   * own name; null if the import object must be asked.
   */
  @Nullable Object get(ImportDescriptor wanted) {
    if (isStringConstant(wanted)) {
      return new Global(CONSTANT, wanted.name());
    }
    return isFunction(wanted) ? JsStrings.function(wanted.name()) : null;
  }

  /** The constants go first where both have the same namespace. */
  private boolean isStringConstant(ImportDescriptor wanted) {
    return wanted.module().equals(stringConstants);
  }

  private boolean isFunction(ImportDescriptor wanted) {
    return hasStrings
        && wanted.module().equals("wasm:" + JS_STRING)
        && JsStrings.TYPES.containsKey(wanted.name());
  }
}
