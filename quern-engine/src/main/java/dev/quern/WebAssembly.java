package dev.quern;

import dev.quern.internal.engine.CompiledModule;
import dev.quern.internal.syntax.Module.CustomSection;
import dev.quern.internal.syntax.Printable;
import dev.quern.runtime.Bulk;
import dev.quern.runtime.FunctionInstance;
import dev.quern.runtime.GlobalInstance;
import dev.quern.runtime.MemoryInstance;
import dev.quern.runtime.TableInstance;
import dev.quern.runtime.TagInstance;
import dev.quern.runtime.WasmException;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.MemoryType;
import dev.quern.type.TableType;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The namespace object of MDN's {@code WebAssembly} pages, as a Java class: its operations are
 * static methods and its classes nested types of the same names, so that one import suffices and
 * nothing clashes with {@code java.lang.Module} or {@code java.lang.Exception}.
 *
 * <p>Where MDN has a {@code Promise}, Java has a {@link CompletableFuture}; every failure of such a
 * method is a failed future, argument errors included. Where MDN has a {@code TypeError} or {@code
 * RangeError}, Java has {@link TypeError} and {@link RangeError}, which are {@link
 * IllegalArgumentException}s. {@code null} where nothing says that it is allowed gives a {@link
 * NullPointerException}.
 *
 * <p>MDN: {@code WebAssembly}.
 */
public final class WebAssembly {
  private WebAssembly() {}

  /** A name in an object's description. */
  private static String shown(@Nullable String name) {
    return name == null ? "" : Printable.line(name);
  }

  // Operations of the namespace.

  /**
   * Whether bytes are a valid module that this version can run; the bytes are not kept.
   *
   * <p>MDN: {@code WebAssembly.validate()}.
   */
  public static boolean validate(byte[] bytes) {
    return validate(bytes, Options.defaults());
  }

  /** As {@link #validate(byte[])}, with options. */
  public static boolean validate(byte[] bytes, Options options) {
    return Compilation.validate(bytes, options);
  }

  /**
   * Compiles a module on another thread; a {@code Promise} is a {@code CompletableFuture} here. The
   * bytes are copied before the method returns. The future fails with a {@link CompileError}.
   *
   * <p>MDN: {@code WebAssembly.compile()}.
   */
  public static CompletableFuture<Module> compile(byte[] bytes) {
    return compile(bytes, Options.defaults());
  }

  /** As {@link #compile(byte[])}, with options. */
  public static CompletableFuture<Module> compile(byte[] bytes, Options options) {
    return Tasks.start(() -> {
      byte[] copy = bytes.clone();
      return () -> Compilation.module(copy, options);
    });
  }

  /**
   * Compiles and instantiates on another thread; a {@code Promise} is a {@code CompletableFuture}
   * here. The bytes are copied before the method returns. The future fails with a {@link
   * CompileError}, a {@link LinkError}, a {@link RuntimeError}, or what a host function threw in
   * the start function.
   *
   * <p>MDN: {@code WebAssembly.instantiate()}, primary overload.
   */
  public static CompletableFuture<InstantiatedSource> instantiate(byte[] bytes, Imports imports) {
    return instantiate(bytes, imports, Options.defaults());
  }

  /** As {@link #instantiate(byte[], Imports)}, with options. */
  public static CompletableFuture<InstantiatedSource> instantiate(
      byte[] bytes, Imports imports, Options options) {
    return Tasks.start(() -> {
      byte[] copy = bytes.clone();
      return () -> instantiated(Compilation.module(copy, options), imports);
    });
  }

  /**
   * Instantiates a compiled module on another thread; a {@code Promise} is a {@code
   * CompletableFuture} here. The future fails with a {@link LinkError}, a {@link RuntimeError}, or
   * what a host function threw in the start function.
   *
   * <p>MDN: {@code WebAssembly.instantiate()}, secondary overload.
   */
  public static CompletableFuture<Instance> instantiate(Module module, Imports imports) {
    return Tasks.start(() -> () -> new Instance(module, imports));
  }

  /**
   * Compiles a module from a stream; MDN's {@code Response} is an {@code InputStream}, a {@code
   * Path} or an {@code HttpResponse} here. The stream is read to its end and closed on another
   * thread. The future fails with a {@link CompileError}, or an {@link java.io.IOException} from
   * the stream.
   *
   * <p>MDN: {@code WebAssembly.compileStreaming()}.
   */
  public static CompletableFuture<Module> compileStreaming(InputStream source) {
    return compileStreaming(source, Options.defaults());
  }

  /** As {@link #compileStreaming(InputStream)}, with options. */
  public static CompletableFuture<Module> compileStreaming(InputStream source, Options options) {
    return Tasks.start(() -> compilation(Source.of(source), options));
  }

  /** As {@link #compileStreaming(InputStream)}, from a file. */
  public static CompletableFuture<Module> compileStreaming(Path file) {
    return compileStreaming(file, Options.defaults());
  }

  /** As {@link #compileStreaming(Path)}, with options. */
  public static CompletableFuture<Module> compileStreaming(Path file, Options options) {
    return Tasks.start(() -> compilation(Source.of(file), options));
  }

