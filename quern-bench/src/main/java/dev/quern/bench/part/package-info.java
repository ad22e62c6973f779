/**
 * JMH benchmarks of the engine's parts, most of them beside the same loop in plain Java, so that a
 * ratio can be read off one run.
 *
 * <p>A benchmark's name says what is measured; a name that begins with {@code java} is the Java
 * twin. A benchmark whose loop is in WebAssembly gives the time of one turn of that loop ({@code
 * OperationsPerInvocation}), which contains the counting and the branch, as its twin's does.
 *
 * <p>{@code ./bench} in the root of the repository runs them; it takes JMH's options and a regular
 * expression.
 */
@NullMarked
package dev.quern.bench.part;

import org.jspecify.annotations.NullMarked;
