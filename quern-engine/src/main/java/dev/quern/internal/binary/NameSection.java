package dev.quern.internal.binary;

import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.CustomSection;
import dev.quern.internal.syntax.ModuleException;
import dev.quern.type.ExternType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names that a module's custom section {@code name} gives to its parts (spec 7.4.1). The
 * section is read when it is first asked, and remembered as the offsets of the names: a large
 * module names more than a hundred thousand functions, of which a stack trace shows a dozen. A
 * malformed section names what stands before the fault; nothing here throws.
 */
public final class NameSection {
  private static final int MODULE = 0;
  private static final int FUNCTIONS = 1;
  private static final int LOCALS = 2;

  private final @Nullable CustomSection section;
  private final int functionCount;
  private volatile @Nullable Offsets offsets;

  /** Where the names begin in the module's bytes; 0 where there is none. */
  private record Offsets(int module, int[] functions, int[] locals) {}

  private NameSection(@Nullable CustomSection section, int functionCount) {
    this.section = section;
    this.functionCount = functionCount;
  }

  /** The names of a module; an empty one if it has no such section. */
  public static NameSection of(Module module) {
    int functions = module.importCount(ExternType.Function.class) + module.functions().length;
    for (CustomSection custom : module.customs()) {
      if (custom.name().equals("name")) {
        return new NameSection(custom, functions);
      }
    }
    return new NameSection(null, functions);
  }

  /** The module's name, or null. */
  public @Nullable String moduleName() {
    return name(offsets().module);
  }

  /** The name of a function, imported ones included, or null. */
  public @Nullable String functionName(int funcIndex) {
    int[] functions = offsets().functions;
    return funcIndex < 0 || funcIndex >= functions.length ? null : name(functions[funcIndex]);
  }

  /** The name of a local, parameters included, or null. */
  public @Nullable String localName(int funcIndex, int localIndex) {
    int[] locals = offsets().locals;
    if (section == null || funcIndex < 0 || funcIndex >= locals.length || locals[funcIndex] == 0) {
      return null;
    }
    try {
      var in = new ByteReader(section.bytes(), locals[funcIndex], section.end());
      for (int left = in.length(); left > 0; left--) {
        int index = in.u32();
        if (index == localIndex) {
          return in.name();
        }
        in.skip(in.length());
      }
    } catch (ModuleException malformed) {
      return null;
    }
    return null;
  }

  private @Nullable String name(int offset) {
    if (section == null || offset == 0) {
      return null;
    }
    try {
      return new ByteReader(section.bytes(), offset, section.end()).name();
    } catch (ModuleException malformed) {
      return null;
    }
  }

  private Offsets offsets() {
    Offsets known = offsets;
    if (known == null) {
      // Two threads may both read the section; they find the same.
      known = new Reading().offsets();
      offsets = known;
    }
    return known;
  }

  /** One pass over the section. */
  private final class Reading {
    private int module;
    private int[] functions = {};
    private int[] locals = {};

    Offsets offsets() {
      if (section != null) {
        var in = new ByteReader(section.bytes(), section.start(), section.end());
        try {
          while (in.remaining() > 0) {
            subsection(in);
          }
        } catch (ModuleException malformed) {
          return new Offsets(module, functions, locals);
        }
      }
      return new Offsets(module, functions, locals);
    }

    private void subsection(ByteReader in) {
      int id = in.u8();
      int length = in.length();
      int end = in.position() + length;
      switch (id) {
        case MODULE -> module = in.position();
        case FUNCTIONS -> functionNames(in);
        case LOCALS -> localNames(in);
        default -> {}
      }
      in.position(end);
    }

    private void functionNames(ByteReader in) {
      for (int left = in.length(); left > 0; left--) {
        int index = in.u32();
        functions = put(functions, index, in.position());
        in.skip(in.length());
      }
    }

    private void localNames(ByteReader in) {
      for (int left = in.length(); left > 0; left--) {
        int index = in.u32();
        locals = put(locals, index, in.position());
        for (int names = in.length(); names > 0; names--) {
          in.u32();
          in.skip(in.length());
        }
      }
    }

    private int[] put(int[] offsets, int index, int offset) {
      if (index < 0 || index >= functionCount) {
        return offsets;
      }
      int[] all = index < offsets.length ? offsets : Arrays.copyOf(offsets, functionCount);
      all[index] = offset;
      return all;
    }
  }
}