  /**
   * As {@link #compileStreaming(InputStream)}, from an HTTP response. The future fails with a
   * {@link TypeError} unless the header {@code Content-Type} is {@code application/wasm} without
   * parameters and the status is 200 to 299.
   */
  public static CompletableFuture<Module> compileStreaming(HttpResponse<InputStream> response) {
    return compileStreaming(response, Options.defaults());
  }

  /** As {@link #compileStreaming(HttpResponse)}, with options. */
  public static CompletableFuture<Module> compileStreaming(
      HttpResponse<InputStream> response, Options options) {
    return Tasks.start(() -> compilation(HttpSource.of(response), options));
  }

  /**
   * Compiles and instantiates from a stream; MDN's {@code Response} is an {@code InputStream}, a
   * {@code Path} or an {@code HttpResponse} here. Fails as {@link #compileStreaming(InputStream)}
   * and {@link #instantiate(Module, Imports)} do.
   *
   * <p>MDN: {@code WebAssembly.instantiateStreaming()}.
   */
  public static CompletableFuture<InstantiatedSource> instantiateStreaming(
      InputStream source, Imports imports) {
    return instantiateStreaming(source, imports, Options.defaults());
  }

  /** As {@link #instantiateStreaming(InputStream, Imports)}, with options. */
  public static CompletableFuture<InstantiatedSource> instantiateStreaming(
      InputStream source, Imports imports, Options options) {
    return Tasks.start(() -> instantiation(Source.of(source), imports, options));
  }

  /** As {@link #instantiateStreaming(InputStream, Imports)}, from a file. */
  public static CompletableFuture<InstantiatedSource> instantiateStreaming(
      Path file, Imports imports) {
    return instantiateStreaming(file, imports, Options.defaults());
  }

  /** As {@link #instantiateStreaming(Path, Imports)}, with options. */
  public static CompletableFuture<InstantiatedSource> instantiateStreaming(
      Path file, Imports imports, Options options) {
    return Tasks.start(() -> instantiation(Source.of(file), imports, options));
  }

  /**
   * As {@link #instantiateStreaming(InputStream, Imports)}, from an HTTP response, which is checked
   * as by {@link #compileStreaming(HttpResponse)}.
   */
  public static CompletableFuture<InstantiatedSource> instantiateStreaming(
      HttpResponse<InputStream> response, Imports imports) {
    return instantiateStreaming(response, imports, Options.defaults());
  }

  /** As {@link #instantiateStreaming(HttpResponse, Imports)}, with options. */
  public static CompletableFuture<InstantiatedSource> instantiateStreaming(
      HttpResponse<InputStream> response, Imports imports, Options options) {
    return Tasks.start(() -> instantiation(HttpSource.of(response), imports, options));
  }

  private static Tasks.Task<Module> compilation(Source source, Options options) {
    return () -> Compilation.module(source.read(), options);
  }

  private static Tasks.Task<InstantiatedSource> instantiation(
      Source source, Imports imports, Options options) {
    return () -> instantiated(Compilation.module(source.read(), options), imports);
  }

  private static InstantiatedSource instantiated(Module module, Imports imports) {
    return new InstantiatedSource(module, new Instance(module, imports));
  }

  /**
   * What {@code instantiate} gives when it starts from bytes; a record where MDN has an object.
   *
   * @param module the module, to be instantiated again
   * @param instance its first instance
   */
  public record InstantiatedSource(Module module, Instance instance) {}

  /**
   * An export of a module; MDN's descriptor object, with the type that JavaScript's type reflection
   * proposal adds.
   *
   * @param name the name
   * @param kind {@code function}, {@code table}, {@code memory}, {@code global} or {@code tag}
   * @param type the type; it mentions no type indices
   */
  public record ExportDescriptor(String name, String kind, ExternType type) {}

  /**
   * An import of a module; MDN's descriptor object, with the type that JavaScript's type reflection
   * proposal adds.
   *
   * @param module the first name
   * @param name the second name
   * @param kind {@code function}, {@code table}, {@code memory}, {@code global} or {@code tag}
   * @param type the type that is required; it mentions no type indices
   */
  public record ImportDescriptor(String module, String name, String kind, ExternType type) {}

  /**
   * A compiled module, stateless; decoding and validation are done, and code is generated when it
   * is first called. Immutable; threads may share it and make instances of it at the same time.
   *
   * <p>MDN: {@code WebAssembly.Module}.
   */
  public static final class Module {
    private final CompiledModule compiled;

    /**
     * Compiles a module on the calling thread. The bytes are copied.
     *
     * @throws CompileError if the bytes are no valid module, or need a feature that is not there
     */
    public Module(byte[] bytes) {
      this(bytes, Options.defaults());
    }

    /**
     * As {@link #Module(byte[])}, with options.
     *
     * @throws CompileError if the bytes are no valid module, or need a feature that is not enabled
     */
    public Module(byte[] bytes, Options options) {
      this(Compilation.compile(bytes.clone(), options));
    }

    Module(CompiledModule compiled) {
      this.compiled = compiled;
    }

    CompiledModule compiled() {
      return compiled;
    }

    /**
     * The exports of a module in order.
     *
     * <p>MDN: {@code WebAssembly.Module.exports()}.
     */
    public static List<ExportDescriptor> exports(Module module) {
      return module.exports();
    }

    /**
     * The imports of a module in order.
     *
     * <p>MDN: {@code WebAssembly.Module.imports()}.
     */
    public static List<ImportDescriptor> imports(Module module) {
      return module.imports();
    }

