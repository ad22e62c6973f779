/**
 * Validation (spec chapter 3): the types of a module, its index spaces, its constant expressions
 * and its function bodies. Later stages trust what has passed here.
 */
@NullMarked
package dev.quern.internal.valid;

import org.jspecify.annotations.NullMarked;
