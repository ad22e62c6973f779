package dev.quern.internal.text;

import dev.quern.internal.syntax.Module;

/**
 * A module that was text.
 *
 * @param module the module
 * @param source where its instructions were written
 */
public record ParsedModule(Module module, SourceMap source) {}
