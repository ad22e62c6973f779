package dev.quern.internal.text;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Export;
import dev.quern.internal.syntax.Module.Global;
import dev.quern.internal.syntax.Module.Import;
import dev.quern.internal.syntax.Module.Kind;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Module.Table;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.syntax.Place;
import dev.quern.internal.text.Tokens.Annotation;
import dev.quern.internal.text.TypeParser.TypeUse;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.AddressType;
import dev.quern.type.ExactType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.RecursiveType;
import dev.quern.type.ReferenceType;
import dev.quern.type.SubType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module in the text format (spec 6.6).
 *
 * <p>Anything may be named before it is defined, so the fields are visited three times: first for
 * the identifiers, then for the type definitions, then for all else. The first visit looks at the
 * beginnings of fields only and leaves their mistakes to the others. Abbreviations are expanded in
 * the third one, in the order of the text.
 */
public final class ModuleParser {
  private static final ReferenceType FUNCTION = new ReferenceType(false, AbstractHeapType.FUNC);

  private final Cursor in;
  private final Scope scope = new Scope();
  private final TypeParser types;
  private final InstrParser instructions;
  private final SourceMap source;
  private final SourceMap.Recorder recorder = new SourceMap.Recorder();
  private final NameWriter names = new NameWriter();
  private final BranchHints hints;
  private final CustomSections customs;

  private final List<Import> imports = new ArrayList<>();
  private int[] functions = new int[16];
  private final List<Table> tables = new ArrayList<>();
  private final List<MemoryType> memories = new ArrayList<>();
  private final List<TagType> tags = new ArrayList<>();
  private final List<Global> globals = new ArrayList<>();
  private final List<Export> exports = new ArrayList<>();
  private int start = -1;
  private final List<ElementSegment> elements = new ArrayList<>();
  private final List<Expr> bodies = new ArrayList<>();
  private final List<DataSegment> data = new ArrayList<>();

  /** The next index of each kind, imports included. */
  private final int[] next = new int[Kind.values().length];

  /** Where the field at hand starts in the source. */
  private int fieldStart;

  /** The kind of the first definition, which no import may follow; null before it. */
  private @Nullable Kind defined;

  private ModuleParser(Tokens tokens, int from, int to) {
    in = new Cursor(tokens, from, to);
    types = new TypeParser(in, scope);
    hints = new BranchHints(in);
    customs = new CustomSections(in);
    source = new SourceMap(tokens, tokens.start(from));
    instructions = new InstrParser(in, scope, types, recorder, hints);
  }

  /**
   * Parses a module, with or without its {@code (module ...)}.
   *
   * @throws dev.quern.internal.syntax.MalformedException if it is none
   */
  public static ParsedModule parse(String text) {
    Tokens tokens = Lexer.tokens(text);
    return parse(tokens, 0, tokens.count());
  }

  /** Parses the module in a range of tokens, with or without its {@code (module ...)}. */
  static ParsedModule parse(Tokens tokens, int from, int to) {
    return new ModuleParser(tokens, from, to).module();
  }

  private ParsedModule module() {
    boolean wrapped = in.acceptOpen("module");
    if (wrapped) {
      // A script's word; a module that is only defined is written like any other.
      in.accept("definition");
    }
    moduleName(wrapped);
    int fields = in.position();
    defineFields();
    in.position(fields);
    typeFields();
    in.position(fields);
    while (in.isAt(Tokens.Kind.OPEN)) {
      customs.collect();
      field();
    }
    customs.collect();
    if (wrapped) {
      in.close();
    }
    if (!in.isAt(Tokens.Kind.END)) {
      throw in.unexpected();
    }
    in.checkAnnotations(wrapped);
    return new ParsedModule(result(), source);
  }

  private void moduleName(boolean wrapped) {
    String name = wrapped ? in.id() : null;
    List<Annotation> annotated = in.annotations("name");
    if (annotated.size() > 1) {
      throw in.tokens().malformed("@name annotation: multiple module", annotated.get(1).start());
    }
    names.module(annotated.isEmpty() ? name : Binder.name(in.tokens(), annotated.get(0)));
  }

