/**
 * Scripts: {@code quern run FILE.js}. {@link dev.quern.cli.script.ScriptProgram} makes a GraalJS
 * context with the global {@code WebAssembly} and runs an event loop on one thread; what a script
 * finds besides the language is written in JavaScript (the resources of this package, {@code
 * runtime.js} first) over the methods of {@link dev.quern.cli.script.ScriptHost}.
 *
 * <p>{@code node:wasi} is what node documents, over {@code dev.quern.wasi}, so far as a script has
 * been granted it ({@link dev.quern.cli.script.ScriptGrants}). What differs from node:
 *
 * <ul>
 *   <li>A value of {@code preopens} is the guest name of a granted directory, or a path below one;
 *       no other directory can be given to a program. {@code stdin} is 0, {@code stdout} and {@code
 *       stderr} are 1 or 2.
 *   <li>The {@code version} is {@code preview1} or {@code unstable}, which is snapshot 0 as it was:
 *       node gives the functions and structures of preview 1 under that name.
 *   <li>The functions of {@code wasiImport} are linked with no JavaScript in between. They work on
 *       the memory that the importing instance exports, before {@code start}, too; a call of one
 *       from JavaScript is a TypeError.
 *   <li>{@code start} takes instances of {@code WebAssembly.Instance} only.
 *   <li>A program that exits in a call that a script makes around {@code start} ends the script
 *       with its status, unless the script catches that. Nothing catches it on the way through
 *       JavaScript functions that WebAssembly has called.
 * </ul>
 */
@NullMarked
package dev.quern.cli.script;

import org.jspecify.annotations.NullMarked;
