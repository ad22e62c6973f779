/**
 * Generated classes on disk: files, their directory, what they belong to, and when they are
 * written.
 */
@NullMarked
package dev.quern.internal.compile.cache;

import org.jspecify.annotations.NullMarked;
