package dev.quern.type;

/**
 * A struct field or array element (spec 2.3.10).
 *
 * @param storage what is stored
 * @param mutable whether it may be written after creation
 */
public record FieldType(StorageType storage, boolean mutable) {
  @Override
  public String toString() {
    return mutable ? "(mut " + storage + ")" : storage.toString();
  }
}
