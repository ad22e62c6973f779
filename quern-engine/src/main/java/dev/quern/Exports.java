package dev.quern;

import dev.quern.WebAssembly.Function;
import dev.quern.WebAssembly.Global;
import dev.quern.WebAssembly.Memory;
import dev.quern.WebAssembly.Table;
import dev.quern.WebAssembly.Tag;
import dev.quern.internal.syntax.Printable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The exports of an instance in the order of the module; where MDN reads a property of the {@code
 * exports} object, Java asks by name and kind.
 *
 * <p>Immutable, and every question is answered with the same object every time. An export is a
 * {@link Function}, {@link Memory}, {@link Table}, {@link Global} or {@link Tag}.
 *
 * <p>MDN: {@code WebAssembly.Instance.prototype.exports}.
 */
public final class Exports {
  private final Map<String, Object> externs;

  Exports(LinkedHashMap<String, Object> externs) {
    this.externs = Collections.unmodifiableMap(externs);
  }

  /** The export of a name, or null. */
  public @Nullable Object get(String name) {
    return externs.get(name);
  }

  /** Whether there is an export of a name. */
  public boolean has(String name) {
    return externs.containsKey(name);
  }

  /** The names in the order of the module. */
  public List<String> names() {
    return List.copyOf(externs.keySet());
  }

  /** The exports by name, in the order of the module; unmodifiable, and the same map every time. */
  public Map<String, Object> asMap() {
    return externs;
  }

  /**
   * An exported function.
   *
   * @throws NoSuchElementException if there is none of that name; the message says what there is
   */
  public Function function(String name) {
    return get(name, Function.class, "function");
  }

  /**
   * An exported memory.
   *
   * @throws NoSuchElementException if there is none of that name; the message says what there is
   */
  public Memory memory(String name) {
    return get(name, Memory.class, "memory");
  }

  /**
   * An exported table.
   *
   * @throws NoSuchElementException if there is none of that name; the message says what there is
   */
  public Table table(String name) {
    return get(name, Table.class, "table");
  }

  /**
   * An exported global.
   *
   * @throws NoSuchElementException if there is none of that name; the message says what there is
   */
  public Global global(String name) {
    return get(name, Global.class, "global");
  }

  /**
   * An exported tag.
   *
   * @throws NoSuchElementException if there is none of that name; the message says what there is
   */
  public Tag tag(String name) {
    return get(name, Tag.class, "tag");
  }

  private <T> T get(String name, Class<T> type, String kind) {
    Object extern = externs.get(name);
    if (type.isInstance(extern)) {
      return type.cast(extern);
    }
    if (extern != null) {
      throw new NoSuchElementException(
          Printable.line(
              "the export \"" + name + "\" is a " + Externs.kind(extern) + ", not a " + kind));
    }
    List<String> candidates =
        externs.entrySet().stream()
            .filter(e -> type.isInstance(e.getValue()))
            .map(Map.Entry::getKey)
            .limit(20)
            .toList();
    throw new NoSuchElementException(
        Printable.line("no export \"" + name + "\"; the " + kind + " exports are " + candidates));
  }

  /** The names and kinds. */
  @Override
  public String toString() {
    var text = new StringBuilder("Exports[");
    String separator = "";
    for (var export : externs.entrySet()) {
      text.append(separator).append(Externs.kind(export.getValue())).append(' ');
      text.append(export.getKey());
      separator = ", ";
    }
    return Printable.line(text.append(']').toString());
  }
}
