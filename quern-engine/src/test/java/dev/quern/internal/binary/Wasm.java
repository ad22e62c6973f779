package dev.quern.internal.binary;

import dev.quern.internal.syntax.Opcode;
import java.util.function.Consumer;

/** Builds binary modules by hand: sections with whatever content, right or wrong. */
public final class Wasm {
  private final InstrWriter out = new InstrWriter().i32le(0x6D736100).i32le(1);

  /** A section with its size. */
  public Wasm section(int id, Consumer<InstrWriter> content) {
    var section = new InstrWriter();
    content.accept(section);
    out.u8(id).u32(section.size()).bytes(section);
    return this;
  }

  /** Types, functions of those types, and their bodies, each without its size. */
  public Wasm function(Consumer<InstrWriter> types, int typeIndex, Consumer<InstrWriter> body) {
    section(1, types);
    section(3, s -> s.u32(1).u32(typeIndex));
    return code(body);
  }

  /** A code section of one body, without its size. */
  public Wasm code(Consumer<InstrWriter> body) {
    var code = new InstrWriter();
    body.accept(code);
    return section(10, s -> s.u32(1).u32(code.size()).bytes(code));
  }

  /** Some bytes. */
  public Wasm raw(int... bytes) {
    for (int b : bytes) {
      out.u8(b);
    }
    return this;
  }

  /** The module so far. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  /** A module with one function of type 0, {@code [] -> []}, and this body. */
  public static byte[] body(Consumer<InstrWriter> body) {
    return new Wasm().function(s -> s.u32(1).u8(0x60).u32(0).u32(0), 0, body).bytes();
  }

  /** A module that uses most of what a module can hold, in small. */
  public static byte[] everything() {
    return new Wasm()
        .section(0, s -> s.name("before").u8(1).u8(2))
        .section(1, Wasm::types)
        .section(2, Wasm::imports)
        .section(3, s -> s.u32(2).u32(0).u32(1))
        .section(
            4,
            s -> s.u32(2).bytes(of(0x70, 1, 1, 10)).bytes(of(0x40, 0, 0x70, 0, 3, 0xD2, 0, 0x0B)))
        .section(5, s -> s.u32(1).bytes(of(1, 1, 2)))
        .section(13, s -> s.u32(1).bytes(of(0, 2)))
        .section(
            6, s -> s.u32(2).bytes(of(0x7F, 1, 0x41, 7, 0x0B)).bytes(of(0x6E, 0, 0xD0, 0x71, 0x0B)))
        .section(7, s -> s.u32(2).name("f").bytes(of(0, 1)).name("m").bytes(of(2, 0)))
        .section(8, s -> s.u32(1))
        .section(0, s -> s.name("middle"))
        .section(9, Wasm::elements)
        .section(12, s -> s.u32(2))
        .section(10, Wasm::bodies)
        .section(11, s -> s.u32(2).bytes(of(0, 0x41, 0, 0x0B, 2, 1, 2)).bytes(of(1, 3, 1, 2, 3)))
        .section(0, s -> s.name("name").bytes(of(0, 2, 1, 'm')).bytes(of(1, 4, 1, 1, 1, 'f')))
        .bytes();
  }

  private static byte[] of(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static void types(InstrWriter s) {
    s.u32(5)
        .bytes(of(0x60, 0, 0))
        .bytes(of(0x60, 2, 0x7F, 0x7E, 1, 0x7F))
        .bytes(of(0x60, 1, 0x7D, 0));
    s.bytes(
            of(
                0x4E, 2, 0x50, 0, 0x5F, 2, 0x78, 0, 0x63, 3, 1, 0x4F, 1, 3, 0x5F, 3, 0x78, 0, 0x63,
                3, 1))
        .bytes(of(0x7C, 1));
    s.bytes(of(0x5E, 0x77, 1));
  }

  private static void imports(InstrWriter s) {
    s.u32(2).name("a").name("f").bytes(of(0, 0)).name("a").name("g").bytes(of(3, 0x7F, 0));
  }

  private static void elements(InstrWriter s) {
    s.u32(3);
    s.bytes(of(0, 0x41, 0, 0x0B, 1, 1));
    s.bytes(of(5, 0x70, 1, 0xD0, 0x70, 0x0B));
    s.bytes(of(3, 0, 1, 2));
  }

  private static void bodies(InstrWriter s) {
    s.u32(2);
    var first = new InstrWriter();
    first.u32(1).u32(2).u8(0x7F);
    first.opcode(Opcode.BLOCK).u8(0x40).opcode(Opcode.I32_CONST).s64(1);
    first.opcode(Opcode.BR_TABLE).bytes(of(1, 0, 1)).opcode(Opcode.END);
    first.opcode(Opcode.I32_CONST).s64(0).opcode(Opcode.I32_LOAD).u32(2).u64(8);
    first.opcode(Opcode.LOCAL_SET).u32(1).opcode(Opcode.END);
    var second = new InstrWriter();
    second
        .u32(0)
        .opcode(Opcode.BLOCK)
        .u8(0x7D)
        .opcode(Opcode.TRY_TABLE)
        .u8(0x7D)
        .bytes(of(1, 0, 0, 0));
    second
        .opcode(Opcode.F32_CONST)
        .i32le(0)
        .opcode(Opcode.END)
        .opcode(Opcode.END)
        .opcode(Opcode.DROP);
    second.opcode(Opcode.LOCAL_GET).u32(0).opcode(Opcode.IF).u8(0x7F);
    second.opcode(Opcode.LOCAL_GET).u32(0).opcode(Opcode.ELSE);
    second.opcode(Opcode.I32_CONST).s64(-5).opcode(Opcode.END).opcode(Opcode.END);
    s.u32(first.size()).bytes(first).u32(second.size()).bytes(second);
  }
}
