package dev.quern.internal.compile;

import dev.quern.internal.compile.cache.CacheDirectory;
import dev.quern.internal.compile.cache.CodeCache;
import dev.quern.internal.compile.cache.GeneratedClasses;
import dev.quern.internal.compile.jvm.JvmNames;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.compile.layout.Generation;
import dev.quern.internal.compile.layout.ImportSites;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.internal.compile.layout.ObjectClass;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.SideTable;
import dev.quern.runtime.CodeLoader;
import dev.quern.runtime.Frame;
import dev.quern.runtime.Instance;
import dev.quern.runtime.Room;
import dev.quern.type.DefinedType;
import dev.quern.type.FunctionType;
import java.lang.constant.ClassDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The code of a module: a class loader that generates a class when the JVM first links to it. All
 * instances of the module share the code. Safe for use by several threads.
 */
public final class ModuleLoader extends CodeLoader {

  static {
    registerAsParallelCapable();
  }

  private final Layout layout;
  private final Shape shape;
  private final ImportSites imports;
  private final Map<String, byte[]> waiting = new ConcurrentHashMap<>();
  private final Map<String, MethodHandle> tailCalls = new ConcurrentHashMap<>();
  private final Map<String, int[]> numbers = new ConcurrentHashMap<>();
  private final @Nullable CodeCache cache;
  private final String cachePrefix;
  private final ModuleClasses classes;
  private volatile @Nullable MethodHandle constructor;

  /**
   * Creates the loader for a validated module; generates nothing yet.
   *
   * @param segments the memories that are {@link dev.quern.runtime.SegmentMemory}s
   * @param cache holds code of the module with these options, or null
   */
  public ModuleLoader(
      Module module,
      SideTable side,
      CompileOptions options,
      BitSet segments,
      @Nullable CodeCache cache) {
    super(CodeLoader.class.getClassLoader());
    this.cache = cache;
    this.cachePrefix = HexFormat.of().formatHex(segments.toByteArray()) + ":";
    this.layout = new Layout(module, side, options, segments);
    this.classes = new ModuleClasses(layout, cache, cachePrefix);
    this.imports = new ImportSites(layout.importCount);
    this.shape =
        new Shape(
            scratchSize(side),
            side.functions().size(),
            side.tables().size(),
            side.memories().size(),
            side.globals().size(),
            side.tags().size(),
            module.data().size(),
            module.elements().size());
    Room.introduceTo(this);
  }

