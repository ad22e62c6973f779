/**
 * Compiles one function body to bytecode. {@link dev.quern.internal.compile.body.FuncCompiler}
 * drives a {@link dev.quern.internal.compile.body.Walk} over the instructions; a compiler for each
 * group of instructions emits their code; {@link dev.quern.internal.compile.body.OperandStack} and
 * {@link dev.quern.internal.compile.body.Storage} know where values are.
 */
@NullMarked
package dev.quern.internal.compile.body;

import org.jspecify.annotations.NullMarked;
