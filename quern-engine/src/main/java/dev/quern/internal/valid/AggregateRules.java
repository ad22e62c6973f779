package dev.quern.internal.valid;

import dev.quern.internal.syntax.UnsupportedException;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ArrayType;
import dev.quern.type.DefinedType;
import dev.quern.type.FieldType;
import dev.quern.type.NumberType;
import dev.quern.type.PackedType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.StructType;
import dev.quern.type.ValueType;

/** The typing rules of structs and arrays (spec 3.4.6 and 3.4.7). */
final class AggregateRules {
  private static final ReferenceType ARRAYREF = new ReferenceType(true, AbstractHeapType.ARRAY);

  private final Body body;
  private final TypeStack stack;
  private final TypeSpace types;

  AggregateRules(Body body) {
    this.body = body;
    this.stack = body.stack;
    this.types = body.context.types;
  }

  void structNew(boolean describing) {
    BlockType constructor = constructor(describing);
    stack.pop(constructor.parameters);
    stack.push(constructor.results);
  }

  void structNewDefault(boolean describing) {
    BlockType constructor = constructor(describing);
    if (!constructor.isDefaultable) {
      throw body.invalid("field type is not defaultable");
    }
    stack.push(constructor.results);
  }

  /** Takes the descriptor, which lies above the fields, of a type that has one. */
  private BlockType constructor(boolean describing) {
    int typeIndex = body.in.u32();
    BlockType constructor = types.constructor(typeIndex, body::place);
    DefinedType descriptor = types.get(typeIndex, body::place).descriptor();
    if (describing && descriptor == null) {
      throw body.invalid("type without descriptor requires non-descriptor allocation");
    }
    if (descriptor != null) {
      if (!describing) {
        throw body.invalid("type with descriptor requires descriptor allocation");
      }
      stack.pop(TypeSpace.exactReference(descriptor, true));
    }
    return constructor;
  }

  void structGet(boolean extending) {
    int typeIndex = body.in.u32();
    FieldType field = field(typeIndex);
    checkPacked(field, extending, "field");
    stack.pop(types.reference(typeIndex, true));
    stack.push(field.storage().unpacked());
  }

  void structSet() {
    int typeIndex = body.in.u32();
    FieldType field = field(typeIndex);
    if (!field.mutable()) {
      throw body.invalid("immutable field");
    }
    stack.pop(field.storage().unpacked());
    stack.pop(types.reference(typeIndex, true));
  }

  private FieldType field(int typeIndex) {
    int fieldIndex = body.in.u32();
    StructType struct = types.struct(typeIndex, body::place);
    if (fieldIndex < 0 || fieldIndex >= struct.fields().size()) {
      throw body.unknown("field", fieldIndex);
    }
    return struct.fields().get(fieldIndex);
  }

  private void checkPacked(FieldType field, boolean extending, String what) {
    boolean packed = field.storage() instanceof PackedType;
    if (packed != extending) {
      throw body.invalid(what + (packed ? " is packed" : " is unpacked"));
    }
  }

  void arrayNew() {
    int typeIndex = body.in.u32();
    ValueType element = element(typeIndex).storage().unpacked();
    stack.popI32();
    stack.pop(element);
    stack.push(types.made(typeIndex));
  }

  void arrayNewDefault() {
    int typeIndex = body.in.u32();
    if (!element(typeIndex).storage().unpacked().isDefaultable()) {
      throw body.invalid("array type is not defaultable");
    }
    stack.popI32();
    stack.push(types.made(typeIndex));
  }

  void arrayNewFixed() {
    int typeIndex = body.in.u32();
    int count = body.in.u32();
    ValueType element = element(typeIndex).storage().unpacked();
    int limit = body.context.limits.arrayFixed();
    if (Integer.compareUnsigned(count, limit) > 0) {
      throw new UnsupportedException(
          "too many operands of array.new_fixed: %s, the limit is %d"
              .formatted(Integer.toUnsignedString(count), limit),
          body.place());
    }
    stack.popRepeated(element, count);
    stack.push(types.made(typeIndex));
  }

  void arrayNewData() {
    int typeIndex = body.in.u32();
    int segment = body.in.u32();
    checkNumeric(element(typeIndex));
    body.data(segment);
    popI32s(2);
    stack.push(types.made(typeIndex));
  }

  void arrayNewElem() {
    int typeIndex = body.in.u32();
    int segment = body.in.u32();
    checkSegment(segment, element(typeIndex));
    popI32s(2);
    stack.push(types.made(typeIndex));
  }

  void arrayGet(boolean extending) {
    int typeIndex = body.in.u32();
    FieldType element = element(typeIndex);
    checkPacked(element, extending, "array");
    stack.popI32();
    stack.pop(types.reference(typeIndex, true));
    stack.push(element.storage().unpacked());
  }

  void arraySet() {
    int typeIndex = body.in.u32();
    ValueType element = mutableElement(typeIndex).unpacked();
    stack.pop(element);
    stack.popI32();
    stack.pop(types.reference(typeIndex, true));
  }

  void arrayLen() {
    stack.pop(ARRAYREF);
    stack.push(NumberType.I32);
  }

  void arrayFill() {
    int typeIndex = body.in.u32();
    ValueType element = mutableElement(typeIndex).unpacked();
    stack.popI32();
    stack.pop(element);
    stack.popI32();
    stack.pop(types.reference(typeIndex, true));
  }

  void arrayCopy() {
    int destination = body.in.u32();
    int source = body.in.u32();
    StorageType to = mutableElement(destination);
    StorageType from = element(source).storage();
    if (!TypesValidator.matches(from, to)) {
      throw body.invalid("array types do not match");
    }
    popI32s(2);
    stack.pop(types.reference(source, true));
    stack.popI32();
    stack.pop(types.reference(destination, true));
  }

  void arrayInitData() {
    int typeIndex = body.in.u32();
    int segment = body.in.u32();
    mutableElement(typeIndex);
    checkNumeric(element(typeIndex));
    body.data(segment);
    popI32s(3);
    stack.pop(types.reference(typeIndex, true));
  }

  void arrayInitElem() {
    int typeIndex = body.in.u32();
    int segment = body.in.u32();
    mutableElement(typeIndex);
    checkSegment(segment, element(typeIndex));
    popI32s(3);
    stack.pop(types.reference(typeIndex, true));
  }

  private FieldType element(int typeIndex) {
    ArrayType array = types.array(typeIndex, body::place);
    return array.element();
  }

  private StorageType mutableElement(int typeIndex) {
    FieldType element = element(typeIndex);
    if (!element.mutable()) {
      throw body.invalid("immutable array");
    }
    return element.storage();
  }

  private void checkNumeric(FieldType element) {
    if (element.storage() instanceof ReferenceType) {
      throw body.invalid("array type is not numeric or vector");
    }
  }

  private void checkSegment(int segment, FieldType element) {
    ReferenceType type = body.element(segment);
    if (!TypesValidator.matches(type, element.storage())) {
      throw body.invalid(
          "type mismatch: element segment of "
              + types.text(type)
              + " for an array of "
              + types.text(element.storage().unpacked()));
    }
  }

  private void popI32s(int count) {
    for (int i = 0; i < count; i++) {
      stack.popI32();
    }
  }
}
