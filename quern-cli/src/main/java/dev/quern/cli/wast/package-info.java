/**
 * Runs scripts of the WebAssembly test suite ({@code .wast}): {@link dev.quern.cli.wast.WastRunner}
 * for {@code quern wast} and for the conformance tests.
 */
@NullMarked
package dev.quern.cli.wast;

import org.jspecify.annotations.NullMarked;
