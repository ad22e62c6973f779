/**
 * The fuzzer: random programs of all of WebAssembly, run in different ways that must agree.
 *
 * <p>A {@link dev.quern.fuzz.Generator} makes the {@link dev.quern.fuzz.Program} of a seed. {@code
 * World} has the types that all its modules share, {@code UnitPlan} a module in the making, and
 * {@code Body} writes a function, with {@code Numbers}, {@code MemoryCode}, {@code TableCode},
 * {@code ObjectCode}, {@code CallCode}, {@code BlockCode} and {@code LoopCode} for the instructions
 * of a kind. {@code Digest} writes the functions that make numbers of objects and tables, so that
 * what an embedder does not see is compared as well.
 *
 * <p>A {@link dev.quern.fuzz.Runner} runs programs: {@code QuernRunner} in this JVM, {@code
 * WorkerRunner} in another process, which is a JVM with {@code Worker} or node with {@code
 * worker.mjs}. An {@code Oracle} is what the default way is compared with; a {@code Comparison}
 * makes {@code Find}s, and {@link dev.quern.fuzz.Reducer} makes them small.
 *
 * <p>The command is {@link dev.quern.fuzz.Fuzz}.
 */
@NullMarked
package dev.quern.fuzz;

import org.jspecify.annotations.NullMarked;
