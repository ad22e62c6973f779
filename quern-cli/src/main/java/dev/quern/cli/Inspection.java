package dev.quern.cli;

import dev.quern.internal.binary.ByteReader;
import dev.quern.internal.binary.NameSection;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Kind;
import dev.quern.type.ExternType;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.MemoryType;
import dev.quern.type.SubType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Prints the parts of a module that was decoded; it need not be valid. */
final class Inspection {
  private static final int HEADER = 8;
  private static final List<String> SECTIONS =
      List.of(
          "custom",
          "type",
          "import",
          "function",
          "table",
          "memory",
          "global",
          "export",
          "start",
          "element",
          "code",
          "data",
          "data count",
          "tag");

  private final Module module;
  private final byte[] binary;
  private final Lines out;
  private final List<SubType> types;
  private final NameSection names;
  private final int importedFunctions;

  Inspection(Module module, byte[] binary, Lines out) {
    this.module = module;
    this.binary = binary;
    this.out = out;
    types = module.subTypes();
    names = NameSection.of(module);
    importedFunctions = module.importCount(ExternType.Function.class);
  }

  /** The sections in the order of the binary, with the bytes of their content. */
  void sections() {
    out.print("Sections:");
    var in = new ByteReader(binary, HEADER, binary.length);
    int custom = 0;
    while (in.remaining() > 0) {
      int offset = in.position();
      int id = in.u8();
      int length = in.length();
      String name = id < SECTIONS.size() ? SECTIONS.get(id) : "section " + id;
      if (id == 0) {
        name = "custom \"" + module.customs().get(custom++).name() + '"';
      }
      out.print("  " + name + ": " + length + " bytes at 0x" + Integer.toHexString(offset));
      in.skip(length);
    }
  }

  void types() {
    heading("Types", types.size());
    for (int i = 0; i < types.size(); i++) {
      out.print("  " + i + ": " + describe(types.get(i)));
    }
  }

  private static String describe(SubType type) {
    String supertypes =
        type.supertypes().isEmpty() ? "" : " extends type " + type.supertypes().getFirst();
    String open = type.isFinal() ? "" : " (open)";
    return type.composite() + supertypes + open;
  }

  void imports() {
    heading("Imports", module.imports().size());
    for (Import each : module.imports()) {
      out.print("  " + each.module() + "." + each.name() + ": " + describe(each.type()));
    }
  }

  /** Tables, memories, globals and tags, under their indices. */
  void definitions() {
    definitions("Tables", TableType.class, module.tables().stream().map(Module.Table::type));
    definitions("Memories", MemoryType.class, module.memories().stream());
    definitions("Globals", GlobalType.class, module.globals().stream().map(Module.Global::type));
    definitions("Tags", TagType.class, module.tags().stream());
  }

  private void definitions(
      String title, Class<? extends ExternType> kind, Stream<? extends ExternType> defined) {
    int index = module.importCount(kind);
    List<? extends ExternType> all = defined.toList();
    if (all.isEmpty()) {
      return;
    }
    heading(title, all.size());
    for (ExternType type : all) {
      out.print("  " + index++ + ": " + describe(type));
    }
  }

  void exports() {
    heading("Exports", module.exports().size());
    for (Export each : module.exports()) {
      String type = each.kind() == Kind.FUNCTION ? " " + functionType(each.index()) : "";
      out.print("  " + each.name() + ": " + each.kind().text() + " " + each.index() + type);
    }
  }

  /** How many functions there are, and those that were asked for. */
  void functions(boolean all, int largest) {
    long bytes = module.bodies().stream().mapToLong(body -> body.length()).sum();
    out.print(
        "Functions: "
            + module.bodies().size()
            + " of "
            + bytes
            + " bytes"
            + (importedFunctions == 0 ? "" : ", after " + importedFunctions + " imported ones"));
    IntStream ordinals = IntStream.range(0, module.bodies().size());
    if (largest > 0) {
      ordinals
          .boxed()
          .sorted(Comparator.comparing((Integer i) -> -module.bodies().get(i).length()))
          .limit(largest)
          .forEach(this::function);
    } else if (all) {
      ordinals.forEach(this::function);
    }
  }

  private void function(int ordinal) {
    int index = importedFunctions + ordinal;
    String name = names.functionName(index);
    int size = module.bodies().get(ordinal).length();
    out.print(
        "  "
            + index
            + (name == null ? "" : " " + name)
            + ": "
            + functionType(index)
            + ", "
            + size
            + " bytes");
  }

  private String functionType(int funcIndex) {
    int defined = funcIndex - importedFunctions;
    if (defined >= 0) {
      return defined < module.functions().length
          ? type(new TypeIndex(module.functions()[defined]))
          : "(unknown function)";
    }
    int left = funcIndex;
    for (Import each : module.imports()) {
      if (each.type() instanceof ExternType.Function function && left-- == 0) {
        return type(function.type());
      }
    }
    return "(unknown function)";
  }

  private String describe(ExternType type) {
    return switch (type) {
      case ExternType.Function function -> "function " + type(function.type());
      case TagType tag -> "tag " + type(tag.type());
      case TableType table -> "table " + table;
      case MemoryType memory -> "memory " + memory;
      case GlobalType global -> "global " + global;
    };
  }

  private String type(HeapType type) {
    if (!(type instanceof TypeIndex index)) {
      return type.toString();
    }
    return index.index() >= 0 && index.index() < types.size()
        ? types.get(index.index()).composite().toString()
        : "(unknown type " + index + ")";
  }

  private void heading(String title, int count) {
    out.print(title + ": " + count);
  }
}
