/**
 * The {@code quern} command: {@link dev.quern.cli.Main} and a class for each subcommand. {@link
 * dev.quern.cli.wast.WastRunner} runs the scripts of the test suite and serves the conformance
 * tests too.
 */
@NullMarked
package dev.quern.cli;

import org.jspecify.annotations.NullMarked;
