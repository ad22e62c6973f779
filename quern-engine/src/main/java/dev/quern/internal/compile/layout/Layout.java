package dev.quern.internal.compile.layout;

import dev.quern.internal.binary.NameSection;
import dev.quern.internal.compile.cache.GeneratedClasses;
import dev.quern.internal.compile.jvm.JvmNames;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module;
import dev.quern.internal.syntax.SideTable;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.GlobalType;
import dev.quern.type.MemoryType;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of a module is in its generated classes: which class a function is in, what it
 * is called, and the numbers by which references are told apart.
 *
 * <p>Classes of a module, all in one package: {@code I} the instance, {@code Fk} a group of
 * functions, {@code Mk} a group of imports, {@code Dk} the calls through references of a type,
 * {@code Tk} the tail calls to functions with the same results.
 */
public final class Layout {
  /**
   * Body bytes from which on a group takes no further function. Small groups generate less that is
   * never called, large ones make fewer classes; between 1,000 and 4,000 no difference in the start
   * of clang was clear of the noise.
   */
  private static final int GROUP_BYTES = 1_500;

  private static final int GROUP_FUNCTIONS = 4;

  /** Globals that have fields in the instance; the others stay in the array of cells. */
  public static final int MAX_GLOBAL_FIELDS = 10_000;

  /** Imports in one class. */
  public static final int IMPORTS_PER_CLASS = 100;

  public final Module module;
  public final SideTable side;
  public final CompileOptions options;
  private final BitSet segments;
  public final int importCount;
  public final ClassDesc instance;

  private final NameSection names;
  private final List<Module.Import> functionImports;
  private final String packagePrefix;
  private final int[] groupOf;
  private final int[] groupStarts;
  private final Map<DefinedType, Integer> firstIndex = new IdentityHashMap<>();
  private final JvmSignature[] signatures;
  private final int[] ranks;
  private final int[] tailRanks;
  private final Map<Integer, int[]> functionsByType = new HashMap<>();
  private final Map<Integer, Integer> firstRanks = new HashMap<>();
  private final Map<String, int[]> tailTargets = new LinkedHashMap<>();
  private final Map<String, ObjectClass> objectClasses = new ConcurrentHashMap<>();
  private final Map<String, Integer> objectClassTypes = new ConcurrentHashMap<>();
  private final BitSet visibleGlobals = new BitSet();

  /**
   * A layout.
   *
   * @param segments the memories that are {@link dev.quern.runtime.SegmentMemory}s
   */
  public Layout(Module module, SideTable side, CompileOptions options, BitSet segments) {
    this.segments = segments;
    this.module = module;
    this.side = side;
    this.options = options;
    this.names = NameSection.of(module);
    this.packagePrefix = "wasm." + JvmNames.identifier(options.name()) + ".";
    this.functionImports = functionImports(module);
    this.importCount = functionImports.size();
    this.instance = ClassDesc.of(packagePrefix + "I");
    this.groupOf = new int[module.bodies().size()];
    this.groupStarts = formGroups(module.bodies());
    for (int i = 0; i < side.types().size(); i++) {
      firstIndex.putIfAbsent(side.types().get(i), i);
    }
    this.signatures = new JvmSignature[side.types().size()];
    this.ranks = new int[side.functions().size()];
    this.tailRanks = new int[side.functions().size()];
    rankReferences();
    rankTailTargets();
    findVisibleGlobals();
  }

  private static List<Module.Import> functionImports(Module module) {
    var functions = new ArrayList<Module.Import>();
    for (Module.Import entry : module.imports()) {
      if (entry.type() instanceof ExternType.Function) {
        functions.add(entry);
      }
    }
    return functions;
  }

  private int[] formGroups(List<Expr> bodies) {
    var starts = new int[bodies.size() + 1];
    int groups = 0;
    int bytes = 0;
    for (int i = 0; i < bodies.size(); i++) {
      int length = bodies.get(i).length();
      boolean isFull =
          i == 0 || bytes + length > GROUP_BYTES || i - starts[groups - 1] >= GROUP_FUNCTIONS;
      if (isFull) {
        starts[groups++] = i;
        bytes = 0;
      }
      bytes += length;
      groupOf[i] = groups - 1;
    }
    starts[groups] = bodies.size();
    return Arrays.copyOf(starts, groups + 1);
  }

