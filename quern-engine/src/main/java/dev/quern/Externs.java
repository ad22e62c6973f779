package dev.quern;

import dev.quern.WebAssembly.Function;
import dev.quern.WebAssembly.Global;
import dev.quern.WebAssembly.Instance;
import dev.quern.WebAssembly.Memory;
import dev.quern.WebAssembly.RangeError;
import dev.quern.WebAssembly.Table;
import dev.quern.WebAssembly.Tag;
import dev.quern.WebAssembly.TypeError;
import dev.quern.runtime.ArrayMemory;
import dev.quern.runtime.Frame;
import dev.quern.runtime.FunctionInstance;
import dev.quern.runtime.GlobalInstance;
import dev.quern.runtime.MemoryInstance;
import dev.quern.runtime.SegmentMemory;
import dev.quern.runtime.TableInstance;
import dev.quern.runtime.TagInstance;
import dev.quern.runtime.WasmException;
import dev.quern.type.AddressType;
import dev.quern.type.DefinedType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.TableType;
import dev.quern.type.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API's objects and the runtime's, one to one. A runtime object remembers its API object in its
 * {@code embedder} slot, which is written once, under the object's lock.
 */
final class Externs {
  private static final long MAX_PAGES = 1L << 16;
  private static final long MAX_PAGES_64 = 1L << 48;

  private Externs() {}

  /** The kind of an API object, in the words of the JavaScript interface. */
  static String kind(Object extern) {
    return switch (extern) {
      case Function f -> "function";
      case Memory m -> "memory";
      case Table t -> "table";
      case Global g -> "global";
      case Tag t -> "tag";
      default -> Values.describe(extern);
    };
  }

  /** The API object of a runtime object; the same one every time. */
  static Object toJava(Object extern) {
    if (extern instanceof FunctionInstance function) {
      return function(function);
    } else if (extern instanceof MemoryInstance memory) {
      return memory(memory);
    } else if (extern instanceof TableInstance table) {
      return table(table);
    } else if (extern instanceof GlobalInstance global) {
      return global(global);
    } else if (extern instanceof TagInstance tag) {
      return tag(tag);
    }
    throw new IllegalArgumentException("no extern: " + extern);
  }

  /** The runtime object of an API object, or null if it is none. */
  static @Nullable Object toRuntime(@Nullable Object extern) {
    if (extern instanceof Function function) {
      return function.instance();
    } else if (extern instanceof Memory memory) {
      return memory.instance();
    } else if (extern instanceof Table table) {
      return table.instance();
    } else if (extern instanceof Global global) {
      return global.instance();
    }
    return extern instanceof Tag tag ? tag.instance() : null;
  }

  static Function function(FunctionInstance instance) {
    if (instance.embedder instanceof Function known) {
      return known;
    }
    String name = name(instance);
    synchronized (instance) {
      if (instance.embedder instanceof Function known) {
        return known;
      }
      var function = new Function(instance, name);
      instance.embedder = function;
      return function;
    }
  }

  private static String name(FunctionInstance instance) {
    return instance.owner != null && instance.owner.embedder instanceof Instance owner
        ? owner.module().compiled().functionName(instance.index)
        : Integer.toString(instance.index);
  }

  private static Memory memory(MemoryInstance instance) {
    synchronized (instance) {
      if (instance.embedder instanceof Memory known) {
        return known;
      }
      var memory = new Memory(instance);
      instance.embedder = memory;
      return memory;
    }
  }

  private static Table table(TableInstance instance) {
    synchronized (instance) {
      if (instance.embedder instanceof Table known) {
        return known;
      }
      var table = new Table(instance);
      instance.embedder = table;
      return table;
    }
  }

  private static Global global(GlobalInstance instance) {
    synchronized (instance) {
      if (instance.embedder instanceof Global known) {
        return known;
      }
      var global = new Global(instance);
      instance.embedder = global;
      return global;
    }
  }

  private static Tag tag(TagInstance instance) {
    synchronized (instance) {
      if (instance.embedder instanceof Tag known) {
        return known;
      }
      var tag = new Tag(instance);
      instance.embedder = tag;
      return tag;
    }
  }

