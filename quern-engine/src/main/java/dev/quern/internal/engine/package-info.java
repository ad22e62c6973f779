/**
 * From bytes to a running instance (spec chapter 4.5 and appendix "Embedding"). This is the only
 * place that knows the order of the steps: {@link dev.quern.internal.engine.Pipeline} decodes and
 * validates, {@link dev.quern.internal.engine.Instantiator} links, allocates and initialises. This
 * package sees all packages below {@code dev.quern}; only {@code dev.quern} itself sees this one.
 */
@NullMarked
package dev.quern.internal.engine;

import org.jspecify.annotations.NullMarked;
