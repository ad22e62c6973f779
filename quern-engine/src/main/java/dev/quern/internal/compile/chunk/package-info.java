/**
 * Functions too large for one method: where they are cut ({@link
 * dev.quern.internal.compile.chunk.Splitter}), which variables cross a cut ({@link
 * dev.quern.internal.compile.chunk.Flow}), and how chunks call one another.
 */
@NullMarked
package dev.quern.internal.compile.chunk;

import org.jspecify.annotations.NullMarked;
