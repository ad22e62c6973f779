package dev.quern.internal.text;

import dev.quern.internal.binary.InstrWriter;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import dev.quern.internal.text.Tokens.Kind;
import dev.quern.type.FunctionType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Writes an instruction's opcode and the immediates that stand behind its mnemonic (spec 6.5). */
final class ImmediateParser {
  /** Rows that share their mnemonic with an earlier row, by that earlier row. */
  private static final Map<Opcode, Opcode> VARIANTS = new EnumMap<>(Opcode.class);

  static {
    for (Opcode opcode : Opcode.values()) {
      Opcode first = Opcode.of(opcode.text());
      if (first != null && first != opcode) {
        VARIANTS.put(first, opcode);
      }
    }
  }

  /** The catch clauses of try_table in the order of their codes. */
  static final List<String> CATCH_CLAUSES =
      List.of("catch", "catch_ref", "catch_all", "catch_all_ref");

  private static final String LANE_RANGE = "i8 constant out of range";

  private final Cursor in;
  private final Scope scope;
  private final TypeParser types;
  private final Labels labels;
  private IndexSpace locals = new IndexSpace("local");
  private InstrWriter out = new InstrWriter();
  private boolean usesData;

  ImmediateParser(Cursor in, Scope scope, TypeParser types, Labels labels) {
    this.in = in;
    this.scope = scope;
    this.types = types;
    this.labels = labels;
  }

  /** What follows belongs to another body or expression. */
  void begin(InstrWriter target, IndexSpace newLocals) {
    out = target;
    locals = newLocals;
  }

  /** Whether an instruction with a data index has been written. */
  boolean usesData() {
    return usesData;
  }

  /** Writes an instruction whose mnemonic has been read. */
  void instruction(Opcode opcode) {
    Opcode variant = VARIANTS.get(opcode);
    if (variant != null) {
      variant(opcode, variant);
    } else {
      out.opcode(opcode);
      immediates(opcode);
    }
  }

  /** Rows with the same mnemonic: what follows decides between them. */
  private void variant(Opcode plain, Opcode other) {
    if (other.imm() == Imm.SELECT_TYPES) {
      boolean typed = in.isAtOpen("result");
      out.opcode(typed ? other : plain);
      if (typed) {
        selectTypes();
      }
    } else {
      ReferenceType type = types.referenceType();
      out.opcode(type.nullable() ? other : plain).type(type.heapType());
    }
  }

  private void immediates(Opcode opcode) {
    switch (opcode.imm()) {
      case NONE -> {}
      case BLOCK_TYPE -> blockType();
      case LABEL -> out.u32(labels.index(in));
      case LABELS -> labelTable();
      case FUNC -> out.u32(scope.functions.index(in));
      case TYPE -> out.u32(scope.types.index(in));
      case TYPE_TABLE -> indirect();
      case LOCAL -> out.u32(locals.index(in));
      case GLOBAL -> out.u32(scope.globals.index(in));
      case TAG -> out.u32(scope.tags.index(in));
      case TABLE -> out.u32(scope.tables.optionalIndex(in));
      case TABLE_TABLE -> pair(scope.tables);
      case ELEM -> out.u32(scope.elements.index(in));
      case ELEM_TABLE -> segment(scope.elements, scope.tables);
      case MEMORY -> out.u32(scope.memories.optionalIndex(in));
      case MEMORY_MEMORY -> pair(scope.memories);
      case DATA -> dataIndex();
      case DATA_MEMORY -> dataMemory();
      case MEMARG -> memarg(opcode, IndexSpace.isIndex(in));
      case MEMARG_LANE -> memargLane(opcode);
      case LANE -> out.u8((int) in.natural(8, LANE_RANGE));
      case SHUFFLE -> shuffle();
      case I32 -> out.s64((int) integer(32));
      case I64 -> out.s64(integer(64));
      case F32 -> out.i32le(Literals.f32(in));
      case F64 -> out.i64le(Literals.f64(in));
      case V128 -> out.bytes(Literals.v128(in));
      case HEAP_TYPE -> out.type(types.heapType());
      case SELECT_TYPES -> selectTypes();
      case TRY_TABLE -> tryTable();
      case TYPE_FIELD -> field();
      case TYPE_COUNT -> out.u32(scope.types.index(in)).u32(in.u32());
      case TYPE_DATA -> typeData();
      case TYPE_ELEM -> out.u32(scope.types.index(in)).u32(scope.elements.index(in));
      case TYPE_TYPE -> out.u32(scope.types.index(in)).u32(scope.types.index(in));
      case BR_CAST -> castBranch();
      case FENCE -> out.u8(0);
    }
  }

  private long integer(int width) {
    return Literals.integer(in, width);
  }

  /** The block type at the cursor. */
  private void blockType() {
    if (in.isAtOpen("type") || in.isAtOpen("param")) {
      out.s64(types.typeUse(false).typeIndex() & 0xFFFF_FFFFL);
      return;
    }
    List<ValueType> results = types.results();
    switch (results.size()) {
      case 0 -> out.u8(0x40);
      case 1 -> out.type(results.get(0));
      default -> out.s64(scope.indexOf(new FunctionType(List.of(), results)));
    }
  }