  private void rankReferences() {
    Arrays.fill(ranks, -1);
    var byType = new TreeMap<Integer, List<Integer>>();
    BitSet references = side.references();
    for (int f = references.nextSetBit(importCount); f >= 0; f = references.nextSetBit(f + 1)) {
      int type = typeIndexOf(f);
      List<Integer> list = byType.get(type);
      if (list == null) {
        list = new ArrayList<>();
        byType.put(type, list);
      }
      list.add(f);
    }
    int rank = 0;
    for (Map.Entry<Integer, List<Integer>> entry : byType.entrySet()) {
      firstRanks.put(entry.getKey(), rank);
      functionsByType.put(entry.getKey(), toArray(entry.getValue()));
      for (int f : entry.getValue()) {
        ranks[f] = rank++;
      }
    }
  }

  private void rankTailTargets() {
    Arrays.fill(tailRanks, -1);
    if (side.tailCallers().isEmpty()) {
      return;
    }
    var targets = (BitSet) side.tailTargets().clone();
    targets.or(side.references());
    var byResults = new HashMap<String, ArrayList<Integer>>();
    for (int f = targets.nextSetBit(importCount); f >= 0; f = targets.nextSetBit(f + 1)) {
      var list = byResults.computeIfAbsent(signatureOf(f).results(), r -> new ArrayList<>());
      tailRanks[f] = list.size();
      list.add(f);
    }
    // Also where all such calls leave the module.
    side.tailCallers().stream()
        .forEach(f -> byResults.computeIfAbsent(signatureOf(f).results(), r -> new ArrayList<>()));
    byResults.forEach((r, list) -> tailTargets.put(r, toArray(list)));
  }

  private static int[] toArray(List<Integer> list) {
    var array = new int[list.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = list.get(i);
    }
    return array;
  }

  private void findVisibleGlobals() {
    visibleGlobals.set(0, module.importCount(GlobalType.class));
    for (Module.Export export : module.exports()) {
      if (export.kind() == Module.Kind.GLOBAL) {
        visibleGlobals.set(export.index());
      }
    }
  }

  // Types.

  public int canonicalTypeIndex(int typeIndex) {
    return firstIndex(side.types().get(typeIndex));
  }

  /** The first type index of the module that means the type of a function. */
  int typeIndexOf(int function) {
    return firstIndex(side.functions().get(function));
  }

  private int firstIndex(DefinedType type) {
    Integer index = firstIndex.get(type);
    if (index == null) {
      throw new IllegalStateException("type of another module: " + type);
    }
    return index;
  }

  /** The class of a struct or array type. */
  public ObjectClass objectClass(int typeIndex) {
    ObjectClass type = ObjectClass.of(side.types().get(typeIndex));
    objectClasses.putIfAbsent(type.binaryName(), type);
    objectClassTypes.putIfAbsent(type.binaryName(), typeIndex);
    return type;
  }

  /** A class that {@link #objectClass} has given by its binary name, or null. */
  public @Nullable ObjectClass objectClass(String binaryName) {
    return objectClasses.get(binaryName);
  }

  /** The type indices of the object classes that class files mention, by name. */
  Map<String, Integer> objectClassesIn(Collection<byte[]> classFiles) {
    return ObjectClassNames.mentioned(classFiles, objectClassTypes);
  }

  /** Class files that may come from another process, with this one's names of object classes. */
  public GeneratedClasses withOwnObjectClasses(GeneratedClasses classes) {
    if (!classes.objectClasses().isEmpty()) {
      var names = new HashMap<String, String>();
      classes
          .objectClasses()
          .forEach((name, type) -> names.put(name, objectClass(type).binaryName()));
      classes.classFiles().values().forEach(bytes -> ObjectClassNames.replace(bytes, names));
    }
    return classes;
  }

  public JvmSignature signature(int typeIndex) {
    @Nullable JvmSignature known = signatures[typeIndex];
    if (known == null) {
      signatures[typeIndex] = known = JvmSignature.of(side.types().get(typeIndex).function());
    }
    return known;
  }

  public JvmSignature signatureOf(int function) {
    return signature(typeIndexOf(function));
  }

  /** The letters of what an exception of a tag carries. */
  public String payload(int tag) {
    return signature(firstIndex(side.tags().get(tag).definedType())).parameters();
  }

  // Functions.

  public boolean isImport(int function) {
    return function < importCount;
  }

