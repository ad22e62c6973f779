package dev.quern.internal.binary;

import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.UnsupportedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A cursor over part of a byte array that reads the values of spec 5.2. */
public class ByteReader {
  protected final byte[] bytes;
  protected int position;
  protected int end;

  /** A cursor from {@code start} (inclusive) to {@code end} (exclusive). */
  public ByteReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** Index of the next byte. */
  public final int position() {
    return position;
  }

  /** What it reads from; not to be written to. */
  public final byte[] bytes() {
    return bytes;
  }

  /** Index behind the last byte that it reads. */
  public final int end() {
    return end;
  }

  /** Moves the cursor. */
  public final void position(int newPosition) {
    position = newPosition;
  }

  /** The number of bytes left. */
  public final int remaining() {
    return end - position;
  }

  /** An error at the cursor. */
  public final MalformedException malformed(String reason) {
    return new MalformedException(reason, position);
  }

  /** The words for reading past the end. */
  protected String endMessage() {
    return "unexpected end of section or function";
  }

  /** One byte, 0 to 255. */
  public final int u8() {
    if (position >= end) {
      throw malformed(endMessage());
    }
    return bytes[position++] & 0xFF;
  }

  /** The next byte without moving, or -1 at the end. */
  public final int peek() {
    return position < end ? bytes[position] & 0xFF : -1;
  }

  /** Moves past {@code count} bytes. */
  public final void skip(int count) {
    if (count < 0 || count > remaining()) {
      throw malformed(endMessage());
    }
    position += count;
  }

  /** An unsigned 32-bit LEB128 number, in an {@code int} to be read as unsigned. */
  public final int u32() {
    int at = position;
    if (at < end && bytes[at] >= 0) {
      position = at + 1;
      return bytes[at];
    }
    if (end - at > 1 && bytes[at + 1] >= 0) {
      position = at + 2;
      return bytes[at] & 0x7F | bytes[at + 1] << 7;
    }
    return (int) unsigned(32);
  }

  /** An unsigned 64-bit LEB128 number. */
  public final long u64() {
    return unsigned(64);
  }

  /** A signed 32-bit LEB128 number. */
  public final int s32() {
    return (int) signed(32);
  }

  /** The unsigned number that {@link #u32} would read. */
  public final int peekU32() {
    int start = position;
    int value = u32();
    position = start;
    return value;
  }

  /** The signed number that {@link #s32} would read. */
  public final int peekS32() {
    int start = position;
    int value = s32();
    position = start;
    return value;
  }

  /** A signed 33-bit LEB128 number. */
  public final long s33() {
    return signed(33);
  }

  /** A signed 64-bit LEB128 number. */
  public final long s64() {
    return signed(64);
  }

  /** A number of entries that each take at least one byte, checked against the bytes left. */
  public final int count(int limit, String what) {
    int start = position;
    int count = length();
    if (count > limit) {
      throw new UnsupportedException(
          "too many " + what + ": " + count + ", the limit is " + limit, start);
    }
    if (count > remaining()) {
      throw malformed(endMessage());
    }
    return count;
  }

  /** A number of bytes or entries that come next, not more than there are. */
  public final int length() {
    int start = position;
    int length = u32();
    // The specification's own decoder counts the bytes that are left from the number itself on.
    if (Integer.compareUnsigned(length, end - start) > 0) {
      throw new MalformedException("length out of bounds", start);
    }
    return length;
  }

  /** Four bytes, little-endian. */
  public final int i32le() {
    int at = position;
    skip(4);
    return bytes[at] & 0xFF
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | bytes[at + 3] << 24;
  }

  /** Eight bytes, little-endian. */
  public final long i64le() {
    long low = i32le() & 0xFFFF_FFFFL;
    return low | (long) i32le() << 32;
  }

  /** A name: a length, then that many bytes of UTF-8. */
  public final String name() {
    int length = length();
    if (length > remaining()) {
      throw malformed(endMessage());
    }
    try {
      String name =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, position, length))
              .toString();
      position += length;
      return name;
    } catch (CharacterCodingException e) {
      throw malformed("malformed UTF-8 encoding");
    }
  }

  private long unsigned(int width) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      int left = width - shift;
      if (left < 7 && b >> left != 0) {
        throw malformed(b < 0x80 ? "integer too large" : "integer representation too long");
      }
      if (b < 0x80) {
        return value;
      }
      if (left <= 7) {
        throw malformed("integer representation too long");
      }
    }
  }

  private long signed(int width) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      int left = width - shift;
      if (left <= 7 && b >= 0x80) {
        throw malformed("integer representation too long");
      }
      if (left < 7) {
        // The bits above the number's own must all repeat its sign.
        int sign = (b & 0x7F) >> left - 1;
        if (sign != 0 && sign != 0x7F >> left - 1) {
          throw malformed("integer too large");
        }
      }
      if (b < 0x80) {
        int unused = 64 - Math.min(64, shift + 7);
        return value << unused >> unused;
      }
    }
  }
}
