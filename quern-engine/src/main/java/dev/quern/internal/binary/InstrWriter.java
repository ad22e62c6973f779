package dev.quern.internal.binary;

import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ExactType;
import dev.quern.type.HeapType;
import dev.quern.type.NumberType;
import dev.quern.type.PackedType;
import dev.quern.type.ReferenceType;
import dev.quern.type.StorageType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes that writes the values, types and opcodes of spec chapter 5. */
public final class InstrWriter {
  private byte[] bytes = new byte[64];
  private int size;

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Takes the bytes from {@code start} on away and returns them. */
  public byte[] cut(int start) {
    byte[] taken = Arrays.copyOfRange(bytes, start, size);
    size = start;
    return taken;
  }

  /** One byte. */
  public InstrWriter u8(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.multiplyExact(size, 2));
    }
    bytes[size++] = (byte) value;
    return this;
  }

  /** All bytes of an array. */
  public InstrWriter bytes(byte[] source) {
    return bytes(source, 0, source.length);
  }

  /** Some bytes of an array. */
  public InstrWriter bytes(byte[] source, int start, int end) {
    int length = end - start;
    if (bytes.length - size < length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, length)));
    }
    System.arraycopy(source, start, bytes, size, length);
    size += length;
    return this;
  }

  /** Everything that another writer holds. */
  public InstrWriter bytes(InstrWriter other) {
    return bytes(other.bytes, 0, other.size);
  }

  /** An unsigned 32-bit number. */
  public InstrWriter u32(int value) {
    return u64(value & 0xFFFF_FFFFL);
  }

  /** An unsigned 64-bit number. */
  public InstrWriter u64(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      u8((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    return u8((int) rest);
  }

  /** A signed number of up to 64 bits. */
  public InstrWriter s64(long value) {
    long rest = value;
    while (rest < -64 || rest > 63) {
      u8((int) (rest & 0x7F | 0x80));
      rest >>= 7;
    }
    return u8((int) (rest & 0x7F));
  }

  /** Four bytes, little-endian. */
  public InstrWriter i32le(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      u8(value >>> shift);
    }
    return this;
  }

  /** Eight bytes, little-endian. */
  public InstrWriter i64le(long value) {
    return i32le((int) value).i32le((int) (value >>> 32));
  }

  /** A name: length and UTF-8 bytes. */
  public InstrWriter name(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return u32(utf8.length).bytes(utf8);
  }

  /** An opcode with its prefix. */
  public InstrWriter opcode(Opcode opcode) {
    int code = opcode.code();
    return code < 256 ? u8(code) : u8(code >> 12).u32(code & 0xFFF);
  }

  /** A value type; a concrete type must be a {@link TypeIndex}. */
  public InstrWriter type(ValueType type) {
    return switch (type) {
      case NumberType n -> u8(0x7F - n.ordinal());
      case VectorType v -> u8(0x7B);
      case ReferenceType r -> reference(r);
    };
  }

  /** A storage type. */
  public InstrWriter type(StorageType type) {
    return switch (type) {
      case PackedType p -> u8(p == PackedType.I8 ? 0x78 : 0x77);
      case ValueType v -> type(v);
    };
  }

  /** A heap type. */
  public InstrWriter type(HeapType type) {
    return switch (type) {
      case AbstractHeapType a -> s64(a.code());
      case TypeIndex i -> s64(i.index() & 0xFFFF_FFFFL);
      case ExactType e -> u8(0x62).type(e.type());
      case dev.quern.type.DefinedType d ->
          throw new IllegalArgumentException("resolved type in a module: " + d);
    };
  }

  private InstrWriter reference(ReferenceType type) {
    if (type.nullable() && type.heapType() instanceof AbstractHeapType a) {
      return s64(a.code());
    }
    return u8(type.nullable() ? 0x63 : 0x64).type(type.heapType());
  }
}
