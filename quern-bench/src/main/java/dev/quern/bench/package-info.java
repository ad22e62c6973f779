/**
 * Quern beside other engines: {@link dev.quern.bench.Lab} is what the benchmark lab of the folder
 * {@code shared} calls, and {@link dev.quern.bench.Report} makes documents of its results.
 */
@NullMarked
package dev.quern.bench;

import org.jspecify.annotations.NullMarked;
