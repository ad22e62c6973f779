package dev.quern.internal.syntax;

import java.util.BitSet;

/**
 * What only a look at every function body tells: the part of the {@link SideTable} that is worth
 * keeping for a module that will be compiled again.
 *
 * @param tailCallers see {@link SideTable#tailCallers}
 * @param tailTargets see {@link SideTable#tailTargets}
 * @param grownMemories see {@link SideTable#grownMemories}
 * @param references see {@link SideTable#references}
 */
public record BodyFacts(
    BitSet tailCallers, BitSet tailTargets, BitSet grownMemories, BitSet references) {}
