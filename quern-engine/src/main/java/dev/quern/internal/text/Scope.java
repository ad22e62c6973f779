package dev.quern.internal.text;

import dev.quern.type.FunctionType;
import dev.quern.type.RecursiveType;
import dev.quern.type.SubType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The index spaces of a module and its types. Function types that are only written inline get a
 * place behind the explicit types, in the order in which they are met.
 */
final class Scope {
  final IndexSpace types = new IndexSpace("type");
  final IndexSpace functions = new IndexSpace("function");
  final IndexSpace tables = new IndexSpace("table");
  final IndexSpace memories = new IndexSpace("memory");
  final IndexSpace globals = new IndexSpace("global");
  final IndexSpace tags = new IndexSpace("tag");
  final IndexSpace elements = new IndexSpace("elem segment");
  final IndexSpace data = new IndexSpace("data segment");

  private final List<RecursiveType> groups = new ArrayList<>();
  private final List<SubType> members = new ArrayList<>();
  private final Map<Integer, IndexSpace> fields = new HashMap<>();
  private final Map<FunctionType, Integer> functionTypes = new HashMap<>();

  /** The recursive groups so far. */
  List<RecursiveType> groups() {
    return groups;
  }

  /** Adds a recursive group. */
  void add(RecursiveType group) {
    groups.add(group);
    List<SubType> types = group.types();
    boolean plain = types.size() == 1 && types.get(0).isFinal();
    if (plain
        && types.get(0).supertypes().isEmpty()
        && types.get(0).composite() instanceof FunctionType function) {
      functionTypes.putIfAbsent(function, members.size());
    }
    members.addAll(types);
  }

  /** The index of a function type that is written inline. */
  int indexOf(FunctionType type) {
    Integer index = functionTypes.get(type);
    if (index == null) {
      index = members.size();
      add(new RecursiveType(List.of(SubType.of(type))));
    }
    return index;
  }

  /** The number of types so far. */
  int typeCount() {
    return members.size();
  }

  /** The function type with an index, or null if there is none. */
  @Nullable FunctionType function(int typeIndex) {
    boolean exists = Integer.compareUnsigned(typeIndex, members.size()) < 0;
    return exists && members.get(typeIndex).composite() instanceof FunctionType function
        ? function
        : null;
  }

  /** Remembers the field names of a struct type. */
  void fields(int typeIndex, IndexSpace names) {
    fields.put(typeIndex, names);
  }

  /** The field names of a type. */
  IndexSpace fields(int typeIndex) {
    IndexSpace names = fields.get(typeIndex);
    return names == null ? new IndexSpace("field") : names;
  }
}
