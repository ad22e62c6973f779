package dev.quern.type;

/** A composite type (spec 2.3.9): the shape of a function, struct or array. */
public sealed interface CompositeType permits FunctionType, StructType, ArrayType {}
