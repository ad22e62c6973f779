package dev.quern.internal.binary;

import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.InvalidException;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.CustomSection;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Kind;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.type.ExternType;
import dev.quern.type.GlobalType;
import dev.quern.type.MemoryType;
import dev.quern.type.RecursiveType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a binary module (spec 5.5). It checks the form of everything but the instructions in
 * function bodies: the validator meets those anyway, and a large module is thus read once.
 *
 * <p>One cursor runs over the whole module and each section's size is compared after its content,
 * as in the specification's own decoder; so malformed modules are refused for the reason that the
 * test suite names. Counts are compared with the limits and with the bytes that are left before
 * anything of that size is allocated.
 */
public final class ModuleDecoder {
  private static final int CUSTOM = 0;
  private static final int DATA_COUNT = 12;

  /** The place of each known section in the order of sections, by its id. */
  private static final int[] ORDER = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};

  private static final Kind[] KINDS = Kind.values();

  /** In place of an import's kind, behind an empty name: a list of names and types follows. */
  private static final int GROUP = 0x7F;

  /** As {@link #GROUP}: a type and a list of names follow. */
  private static final int GROUP_OF_ONE_TYPE = 0x7E;

  private final byte[] bytes;
  private final DecodeLimits limits;
  private final TypeReader in;
  private final SegmentDecoder segments;

  private final List<RecursiveType> types = new ArrayList<>();
  private List<Import> imports = List.of();
  private boolean hasImportGroups;
  private int[] functions = {};
  private final List<Table> tables = new ArrayList<>();
  private final List<MemoryType> memories = new ArrayList<>();
  private final List<TagType> tags = new ArrayList<>();
  private final List<Global> globals = new ArrayList<>();
  private final List<Export> exports = new ArrayList<>();
  private int start = -1;
  private final List<ElementSegment> elements = new ArrayList<>();
  private int dataCount = -1;
  private final List<Expr> bodies = new ArrayList<>();
  private final List<DataSegment> data = new ArrayList<>();
  private final List<CustomSection> customs = new ArrayList<>();

  private ModuleDecoder(byte[] bytes, DecodeLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
    this.in = new TypeReader(bytes, limits);
    this.segments = new SegmentDecoder(bytes, in, limits);
  }

  /**
   * Reads a module. The module refers to {@code bytes}, which nobody may change from now on.
   *
   * @throws MalformedException if the form is wrong
   * @throws UnsupportedException if a limit is exceeded
   */
  public static Module decode(byte[] bytes, DecodeLimits limits) {
    var decoder = new ModuleDecoder(bytes, limits);
    try {
      decoder.sections();
      decoder.checkLengths();
    } catch (MalformedException e) {
      // What is wrong inside a body comes before what is wrong behind it.
      decoder.bodies.forEach(ExprScanner::checkBody);
      throw e;
    }
    return decoder.module();
  }

  private void sections() {
    header();
    int last = 0;
    int known = 0;
    while (in.remaining() > 0) {
      int idOffset = in.position();
      int id = in.u8();
      if (id >= ORDER.length) {
        throw new MalformedException("malformed section id " + id, idOffset);
      }
      if (id != CUSTOM) {
        if (ORDER[id] <= last) {
          throw new MalformedException("unexpected content after last section", idOffset);
        }
        last = ORDER[id];
        known++;
      }
      section(id, known);
    }
  }

  private Module module() {
    return new Module(
        bytes.length,
        types,
        imports,
        hasImportGroups,
        functions,
        tables,
        memories,
        tags,
        globals,
        exports,
        start,
        elements,
        dataCount,
        List.copyOf(bodies),
        data,
        List.copyOf(customs));
  }

  private void header() {
    if (bytes.length > limits.moduleSize()) {
      throw new UnsupportedException(
          "module too large: %d bytes, the limit is %d"
              .formatted(bytes.length, limits.moduleSize()),
          0);
    }
    if (in.remaining() == 0) {
      throw in.malformed("unexpected end: there are no bytes");
    }
    if (in.i32le() != 0x6D736100) {
      throw new MalformedException("magic header not detected: " + Preamble.found(bytes), 0);
    }
    int version = in.i32le();
    if (version != 1) {
      throw new MalformedException("unknown binary version" + Preamble.version(version), 4);
    }
  }

  private void section(int id, int place) {
    int length = in.length();
    int contentStart = in.position();
    int contentEnd = contentStart + length;
    switch (id) {
      case CUSTOM -> customs.add(customSection(contentEnd, place));
      case 1 -> typeSection();
      case 2 -> importSection();
      case 3 -> functions = functionSection();
      case 4 -> tableSection();
      case 5 -> memorySection();
      case 6 -> globalSection();
      case 7 -> exportSection();
      case 8 -> start = startSection();
      case 9 -> elementSection();
      case 10 -> codeSection();
      case 11 -> dataSection();
      case DATA_COUNT -> dataCount = dataCountSection();
      default -> tagSection();
    }
    if (in.position() != contentEnd) {
      throw new MalformedException("section size mismatch", contentStart);
    }
  }

  // Loops and not one method with a supplier: the JVM makes a class for each method reference.

  private void typeSection() {
    int count = in.count(limits.entries(), "types");
    for (int i = 0; i < count; i++) {
      types.add(in.recursiveType());
    }
  }

  private void tableSection() {
    int count = in.count(limits.tables(), "tables");
    for (int i = 0; i < count; i++) {
      tables.add(table());
    }
  }

  private void memorySection() {
    int count = in.count(limits.memories(), "memories");
    for (int i = 0; i < count; i++) {
      memories.add(in.memoryType());
    }
  }

  private void tagSection() {
    int count = in.count(limits.entries(), "tags");
    for (int i = 0; i < count; i++) {
      tags.add(in.tagType());
    }
  }

  private void globalSection() {
    int count = in.count(limits.entries(), "globals");
    for (int i = 0; i < count; i++) {
      globals.add(global());
    }
  }

  private void exportSection() {
    int count = in.count(limits.entries(), "exports");
    for (int i = 0; i < count; i++) {
      exports.add(export());
    }
  }

  private void elementSection() {
    int count = in.count(limits.entries(), "element segments");
    for (int i = 0; i < count; i++) {
      elements.add(segments.elementSegment());
    }
  }

  private void dataSection() {
    int count = in.count(limits.dataSegments(), "data segments");
    for (int i = 0; i < count; i++) {
      data.add(segments.dataSegment());
    }
  }

  private CustomSection customSection(int end, int place) {
    String name = in.name();
    int content = in.position();
    in.skip(end - content);
    return new CustomSection(name, bytes, content, end, place);
  }

  private void importSection() {
    var list = new ArrayList<Import>();
    for (int entries = in.count(limits.entries(), "imports"); entries > 0; entries--) {
      String module = in.name();
      String name = in.name();
      int kind = in.remaining() > 0 ? in.peek() : -1;
      if (name.isEmpty() && (kind == GROUP || kind == GROUP_OF_ONE_TYPE)) {
        in.skip(1);
        importGroup(module, kind, list);
      } else {
        list.add(new Import(module, name, in.externType()));
      }
    }
    imports = list;
  }

  private void importGroup(String module, int kind, List<Import> list) {
    hasImportGroups = true;
    ExternType common = kind == GROUP ? null : in.externType();
    int count = in.count(limits.entries() - list.size(), "imports");
    for (int i = 0; i < count; i++) {
      String name = in.name();
      list.add(new Import(module, name, common != null ? common : in.externType()));
    }
  }

  private int[] functionSection() {
    var typeIndices = new int[in.count(limits.entries(), "functions")];
    for (int i = 0; i < typeIndices.length; i++) {
      typeIndices[i] = in.u32();
    }
    return typeIndices;
  }

  private Table table() {
    if (in.peek() != 0x40) {
      return new Table(in.tableType(), null);
    }
    in.skip(1);
    if (in.u8() != 0) {
      throw new MalformedException("malformed table", in.position() - 1);
    }
    TableType type = in.tableType();
    return new Table(type, segments.expr());
  }

  private Global global() {
    GlobalType type = in.globalType();
    return new Global(type, segments.expr());
  }

  private Export export() {
    String name = in.name();
    int kindOffset = in.position();
    int kind = in.u8();
    if (kind >= KINDS.length) {
      throw new MalformedException("malformed export kind", kindOffset);
    }
    return new Export(name, KINDS[kind], in.u32());
  }

  private int startSection() {
    int offset = in.position();
    int index = in.u32();
    if (index < 0) {
      // No module has so many, and -1 already means that there is no start function.
      throw new InvalidException("unknown function " + Integer.toUnsignedString(index), offset);
    }
    return index;
  }

  private int dataCountSection() {
    int offset = in.position();
    int count = in.u32();
    if (Integer.compareUnsigned(count, limits.dataSegments()) > 0) {
      throw new UnsupportedException(
          "too many data segments: %s, the limit is %d"
              .formatted(Integer.toUnsignedString(count), limits.dataSegments()),
          offset);
    }
    return count;
  }

  private void codeSection() {
    int count = in.count(limits.entries(), "functions");
    for (int i = 0; i < count; i++) {
      bodies.add(body());
    }
  }

  private Expr body() {
    int offset = in.position();
    int length = in.length();
    if (length > limits.bodySize()) {
      throw new UnsupportedException(
          "function body too large: %d bytes, the limit is %d".formatted(length, limits.bodySize()),
          offset);
    }
    int bodyStart = in.position();
    in.skip(length);
    int bodyEnd = in.position();
    in.position(bodyStart);
    locals();
    if (in.position() > bodyEnd) {
      throw new MalformedException("section size mismatch", bodyStart);
    }
    in.position(bodyEnd);
    return new Expr(bytes, bodyStart, bodyEnd);
  }

  private void locals() {
    int offset = in.position();
    int groups = in.count(Integer.MAX_VALUE, "locals");
    long total = 0;
    for (int i = 0; i < groups; i++) {
      total += in.u32() & 0xFFFF_FFFFL;
      in.valueType();
    }
    if (total > 0xFFFF_FFFFL) {
      throw new MalformedException("too many locals", offset);
    }
    if (total > limits.locals()) {
      throw new UnsupportedException(
          "too many locals: %d, the limit is %d".formatted(total, limits.locals()), offset);
    }
  }

  private void checkLengths() {
    if (functions.length != bodies.size()) {
      throw new MalformedException(
          "function and code section have inconsistent lengths", bytes.length);
    }
    if (dataCount >= 0 && dataCount != data.size()) {
      throw new MalformedException(
          "data count and data section have inconsistent lengths", bytes.length);
    }
  }
}
