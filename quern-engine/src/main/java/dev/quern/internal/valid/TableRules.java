package dev.quern.internal.valid;

import dev.quern.type.ReferenceType;
import dev.quern.type.Subtyping;
import dev.quern.type.TableType;

/** The typing rules of table instructions (spec 3.4.11). */
final class TableRules {
  private final Body body;
  private final TypeStack stack;

  TableRules(Body body) {
    this.body = body;
    this.stack = body.stack;
  }

  private TableType table() {
    return body.table(body.in.u32());
  }

  private void popIndex(TableType table) {
    stack.pop(table.address().numberType());
  }

  void tableGet() {
    TableType table = table();
    popIndex(table);
    stack.push(table.element());
  }

  void tableSet() {
    TableType table = table();
    stack.pop(table.element());
    popIndex(table);
  }

  void tableSize() {
    stack.push(table().address().numberType());
  }

  void tableGrow() {
    TableType table = table();
    popIndex(table);
    stack.pop(table.element());
    stack.push(table.address().numberType());
  }

  void tableFill() {
    TableType table = table();
    popIndex(table);
    stack.pop(table.element());
    popIndex(table);
  }

  void tableCopy() {
    TableType destination = table();
    TableType source = table();
    checkMatches(source.element(), destination.element());
    stack.pop(MemoryRules.smaller(destination.address(), source.address()));
    popIndex(source);
    popIndex(destination);
  }

  void tableInit() {
    int segment = body.in.u32();
    TableType table = table();
    checkMatches(body.element(segment), table.element());
    stack.popI32();
    stack.popI32();
    popIndex(table);
  }

  private void checkMatches(ReferenceType source, ReferenceType destination) {
    if (!Subtyping.matches(source, destination)) {
      throw body.invalid(
          "type mismatch: source element type %s does not match destination element type %s"
              .formatted(body.context.types.text(source), body.context.types.text(destination)));
    }
  }
}
