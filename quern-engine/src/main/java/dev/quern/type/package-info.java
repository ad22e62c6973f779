/**
 * The types of the WebAssembly specification (chapter 2.3): records, enums and sealed interfaces,
 * nothing else. Values of these classes are immutable and may be shared between threads.
 */
@NullMarked
package dev.quern.type;

import org.jspecify.annotations.NullMarked;
