package dev.quern.internal.text;

import dev.quern.internal.text.Tokens.Kind;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.AddressType;
import dev.quern.type.ArrayType;
import dev.quern.type.CompositeType;
import dev.quern.type.ExactType;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.NumberType;
import dev.quern.type.PackedType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.StructType;
import dev.quern.type.SubType;
import dev.quern.type.TableType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Types in the text format (spec 6.4). */
final class TypeParser {
  private static final Map<String, ValueType> VALUE_TYPES = new HashMap<>();
  private static final Map<String, HeapType> HEAP_TYPES = new HashMap<>();

  static {
    for (NumberType type : NumberType.values()) {
      VALUE_TYPES.put(type.toString(), type);
    }
    VALUE_TYPES.put(VectorType.V128.toString(), VectorType.V128);
    for (AbstractHeapType type : AbstractHeapType.values()) {
      VALUE_TYPES.put(type.nullableName(), new ReferenceType(true, type));
      HEAP_TYPES.put(type.toString(), type);
    }
  }

  /**
   * A type use (spec 6.4.9).
   *
   * @param typeIndex the function type
   * @param binders parameters that were written out, so that they may have names; null if none were
   */
  record TypeUse(int typeIndex, @Nullable List<Binder> binders) {}

  private final Cursor in;
  private final Scope scope;

  TypeParser(Cursor in, Scope scope) {
    this.in = in;
    this.scope = scope;
  }

  /** Whether a value type stands at the cursor. */
  boolean isAtValueType() {
    return in.isAtOpen("ref") || in.isAt(Kind.KEYWORD) && VALUE_TYPES.containsKey(in.text());
  }

  ValueType valueType() {
    if (in.isAt(Kind.OPEN)) {
      return reference();
    }
    ValueType type = in.isAt(Kind.KEYWORD) ? VALUE_TYPES.get(in.text()) : null;
    if (type == null) {
      throw in.unexpected();
    }
    in.advance();
    return type;
  }

  ReferenceType referenceType() {
    int at = in.position();
    if (valueType() instanceof ReferenceType type) {
      return type;
    }
    in.position(at);
    throw in.unexpected();
  }

  private ReferenceType reference() {
    in.expectOpen("ref");
    boolean nullable = in.accept("null");
    HeapType type = heapType();
    in.close();
    return new ReferenceType(nullable, type);
  }

  HeapType heapType() {
    if (IndexSpace.isIndex(in)) {
      return new TypeIndex(scope.types.index(in));
    }
    if (in.acceptOpen("exact")) {
      var exact = new ExactType(new TypeIndex(scope.types.index(in)));
      in.close();
      return exact;
    }
    HeapType type = in.isAt(Kind.KEYWORD) ? HEAP_TYPES.get(in.text()) : null;
    if (type == null) {
      throw in.unexpected();
    }
    in.advance();
    return type;
  }

  /** The value types up to a closing parenthesis. */
  private void valueTypes(List<ValueType> types) {
    while (!in.isAt(Kind.CLOSE)) {
      types.add(valueType());
    }
    in.close();
  }

  /** Parameter groups: one named parameter, or any number of nameless ones. */
  void binders(String word, List<ValueType> types, List<Binder> binders, boolean named) {
    while (in.acceptOpen(word)) {
      if (in.isAt(Kind.ID) && !named) {
        throw in.unexpected();
      }
      Binder binder = Binder.parse(in);
      if (binder.isNamed()) {
        types.add(valueType());
        binders.add(binder);
        in.close();
      } else {
        int before = types.size();
        valueTypes(types);
        for (int i = before; i < types.size(); i++) {
          binders.add(Binder.NONE);
        }
      }
    }
  }

  /** Result groups. */
  List<ValueType> results() {
    if (!in.isAtOpen("result")) {
      return List.of();
    }
    var types = new ArrayList<ValueType>();
    while (in.acceptOpen("result")) {
      valueTypes(types);
    }
    return types;
  }

  private FunctionType functionType() {
    var parameters = new ArrayList<ValueType>();
    binders("param", parameters, new ArrayList<>(), true);
    return new FunctionType(parameters, results());
  }

