package dev.quern;

/**
 * An array of WebAssembly (spec 4.2.18), as Java sees it: a reference that can be kept, compared
 * and given back, and no more. The same array is the same object on both sides. Only the engine
 * makes objects of this type.
 */
public interface ArrayRef {}
