package dev.quern.type;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A defined type (spec 2.3.11): one member of a recursive group, resolved and canonical.
 *
 * <p>Two types are the same exactly when their groups have the same shape (iso-recursive equality,
 * spec 3.3.2). Every group is therefore kept once in the process: {@link #resolve} looks up a key
 * in which a mention of the group's own members is a {@link TypeIndex} relative to the group and a
 * mention of an earlier type is that type's canonical object. Equality of types, across modules
 * too, is then equality of objects. The table holds its groups weakly, so types die with the last
 * module that uses them.
 */
public final class DefinedType implements HeapType {
  private final Group group;
  private final int position;
  private volatile @Nullable Object attachment;

  /** The members of one canonical recursive group, filled once before it is published. */
  private static final class Group {
    final SubType[] relative;
    final DefinedType[] members;
    final SubType[] resolved;

    /** For each member its declared supertypes, the most general one first, and itself last. */
    final DefinedType[][] lines;

    Group(List<SubType> types) {
      relative = types.toArray(new SubType[0]);
      members = new DefinedType[relative.length];
      resolved = new SubType[relative.length];
      lines = new DefinedType[relative.length][];
      for (int i = 0; i < members.length; i++) {
        members[i] = new DefinedType(this, i);
      }
      for (int i = 0; i < members.length; i++) {
        resolved[i] = new Mapper(t -> members[t.index()]).map(relative[i]);
        lines[i] = line(members[i]);
      }
    }

    /** A supertype comes before its subtypes, so that its own line is there. */
    private static DefinedType[] line(DefinedType type) {
      DefinedType supertype = type.supertype();
      DefinedType[] above = supertype == null ? new DefinedType[0] : supertype.line();
      DefinedType[] line = Arrays.copyOf(above, above.length + 1);
      line[above.length] = type;
      return line;
    }
  }

  private static final class Entry extends WeakReference<Group> {
    final List<SubType> key;

    Entry(List<SubType> key, Group group) {
      super(group, DEAD);
      this.key = key;
    }
  }

  private static final Map<Integer, List<Entry>> GROUPS = new HashMap<>();
  private static final ReferenceQueue<Group> DEAD = new ReferenceQueue<>();

  private DefinedType(Group group, int position) {
    this.group = group;
    this.position = position;
  }

  /**
   * Resolves a group of a module to its canonical types.
   *
   * @param start type index of the group's first member in the module
   * @param earlier the resolved types of the module up to {@code start}
   * @throws IndexOutOfBoundsException if the group mentions a type behind its own end; the
   *     validator has checked that before
   */
  public static List<DefinedType> resolve(
      RecursiveType type, int start, List<DefinedType> earlier) {
    var mapper =
        new Mapper(
            t -> t.index() < start ? earlier.get(t.index()) : new TypeIndex(t.index() - start));
    var key = new ArrayList<SubType>(type.types().size());
    for (SubType member : type.types()) {
      key.add(mapper.map(member));
    }
    return List.of(intern(key).members);
  }

  /** The canonical final function type without supertypes, alone in its group. */
  public static DefinedType of(FunctionType type) {
    return intern(List.of(SubType.of(type))).members[0];
  }

  private static Group intern(List<SubType> key) {
    synchronized (GROUPS) {
      forgetDead();
      // A key mentions its own group by position only, so that an entry keeps no group alive but
      // the earlier ones that its own group needs anyway.
      int hash = key.hashCode();
      List<Entry> entries = GROUPS.get(hash);
      if (entries == null) {
        entries = new ArrayList<>(1);
        GROUPS.put(hash, entries);
      }
      for (Entry entry : entries) {
        Group group = entry.get();
        if (group != null && entry.key.equals(key)) {
          return group;
        }
      }
      var group = new Group(key);
      entries.add(new Entry(List.of(group.relative), group));
      return group;
    }
  }

  private static void forgetDead() {
    for (var dead = DEAD.poll(); dead != null; dead = DEAD.poll()) {
      int hash = ((Entry) dead).key.hashCode();
      List<Entry> entries = GROUPS.get(hash);
      if (entries != null) {
        entries.remove(dead);
        if (entries.isEmpty()) {
          GROUPS.remove(hash);
        }
      }
    }
  }

  /** The type with everything it mentions resolved. */
  public SubType type() {
    return group.resolved[position];
  }

  /** The shape. */
  public CompositeType composite() {
    return type().composite();
  }

  /**
   * The shape as a function type.
   *
   * @throws IllegalStateException if this is no function type
   */
  public FunctionType function() {
    if (composite() instanceof FunctionType function) {
      return function;
    }
    throw new IllegalStateException("not a function type: " + composite());
  }

  /** The declared supertype, or null. */
  public @Nullable DefinedType supertype() {
    List<HeapType> supertypes = type().supertypes();
    return supertypes.isEmpty() ? null : (DefinedType) supertypes.getFirst();
  }

  /** The type whose objects this type's objects describe, or null. */
  public @Nullable DefinedType described() {
    return (DefinedType) type().described();
  }

  /** The type of the objects that describe this type's objects, or null. */
  public @Nullable DefinedType descriptor() {
    return (DefinedType) type().descriptor();
  }

  /** This type's place in its recursive group, from 0. */
  public int position() {
    return position;
  }

  /** The members of this type's recursive group, in order. */
  public List<DefinedType> groupMembers() {
    return List.of(group.members);
  }

  private DefinedType[] line() {
    return group.lines[position];
  }

  /** Whether {@code other} can be reached from this type by going to declared supertypes. */
  public boolean isSubtypeOf(DefinedType other) {
    if (this == other) {
      return true;
    }
    DefinedType[] line = line();
    int depth = other.line().length - 1;
    return depth < line.length && line[depth] == other;
  }

  /**
   * What the engine keeps with this type for as long as the type lives; made when it is first asked
   * for, once, and the same for all modules and threads.
   */
  public Object attachment(Function<DefinedType, Object> maker) {
    Object known = attachment;
    if (known == null) {
      synchronized (this) {
        known = attachment;
        if (known == null) {
          attachment = known = maker.apply(this);
        }
      }
    }
    return known;
  }

  /** The abstract type directly above: func, struct or array. */
  public AbstractHeapType kind() {
    return switch (composite()) {
      case FunctionType f -> AbstractHeapType.FUNC;
      case StructType s -> AbstractHeapType.STRUCT;
      case ArrayType a -> AbstractHeapType.ARRAY;
    };
  }

  /** The shape. Other types in it are named by their kind only, since types may be endless. */
  @Override
  public String toString() {
    CompositeType shape =
        switch (composite()) {
          case FunctionType f -> new FunctionType(kinds(f.parameters()), kinds(f.results()));
          case StructType s ->
              new StructType(s.fields().stream().map(DefinedType::kindOnly).toList());
          case ArrayType a -> new ArrayType(kindOnly(a.element()));
        };
    return shape.toString();
  }

  private static List<ValueType> kinds(List<ValueType> types) {
    return types.stream().map(DefinedType::kindOnly).toList();
  }

  private static FieldType kindOnly(FieldType type) {
    return type.storage() instanceof ValueType value
        ? new FieldType(kindOnly(value), type.mutable())
        : type;
  }

  private static ValueType kindOnly(ValueType type) {
    return type instanceof ReferenceType ref && ref.heapType().inexact() instanceof DefinedType d
        ? new ReferenceType(ref.nullable(), d.kind())
        : type;
  }
}
