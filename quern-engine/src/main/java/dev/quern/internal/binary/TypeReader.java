package dev.quern.internal.binary;

import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.type.AddressType;
import dev.quern.type.ArrayType;
import dev.quern.type.CompositeType;
import dev.quern.type.ExactType;
import dev.quern.type.ExternType;
import dev.quern.type.FieldType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.PackedType;
import dev.quern.type.RecursiveType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.StructType;
import dev.quern.type.SubType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cursor over a module, with the types of spec 5.3. */
final class TypeReader extends ByteReader {
  private static final int HAS_MAXIMUM = 1;
  private static final int SHARED = 2;
  private static final int ADDRESS_64 = 4;
  private static final int CUSTOM_PAGE_SIZE = 8;

  private final DecodeLimits limits;
  private int typeCount;

  TypeReader(byte[] bytes, DecodeLimits limits) {
    super(bytes, 0, bytes.length);
    this.limits = limits;
  }

  /** A recursive type, or the one subtype that stands for a group of one. */
  RecursiveType recursiveType() {
    int start = position;
    if (peek() != 0x4E) {
      countTypes(1, start);
      return new RecursiveType(List.of(subType()));
    }
    skip(1);
    int count = count(limits.entries(), "types");
    countTypes(count, start);
    var members = new ArrayList<SubType>(count);
    for (int i = 0; i < count; i++) {
      members.add(subType());
    }
    return new RecursiveType(members);
  }

  private void countTypes(int more, int start) {
    typeCount += more;
    if (typeCount > limits.entries()) {
      throw new UnsupportedException("too many types: the limit is " + limits.entries(), start);
    }
  }

  private SubType subType() {
    int code = peek();
    if (code != 0x4F && code != 0x50) {
      return describedType(true, List.of());
    }
    skip(1);
    int count = count(limits.entries(), "supertypes");
    var supertypes = new ArrayList<HeapType>(count);
    for (int i = 0; i < count; i++) {
      supertypes.add(typeIndex());
    }
    return describedType(code == 0x4F, supertypes);
  }

  private SubType describedType(boolean isFinal, List<HeapType> supertypes) {
    HeapType described = clause(0x4C);
    HeapType descriptor = clause(0x4D);
    return new SubType(isFinal, supertypes, described, descriptor, compositeType());
  }

  /** The type index behind a byte, if that byte is next. */
  private @Nullable TypeIndex clause(int code) {
    if (peek() != code) {
      return null;
    }
    skip(1);
    return typeIndex();
  }

  private CompositeType compositeType() {
    int start = position;
    int code = u8();
    return switch (code) {
      case 0x5E -> new ArrayType(fieldType());
      case 0x5F -> structType();
      case 0x60 -> functionType();
      default ->
          throw new MalformedException(
              code < 0x80 ? "malformed definition type" : "integer representation too long", start);
    };
  }

  private FunctionType functionType() {
    return new FunctionType(
        valueTypes(limits.parameters(), "parameters"), valueTypes(limits.results(), "results"));
  }

  private List<ValueType> valueTypes(int limit, String what) {
    int count = count(limit, what);
    var types = new ArrayList<ValueType>(count);
    for (int i = 0; i < count; i++) {
      types.add(valueType());
    }
    return types;
  }

  private StructType structType() {
    int count = count(limits.structFields(), "fields");
    var fields = new ArrayList<FieldType>(count);
    for (int i = 0; i < count; i++) {
      fields.add(fieldType());
    }
    return new StructType(fields);
  }

  private FieldType fieldType() {
    StorageType storage = storageType();
    return new FieldType(storage, mutability());
  }

  private StorageType storageType() {
    int code = peek();
    if (code == 0x78 || code == 0x77) {
      skip(1);
      return code == 0x78 ? PackedType.I8 : PackedType.I16;
    }
    if (code >= 0 && code != 0x63 && code != 0x64 && (code < 0x69 || code > 0x7F)) {
      throw malformed("malformed storage type");
    }
    return valueType();
  }

  private boolean mutability() {
    int start = position;
    int code = u8();
    if (code > 1) {
      throw new MalformedException("malformed mutability", start);
    }
    return code == 1;
  }

  ValueType valueType() {
    return InstrReader.Types.valueType(this);
  }

  ReferenceType referenceType() {
    return InstrReader.Types.referenceType(this);
  }

  private TypeIndex typeIndex() {
    return new TypeIndex(u32());
  }

  /** An external type, with the byte that says its kind. */
  ExternType externType() {
    int start = position;
    return switch (u8()) {
      case 0 -> new ExternType.Function(typeIndex());
      case 1 -> tableType();
      case 2 -> memoryType();
      case 3 -> globalType();
      case 4 -> tagType();
      case 0x20 -> new ExternType.Function(new ExactType(typeIndex()));
      default -> throw new MalformedException("malformed import kind", start);
    };
  }

  TableType tableType() {
    ReferenceType element = referenceType();
    int flags = limitsFlags(HAS_MAXIMUM | ADDRESS_64);
    return new TableType(addressType(flags), limits(flags), element);
  }

  MemoryType memoryType() {
    int flags = limitsFlags(HAS_MAXIMUM | SHARED | ADDRESS_64 | CUSTOM_PAGE_SIZE);
    Limits size = limits(flags);
    int pageSizeLog2 = (flags & CUSTOM_PAGE_SIZE) == 0 ? 16 : pageSizeLog2();
    return new MemoryType(addressType(flags), size, (flags & SHARED) != 0, pageSizeLog2);
  }

  private int pageSizeLog2() {
    int start = position;
    int log2 = u32();
    if (log2 < 0 || log2 >= 64) {
      throw new MalformedException("invalid custom page size", start);
    }
    return log2;
  }

  private int limitsFlags(int known) {
    int start = position;
    int flags = u8();
    // A lone flag of a custom page size is reported as before that proposal, as the suite has it.
    if ((flags & ~known) != 0 || (flags & CUSTOM_PAGE_SIZE) != 0 && remaining() == 0) {
      throw new MalformedException("malformed limits flags", start);
    }
    return flags;
  }

  private static AddressType addressType(int flags) {
    return (flags & ADDRESS_64) != 0 ? AddressType.I64 : AddressType.I32;
  }

  private Limits limits(int flags) {
    long minimum = u64();
    return (flags & HAS_MAXIMUM) != 0 ? Limits.of(minimum, u64()) : Limits.of(minimum);
  }

  GlobalType globalType() {
    ValueType value = valueType();
    return new GlobalType(value, mutability());
  }

  TagType tagType() {
    int start = position;
    if (u8() != 0) {
      throw new MalformedException("malformed tag attribute", start);
    }
    return new TagType(typeIndex());
  }
}
