/**
 * Where everything in a module is in its generated classes, and what those are called ({@link
 * dev.quern.internal.compile.layout.Layout}); how class files are assembled; the classes of
 * instances, structs and arrays.
 */
@NullMarked
package dev.quern.internal.compile.layout;

import org.jspecify.annotations.NullMarked;