  public Expr body(int function) {
    return module.bodies().get(function - importCount);
  }

  /** The class that holds a function. */
  public ClassDesc owner(int function) {
    return isImport(function)
        ? named("M" + function / IMPORTS_PER_CLASS)
        : named("F" + groupOf[function - importCount]);
  }

  /** First function of a group, and behind its last. */
  public int groupStart(int group) {
    return importCount + groupStarts[group];
  }

  public int groupCount() {
    return groupStarts.length - 1;
  }

  /** The method of a function; callers from wasm and from outside use the same. */
  public String method(int function) {
    if (isImport(function)) {
      Module.Import imported = functionImports.get(function);
      return JvmNames.identifier(imported.module() + "." + imported.name()) + "$" + function;
    }
    String name = names.functionName(function);
    return (name == null ? "func" : JvmNames.identifier(name)) + "$" + function;
  }

  /** The method for calls of an imported function in tail position. */
  public String importTailMethod(int function) {
    return method(function) + "$tail";
  }

  /** Its type: the results go to scratch space, all of them. */
  public MethodTypeDesc importTailType(int function) {
    return signatureOf(function).method(instance).changeReturnType(ConstantDescs.CD_void);
  }

  /** Whether the function makes tail calls, so that its code lies behind a trampoline. */
  public boolean isTailCaller(int function) {
    return side.tailCallers().get(function);
  }

  /** The method with the function's code: {@link #method} unless there is a trampoline. */
  public String codeMethod(int function) {
    return isTailCaller(function) ? method(function) + "$tail" : method(function);
  }

  public int rank(int function) {
    return ranks[function];
  }

  public int tailRank(int function) {
    return tailRanks[function];
  }

  /** The least rank of the functions of a (first) type index. */
  public int firstRank(int typeIndex) {
    return firstRanks.getOrDefault(typeIndex, 0);
  }

  /** The functions of a (first) type index that may become references, in the order of ranks. */
  public int[] references(int typeIndex) {
    return functionsByType.getOrDefault(typeIndex, new int[0]);
  }

  /** The functions with some results that tail calls may reach, by tail rank. */
  public int[] tailTargets(String results) {
    return tailTargets.getOrDefault(results, new int[0]);
  }

  /** The method of a dispatcher that calls the function at an index of a table. */
  public static final String INDIRECT = "indirect";

  /** The method of a dispatcher that calls the function of a reference. */
  public static final String REFERENCE = "reference";

  public ClassDesc dispatcher(int typeIndex) {
    return named("D" + canonicalTypeIndex(typeIndex));
  }

  /** The class for tail calls that end in the same results as a function. */
  public ClassDesc trampoline(int function) {
    return named("T" + resultsNumber(signatureOf(function).results()));
  }

  /** A number for a list of results that tail calls end in. */
  private int resultsNumber(String results) {
    return List.copyOf(tailTargets.keySet()).indexOf(results);
  }

  /** The number of classes for tail calls. */
  public int trampolineCount() {
    return tailTargets.size();
  }

  /** The results that a trampoline's number stands for. */
  public String resultsOfTrampoline(int number) {
    return List.copyOf(tailTargets.keySet()).get(number);
  }

  // Globals.

  /** Whether a global is a cell that others may see, rather than a field of the instance. */
  public boolean isCell(int global) {
    return visibleGlobals.get(global) || global >= MAX_GLOBAL_FIELDS;
  }

  // Memories.

  public boolean isSegment(int memory) {
    return segments.get(memory);
  }

  /** Whether accesses are compared with the size of a memory, because its array may be longer. */
  public boolean isLimited(int memory) {
    return !isSegment(memory) && !side.isFixed(memory);
  }

  /** Whether memory 0 is an array that has a page at least. */
  public boolean hasPageOfBytes() {
    if (side.memories().isEmpty() || isSegment(0)) {
      return false;
    }
    MemoryType type = side.memories().getFirst();
    return type.limits().minimum() > 0 && type.pageSizeLog2() == MemoryType.PAGE_SIZE_LOG2;
  }

  public ClassDesc named(String simpleName) {
    return ClassDesc.of(packagePrefix + simpleName);
  }

  /** The simple name of a class of this module, or null if it is none. */
  public @Nullable String simpleName(String className) {
    return className.startsWith(packagePrefix) ? className.substring(packagePrefix.length()) : null;
  }
}
