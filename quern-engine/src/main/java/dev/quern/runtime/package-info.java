/**
 * What generated code runs on: the instances of spec 4.2 and the meaning of the instructions that
 * are more than one JVM instruction. Exported for generated code only, as {@code java.lang.runtime}
 * is; programs use {@code dev.quern}.
 */
@NullMarked
package dev.quern.runtime;

import org.jspecify.annotations.NullMarked;
