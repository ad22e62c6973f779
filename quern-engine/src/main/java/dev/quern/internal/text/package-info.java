/**
 * The text format (spec chapter 6) and the scripts of the test suite: from characters to {@link
 * dev.quern.internal.text.Tokens tokens} to a {@link dev.quern.internal.syntax.Module}, and back
 * through the {@link dev.quern.internal.text.Printer}. Function bodies are assembled as bytes, so
 * that nothing behind this package knows that a module was text, except for the {@link
 * dev.quern.internal.text.SourceMap} that turns a byte offset into a line.
 */
@NullMarked
package dev.quern.internal.text;

import org.jspecify.annotations.NullMarked;