  private Module result() {
    customs.addHints(hints);
    customs.addNames(names);
    int dataCount = instructions.usesData() ? data.size() : -1;
    int[] typeIndices = Arrays.copyOf(functions, bodies.size());
    var module =
        new Module(
            0,
            List.copyOf(scope.groups()),
            List.copyOf(imports),
            false,
            typeIndices,
            List.copyOf(tables),
            List.copyOf(memories),
            List.copyOf(tags),
            List.copyOf(globals),
            List.copyOf(exports),
            start,
            List.copyOf(elements),
            dataCount,
            List.copyOf(bodies),
            List.copyOf(data),
            List.of());
    return withCustoms(module);
  }

  private Module withCustoms(Module m) {
    var sections = customs.place(CustomSections.present(m));
    return new Module(
        0,
        m.types(),
        m.imports(),
        m.hasImportGroups(),
        m.functions(),
        m.tables(),
        m.memories(),
        m.tags(),
        m.globals(),
        m.exports(),
        m.start(),
        m.elements(),
        m.dataCount(),
        m.bodies(),
        m.data(),
        sections);
  }

  // First visit: identifiers.

  private void defineFields() {
    while (in.isAt(Tokens.Kind.OPEN)) {
      int field = in.position();
      in.advance();
      String word = in.text();
      in.advance();
      define(word);
      in.position(field);
      in.skipParenthesis();
    }
  }

  private void define(String word) {
    switch (word) {
      case "rec" -> defineGroup();
      case "import" -> defineImport();
      case "table" -> defineWithSegment(scope.tables, "elem", scope.elements);
      case "memory" -> defineWithSegment(scope.memories, "data", scope.data);
      default -> {
        IndexSpace space = space(word);
        if (space != null) {
          space.define(in);
        }
      }
    }
  }

  private @Nullable IndexSpace space(String word) {
    return switch (word) {
      case "type" -> scope.types;
      case "func" -> scope.functions;
      case "table" -> scope.tables;
      case "memory" -> scope.memories;
      case "global" -> scope.globals;
      case "tag" -> scope.tags;
      case "elem" -> scope.elements;
      case "data" -> scope.data;
      default -> null;
    };
  }

  private void defineGroup() {
    while (in.isAtOpen("type")) {
      int type = in.position();
      in.expectOpen("type");
      scope.types.define(in);
      in.position(type);
      in.skipParenthesis();
    }
  }

  private void defineImport() {
    while (in.isAt(Tokens.Kind.STRING)) {
      in.advance();
    }
    var binders = new ArrayList<Integer>();
    while (in.isAtOpen("item")) {
      int item = in.position();
      in.expectOpen("item");
      int binder = in.position();
      in.id();
      in.name();
      if (in.isAt(Tokens.Kind.OPEN)) {
        defineImported(in.position());
      } else {
        binders.add(binder);
      }
      in.position(item);
      in.skipParenthesis();
    }
    if (in.isAt(Tokens.Kind.OPEN)) {
      int type = in.position();
      in.advance();
      IndexSpace space = space(in.text());
      for (int binder : binders) {
        in.position(binder);
        if (space != null) {
          space.define(in);
        }
      }
      if (binders.isEmpty()) {
        defineImported(type);
      }
    }
  }

  /** Defines what the type of an import gives a name. */
  private void defineImported(int type) {
    in.position(type);
    if (in.isAt(Tokens.Kind.OPEN)) {
      in.advance();
      IndexSpace space = space(in.text());
      in.advance();
      if (space != null) {
        space.define(in);
      }
    }
  }

  /** A table or memory, whose field may define a segment as well. */
  private void defineWithSegment(IndexSpace space, String word, IndexSpace segments) {
    space.define(in);
    while (!in.isAt(Tokens.Kind.CLOSE) && !in.isAt(Tokens.Kind.END)) {
      if (in.isAtOpen(word)) {
        segments.skip(1);
        return;
      }
      if (in.isAt(Tokens.Kind.OPEN)) {
        in.skipParenthesis();
      } else {
        in.advance();
      }
    }
  }