  private static int scratchSize(SideTable side) {
    int size = 1;
    for (DefinedType type : side.types()) {
      if (type.composite() instanceof FunctionType f) {
        size = Math.max(size, Math.max(f.parameters().size(), f.results().size()));
      }
    }
    return size;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public DefinedType type(int index) {
    return layout.side.types().get(index);
  }

  @Override
  public DefinedType functionType(int index) {
    return layout.side.functions().get(index);
  }

  @Override
  public int rank(int function) {
    return layout.rank(function);
  }

  @Override
  public int tailRank(int function) {
    return layout.tailRank(function);
  }

  @Override
  public boolean isTailCaller(int function) {
    return layout.isTailCaller(function);
  }

  @Override
  public MethodHandle tailCalls(int function) {
    String name = layout.trampoline(function).displayName();
    MethodHandle known = tailCalls.get(name);
    if (known == null) {
      tailCalls.put(name, known = findTailCalls(layout.trampoline(function)));
    }
    return known;
  }

  private MethodHandle findTailCalls(ClassDesc trampoline) {
    try {
      MethodType type =
          MethodType.fromMethodDescriptorString(
              TailCallClass.ownType(layout).descriptorString(), this);
      return MethodHandles.publicLookup()
          .findStatic(loadClass(binaryName(trampoline)), TailCallClass.OWN, type)
          .asType(MethodType.methodType(int.class, int.class, Instance.class));
    } catch (ReflectiveOperationException e) {
      throw unexpected(e);
    }
  }

  /** Returns a new instance with empty arrays. */
  public Instance newInstance() {
    MethodHandle known = constructor;
    try {
      if (known == null) {
        loadAhead();
        known =
            MethodHandles.publicLookup()
                .findConstructor(
                    loadClass("wasm." + JvmNames.identifier(layout.options.name()) + ".I"),
                    MethodType.methodType(void.class, CodeLoader.class))
                .asType(MethodType.methodType(Instance.class, CodeLoader.class));
        constructor = known;
      }
      return (Instance) known.invokeExact((CodeLoader) this);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Registers an instance's imported functions; must be called before any of its code runs. */
  public void linkImports(Instance instance) {
    imports.link(instance);
  }

  @Override
  protected CallSite importSite(int function, MethodType type) {
    return imports.site(function, type);
  }

  @Override
  protected int[] numbers(String key) {
    int[] table = numbers.get(key);
    if (table == null) {
      throw new IllegalStateException("no numbers " + key);
    }
    return table;
  }

  // Handles.

  @Override
  public MethodHandle handle(int function, Instance instance) {
    JvmSignature signature = layout.signatureOf(function);
    try {
      Class<?> owner = loadClass(binaryName(layout.owner(function)));
      MethodType type =
          MethodType.fromMethodDescriptorString(
              signature.method(layout.instance).descriptorString(), this);
      MethodHandle method =
          MethodHandles.publicLookup().findStatic(owner, layout.method(function), type);
      MethodHandle bound =
          MethodHandles.insertArguments(method, type.parameterCount() - 1, instance);
      return adapt(bound, signature, instance);
    } catch (ReflectiveOperationException e) {
      throw unexpected(e);
    }
  }

  /** Adapts the handle to the type that outsiders expect if there are many values. */
  private static MethodHandle adapt(
      MethodHandle handle, JvmSignature signature, Instance instance) {
    MethodHandle result = handle;
    if (signature.isWide()) {
      result =
          MethodHandles.filterArguments(
              result, 0, MethodHandles.insertArguments(FRAME_OF, 1, signature.parameters()));
    }
    if (signature.results().length() > 1) {
      MethodHandle collect =
          MethodHandles.insertArguments(COLLECT, 0, signature.results(), instance)
              .asType(MethodType.methodType(Object[].class, handle.type().returnType()));
      result = MethodHandles.filterReturnValue(result, collect);
    }
    return result;
  }

  private static final MethodHandle FRAME_OF;
  private static final MethodHandle COLLECT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      FRAME_OF =
          lookup.findStatic(
              Frame.class, "of", MethodType.methodType(Frame.class, Object[].class, String.class));
      COLLECT =
          lookup.findStatic(
              ModuleLoader.class,
              "collect",
              MethodType.methodType(Object[].class, String.class, Instance.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static @Nullable Object[] collect(
      String results, Instance instance, @Nullable Object first) {
    @Nullable Object[] values = Frame.collect(results, instance);
    values[0] = first;
    return values;
  }

  // Classes.

  private static String binaryName(ClassDesc type) {
    return type.packageName() + "." + type.displayName();
  }

  /** Does not ask the parent class loader for classes of this module. */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (layout.simpleName(name) == null) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : findClass(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    ObjectClass objectClass = layout.objectClass(name);
    if (objectClass != null) {
      return objectClass.load();
    }
    String simpleName = layout.simpleName(name);
    if (simpleName == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] bytes = waiting.remove(simpleName);
    if (bytes == null) {
      bytes = classFile(simpleName);
    }
    Generation.dump(name, bytes);
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** Up to this many classes are not worth starting another thread. */
  private static final int FEW = 64;

  /**
   * Has another thread load and verify the classes that earlier processes have needed, in the order
   * in which they needed them, so that the program finds most of them ready.
   */
  private void loadAhead() {
    CodeCache known = cache;
    if (known == null) {
      return;
    }
    List<String> names = known.names(cachePrefix);
    // The number of processors is queried last, so that a small program's start is spared it.
    if (names.size() > FEW && Runtime.getRuntime().availableProcessors() > 1) {
      Generation.start(() -> loadAhead(known, names));
    }
  }

  private void loadAhead(CodeCache known, List<String> names) {
    try {
      for (String name : names) {
        // The cache drops its content when memory is scarce; nothing is generated ahead.
        if (known.find(cachePrefix + name) == null) {
          return;
        }
        loadAndVerify(name);
      }
    } catch (LinkageError | RuntimeException e) {
      CacheDirectory.note("cannot load ahead, as the program will be told that needs the class", e);
    }
  }

  private void loadAndVerify(String simpleName) {
    try {
      // Initialization comes after verification.
      Class.forName(binaryName(layout.named(simpleName)), true, this);
    } catch (ClassNotFoundException e) {
      throw unexpected(e);
    }
  }

  /** Returns whether the JVM has already loaded a class. */
  boolean hasLoaded(String simpleName) {
    return findLoadedClass(binaryName(layout.named(simpleName))) != null;
  }

  /** Receives the progress of {@link #generateAll}, from several threads at once. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called when a class and those that come with it have been generated and verified.
     *
     * @param functions the number of the module's functions in it
     * @param classFiles by simple name
     */
    void done(int functions, Map<String, byte[]> classFiles);
  }

  /**
   * Generates all code now, on all processors, and has the JVM verify it. Keeps no class files.
   *
   * @throws IllegalStateException if code cannot be generated or the JVM rejects it, which is a bug
   *     in this package
   */
  public void generateAll(Progress progress) {
    List<String> names = classes.names();
    Generation.runAll(names.size(), i -> generateAndVerify(names.get(i), progress));
  }

  /** Returns the number of functions in the module, without imported ones. */
  public int functionCount() {
    return layout.module.bodies().size();
  }

  private void generateAndVerify(String simpleName, Progress progress) {
    try {
      Map<String, byte[]> classFiles = ready(classes.get(simpleName));
      waiting.putAll(classFiles);
      for (String name : classFiles.keySet()) {
        loadAndVerify(name);
        // It is still there if another thread has meanwhile needed the class and generated it, too.
        waiting.remove(name);
      }
      progress.done(classes.functionsIn(simpleName), classFiles);
    } catch (LinkageError | RuntimeException e) {
      throw new IllegalStateException("cannot generate class " + simpleName, e);
    }
  }

  private byte[] classFile(String simpleName) {
    GeneratedClasses cached = classes.cached(simpleName);
    Map<String, byte[]> classFiles =
        ready(cached != null ? cached : Generation.run(() -> classes.generate(simpleName)));
    byte[] wanted = null;
    for (var entry : classFiles.entrySet()) {
      if (entry.getKey().equals(simpleName)) {
        wanted = entry.getValue();
      } else {
        waiting.put(entry.getKey(), entry.getValue());
      }
    }
    if (wanted == null) {
      throw new IllegalStateException("no class " + simpleName);
    }
    return wanted;
  }

  /** Registers the tables that class files refer to, and returns the class files. */
  private Map<String, byte[]> ready(GeneratedClasses generated) {
    numbers.putAll(generated.numbers());
    return generated.classFiles();
  }

  /** Returns how many requests for a class have needed the generator. */
  public int generatedCount() {
    return classes.generatedCount();
  }

  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