  /** A type use; {@code named} says whether its parameters may have names. */
  TypeUse typeUse(boolean named) {
    int at = in.position();
    boolean explicit = in.acceptOpen("type");
    int index = 0;
    if (explicit) {
      index = scope.types.index(in);
      in.close();
    }
    boolean inline = in.isAtOpen("param") || in.isAtOpen("result");
    if (explicit && !inline) {
      return new TypeUse(index, null);
    }
    var parameters = new ArrayList<ValueType>();
    var binders = new ArrayList<Binder>();
    binders("param", parameters, binders, named);
    var type = new FunctionType(parameters, results());
    if (!explicit) {
      return new TypeUse(scope.indexOf(type), binders);
    }
    if (in.isAtOpen("param") || in.isAtOpen("type")) {
      in.advance();
      throw in.unexpected();
    }
    boolean exists = Integer.compareUnsigned(index, scope.typeCount()) < 0;
    if (!type.equals(scope.function(index))) {
      throw in.malformed(exists ? "inline function type" : "unknown type", at);
    }
    return new TypeUse(index, binders);
  }

  private StorageType storageType() {
    return in.accept("i8") ? PackedType.I8 : in.accept("i16") ? PackedType.I16 : valueType();
  }

  private FieldType fieldType() {
    boolean mutable = in.acceptOpen("mut");
    var type = new FieldType(storageType(), mutable);
    if (mutable) {
      in.close();
    }
    return type;
  }

  private StructType structType(int typeIndex) {
    var names = new IndexSpace("field");
    var fields = new ArrayList<FieldType>();
    while (in.acceptOpen("field")) {
      if (in.isAt(Kind.ID)) {
        names.define(in);
        in.annotations("name");
        fields.add(fieldType());
      } else {
        int before = fields.size();
        while (!in.isAt(Kind.CLOSE)) {
          fields.add(fieldType());
        }
        names.skip(fields.size() - before);
      }
      in.close();
    }
    scope.fields(typeIndex, names);
    return new StructType(fields);
  }

  private CompositeType compositeType(int typeIndex) {
    CompositeType type;
    if (in.acceptOpen("func")) {
      type = functionType();
    } else if (in.acceptOpen("struct")) {
      type = structType(typeIndex);
    } else {
      in.expectOpen("array");
      type = new ArrayType(fieldType());
    }
    in.close();
    return type;
  }

  /** What stands in a type definition behind its name. */
  SubType subType(int typeIndex) {
    if (!in.acceptOpen("sub")) {
      return describedType(typeIndex, true, List.of());
    }
    boolean isFinal = in.accept("final");
    var supertypes = new ArrayList<HeapType>();
    while (IndexSpace.isIndex(in)) {
      supertypes.add(new TypeIndex(scope.types.index(in)));
    }
    SubType type = describedType(typeIndex, isFinal, supertypes);
    in.close();
    return type;
  }

  private SubType describedType(int typeIndex, boolean isFinal, List<HeapType> supertypes) {
    HeapType described = clause("describes");
    HeapType descriptor = clause("descriptor");
    return new SubType(isFinal, supertypes, described, descriptor, compositeType(typeIndex));
  }

  private @Nullable HeapType clause(String word) {
    if (!in.acceptOpen(word)) {
      return null;
    }
    var type = new TypeIndex(scope.types.index(in));
    in.close();
    return type;
  }

  /** The address type here, i32 if there is none. */
  AddressType addressType() {
    if (in.accept("i64")) {
      return AddressType.I64;
    }
    in.accept("i32");
    return AddressType.I32;
  }

  private Limits limits(AddressType address) {
    // A size that is too large for the address type is invalid, not malformed; one that needs more
    // than 64 bits has no value at all.
    String outOfRange = address + " constant out of range";
    long minimum = in.natural(64, outOfRange);
    return in.isAt(Kind.NAT) ? Limits.of(minimum, in.natural(64, outOfRange)) : Limits.of(minimum);
  }

  MemoryType memoryType() {
    AddressType address = addressType();
    Limits limits = limits(address);
    boolean shared = in.accept("shared");
    return new MemoryType(address, limits, shared, pageSizeLog2());
  }

  /** The exponent of the page size here, 16 if there is none. */
  int pageSizeLog2() {
    if (!in.acceptOpen("pagesize")) {
      return 16;
    }
    int at = in.position();
    long size = in.natural(64, "invalid custom page size");
    if (Long.bitCount(size) != 1) {
      throw in.malformed("invalid custom page size", at);
    }
    in.close();
    return Long.numberOfTrailingZeros(size);
  }

  TableType tableType() {
    AddressType address = addressType();
    Limits limits = limits(address);
    return new TableType(address, limits, referenceType());
  }

  GlobalType globalType() {
    boolean mutable = in.acceptOpen("mut");
    var type = new GlobalType(valueType(), mutable);
    if (mutable) {
      in.close();
    }
    return type;
  }
}