  private void labelTable() {
    var indices = new ArrayList<Integer>();
    do {
      indices.add(labels.index(in));
    } while (IndexSpace.isIndex(in));
    out.u32(indices.size() - 1);
    indices.forEach(out::u32);
  }

  private void indirect() {
    int table = scope.tables.optionalIndex(in);
    out.u32(types.typeUse(false).typeIndex()).u32(table);
  }

  private void pair(IndexSpace space) {
    if (IndexSpace.isIndex(in)) {
      out.u32(space.index(in)).u32(space.index(in));
    } else {
      out.u32(0).u32(0);
    }
  }

  /** A segment, with the table or memory before it if there are two indices. */
  private void segment(IndexSpace segments, IndexSpace targets) {
    Kind second = in.kind(1);
    int target = second == Kind.NAT || second == Kind.ID ? targets.index(in) : 0;
    out.u32(segments.index(in)).u32(target);
  }

  private void dataIndex() {
    usesData = true;
    out.u32(scope.data.index(in));
  }

  private void dataMemory() {
    usesData = true;
    segment(scope.data, scope.memories);
  }

  private void typeData() {
    out.u32(scope.types.index(in));
    dataIndex();
  }

  private void field() {
    int type = scope.types.index(in);
    out.u32(type).u32(scope.fields(type).index(in));
  }

  private void memarg(Opcode opcode, boolean hasIndex) {
    int memory = hasIndex ? scope.memories.index(in) : 0;
    long offset = argument("offset=", 0);
    long alignment = argument("align=", opcode.width());
    if (Long.bitCount(alignment) != 1) {
      throw in.malformed("alignment must be a power of two", in.position() - 1);
    }
    int exponent = Long.numberOfTrailingZeros(alignment);
    out.u32(memory == 0 ? exponent : exponent | 0x40);
    if (memory != 0) {
      out.u32(memory);
    }
    out.u64(offset);
  }

  private long argument(String name, long otherwise) {
    if (!in.isAt(Kind.KEYWORD) || !in.text().startsWith(name)) {
      return otherwise;
    }
    String text = in.text();
    int start = name.length();
    if (start == text.length() || Numbers.kind(text, start, text.length()) != Kind.NAT) {
      throw in.malformed("unknown operator " + text);
    }
    try {
      long value = Numbers.unsigned(text.substring(start), 64);
      in.advance();
      return value;
    } catch (ArithmeticException e) {
      throw in.malformed("i64 constant out of range");
    }
  }

  private void memargLane(Opcode opcode) {
    // A lone number is the lane.
    boolean index = in.isAt(Kind.ID) || in.isAt(Kind.NAT) && in.kind(1) != Kind.CLOSE;
    boolean argument = in.kind(1) == Kind.NAT || in.kind(1) == Kind.KEYWORD && isArgument();
    memarg(opcode, index && argument);
    out.u8((int) in.natural(8, LANE_RANGE));
  }

  private boolean isArgument() {
    String next = in.tokens().text(in.position() + 1);
    return next.startsWith("offset=") || next.startsWith("align=");
  }

  private void shuffle() {
    for (int i = 0; i < 16; i++) {
      Kind kind = in.kind();
      if (kind == Kind.INT || kind == Kind.FLOAT) {
        throw in.malformed(LANE_RANGE);
      }
      if (kind != Kind.NAT) {
        throw in.malformed("invalid lane length");
      }
      out.u8((int) in.natural(8, LANE_RANGE));
    }
    if (in.isAt(Kind.NAT)) {
      throw in.malformed("invalid lane length");
    }
  }

  private void selectTypes() {
    var results = types.results();
    out.u32(results.size());
    for (ValueType type : results) {
      out.type(type);
    }
  }

  private void tryTable() {
    blockType();
    var clauses = new InstrWriter();
    int count = 0;
    for (int kind = catchKind(); in.isAt(Kind.OPEN) && kind >= 0; kind = catchKind()) {
      in.advance();
      in.advance();
      clauses.u8(kind);
      if (kind < 2) {
        clauses.u32(scope.tags.index(in));
      }
      clauses.u32(labels.index(in));
      in.close();
      count++;
    }
    out.u32(count).bytes(clauses);
  }

  /** The code of the catch clause that starts at the cursor, or -1. */
  private int catchKind() {
    boolean keyword = in.kind(1) == Kind.KEYWORD;
    return keyword ? CATCH_CLAUSES.indexOf(in.tokens().text(in.position() + 1)) : -1;
  }

  private void castBranch() {
    int label = labels.index(in);
    ReferenceType source = types.referenceType();
    ReferenceType target = types.referenceType();
    out.u8((source.nullable() ? 1 : 0) | (target.nullable() ? 2 : 0)).u32(label);
    out.type(source.heapType()).type(target.heapType());
  }
}
