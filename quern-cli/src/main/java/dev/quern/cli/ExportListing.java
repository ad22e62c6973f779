package dev.quern.cli;

import dev.quern.WebAssembly;
import dev.quern.WebAssembly.ExportDescriptor;
import dev.quern.internal.syntax.Printable;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.HeapType;
import dev.quern.type.TagType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a module exports, for people who wonder what they can call. */
final class ExportListing {
  private static final int MOST = 40;

  /** What means nothing to a shell, besides letters and digits. */
  private static final String HARMLESS = "_-+.,:/@%";

  private final List<ExportDescriptor> functions;

  ExportListing(WebAssembly.Module module) {
    functions = module.exports().stream().filter(e -> e.kind().equals("function")).toList();
  }

  boolean hasFunction(String name) {
    return functions.stream().anyMatch(e -> e.name().equals(name));
  }

  /** Says what can be called, and how, in lines. */
  List<String> advice(Path file) {
    if (functions.isEmpty()) {
      return List.of("It exports no function at all.");
    }
    var lines = new ArrayList<String>();
    lines.add("With --invoke these functions can be called:");
    for (ExportDescriptor function : functions.subList(0, Math.min(functions.size(), MOST))) {
      lines.add("  " + function.name() + ": " + describe(function.type()));
    }
    if (functions.size() > MOST) {
      lines.add("  ... and " + (functions.size() - MOST) + " more, see quern inspect");
    }
    functions.stream()
        .filter(function -> Printable.isPlain(function.name()))
        .findFirst()
        .ifPresent(function -> lines.add("For example: " + example(function, file)));
    return lines;
  }

  private static String example(ExportDescriptor function, Path file) {
    var line = new StringBuilder("quern run --invoke ");
    line.append(word(function.name())).append(' ').append(word(file.toString()));
    if (type(function.type()) instanceof FunctionType type) {
      type.parameters().forEach(parameter -> line.append(" <").append(parameter).append('>'));
    }
    return line.toString();
  }

  /** A word of a command line that a shell leaves as it is: the line may be copied. */
  private static String word(String text) {
    boolean harmless = !text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      harmless &= Character.isLetterOrDigit(c) || HARMLESS.indexOf(c) >= 0;
    }
    return harmless ? text : "'" + text.replace("'", "'\\''") + "'";
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
