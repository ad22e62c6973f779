/**
 * Recognises loops and switches that HotSpot needs in another form, and keeps what walks over a
 * function find out for those that follow ({@link dev.quern.internal.compile.loop.Findings}).
 * Nothing here emits code.
 */
@NullMarked
package dev.quern.internal.compile.loop;

import org.jspecify.annotations.NullMarked;
