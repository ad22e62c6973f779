/**
 * The binary format (spec chapter 5): modules from bytes and back, and the cursor over instructions
 * that validator and compiler share.
 */
@NullMarked
package dev.quern.internal.binary;

import org.jspecify.annotations.NullMarked;