  // Second visit: types.

  private void typeFields() {
    while (in.isAt(Tokens.Kind.OPEN)) {
      if (in.isAtOpen("type")) {
        scope.add(new RecursiveType(List.of(typeField())));
      } else if (in.acceptOpen("rec")) {
        var group = new ArrayList<SubType>();
        while (!in.isAt(Tokens.Kind.CLOSE)) {
          group.add(typeField());
        }
        in.close();
        scope.add(new RecursiveType(group));
      } else {
        in.skipParenthesis();
      }
    }
  }

  private int typeFieldCount;

  private SubType typeField() {
    source.addPart(Place.Part.Kind.TYPE, in.offset());
    in.expectOpen("type");
    Binder.parse(in);
    SubType type = types.subType(typeFieldCount++);
    in.close();
    return type;
  }

  // Third visit: everything else.

  private void field() {
    fieldStart = in.offset();
    if (in.isAtOpen("type") || in.isAtOpen("rec")) {
      in.skipParenthesis();
      return;
    }
    in.advance();
    String word = in.isAt(Tokens.Kind.KEYWORD) ? in.text() : "";
    int at = in.position();
    in.advance();
    switch (word) {
      case "import" -> importField();
      case "func" -> functionField();
      case "table" -> tableField();
      case "memory" -> memoryField();
      case "global" -> globalField();
      case "tag" -> tagField();
      case "export" -> exportField();
      case "start" -> startField(at);
      case "elem" -> elementField();
      case "data" -> dataField();
      default -> {
        in.position(at);
        throw in.unexpected();
      }
    }
    in.close();
  }

  private void importField() {
    int at = in.position() - 1;
    String module = in.name();
    if (in.isAtOpen("item")) {
      importGroup(at, module);
    } else {
      imported(at, module, in.name(), null);
    }
  }

  /** The imports of one module: each with its own type, or all with the one that follows them. */
  private void importGroup(int at, String module) {
    var binders = new ArrayList<Binder>();
    var itemNames = new ArrayList<String>();
    boolean haveTypes = false;
    while (in.acceptOpen("item")) {
      Binder binder = Binder.parse(in);
      String name = in.name();
      if (haveTypes || !binder.isNamed() && binders.isEmpty() && in.isAt(Tokens.Kind.OPEN)) {
        haveTypes = true;
        imported(at, module, name, null);
      } else {
        binders.add(binder);
        itemNames.add(name);
      }
      in.close();
    }
    int type = in.position();
    for (int i = 0; i < binders.size(); i++) {
      in.position(type);
      imported(at, module, itemNames.get(i), binders.get(i));
    }
  }

  /** An import's type; its identifier stands in there, unless it is given. */
  private void imported(int at, String module, String name, @Nullable Binder given) {
    in.expect(Tokens.Kind.OPEN);
    String word = in.isAt(Tokens.Kind.KEYWORD) ? in.text() : "";
    Kind kind = kind(word);
    in.advance();
    Binder binder = given != null ? given : Binder.parse(in);
    addImport(at, module, name, kind, importType(kind, binder));
    in.close();
  }

  private Kind kind(String word) {
    return switch (word) {
      case "func" -> Kind.FUNCTION;
      case "table" -> Kind.TABLE;
      case "memory" -> Kind.MEMORY;
      case "global" -> Kind.GLOBAL;
      case "tag" -> Kind.TAG;
      default -> throw in.unexpected();
    };
  }

