package dev.quern;

/**
 * A struct of WebAssembly (spec 4.2.18), as Java sees it: a reference that can be kept, compared
 * and given back, and no more. The same struct is the same object on both sides. Only the engine
 * makes objects of this type.
 */
public interface StructRef {}
