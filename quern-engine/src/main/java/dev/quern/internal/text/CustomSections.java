package dev.quern.internal.text;

import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.CustomSection;
import dev.quern.internal.text.Tokens.Annotation;
import dev.quern.internal.text.Tokens.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The custom sections of a text: those of {@code @custom} annotations, the name section and the
 * branch hints. A text says where a section goes in terms of other sections; a {@link Module}
 * counts the sections before it, which is known when the rest of the module is.
 */
final class CustomSections {
  /** Sections in the order of the binary format, in the words of the annotation. */
  static final List<String> ORDER =
      List.of(
          "type",
          "import",
          "func",
          "table",
          "memory",
          "tag",
          "global",
          "export",
          "start",
          "elem",
          "datacount",
          "code",
          "data");

  /**
   * A section and its place.
   *
   * @param place twice the position in {@link #ORDER} of the section that it stands before, or one
   *     more if it stands after that section
   */
  private record Placed(int place, String name, byte[] content) {}

  private static final int LAST = 2 * ORDER.size() + 1;

  private final Cursor in;
  private final List<Placed> sections = new ArrayList<>();
  private boolean hasNames;

  CustomSections(Cursor in) {
    this.in = in;
  }

  /** Reads the {@code @custom} annotations before the current token. */
  void collect() {
    for (Annotation annotation : in.annotations("custom")) {
      var content =
          new Cursor(
              Lexer.tokens(in.tokens().source(), annotation.from(), annotation.to()),
              0,
              Integer.MAX_VALUE);
      if (!content.isAt(Kind.STRING)) {
        throw fault(content, "missing section name");
      }
      String name = Tokens.utf8(content.string());
      if (name == null) {
        throw fault(content, "malformed UTF-8 encoding");
      }
      int place = content.isAt(Kind.OPEN) ? place(content) : LAST;
      byte[] bytes = content.strings();
      if (!content.isAt(Kind.END)) {
        throw fault(content, "unexpected token");
      }
      hasNames |= name.equals(NameWriter.SECTION);
      sections.add(new Placed(place, name, bytes));
    }
  }

  private static RuntimeException fault(Cursor content, String what) {
    return content.malformed("@custom annotation: " + what);
  }

  private static int place(Cursor content) {
    content.advance();
    boolean after = content.isAt("after");
    if (!after && !content.isAt("before")) {
      throw fault(content, "malformed placement");
    }
    content.advance();
    String word = content.text();
    int section = ORDER.indexOf(word);
    int place;
    if (word.equals("first")) {
      place = 0;
    } else if (word.equals("last")) {
      place = after ? LAST : LAST - 1;
    } else if (section >= 0) {
      place = 2 * section + (after ? 1 : 0);
    } else {
      throw fault(content, "malformed section kind");
    }
    content.advance();
    if (!content.isAt(Kind.CLOSE)) {
      throw fault(content, "unexpected token");
    }
    content.advance();
    return place;
  }

  /** Adds the section of branch hints before the code. */
  void addHints(BranchHints hints) {
    if (!hints.isEmpty()) {
      int place = 2 * ORDER.indexOf("code");
      sections.addFirst(new Placed(place, BranchHints.SECTION, hints.section()));
    }
  }

  /** Adds the name section behind all known sections, unless the text wrote one itself. */
  void addNames(NameWriter names) {
    byte[] content = names.section();
    if (content.length > 0 && !hasNames) {
      sections.addFirst(new Placed(LAST, NameWriter.SECTION, content));
    }
  }

  /** All sections in order, placed in a module that has these sections. */
  List<CustomSection> place(boolean[] present) {
    int[] before = new int[LAST + 1];
    int count = 0;
    for (int i = 0; i < ORDER.size(); i++) {
      before[2 * i] = count;
      count += present[i] ? 1 : 0;
      before[2 * i + 1] = count;
    }
    before[LAST - 1] = count;
    before[LAST] = count;
    return sections.stream()
        .sorted(Comparator.comparingInt(Placed::place))
        .map(s -> new CustomSection(s.name, s.content, 0, s.content.length, before[s.place]))
        .toList();
  }

  /** Which of the sections in {@link #ORDER} a module has. */
  static boolean[] present(Module module) {
    return new boolean[] {
      !module.types().isEmpty(),
      !module.imports().isEmpty(),
      module.functions().length > 0,
      !module.tables().isEmpty(),
      !module.memories().isEmpty(),
      !module.tags().isEmpty(),
      !module.globals().isEmpty(),
      !module.exports().isEmpty(),
      module.start() >= 0,
      !module.elements().isEmpty(),
      module.dataCount() >= 0,
      !module.bodies().isEmpty(),
      !module.data().isEmpty()
    };
  }
}
