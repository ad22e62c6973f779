package dev.quern.internal.text;

import dev.quern.internal.binary.ByteReader;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.CustomSection;
import dev.quern.internal.syntax.ModuleException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of a module's name section for printing: all of them in one pass, since all are needed.
 * A name becomes an identifier the first time it occurs in its index space; otherwise it is printed
 * as an annotation, so that none is lost.
 */
final class PrintedNames {
  private @Nullable String module;
  private final Map<Integer, String> functions = new HashMap<>();
  private final Map<Integer, Map<Integer, String>> locals = new HashMap<>();
  private final Map<Integer, String> functionIds = new HashMap<>();

  PrintedNames(Module module) {
    for (CustomSection custom : module.customs()) {
      if (custom.name().equals(NameWriter.SECTION)) {
        try {
          read(new ByteReader(custom.bytes(), custom.start(), custom.end()));
        } catch (ModuleException malformed) {
          // What stands before the fault is as good as any name.
        }
        break;
      }
    }
    ids(functions, functionIds);
  }

  private void read(ByteReader in) {
    while (in.remaining() > 0) {
      int id = in.u8();
      int end = in.u32() + in.position();
      switch (id) {
        case 0 -> module = in.name();
        case 1 -> names(in, functions);
        case 2 -> {
          for (long left = in.u32() & 0xFFFF_FFFFL; left > 0; left--) {
            names(in, locals.computeIfAbsent(in.u32(), f -> new HashMap<>()));
          }
        }
        default -> {}
      }
      in.skip(end - in.position());
    }
  }

  private static void names(ByteReader in, Map<Integer, String> names) {
    for (long left = in.u32() & 0xFFFF_FFFFL; left > 0; left--) {
      names.putIfAbsent(in.u32(), in.name());
    }
  }

  private static void ids(Map<Integer, String> names, Map<Integer, String> ids) {
    Set<String> taken = new HashSet<>();
    names.keySet().stream()
        .sorted()
        .forEach(index -> {
          String name = names.getOrDefault(index, "");
          if (!name.isEmpty() && taken.add(name)) {
            ids.put(index, id(name));
          }
        });
  }

  private static String id(String name) {
    boolean plain = name.chars().allMatch(c -> Lexer.isIdCharacter((char) c));
    return "$" + (plain ? name : StringLiteral.of(name));
  }

  @Nullable String module() {
    return module;
  }

  /** A function's name, or null. */
  @Nullable String function(int funcIndex) {
    return functions.get(funcIndex);
  }

  /** How instructions mention a function. */
  String functionId(int funcIndex) {
    String id = functionIds.get(funcIndex);
    return id == null ? Integer.toUnsignedString(funcIndex) : id;
  }

  /** The names of a function's locals. */
  Map<Integer, String> locals(int funcIndex) {
    return locals.getOrDefault(funcIndex, Map.of());
  }

  /** How instructions mention a function's locals, for those that have an identifier. */
  Map<Integer, String> localIds(int funcIndex) {
    var ids = new HashMap<Integer, String>();
    ids(locals(funcIndex), ids);
    return ids;
  }

  /**
   * What stands behind {@code func}: an identifier, or an annotation, or nothing.
   *
   * @param name the name, or null
   * @param id its identifier, or null if it has none or another one of its name has taken it
   */
  static String binder(@Nullable String name, @Nullable String id) {
    return id != null ? " " + id : name != null ? " (@name " + StringLiteral.of(name) + ")" : "";
  }

  /** What stands behind {@code func}. */
  String functionBinder(int funcIndex) {
    return binder(functions.get(funcIndex), functionIds.get(funcIndex));
  }

  /** What stands behind {@code module}. */
  String moduleBinder() {
    String name = module;
    return binder(name, name == null || name.isEmpty() ? null : id(name));
  }
}
