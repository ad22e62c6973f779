package dev.quern.cli;

import dev.quern.WebAssembly;
import dev.quern.WebAssembly.ExportDescriptor;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.TagType;
import java.nio.file.Path;
import java.util.List;

/** What a module exports, for people who wonder what they can call. */
final class ExportListing {
  private static final int MOST = 40;

  private final List<ExportDescriptor> functions;

  ExportListing(WebAssembly.Module module) {
    functions = module.exports().stream().filter(e -> e.kind().equals("function")).toList();
  }

  boolean hasFunction(String name) {
    return functions.stream().anyMatch(e -> e.name().equals(name));
  }

  /** Says what can be called, and how; begins with a space or a new line. */
  String advice(Path file) {
    if (functions.isEmpty()) {
      return " It exports no function at all.";
    }
    var text = new StringBuilder("\nWith --invoke these functions can be called:");
    for (ExportDescriptor function : functions.subList(0, Math.min(functions.size(), MOST))) {
      text.append("\n  ").append(function.name()).append(": ").append(describe(function.type()));
    }
    if (functions.size() > MOST) {
      text.append("\n  ... and ")
          .append(functions.size() - MOST)
          .append(" more, see quern inspect");
    }
    ExportDescriptor first = functions.getFirst();
    text.append("\nFor example: quern run --invoke ").append(first.name()).append(' ').append(file);
    if (type(first.type()) instanceof FunctionType type) {
      type.parameters().forEach(parameter -> text.append(" <").append(parameter).append('>'));
    }
    return text.toString();
  }

  /** The type of an import or export in the specification's spelling. */
  static String describe(ExternType type) {
    Object inner = type(type);
    return (inner instanceof FunctionType ? "" : type.kind() + " ") + inner;
  }

  private static Object type(ExternType type) {
    return switch (type) {
      case ExternType.Function function -> composite(function.type());
      case TagType tag -> composite(tag.type());
      default -> type;
    };
  }

  private static Object composite(HeapType type) {
    return type instanceof DefinedType defined ? defined.composite() : type;
  }
}