  /** The API object of an exception; the same one every time. */
  static WebAssembly.Exception exception(WasmException instance) {
    synchronized (instance) {
      if (instance.embedder instanceof WebAssembly.Exception known) {
        return known;
      }
      var exception = new WebAssembly.Exception(instance);
      instance.embedder = exception;
      return exception;
    }
  }

  /** A new exception; checks the payload. */
  static WasmException exception(Tag tag, @Nullable Object[] payload) {
    List<ValueType> types = tag.type().parameters();
    @Nullable Object[] values = Values.toWebAssembly(types, payload, "value", "the payload");
    return new WasmException(tag.instance(), Frame.of(values, FunctionInstance.letters(types)));
  }

  /** What an exception carries. */
  static @Nullable Object[] payload(WasmException exception) {
    List<ValueType> types = exception.tag().type().function().parameters();
    return Values.toJava(types, Frame.values(exception.payload(), FunctionInstance.letters(types)));
  }

  static MemoryType memoryType(int initial) {
    return memoryType(Limits.of(initial));
  }

  static MemoryType memoryType(int initial, int maximum) {
    return memoryType(Limits.of(initial, maximum));
  }

  private static MemoryType memoryType(Limits limits) {
    return new MemoryType(AddressType.I32, limits, false, 16);
  }

  /**
   * A new memory.
   *
   * @param isLarge whether it may grow larger than an array
   */
  static MemoryInstance memory(MemoryType type, boolean isLarge) {
    int pageSizeLog2 = type.pageSizeLog2();
    if (pageSizeLog2 != 0 && pageSizeLog2 != 16) {
      throw new TypeError("memory " + type + ": pages have 1 or 65,536 bytes");
    }
    if (type.shared() && !type.limits().hasMaximum()) {
      throw new TypeError("memory " + type + ": a shared memory has a maximum");
    }
    boolean is64 = type.address() == AddressType.I64;
    long mostBytes = is64 ? -1 : 0xFFFF_FFFFL;
    long mostPages = is64 ? MAX_PAGES_64 : MAX_PAGES;
    checkLimits(type.limits(), pageSizeLog2 == 0 ? mostBytes : mostPages, "memory", "pages");
    try {
      return SegmentMemory.isNeeded(type, isLarge)
          ? new SegmentMemory(type)
          : new ArrayMemory(type, false);
    } catch (OutOfMemoryError e) {
      throw new RangeError("no room for " + e.getMessage(), e);
    }
  }

  /** A new table. */
  static TableInstance table(TableType type, @Nullable Object init) {
    boolean is64 = type.address() == AddressType.I64;
    checkLimits(type.limits(), is64 ? -1 : 0xFFFF_FFFFL, "table", "elements");
    Object element = Values.toWebAssembly(type.element(), init, () -> "element of a table");
    try {
      return new TableInstance(type, element);
    } catch (OutOfMemoryError e) {
      throw new RangeError("no room for " + e.getMessage(), e);
    }
  }

  private static void checkLimits(Limits limits, long most, String what, String unit) {
    String least = Long.toUnsignedString(limits.minimum());
    String range = ": the range is 0 to " + Long.toUnsignedString(most);
    if (Long.compareUnsigned(limits.minimum(), most) > 0) {
      throw new RangeError(what + " of " + least + " " + unit + range);
    }
    if (limits.hasMaximum()) {
      String greatest = Long.toUnsignedString(limits.maximum());
      if (Long.compareUnsigned(limits.maximum(), most) > 0) {
        throw new RangeError(what + " of at most " + greatest + " " + unit + range);
      }
      if (Long.compareUnsigned(limits.maximum(), limits.minimum()) < 0) {
        throw new RangeError(
            what + " of " + least + " " + unit + ", which is more than the maximum, " + greatest);
      }
    }
  }

  /** A new global. */
  static GlobalInstance global(GlobalType type, @Nullable Object value) {
    Object converted = Values.toWebAssembly(type.value(), value, () -> "value of a global");
    return new GlobalInstance(type, converted);
  }

  /** A new tag. */
  static TagInstance tag(FunctionType type) {
    if (!type.results().isEmpty()) {
      throw new TypeError("tag of type " + type + ": a tag has no results");
    }
    return new TagInstance(DefinedType.of(type));
  }
}
