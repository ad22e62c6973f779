/**
 * Scripts: {@code quern run FILE.js}. {@link dev.quern.cli.script.ScriptProgram} makes a GraalJS
 * context with the global {@code WebAssembly} and runs an event loop on one thread; what a script
 * finds besides the language is written in JavaScript (the resources of this package, {@code
 * runtime.js} first) over the methods of {@link dev.quern.cli.script.ScriptHost}.
 */
@NullMarked
package dev.quern.cli.script;

import org.jspecify.annotations.NullMarked;