    /**
     * Copies of the contents of all custom sections of a name; {@code byte[]}s where MDN has {@code
     * ArrayBuffer}s.
     *
     * <p>MDN: {@code WebAssembly.Module.customSections()}.
     */
    public static List<byte[]> customSections(Module module, String name) {
      return module.customSections(name);
    }

    /** The exports in order; MDN has the static form only. */
    public List<ExportDescriptor> exports() {
      return compiled.syntax().exports().stream()
          .map(e -> new ExportDescriptor(e.name(), e.kind().text(), compiled.type(e)))
          .toList();
    }

    /** The imports in order; MDN has the static form only. */
    public List<ImportDescriptor> imports() {
      var imports = new ArrayList<ImportDescriptor>();
      for (var wanted : compiled.syntax().imports()) {
        ExternType type = compiled.side().imports().get(imports.size());
        imports.add(new ImportDescriptor(wanted.module(), wanted.name(), type.kind(), type));
      }
      return List.copyOf(imports);
    }

    /**
     * Copies of the contents of all custom sections of a name, in order; MDN has the static form
     * only.
     */
    public List<byte[]> customSections(String name) {
      Objects.requireNonNull(name);
      var sections = new ArrayList<byte[]>();
      for (CustomSection section : compiled.syntax().customs()) {
        if (section.name().equals(name)) {
          sections.add(Arrays.copyOfRange(section.bytes(), section.start(), section.end()));
        }
      }
      return List.copyOf(sections);
    }

    /** The name that the module's name section gives it, or null; not on MDN. */
    public @Nullable String name() {
      return compiled.names().moduleName();
    }

    @Override
    public String toString() {
      return "WebAssembly.Module[" + shown(name()) + "]";
    }
  }

  /**
   * A running instance of a module.
   *
   * <p>It is used by one thread at a time, together with everything that it exports. There is
   * nothing to close: memory and code go when nobody refers to them.
   *
   * <p>MDN: {@code WebAssembly.Instance}.
   */
  public static final class Instance {
    private final Module module;
    private final Exports exports;

    /**
     * Instantiates a module that imports nothing.
     *
     * @throws LinkError if it does import something
     * @throws RuntimeError if a segment or the start function traps
     */
    public Instance(Module module) {
      this(module, Imports.none());
    }

    /**
     * Instantiates a module on the calling thread; the import object is an {@link Imports}.
     *
     * <p>All imports are looked up first, in the order of the module. Then their types are checked,
     * the segments written and the start function called.
     *
     * @throws LinkError if an import is missing or of another type than required; nothing has been
     *     changed then
     * @throws RuntimeError if a segment or the start function traps, or there is no room for a
     *     memory or table, be it in the machine or by {@link Options#withMemoryLimit}
     */
    public Instance(Module module, Imports imports) {
      this.module = module;
      var linking = new Linking(module.compiled(), Objects.requireNonNull(imports), this);
      this.exports = linking.exports();
      linking.initialize();
    }

    /**
     * The exports; the same object every time.
     *
     * <p>MDN: {@code WebAssembly.Instance.prototype.exports}.
     */
    public Exports exports() {
      return exports;
    }

    /** The module that this is an instance of; not on MDN. */
    public Module module() {
      return module;
    }

    /**
     * The exports behind a Java interface; not on MDN.
     *
     * <p>Every abstract method of the interface calls the exported function of its name, or of the
     * name that {@link WasmFunction} gives. Its types are the function's exactly: {@code int},
     * {@code long}, {@code float}, {@code double}; any class for a reference; {@code void} for no
     * result and {@code Object[]} for several. A method without parameters that returns a {@link
     * Memory}, {@link Table}, {@link Global}, {@link Tag} or {@link Function} answers the export of
     * that kind, unless the export is a function of just that type, which is called. Default
     * methods work as they stand.
     *
     * <p>For a public interface in an exported package the object is of a class made for the
     * purpose, in which HotSpot inlines calls down to the WebAssembly code; otherwise it is a
     * {@link java.lang.reflect.Proxy}, which is slower.
     *
     * @throws IllegalArgumentException if {@code type} is no interface, or a method fits no export;
     *     the message lists all that do not fit
     */
    public <T> T as(Class<T> type) {
      return InterfaceBinder.bind(type, this);
    }

    @Override
    public String toString() {
      return "WebAssembly.Instance[" + shown(module.name()) + "]";
    }
  }

  /**
   * What can be imported and exported. A binding for another language attaches its own object to
   * each, so that the same extern is the same object there; not on MDN.
   */
  public abstract static sealed class Extern permits Function, Memory, Table, Global, Tag {
    private final Attachments attachments = new Attachments();

    Extern() {}

    /**
     * What has been attached for an owner, or null. Safe for use by several threads.
     *
     * @param owner says whose it is; compared with {@code equals}, and held weakly
     */
    public final @Nullable Object attachment(Object owner) {
      return attachments.get(owner);
    }

    /** Attaches an object for an owner, in place of an earlier one. */
    public final void attach(Object owner, Object attachment) {
      attachments.put(owner, attachment);
    }
  }

  /**
   * A function: an exported one, or a host function seen from outside; a JavaScript function on
   * MDN. The same WebAssembly function is always the same object.
   *
   * <p>MDN: "Exported WebAssembly functions".
   */
  public static final class Function extends Extern {
    private final FunctionInstance instance;
    private final String name;
    private volatile @Nullable MethodHandle handle;
    private volatile @Nullable MethodHandle spreader;

