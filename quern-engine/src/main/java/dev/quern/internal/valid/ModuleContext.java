package dev.quern.internal.valid;

import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.type.GlobalType;
import dev.quern.type.MemoryType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import java.util.BitSet;

/**
 * What is known about a module while its code is validated (spec 3.1.1). Nobody writes to it once
 * the bodies are validated, by several threads.
 */
final class ModuleContext {
  final DecodeLimits limits;
  final Features features;
  final TypeSpace types;

  /** Type index of each function. */
  int[] functions = {};

  /** Arrow of each function. */
  BlockType[] functionTypes = {};

  /** Functions that may be of a subtype of their type: imports that are not exact. */
  final BitSet inexactFunctions = new BitSet();

  TableType[] tables = {};
  MemoryType[] memories = {};
  GlobalType[] globals = {};
  TagType[] tags = {};

  /** Arrow of each tag. */
  BlockType[] tagTypes = {};

  /** Type of each element segment. */
  ReferenceType[] elements = {};

  /** Content of the data count section, or -1. */
  int dataCount = -1;

  /** Functions that occur outside of bodies and so may become references. */
  final BitSet references = new BitSet();

  ModuleContext(DecodeLimits limits, Features features, TypeSpace types) {
    this.limits = limits;
    this.features = features;
    this.types = types;
  }
}