  private ExternType importType(Kind kind, Binder binder) {
    return switch (kind) {
      case FUNCTION -> {
        int funcIndex = next[Kind.FUNCTION.ordinal()];
        names.function(funcIndex, binder.name());
        boolean isExact = in.acceptOpen("exact");
        TypeUse use = types.typeUse(true);
        if (isExact) {
          in.close();
        }
        var localNames = new ArrayList<@Nullable String>();
        parameters(use, new IndexSpace("local"), localNames);
        names.locals(funcIndex, localNames);
        var type = new TypeIndex(use.typeIndex());
        yield new ExternType.Function(isExact ? new ExactType(type) : type);
      }
      case TABLE -> types.tableType();
      case MEMORY -> types.memoryType();
      case GLOBAL -> types.globalType();
      case TAG -> new TagType(new TypeIndex(types.typeUse(true).typeIndex()));
    };
  }

  private void addImport(int at, String module, String name, Kind kind, ExternType type) {
    if (defined != null) {
      throw in.malformed("import after " + defined.text(), at);
    }
    imports.add(new Import(module, name, type));
    written(Place.Part.Kind.IMPORT);
    nextIndex(kind);
  }

  /** The inline exports here; then the inline import, if there is one: true. */
  private boolean inlineImport(Kind kind, Binder binder) {
    while (in.acceptOpen("export")) {
      written(Place.Part.Kind.EXPORT);
      exports.add(new Export(in.name(), kind, next[kind.ordinal()]));
      in.close();
    }
    if (!in.acceptOpen("import")) {
      return false;
    }
    int at = in.position() - 1;
    String module = in.name();
    String name = in.name();
    in.close();
    addImport(at, module, name, kind, importType(kind, binder));
    return true;
  }

  private int addDefinition(Kind kind) {
    defined = defined == null ? kind : defined;
    return nextIndex(kind);
  }

  private int nextIndex(Kind kind) {
    switch (kind) {
      case FUNCTION -> written(Place.Part.Kind.FUNCTION);
      case TABLE -> written(Place.Part.Kind.TABLE);
      case MEMORY -> written(Place.Part.Kind.MEMORY);
      case GLOBAL -> written(Place.Part.Kind.GLOBAL);
      case TAG -> written(Place.Part.Kind.TAG);
    }
    return next[kind.ordinal()]++;
  }

  /** The field at hand has the next part of a kind. */
  private void written(Place.Part.Kind kind) {
    source.addPart(kind, fieldStart);
  }

  // Functions.

  private void functionField() {
    Binder binder = Binder.parse(in);
    if (inlineImport(Kind.FUNCTION, binder)) {
      return;
    }
    int funcIndex = addDefinition(Kind.FUNCTION);
    names.function(funcIndex, binder.name());
    TypeUse use = types.typeUse(true);
    if (functions.length == bodies.size()) {
      functions = Arrays.copyOf(functions, bodies.size() * 2);
    }
    functions[bodies.size()] = use.typeIndex();
    var locals = new IndexSpace("local");
    var localNames = new ArrayList<@Nullable String>();
    parameters(use, locals, localNames);
    InstrWriter prefix = locals(locals, localNames);
    bodies.add(instructions.body(prefix, locals));
    source.addFunction(recorder);
    hints.endFunction(funcIndex);
    names.locals(funcIndex, localNames);
  }

  private void parameters(TypeUse use, IndexSpace locals, List<@Nullable String> localNames) {
    List<Binder> binders = use.binders();
    if (binders == null) {
      FunctionType type = scope.function(use.typeIndex());
      locals.skip(type == null ? 0 : type.parameters().size());
    } else {
      binders.forEach(b -> define(b, locals, localNames));
    }
    while (localNames.size() < locals.size()) {
      localNames.add(null);
    }
  }

  private void define(Binder binder, IndexSpace locals, List<@Nullable String> localNames) {
    if (binder.id() == null) {
      locals.skip(1);
    } else {
      int here = in.position();
      in.position(binder.at());
      locals.define(in);
      in.position(here);
    }
    localNames.add(binder.name());
  }