    Function(FunctionInstance instance, String name) {
      this.instance = instance;
      this.name = name;
    }

    /**
     * Makes a host function of a given type; MDN has a JavaScript function, which needs no type.
     *
     * @param type its type; references are abstract, or types of a module
     * @param target takes {@code int long float double} for numbers and any class for a reference,
     *     and returns the same, {@code void} or {@code Object[]} (several results, boxed)
     * @throws TypeError if the handle's type does not fit; the message has both types
     */
    public static Function of(FunctionType type, MethodHandle target) {
      DefinedType defined = DefinedType.of(type);
      String misfit = HostFunctions.misfit(target.type(), type);
      if (misfit != null) {
        throw new TypeError(misfit);
      }
      return HostFunctions.function(defined, target, "host");
    }

    FunctionInstance instance() {
      return instance;
    }

    /**
     * Calls the function with boxed arguments, all checked; nothing is converted, where JavaScript
     * converts everything. For speed take {@link #handle} or {@link Instance#as}.
     *
     * @param arguments {@code Integer}, {@code Long}, {@code Float} and {@code Double} for i32,
     *     i64, f32 and f64; {@link Function} or null for funcref, any object or null for externref
     * @return null for no result, the boxed value for one, an {@code Object[]} for several
     * @throws TypeError if the number of arguments or the class of one is wrong; the message says
     *     which
     * @throws RuntimeError if WebAssembly traps or exhausts the call stack. Whatever a host
     *     function throws on the way passes through unchanged, checked exceptions included.
     */
    public @Nullable Object call(@Nullable Object... arguments) {
      MethodHandle known = spreader;
      if (known == null) {
        spreader = known = Border.spreader(instance);
      }
      return Border.call(known, this, arguments);
    }

    /**
     * The function as a method handle of exactly its WebAssembly type; not on MDN. Kept in a {@code
     * static final} field it costs what a Java call costs.
     *
     * <p>Parameters and result are {@code int}, {@code long}, {@code float} and {@code double} for
     * numbers, {@link Function} for function references, {@code Object} for other references. No
     * result is {@code void}; several are an {@code Object[]} of boxed values. Parameters that need
     * more than 250 JVM slots ({@code long} and {@code double} need two) come as one {@code
     * Object[]} of boxed values. It throws as {@link #call} does; null for a reference that can not
     * be null is a {@link TypeError}. The same handle every time.
     */
    public MethodHandle handle() {
      MethodHandle known = handle;
      if (known == null) {
        synchronized (this) {
          known = handle;
          if (known == null) {
            handle = known = Border.handle(this);
          }
        }
      }
      return known;
    }

    /**
     * The type of {@link #handle} for functions of a type, which is also what a host function of
     * that type is best given as.
     */
    public static MethodType handleType(FunctionType type) {
      return Border.outsideType(type);
    }

    /** The type; JavaScript's type reflection proposal has it too. */
    public FunctionType type() {
      return instance.type.function();
    }

    /**
     * The name that the module gives the function, for people; JavaScript's {@code name} is always
     * the function index. Without a name section it is the first name the function is exported by,
     * or else the index.
     */
    public String name() {
      return name;
    }

    /** The function's index in its module, which is JavaScript's name; -1 for a host function. */
    public int index() {
      return instance.index;
    }

    @Override
    public String toString() {
      return "WebAssembly.Function[" + shown(name) + " " + type() + "]";
    }
  }

  /**
   * A memory. Addresses are in bytes from 0 and numbers are little-endian; MDN has only {@link
   * #buffer}, over which JavaScript lays typed arrays.
   *
   * <p>All reads and writes throw {@link IndexOutOfBoundsException}, with address, length and size
   * in the message, where anything of them lies outside. An address is a {@code long}; of an i32
   * address that WebAssembly code hands out as an {@code int} take {@link Integer#toUnsignedLong}.
   * Not safe for use by several threads at once, unless the memory is shared: then all methods are,
   * with no more order between reads and writes than WebAssembly's own plain accesses have.
   *
   * <p>A memory with 32-bit addresses that is not shared and begins with at most 32,767 pages (2
   * GiB less a page) can not grow beyond that, see {@link #large}.
   *
   * <p>MDN: {@code WebAssembly.Memory}.
   */
  public static final class Memory extends Extern {
    /** Bytes in a page. */
    public static final int PAGE_SIZE = MemoryInstance.PAGE;

    private final MemoryInstance instance;

    Memory(MemoryInstance instance) {
      this.instance = instance;
    }

    /**
     * A zeroed memory of a type.
     *
     * @throws RangeError if the limits are in the wrong order, or above 65,536 pages (2^48 with
     *     64-bit addresses; 2^32 - 1 or 2^64 - 1 pages of one byte), or if the machine has no room
     * @throws TypeError if a shared memory has no maximum, or pages have neither 1 nor 65,536 bytes
     */
    public Memory(MemoryType type) {
      this(type, false);
    }

    private Memory(MemoryType type, boolean isLarge) {
      this(Externs.memory(type, isLarge));
      instance.embedder = this;
    }

