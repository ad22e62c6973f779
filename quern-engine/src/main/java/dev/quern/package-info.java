/**
 * WebAssembly for Java programs, under the names of MDN's JavaScript pages: {@link
 * dev.quern.WebAssembly} and its nested types, {@link dev.quern.Imports} and {@link
 * dev.quern.Exports}. A first program:
 *
 * <pre>{@code
 * var module = new WebAssembly.Module(Files.readAllBytes(Path.of("simple.wasm")));
 * var imports = Imports.of("my_namespace", "imported_func", IntConsumer.class, System.out::println);
 * var instance = new WebAssembly.Instance(module, imports);
 * instance.exports().function("exported_func").call();
 * }</pre>
 *
 * <p>Values cross the border as follows. Nothing is converted silently: an {@code i64} is a {@code
 * Long} and not an {@code Integer}.
 *
 * <table>
 * <caption>Values</caption>
 * <tr><th>WebAssembly</th><th>Java</th></tr>
 * <tr><td>i32, f32, f64</td><td>{@code int}, {@code float}, {@code double}; boxed in {@code call}</td></tr>
 * <tr><td>i64</td><td>{@code long}; boxed in {@code call}</td></tr>
 * <tr><td>v128</td><td>{@link dev.quern.V128}</td></tr>
 * <tr><td>externref, anyref</td><td>any object, identity kept</td></tr>
 * <tr><td>i31ref</td><td>{@code Integer} from -2<sup>30</sup> to 2<sup>30</sup> - 1</td></tr>
 * <tr><td>structref, arrayref</td><td>{@link dev.quern.StructRef}, {@link dev.quern.ArrayRef}</td></tr>
 * <tr><td>funcref</td><td>{@link dev.quern.WebAssembly.Function}</td></tr>
 * <tr><td>null reference</td><td>{@code null}</td></tr>
 * </table>
 *
 * <p>Threads: {@link dev.quern.WebAssembly.Module}, {@link dev.quern.Imports}, {@link
 * dev.quern.Exports}, {@link dev.quern.Options} and all types in {@code dev.quern.type} are
 * immutable and may be shared. An instance with everything that belongs to it (functions, memories,
 * tables, globals) is used by one thread at a time; handing it from one thread to another needs the
 * usual care (an executor, a lock), and no more.
 *
 * <p>A module that nobody trusts can do no more than its imports let it, but it may loop for ever
 * and ask for more and more memory. {@link dev.quern.Options#withInterruption} lets {@link
 * Thread#interrupt} end it, and {@link dev.quern.Options#withMemoryLimit} bounds its memories and
 * tables.
 */
@NullMarked
package dev.quern;

import org.jspecify.annotations.NullMarked;