  /** Reads the locals and writes their vector: runs of one type, each with its length. */
  private InstrWriter locals(IndexSpace locals, List<@Nullable String> localNames) {
    if (!in.isAtOpen("local")) {
      return new InstrWriter().u32(0);
    }
    var localTypes = new ArrayList<ValueType>();
    var binders = new ArrayList<Binder>();
    types.binders("local", localTypes, binders, true);
    binders.forEach(b -> define(b, locals, localNames));
    var runs = new InstrWriter();
    int count = 0;
    for (int from = 0; from < localTypes.size(); count++) {
      ValueType type = localTypes.get(from);
      int to = from + 1;
      while (to < localTypes.size() && localTypes.get(to).equals(type)) {
        to++;
      }
      runs.u32(to - from).type(type);
      from = to;
    }
    return new InstrWriter().u32(count).bytes(runs);
  }

  // Tables, memories, globals, tags.

  private void tableField() {
    Binder binder = Binder.parse(in);
    if (inlineImport(Kind.TABLE, binder)) {
      return;
    }
    int table = addDefinition(Kind.TABLE);
    int at = in.position();
    AddressType address = types.addressType();
    if (in.isAt(Tokens.Kind.NAT)) {
      in.position(at);
      TableType type = types.tableType();
      boolean bare = in.isAt(Tokens.Kind.CLOSE);
      tables.add(new Table(type, bare ? null : instructions.constant()));
    } else {
      ReferenceType type = types.referenceType();
      in.expectOpen("elem");
      ElementSegment segment = inlineElements(type, table, zero(address));
      Limits limits = Limits.of(segment.length(), segment.length());
      tables.add(new Table(new TableType(address, limits, type), null));
      written(Place.Part.Kind.ELEMENT);
      elements.add(segment);
      in.close();
    }
  }

  private ElementSegment inlineElements(ReferenceType type, int table, Expr offset) {
    boolean indices = in.isAt(Tokens.Kind.ID) || in.isAt(Tokens.Kind.NAT);
    boolean functionsOnly = type.equals(ReferenceType.FUNCREF) || type.equals(FUNCTION);
    if (indices && functionsOnly) {
      return new ElementSegment(Mode.ACTIVE, table, offset, FUNCTION, functionIndices(), null);
    }
    List<Expr> inits = indices ? functionReferences() : elementExpressions();
    return new ElementSegment(Mode.ACTIVE, table, offset, type, null, inits);
  }

  private void memoryField() {
    Binder binder = Binder.parse(in);
    if (inlineImport(Kind.MEMORY, binder)) {
      return;
    }
    int memory = addDefinition(Kind.MEMORY);
    int at = in.position();
    AddressType address = types.addressType();
    if (in.isAt(Tokens.Kind.NAT)) {
      in.position(at);
      memories.add(types.memoryType());
      return;
    }
    int pageSizeLog2 = types.pageSizeLog2();
    in.expectOpen("data");
    byte[] bytes = in.strings();
    in.close();
    long pages = pageSizeLog2 > 31 ? Math.min(1, bytes.length) : pages(bytes, pageSizeLog2);
    memories.add(new MemoryType(address, Limits.of(pages, pages), false, pageSizeLog2));
    written(Place.Part.Kind.DATA);
    data.add(new DataSegment(Mode.ACTIVE, memory, zero(address), bytes, 0, bytes.length));
  }

  private static long pages(byte[] bytes, int pageSizeLog2) {
    return bytes.length + (1L << pageSizeLog2) - 1 >> pageSizeLog2;
  }

  private static Expr zero(AddressType address) {
    Opcode constant = address == AddressType.I64 ? Opcode.I64_CONST : Opcode.I32_CONST;
    byte[] bytes = new InstrWriter().opcode(constant).u8(0).opcode(Opcode.END).toByteArray();
    return new Expr(bytes, 0, bytes.length);
  }

  private void globalField() {
    Binder binder = Binder.parse(in);
    if (!inlineImport(Kind.GLOBAL, binder)) {
      addDefinition(Kind.GLOBAL);
      globals.add(new Global(types.globalType(), instructions.constant()));
    }
  }

  private void tagField() {
    Binder binder = Binder.parse(in);
    if (!inlineImport(Kind.TAG, binder)) {
      addDefinition(Kind.TAG);
      tags.add(new TagType(new TypeIndex(types.typeUse(true).typeIndex())));
    }
  }