    /**
     * A zeroed memory that may grow to all that its type allows, up to 65,536 pages; not on MDN.
     * Accesses to it are slower. For the memories that a module makes itself there is {@link
     * Options#withLargeMemories}.
     *
     * @throws RangeError as {@link #Memory(MemoryType)}
     * @throws TypeError as {@link #Memory(MemoryType)}
     */
    public static Memory large(MemoryType type) {
      return new Memory(type, true);
    }

    /**
     * A zeroed memory without a maximum; MDN's descriptor {@code {initial}}.
     *
     * @param initial size in pages
     * @throws RangeError if it is negative or above 65,536, or if the machine has no room
     */
    public Memory(int initial) {
      this(Externs.memoryType(initial));
    }

    /**
     * A zeroed memory; MDN's descriptor {@code {initial, maximum}}.
     *
     * @param initial size in pages
     * @param maximum greatest size in pages
     * @throws RangeError as {@link #Memory(int)}, and if the maximum is below the initial size
     */
    public Memory(int initial, int maximum) {
      this(Externs.memoryType(initial, maximum));
    }

    MemoryInstance instance() {
      return instance;
    }

    /**
     * Grows the memory. Every {@link #buffer} made before is stale, also after growth by 0. Growing
     * a memory page by page takes time in proportion to its last size, and while it is moved at
     * most 2.25 times that size of the heap; only for a memory that a module exports without having
     * a {@code memory.grow} for it, every growth is a copy of its own.
     *
     * <p>MDN: {@code WebAssembly.Memory.prototype.grow()}.
     *
     * @param delta number of new pages
     * @return the size before, in pages
     * @throws RangeError if {@code delta} is negative, or there is no room below the maximum, in
     *     the machine or by {@link Options#withMemoryLimit}; nothing has been changed then
     */
    public long grow(long delta) {
      long old = delta < 0 ? -1 : instance.grow(delta);
      if (old < 0) {
        throw new RangeError("memory of " + type() + " pages can not grow by " + delta + " pages");
      }
      return old;
    }

    /**
     * Calls an action after every growth from now on, also by 0 pages and by WebAssembly code, on
     * the thread that grows the memory: every {@link #buffer} made before is stale then. Not on
     * MDN, where the buffer is detached.
     *
     * @param action must not throw, nor use the memory
     */
    public void onGrow(Runnable action) {
      instance.onGrow(action);
    }

    /** The size in bytes; MDN's {@code buffer.byteLength}. */
    public long size() {
      return instance.size();
    }

    /** The size in pages, of 65,536 bytes unless the type says otherwise; not on MDN. */
    public long pages() {
      return instance.pages();
    }

    /** The type, with the current size as its minimum, as in the type reflection proposal. */
    public MemoryType type() {
      return instance.type();
    }

    /**
     * A view of the content as it is now: a little-endian {@code ByteBuffer} where MDN has an
     * {@code ArrayBuffer}, and a new one at each call because a buffer has a position. Reads and
     * writes go both ways until the memory grows, by {@link #grow} or by WebAssembly code; after
     * that the buffer is stale: it keeps its size, and what it shows need not be the memory.
     *
     * <p>MDN: {@code WebAssembly.Memory.prototype.buffer}.
     *
     * @throws UnsupportedOperationException if the memory is larger than a {@code ByteBuffer} can
     *     be, 2^31 - 1 bytes, or a shared memory that has grown and lies in several pieces
     */
    public ByteBuffer buffer() {
      return MemoryAccess.view(instance, 0, instance.size());
    }

    /**
     * A view of some bytes, otherwise as {@link #buffer()}; not on MDN.
     *
     * @throws UnsupportedOperationException if a shared memory that has grown has the bytes in
     *     several pieces
     */
    public ByteBuffer buffer(long address, int length) {
      return MemoryAccess.view(instance, address, length);
    }

    /** One byte, signed; not on MDN. */
    public byte readByte(long address) {
      return MemoryAccess.readByte(instance, address);
    }

    /** Two bytes, signed; not on MDN. */
    public short readShort(long address) {
      return MemoryAccess.readShort(instance, address);
    }

    /** Four bytes; not on MDN. */
    public int readInt(long address) {
      return MemoryAccess.readInt(instance, address);
    }

    /** Eight bytes; not on MDN. */
    public long readLong(long address) {
      return MemoryAccess.readLong(instance, address);
    }

    /** Four bytes as a float; not on MDN. */
    public float readFloat(long address) {
      return Float.intBitsToFloat(readInt(address));
    }

    /** Eight bytes as a double; not on MDN. */
    public double readDouble(long address) {
      return Double.longBitsToDouble(readLong(address));
    }

    /** Writes one byte; not on MDN. */
    public void writeByte(long address, byte value) {
      MemoryAccess.writeByte(instance, address, value);
    }

    /** Writes two bytes; not on MDN. */
    public void writeShort(long address, short value) {
      MemoryAccess.writeShort(instance, address, value);
    }

    /** Writes four bytes; not on MDN. */
    public void writeInt(long address, int value) {
      MemoryAccess.writeInt(instance, address, value);
    }

    /** Writes eight bytes; not on MDN. */
    public void writeLong(long address, long value) {
      MemoryAccess.writeLong(instance, address, value);
    }

    /** Writes a float as four bytes; not on MDN. */
    public void writeFloat(long address, float value) {
      writeInt(address, Float.floatToRawIntBits(value));
    }

