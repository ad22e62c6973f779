package dev.quern.internal.text;

import dev.quern.internal.binary.InstrWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the names of a text and writes them as the custom section {@code name} (spec 7.4.1). */
final class NameWriter {
  static final String SECTION = "name";

  private @Nullable String module;
  private final InstrWriter functions = new InstrWriter();
  private int functionCount;
  private final InstrWriter locals = new InstrWriter();
  private int localCount;

  void module(@Nullable String name) {
    module = name;
  }

  /** The name of a function; function indices must ascend. */
  void function(int funcIndex, @Nullable String name) {
    if (name != null) {
      functions.u32(funcIndex).name(name);
      functionCount++;
    }
  }

  /** The names of a function's locals, parameters first, null where there is none. */
  void locals(int funcIndex, List<@Nullable String> names) {
    var map = new InstrWriter();
    int count = 0;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name != null) {
        map.u32(i).name(name);
        count++;
      }
    }
    if (count > 0) {
      locals.u32(funcIndex).u32(count).bytes(map);
      localCount++;
    }
  }

  /** The content of the section; empty if nothing has a name. */
  byte[] section() {
    var out = new InstrWriter();
    if (module != null) {
      subsection(out, 0, new InstrWriter().name(module));
    }
    if (functionCount > 0) {
      subsection(out, 1, new InstrWriter().u32(functionCount).bytes(functions));
    }
    if (localCount > 0) {
      subsection(out, 2, new InstrWriter().u32(localCount).bytes(locals));
    }
    return out.toByteArray();
  }

  private static void subsection(InstrWriter out, int id, InstrWriter content) {
    out.u8(id).u32(content.size()).bytes(content);
  }
}