  // Exports, start, segments.

  private void exportField() {
    String name = in.name();
    in.expect(Tokens.Kind.OPEN);
    String word = in.isAt(Tokens.Kind.KEYWORD) ? in.text() : "";
    Kind kind = kind(word);
    IndexSpace space = space(word);
    in.advance();
    written(Place.Part.Kind.EXPORT);
    exports.add(new Export(name, kind, space == null ? 0 : space.index(in)));
    in.close();
  }

  private void startField(int at) {
    if (start >= 0) {
      throw in.malformed("multiple start sections", at);
    }
    written(Place.Part.Kind.START);
    start = scope.functions.index(in);
  }

  private void elementField() {
    Binder.parse(in);
    written(Place.Part.Kind.ELEMENT);
    if (in.accept("declare")) {
      elements.add(elementList(Mode.DECLARATIVE, 0, null, false));
      return;
    }
    boolean explicit = in.isAtOpen("table");
    int table = segmentTarget("table", scope.tables);
    if (explicit || in.isAt(Tokens.Kind.OPEN) && !types.isAtValueType()) {
      elements.add(elementList(Mode.ACTIVE, table, offset(), !explicit));
    } else {
      elements.add(elementList(Mode.PASSIVE, 0, null, false));
    }
  }

  /**
   * The table or memory of a segment, 0 if none is named. The first version of WebAssembly wrote a
   * mere index there.
   */
  private int segmentTarget(String word, IndexSpace space) {
    if (in.isAt(Tokens.Kind.NAT) && in.kind(1) == Tokens.Kind.OPEN) {
      return space.index(in);
    }
    if (!in.acceptOpen(word)) {
      return 0;
    }
    int index = space.index(in);
    in.close();
    return index;
  }

  /** An offset: {@code (offset instr*)} or one folded instruction. */
  private Expr offset() {
    if (!in.acceptOpen("offset")) {
      return instructions.folded();
    }
    Expr offset = instructions.constant();
    in.close();
    return offset;
  }

  /** The type and the elements; {@code bare} says whether mere function indices may stand here. */
  private ElementSegment elementList(Mode mode, int table, @Nullable Expr offset, boolean bare) {
    boolean indices = in.isAt(Tokens.Kind.CLOSE) || IndexSpace.isIndex(in);
    if (in.accept("func") || bare && indices) {
      return new ElementSegment(mode, table, offset, FUNCTION, functionIndices(), null);
    }
    ReferenceType type = types.referenceType();
    return new ElementSegment(mode, table, offset, type, null, elementExpressions());
  }

  private int[] functionIndices() {
    var indices = new ArrayList<Integer>();
    while (!in.isAt(Tokens.Kind.CLOSE)) {
      indices.add(scope.functions.index(in));
    }
    return indices.stream().mapToInt(i -> i).toArray();
  }

  private List<Expr> functionReferences() {
    var inits = new ArrayList<Expr>();
    for (int index : functionIndices()) {
      var out = new InstrWriter().opcode(Opcode.REF_FUNC).u32(index).opcode(Opcode.END);
      inits.add(new Expr(out.toByteArray(), 0, out.size()));
    }
    return inits;
  }

  private List<Expr> elementExpressions() {
    var inits = new ArrayList<Expr>();
    while (!in.isAt(Tokens.Kind.CLOSE)) {
      if (in.acceptOpen("item")) {
        inits.add(instructions.constant());
        in.close();
      } else {
        inits.add(instructions.folded());
      }
    }
    return inits;
  }

  private void dataField() {
    Binder.parse(in);
    written(Place.Part.Kind.DATA);
    int memory = segmentTarget("memory", scope.memories);
    boolean active = in.isAt(Tokens.Kind.OPEN);
    Expr offset = active ? offset() : null;
    byte[] bytes = in.strings();
    Mode mode = active ? Mode.ACTIVE : Mode.PASSIVE;
    data.add(new DataSegment(mode, memory, offset, bytes, 0, bytes.length));
  }
}
