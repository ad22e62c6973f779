/**
 * Generated classes on disk: the files, their directory, what identifies their module and engine,
 * and when they are written.
 */
@NullMarked
package dev.quern.internal.compile.cache;

import org.jspecify.annotations.NullMarked;
