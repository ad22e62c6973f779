package dev.quern.internal.binary;

import dev.quern.internal.syntax.DecodeLimits;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.MalformedException;
import dev.quern.internal.syntax.Module.DataSegment;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.ReferenceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads constant expressions and the segments that contain them (spec 5.4.9, 5.5.12, 5.5.14). */
final class SegmentDecoder {
  /** What a segment holds that lists functions by index. */
  private static final ReferenceType FUNCTION = new ReferenceType(false, AbstractHeapType.FUNC);

  private final byte[] bytes;
  private final TypeReader in;
  private final InstrReader instructions;
  private final DecodeLimits limits;

  SegmentDecoder(byte[] bytes, TypeReader in, DecodeLimits limits) {
    this.bytes = bytes;
    this.in = in;
    this.instructions = new InstrReader(new Expr(bytes, 0, bytes.length));
    this.limits = limits;
  }

  /** An expression up to its {@code end}. */
  Expr expr() {
    int start = in.position();
    instructions.position(start);
    ExprScanner.skipExpr(instructions);
    in.position(instructions.position());
    return new Expr(bytes, start, in.position());
  }

  ElementSegment elementSegment() {
    int start = in.position();
    int flags = in.u32();
    if (flags < 0 || flags > 7) {
      throw new MalformedException("malformed elements segment kind", start);
    }
    boolean active = (flags & 1) == 0;
    boolean explicit = (flags & 2) != 0;
    Mode mode = active ? Mode.ACTIVE : explicit ? Mode.DECLARATIVE : Mode.PASSIVE;
    int table = active && explicit ? in.u32() : 0;
    Expr offset = active ? expr() : null;
    boolean plain = active && !explicit;
    if ((flags & 4) != 0) {
      ReferenceType type = plain ? ReferenceType.FUNCREF : in.referenceType();
      return new ElementSegment(mode, table, offset, type, null, inits());
    }
    if (!plain) {
      elementKind();
    }
    return new ElementSegment(mode, table, offset, FUNCTION, indices(), null);
  }

  private void elementKind() {
    int start = in.position();
    if (in.u8() != 0) {
      throw new MalformedException("malformed element kind", start);
    }
  }

  private List<Expr> inits() {
    int count = in.count(limits.tableSize(), "elements");
    var inits = new ArrayList<Expr>(count);
    for (int i = 0; i < count; i++) {
      inits.add(expr());
    }
    return inits;
  }

  private int[] indices() {
    var indices = new int[in.count(limits.tableSize(), "elements")];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = in.u32();
    }
    return indices;
  }

  DataSegment dataSegment() {
    int start = in.position();
    int flags = in.u32();
    if (flags < 0 || flags > 2) {
      throw new MalformedException("malformed data segment kind", start);
    }
    int memory = flags == 2 ? in.u32() : 0;
    @Nullable Expr offset = flags == 1 ? null : expr();
    int length = in.length();
    int content = in.position();
    in.skip(length);
    Mode mode = flags == 1 ? Mode.PASSIVE : Mode.ACTIVE;
    return new DataSegment(mode, memory, offset, bytes, content, content + length);
  }
}
