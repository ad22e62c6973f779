/** The global {@code WebAssembly} for JavaScript on the JVM. */
@NullMarked
package dev.quern.js;

import org.jspecify.annotations.NullMarked;
