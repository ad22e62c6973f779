/**
 * WASI preview 1, and {@code wasi_unstable} before it, for modules that run under Quern: an {@link
 * dev.quern.Imports} object made from {@link dev.quern.wasi.WasiOptions}.
 *
 * <p>Nothing is granted by default: no directory, no environment variable, no argument; standard
 * input is empty and standard output goes nowhere. What a program may touch is what its options
 * name.
 *
 * <pre>{@code
 * var output = new ByteArrayOutputStream();
 * var options =
 *     WasiOptions.defaults()
 *         .withArguments("sort", "/in/names")
 *         .withPreopen(folder, "/in", true)
 *         .withStdout(output);
 * try (var wasi = options.open()) {
 *   int status = wasi.run(new WebAssembly.Module(bytes));
 * }
 * }</pre>
 *
 * <p>The parts: {@code Preview1} holds the functions, each a few lines, and {@code Snapshot} what
 * differs in {@code wasi_unstable}; {@code GuestMemory} checks every pointer; {@code Descriptors}
 * is the table of open descriptors and {@code Descriptor} their kinds; {@code PathResolver} is the
 * sandbox, on {@code Directory} and its three kinds; {@code Errno} turns Java's exceptions into
 * error codes; {@code Threads} are the program's.
 */
@NullMarked
package dev.quern.wasi;

import org.jspecify.annotations.NullMarked;
