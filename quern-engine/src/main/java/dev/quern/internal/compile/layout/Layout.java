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
 * Maps everything in a module to its generated classes: which class a function is in, what it is
 * called, and the numbers that identify references.
 *
 * <p>Classes of a module, all in one package: {@code I} the instance, {@code Fk} a group of
 * functions, {@code Mk} a group of imports, {@code Dk} the calls through references of a type,
 * {@code Tk} the tail calls to functions with the same results.
 */
public final class Layout {
  /**
   * A group with this many body bytes takes no further function. Small groups generate less code
   * that is never called, large ones make fewer classes. Between 1,000 and 4,000, any difference in
   * the start time of clang was within the noise.
   */
  private static final int GROUP_BYTES = 1_500;

  private static final int GROUP_FUNCTIONS = 4;

  /**
   * Maximum number of globals with fields in the instance; the others stay in the array of cells.
   */
  public static final int MAX_GLOBAL_FIELDS = 10_000;

  /** Maximum number of imports in one class. */
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
   * Lays out a module.
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
    // These classes are also needed if all such calls leave the module.
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

  /** Returns the first type index in the module that denotes the type of a function. */
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

  /** Returns the class of a struct or array type. */
  public ObjectClass objectClass(int typeIndex) {
    ObjectClass type = ObjectClass.of(side.types().get(typeIndex));
    objectClasses.putIfAbsent(type.binaryName(), type);
    objectClassTypes.putIfAbsent(type.binaryName(), typeIndex);
    return type;
  }

  /**
   * Returns the class with a binary name if {@link #objectClass(int)} has returned it before, else
   * null.
   */
  public @Nullable ObjectClass objectClass(String binaryName) {
    return objectClasses.get(binaryName);
  }

  /** Returns the type indices of the object classes that class files mention, by name. */
  Map<String, Integer> objectClassesIn(Collection<byte[]> classFiles) {
    return ObjectClassNames.mentioned(classFiles, objectClassTypes);
  }

  /**
   * Renames object classes to this process's names, in class files that may come from another one.
   */
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

  /** Returns the letters of the values that an exception with a tag carries. */
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

  /** Returns the class that contains a function. */
  public ClassDesc owner(int function) {
    return isImport(function)
        ? named("M" + function / IMPORTS_PER_CLASS)
        : named("F" + groupOf[function - importCount]);
  }

  /** Returns the first function of a group, which is also the end of the group before. */
  public int groupStart(int group) {
    return importCount + groupStarts[group];
  }

  public int groupCount() {
    return groupStarts.length - 1;
  }

  /** Returns the name of a function's method, which callers from wasm and from outside both use. */
  public String method(int function) {
    if (isImport(function)) {
      Module.Import imported = functionImports.get(function);
      return JvmNames.identifier(imported.module() + "." + imported.name()) + "$" + function;
    }
    String name = names.functionName(function);
    return (name == null ? "func" : JvmNames.identifier(name)) + "$" + function;
  }

  /** Returns the name of the method for tail calls of an imported function. */
  public String importTailMethod(int function) {
    return method(function) + "$tail";
  }

  /** Returns the type of {@link #importTailMethod}: all results go to scratch space. */
  public MethodTypeDesc importTailType(int function) {
    return signatureOf(function).method(instance).changeReturnType(ConstantDescs.CD_void);
  }

  /**
   * Returns whether the function makes tail calls, so that its code is called through a trampoline.
   */
  public boolean isTailCaller(int function) {
    return side.tailCallers().get(function);
  }

  /**
   * Returns the name of the method with the function's code: {@link #method} unless there is a
   * trampoline.
   */
  public String codeMethod(int function) {
    return isTailCaller(function) ? method(function) + "$tail" : method(function);
  }

  public int rank(int function) {
    return ranks[function];
  }

  public int tailRank(int function) {
    return tailRanks[function];
  }

  /** Returns the lowest rank among the functions of a (first) type index. */
  public int firstRank(int typeIndex) {
    return firstRanks.getOrDefault(typeIndex, 0);
  }

  /** Returns the functions of a (first) type index that may become references, ordered by rank. */
  public int[] references(int typeIndex) {
    return functionsByType.getOrDefault(typeIndex, new int[0]);
  }

  /** Returns the functions with given results that tail calls may reach, by tail rank. */
  public int[] tailTargets(String results) {
    return tailTargets.getOrDefault(results, new int[0]);
  }

  /** The method of a dispatcher that calls the function at an index in a table. */
  public static final String INDIRECT = "indirect";

  /** The method of a dispatcher that calls the function of a reference. */
  public static final String REFERENCE = "reference";

  public ClassDesc dispatcher(int typeIndex) {
    return named("D" + canonicalTypeIndex(typeIndex));
  }

  /** Returns the class for tail calls with the same results as a function. */
  public ClassDesc trampoline(int function) {
    return named("T" + resultsNumber(signatureOf(function).results()));
  }

  /** Returns the number of a list of results that tail calls can have. */
  private int resultsNumber(String results) {
    return List.copyOf(tailTargets.keySet()).indexOf(results);
  }

  /** Returns the number of classes for tail calls. */
  public int trampolineCount() {
    return tailTargets.size();
  }

  /** Returns the results for which a trampoline has a number. */
  public String resultsOfTrampoline(int number) {
    return List.copyOf(tailTargets.keySet()).get(number);
  }

  // Globals.

  /**
   * Returns whether a global is a cell that others may see, rather than a field of the instance.
   */
  public boolean isCell(int global) {
    return visibleGlobals.get(global) || global >= MAX_GLOBAL_FIELDS;
  }

  // Memories.

  public boolean isSegment(int memory) {
    return segments.get(memory);
  }

  /**
   * Returns whether accesses must be checked against a memory's size because its array may be
   * longer.
   */
  public boolean isLimited(int memory) {
    return !isSegment(memory) && !side.isFixed(memory);
  }

  /** Returns whether memory 0 is an array with at least one page. */
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

  /** Returns the simple name of a class of this module, or null for any other class. */
  public @Nullable String simpleName(String className) {
    return className.startsWith(packagePrefix) ? className.substring(packagePrefix.length()) : null;
  }
}
