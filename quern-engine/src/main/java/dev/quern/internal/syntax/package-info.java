/**
 * What a module is made of: {@link dev.quern.internal.syntax.Opcode the table of instructions}, the
 * {@link dev.quern.internal.syntax.Module module} with its parts, and the errors that say why bytes
 * or text are not a module. This package sees {@code dev.quern.type} and nothing else of ours.
 */
@NullMarked
package dev.quern.internal.syntax;

import org.jspecify.annotations.NullMarked;
