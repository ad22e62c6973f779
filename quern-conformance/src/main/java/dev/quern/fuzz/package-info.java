/**
 * The fuzzer: random programs of all of WebAssembly, run in different ways that must agree. The
 * command {@code ./fuzz} is {@code dev.quern.fuzz.Fuzz}.
 */
@NullMarked
package dev.quern.fuzz;

import org.jspecify.annotations.NullMarked;
