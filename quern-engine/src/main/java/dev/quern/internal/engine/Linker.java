package dev.quern.internal.engine;

import dev.quern.internal.syntax.Module.Import;
import dev.quern.runtime.FunctionInstance;
import dev.quern.runtime.GlobalInstance;
import dev.quern.runtime.MemoryInstance;
import dev.quern.runtime.TableInstance;
import dev.quern.runtime.TagInstance;
import dev.quern.type.ExternType;
import dev.quern.type.GlobalType;
import dev.quern.type.MemoryType;
import dev.quern.type.Subtyping;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import java.util.List;

/** Checks that the externs given to an instance match its module's imports (spec 4.5.4, step 3). */
public final class Linker {
  private Linker() {}

  /**
   * Checks all imports.
   *
   * @param externs an {@code *Instance} of {@code dev.quern.runtime} for each import, in order
   * @throws LinkException if one is not of the type that the module requires
   */
  public static void check(CompiledModule module, List<Object> externs) {
    List<Import> imports = module.syntax().imports();
    if (externs.size() != imports.size()) {
      throw new LinkException(
          "unknown import: " + imports.size() + " needed, got " + externs.size());
    }
    for (int i = 0; i < imports.size(); i++) {
      ExternType required = module.side().imports().get(i);
      ExternType actual = type(externs.get(i));
      if (!Subtyping.matches(actual, required)) {
        throw incompatible(imports.get(i), required, describe(actual));
      }
    }
  }

  /** Returns the type of an extern; memories and tables have their current size as the minimum. */
  public static ExternType type(Object extern) {
    if (extern instanceof FunctionInstance function) {
      return new ExternType.Function(function.type);
    } else if (extern instanceof TableInstance table) {
      return table.type();
    } else if (extern instanceof MemoryInstance memory) {
      return memory.type();
    } else if (extern instanceof GlobalInstance global) {
      return global.type();
    } else if (extern instanceof TagInstance tag) {
      return new TagType(tag.type());
    }
    throw new IllegalArgumentException("no extern: " + extern.getClass().getName());
  }

  /** Returns the error for an import that nobody provides. */
  public static LinkException unknown(Import wanted, ExternType required) {
    return new LinkException(
        "unknown import: " + name(wanted) + ", expected " + describe(required) + ", got nothing");
  }

  /** Returns the error for an import of another type than required. */
  public static LinkException incompatible(Import wanted, ExternType required, String got) {
    return new LinkException(
        "incompatible import type: "
            + name(wanted)
            + ", expected "
            + describe(required)
            + ", got "
            + got);
  }

  /** Returns a description of an extern type. */
  public static String describe(ExternType type) {
    return switch (type) {
      case ExternType.Function f -> "function " + f.type();
      case TableType t -> "table " + t;
      case MemoryType m -> "memory " + m;
      case GlobalType g -> "global " + g;
      case TagType t -> "tag " + t.type();
    };
  }

  private static String name(Import wanted) {
    return "\"" + wanted.module() + "\" \"" + wanted.name() + "\"";
  }
}
