/**
 * JVM bytecode, with nothing of WebAssembly but the meaning of single instructions: the sink that
 * counts and emits it ({@link dev.quern.internal.compile.jvm.JvmCode}), the names of classes, what
 * numeric instructions are in bytecode ({@link dev.quern.internal.compile.jvm.Intrinsics}), and how
 * vectors are kept. Stack maps come from the JDK's class file library.
 */
@NullMarked
package dev.quern.internal.compile.jvm;

import org.jspecify.annotations.NullMarked;
