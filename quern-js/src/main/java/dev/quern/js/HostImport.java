package dev.quern.js;

import dev.quern.Imports;
import org.jspecify.annotations.Nullable;

/**
 * A host function that JavaScript has as a function object, before anybody knows which type a
 * module will want, and which instance will be its caller.
 */
record HostImport(Imports imports, String module, String name) {
  /** What a module links, which may be made only now; null if there is nothing of that name. */
  @Nullable Object value() {
    return imports.get(module, name);
  }
}
