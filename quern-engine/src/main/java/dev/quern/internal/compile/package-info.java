/**
 * Compiles WebAssembly to JVM bytecode.
 *
 * <p>A module becomes a class loader ({@link dev.quern.internal.compile.ModuleLoader}) whose
 * classes are generated when the JVM first links to them. A function becomes a static method that
 * takes the wasm parameters as JVM parameters and the instance last; {@link
 * dev.quern.internal.compile.body.FuncCompiler} walks the body once per pass and emits code to a
 * {@link dev.quern.internal.compile.jvm.JvmCode}, which only counts bytes in the first pass.
 *
 * <p>This package decides what becomes a class and when. The packages below it only see those
 * listed after them: {@code chunk} for functions too large for one method, {@code body} for one
 * function body, {@code loop} for recognising loops and switches, {@code layout} for what generated
 * classes look like, {@code cache} for classes on disk, and {@code jvm} for bytecode as such.
 *
 * <h2>Large functions</h2>
 *
 * <p>HotSpot never compiles a method of more than 8,000 bytes of bytecode, and the class file
 * format ends at 65,535. A function that measures larger than the limit is cut into
 * <em>chunks</em>: methods {@code int chunk(Frame frame, int state, Instance instance)} that share
 * the function's locals in a frame, keep those that they use often in JVM locals between entry and
 * exit, and return the number of the <em>state</em> that comes next. A state is a place where
 * control can enter a chunk: its beginning, or a label that another chunk branches to. At each
 * entry a chunk loads from the frame the variables it may use from there on, and at each exit it
 * writes back those that may have changed and are live at the target ({@link
 * dev.quern.internal.compile.chunk.Flow}). The function itself becomes a driver: a loop around a
 * switch over the chunks, one of which is emitted in line. See {@link
 * dev.quern.internal.compile.chunk.Splitter} for how the cuts are chosen and why every valid
 * function comes out small enough.
 *
 * <p>A walk counts <em>ticks</em>, one for every place where a cut is possible: before each
 * instruction, and between the moves of an instruction that moves many values (a call with a
 * thousand arguments is larger than a method may be). Ticks do not depend on the pass, so a tick
 * names the same place in all of them.
 *
 * <p>A block that catches has a label as its handler; an exception thrown in the block leads there,
 * whichever method it is thrown in: see {@link dev.quern.internal.compile.body.TryCompiler}.
 *
 * <p>Interruptible code calls {@link dev.quern.runtime.Interruption#check} after the label of every
 * loop and at the start of every function. Chunks are entered at labels, a trampoline calls
 * functions at their start, and a handler rethrows what it gets if it is a trap, so none of them
 * needs special treatment.
 */
@NullMarked
package dev.quern.internal.compile;

import org.jspecify.annotations.NullMarked;