    /** Writes a double as eight bytes; not on MDN. */
    public void writeDouble(long address, double value) {
      writeLong(address, Double.doubleToRawLongBits(value));
    }

    /** A copy of some bytes; not on MDN. */
    public byte[] readBytes(long address, int length) {
      return MemoryAccess.readBytes(instance, address, length);
    }

    /** Copies {@code length} bytes into an array from {@code offset} on; not on MDN. */
    public void read(long address, byte[] target, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, target.length);
      MemoryAccess.check(instance, address, length);
      instance.read(address, target, offset, length);
    }

    /** Writes all bytes of an array; not on MDN. */
    public void writeBytes(long address, byte[] source) {
      writeBytes(address, source, 0, source.length);
    }

    /** Writes {@code length} bytes of an array from {@code offset} on; not on MDN. */
    public void writeBytes(long address, byte[] source, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, source.length);
      MemoryAccess.check(instance, address, length);
      instance.write(address, source, offset, length);
    }

    /**
     * Some bytes as UTF-8 text; not on MDN. What is no UTF-8 becomes U+FFFD.
     *
     * @param byteLength number of bytes
     */
    public String readString(long address, int byteLength) {
      return MemoryAccess.readString(instance, address, byteLength);
    }

    /**
     * The UTF-8 text that ends before the next zero byte; not on MDN. What is no UTF-8 becomes
     * U+FFFD.
     *
     * @throws IndexOutOfBoundsException also if there is no zero byte
     */
    public String readCString(long address) {
      return MemoryAccess.readCString(instance, address);
    }

    /**
     * Writes text as UTF-8 without a zero byte behind it; not on MDN. Unpaired surrogates become
     * {@code ?}.
     *
     * @return the number of bytes written
     */
    public int writeString(long address, String text) {
      return MemoryAccess.writeString(instance, address, text);
    }

    /** Sets {@code length} bytes to a value, as {@code memory.fill} does; not on MDN. */
    public void fill(long address, long length, byte value) {
      MemoryAccess.check(instance, address, length);
      Bulk.memoryFill(address, value, length, instance);
    }

    /** Copies within the memory, overlap allowed, as {@code memory.copy} does; not on MDN. */
    public void copy(long destination, long source, long length) {
      MemoryAccess.check(instance, destination, length);
      MemoryAccess.check(instance, source, length);
      Bulk.memoryCopy(destination, source, length, instance, instance);
    }

    @Override
    public String toString() {
      return "WebAssembly.Memory[" + type() + "]";
    }
  }

  /**
   * A table of references. Not safe for use by several threads at once.
   *
   * <p>MDN: {@code WebAssembly.Table}.
   */
  public static final class Table extends Extern {
    private final TableInstance instance;

    Table(TableInstance instance) {
      this.instance = instance;
    }

    /**
     * A table of nulls; MDN's descriptor is a {@link TableType}.
     *
     * @throws RangeError if the limits are in the wrong order or the size is above 10,000,000
     * @throws TypeError if the elements can not be null
     */
    public Table(TableType type) {
      this(type, null);
    }

    /**
     * A table filled with one value.
     *
     * @param init a {@link Function} or null for function references, any object or null for
     *     externref
     * @throws RangeError if the limits are in the wrong order or the size is above 10,000,000
     * @throws TypeError if the value is not of the element type
     */
    public Table(TableType type, @Nullable Object init) {
      this(Externs.table(type, init));
      instance.embedder = this;
    }

    TableInstance instance() {
      return instance;
    }

    /**
     * The element at an index.
     *
     * <p>MDN: {@code WebAssembly.Table.prototype.get()}.
     *
     * @throws RangeError if there is no such element
     */
    public @Nullable Object get(int index) {
      check(index);
      return Values.toJava(instance.type().element(), instance.get(index));
    }

    /**
     * Replaces the element at an index. The value is never left out, where MDN's may be.
     *
     * <p>MDN: {@code WebAssembly.Table.prototype.set()}.
     *
     * @throws RangeError if there is no such element
     * @throws TypeError if the value is not of the element type
     */
    public void set(int index, @Nullable Object value) {
      check(index);
      instance.set(index, toElement(value));
    }

    /** As {@link #grow(int, Object)} with null. */
    public int grow(int delta) {
      return grow(delta, null);
    }

    /**
     * Adds elements at the end.
     *
     * <p>MDN: {@code WebAssembly.Table.prototype.grow()}.
     *
     * @param delta number of new elements
     * @param value what they are
     * @return the length before
     * @throws RangeError if {@code delta} is negative, or there is no room below the maximum or
     *     10,000,000, in the machine or by {@link Options#withMemoryLimit}
     * @throws TypeError if the value is not of the element type
     */
    public int grow(int delta, @Nullable Object value) {
      Object element = toElement(value);
      int old = delta < 0 ? -1 : instance.grow(delta, element);
      if (old < 0) {
        throw new RangeError("table of " + type() + " can not grow by " + delta + " elements");
      }
      return old;
    }

    /**
     * The number of elements.
     *
     * <p>MDN: {@code WebAssembly.Table.prototype.length}.
     */
    public int length() {
      return instance.size();
    }

    /** The type, with the current length as its minimum, as in the type reflection proposal. */
    public TableType type() {
      return instance.type();
    }

    private void check(int index) {
      if (index < 0 || index >= length()) {
        throw new RangeError("index " + index + " of a table of " + length() + " elements");
      }
    }

    private @Nullable Object toElement(@Nullable Object value) {
      return Values.toWebAssembly(type().element(), value, () -> "element of a table");
    }

    @Override
    public String toString() {
      return "WebAssembly.Table[" + type() + "]";
    }
  }

  /**
   * A global variable. Not safe for use by several threads at once.
   *
   * <p>MDN: {@code WebAssembly.Global}.
   */
  public static final class Global extends Extern {
    private final GlobalInstance instance;

    Global(GlobalInstance instance) {
      this.instance = instance;
    }

    /**
     * A global; MDN's descriptor is a {@link GlobalType}, and the value is never left out.
     *
     * @param value {@code Integer}, {@code Long}, {@code Float} or {@code Double} for a number;
     *     {@link Function} or null for a function reference, any object or null for externref
     * @throws TypeError if the value is not of the type
     */
    public Global(GlobalType type, @Nullable Object value) {
      this(Externs.global(type, value));
      instance.embedder = this;
    }

    GlobalInstance instance() {
      return instance;
    }

    /**
     * The value, boxed; a property on MDN.
     *
     * <p>MDN: {@code WebAssembly.Global.prototype.value}, {@code valueOf()}.
     */
    public @Nullable Object value() {
      return Values.toJava(instance.type().value(), instance.get());
    }

    /**
     * Replaces the value; a property on MDN.
     *
     * @param value as in the constructor
     * @throws TypeError if the global is immutable, or the value not of its type
     */
    public void value(@Nullable Object value) {
      if (!type().mutable()) {
        throw new TypeError("the global is immutable");
      }
      instance.set(Values.toWebAssembly(type().value(), value, () -> "value of a global"));
    }

    /**
     * The value of an i32 global; not on MDN.
     *
     * @throws ClassCastException if it is of another type
     */
    public int intValue() {
      return (Integer) Objects.requireNonNull(value());
    }

    /**
     * The value of an i64 global; not on MDN.
     *
     * @throws ClassCastException if it is of another type
     */
    public long longValue() {
      return (Long) Objects.requireNonNull(value());
    }

    /** The type, as in the type reflection proposal. */
    public GlobalType type() {
      return instance.type();
    }

    @Override
    public String toString() {
      return "WebAssembly.Global[" + type() + "]";
    }
  }

  /**
   * A kind of exception; its identity is the object's. Immutable.
   *
   * <p>MDN: {@code WebAssembly.Tag}.
   */
  public static final class Tag extends Extern {
    private final TagInstance instance;

    Tag(TagInstance instance) {
      this.instance = instance;
    }

    /**
     * A new tag, different from every other; MDN's descriptor is a {@link FunctionType}.
     *
     * @param type its parameters are the types of the payload; it has no results
     * @throws TypeError if it has results
     */
    public Tag(FunctionType type) {
      this(Externs.tag(type));
      instance.embedder = this;
    }

    TagInstance instance() {
      return instance;
    }

    /** The type, as in the type reflection proposal. */
    public FunctionType type() {
      return instance.type().function();
    }

    @Override
    public String toString() {
      return "WebAssembly.Tag[" + type() + "]";
    }
  }

  /**
   * An exception that WebAssembly code can throw and catch; a {@link RuntimeException} here, and
   * always with a stack trace: of the place where Java made it, or where it left WebAssembly code
   * that threw it. Immutable.
   *
   * <p>A host function throws one to WebAssembly as any other exception is thrown. Every other
   * {@link java.lang.Exception} of a host function goes through WebAssembly code, too, where {@code
   * catch_all} catches it; {@link java.lang.Error}s and traps are caught by nobody on the way. What
   * is not caught reaches the caller as the very object that was thrown.
   *
   * <p>MDN: {@code WebAssembly.Exception}.
   */
  public static final class Exception extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient WasmException instance;
    private final transient Attachments attachments = new Attachments();

    Exception(WasmException instance) {
      super(instance.getMessage());
      this.instance = instance;
    }

    /**
     * An exception of a tag.
     *
     * @param payload a value for each parameter of the tag, of the classes that {@link
     *     Function#call} takes
     * @throws TypeError if their number or the class of one is wrong
     */
    public Exception(Tag tag, @Nullable Object... payload) {
      this(Externs.exception(tag, payload));
      instance.embedder = this;
    }

    WasmException instance() {
      return instance;
    }

    /**
     * Whether the exception is of a tag.
     *
     * <p>MDN: {@code WebAssembly.Exception.prototype.is()}.
     */
    public boolean is(Tag other) {
      return instance.tag() == other.instance();
    }

    /**
     * A value of the payload.
     *
     * <p>MDN: {@code WebAssembly.Exception.prototype.getArg()}.
     *
     * @throws TypeError if the exception is of another tag
     * @throws RangeError if there is no such value
     */
    public @Nullable Object getArg(Tag ofTag, int index) {
      if (!is(ofTag)) {
        throw new TypeError("the exception is of another tag");
      }
      @Nullable Object[] payload = Externs.payload(instance);
      if (index < 0 || index >= payload.length) {
        throw new RangeError("argument " + index + " of a payload of " + payload.length);
      }
      return payload[index];
    }

    /** The tag; not on MDN. */
    public Tag tag() {
      return (Tag) Externs.toJava(instance.tag());
    }

    /** What has been attached for an owner, or null; as {@link Extern#attachment}. */
    public @Nullable Object attachment(Object owner) {
      return attachments.get(owner);
    }

    /** Attaches an object for an owner; as {@link Extern#attach}. */
    public void attach(Object owner, Object attachment) {
      attachments.put(owner, attachment);
    }
  }

  /**
   * What the three errors of the namespace have in common; JavaScript's {@code Error}. In spite of
   * the name it is a {@link RuntimeException}, not a {@link java.lang.Error}.
   */
  public abstract static sealed class Error extends RuntimeException
      permits CompileError, LinkError, RuntimeError {
    private static final long serialVersionUID = 1;

    Error(@Nullable String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    Error(@Nullable String message, @Nullable Throwable cause, boolean hasTrace) {
      super(message, cause, hasTrace, hasTrace);
    }
  }

  /**
   * Bytes or text are no valid module, or need a feature that is not there. The message begins with
   * the specification's words and ends with the place, a byte offset or line and column.
   *
   * <p>MDN: {@code WebAssembly.CompileError}.
   */
  public static final class CompileError extends Error {
    private static final long serialVersionUID = 1;

    /** An error with a message. */
    public CompileError(String message) {
      super(message, null);
    }

    /** An error with a message and a cause. */
    public CompileError(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * A module can not be linked with its imports. The message begins with {@code unknown import} or
   * {@code incompatible import type} and has both names, what was expected and what came.
   *
   * <p>MDN: {@code WebAssembly.LinkError}.
   */
  public static final class LinkError extends Error {
    private static final long serialVersionUID = 1;

    /** An error with a message. */
    public LinkError(String message) {
      super(message, null);
    }

    /** An error with a message and a cause. */
    public LinkError(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * WebAssembly code has trapped; the message is the specification's, for example {@code integer
   * divide by zero}. Exhaustion of the call stack, a {@code RangeError} or {@code InternalError} in
   * JavaScript, is this error too, with the message {@code call stack exhausted}, and so is
   * exhaustion of the heap, with the message {@code out of memory}. The stack trace shows the
   * WebAssembly functions by their names; it may be empty where there was no memory for it.
   *
   * <p>MDN: {@code WebAssembly.RuntimeError}.
   */
  public static final class RuntimeError extends Error {
    private static final long serialVersionUID = 1;

    /** An error with a message. */
    public RuntimeError(@Nullable String message) {
      this(message, (Throwable) null);
    }

    /** An error with a message and a cause. */
    public RuntimeError(@Nullable String message, @Nullable Throwable cause) {
      this.trace = Trace.OWN;
      this.isTrap = false;
      super(message, cause);
    }

    private RuntimeError(@Nullable String message, @Nullable Throwable cause, Trace trace) {
      this.trace = trace;
      this.isTrap = true;
      super(message, cause, trace != Trace.NONE);
    }

    /** Where a stack trace comes from. */
    private enum Trace {
      OWN,
      GIVEN,
      NONE
    }

    private final Trace trace;
    private final boolean isTrap;
    private final transient Attachments attachments = new Attachments();

    /**
     * A trap of WebAssembly code. The JVM takes no trace for it, which would hold the classes of
     * the module, and with them perhaps all that an instance has filled the heap with.
     */
    static RuntimeError trap(@Nullable String message, StackTraceElement[] trace) {
      var error = new RuntimeError(message, null, Trace.GIVEN);
      error.setStackTrace(trace);
      return error;
    }

    /** A trap that may be thrown any number of times, by any thread. */
    static RuntimeError trapWithoutTrace(String message) {
      return new RuntimeError(message, null, Trace.NONE);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return trace == Trace.OWN ? super.fillInStackTrace() : this;
    }

    /**
     * A trap, for a host function to throw; not on MDN. WebAssembly code does not catch it, nor any
     * error that WebAssembly code has trapped with, whoever throws it again; where {@code
     * catch_all} catches every other {@code RuntimeError} that a host function throws.
     */
    public static RuntimeError trap(@Nullable String message) {
      return trap(message, (Throwable) null);
    }

    /** A trap with a cause; as {@link #trap(String)}. */
    public static RuntimeError trap(@Nullable String message, @Nullable Throwable cause) {
      return new RuntimeError(message, cause, Trace.OWN);
    }

    /** Whether this is a trap, which WebAssembly code does not catch; not on MDN. */
    public boolean isTrap() {
      return isTrap;
    }

    /** What has been attached for an owner, or null; as {@link Extern#attachment}. */
    public @Nullable Object attachment(Object owner) {
      return attachments.get(owner);
    }

    /** Attaches an object for an owner; as {@link Extern#attach}. */
    public void attach(Object owner, Object attachment) {
      attachments.put(owner, attachment);
    }
  }

  /** A value is not of the class or type that is needed; JavaScript's global {@code TypeError}. */
  public static final class TypeError extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** An error with a message. */
    public TypeError(String message) {
      super(message);
    }
  }

  /** A number is outside the range that is allowed; JavaScript's global {@code RangeError}. */
  public static final class RangeError extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** An error with a message. */
    public RangeError(String message) {
      super(message);
    }

    /** An error with a message and a cause. */
    public RangeError(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
