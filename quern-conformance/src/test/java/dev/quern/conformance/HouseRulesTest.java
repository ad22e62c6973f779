package dev.quern.conformance;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rules of the house that a compiler does not check, checked on our own class files: which
 * package may see which, what the API may mention, how long a method may be, and that the engine
 * needs nothing but the JDK.
 *
 * <p>A class <em>sees</em> another if its class file names it: in the constant pool, in a
 * descriptor or in a generic signature. Constants that javac inlines and annotations leave no such
 * trace and are not seen.
 */
final class HouseRulesTest {
  private static final String INTERNAL = "dev.quern.internal.";
  private static final String COMPILE = INTERNAL + "compile.";

  /**
   * Package to what it may see of ours besides itself: packages, or single classes by their binary
   * name. A package without a row fails the test, so that a new one is thought about.
   */
  // spotless:off
  private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
      row("dev.quern.type"),
      row("dev.quern.runtime",  "dev.quern.type", "dev.quern.V128", "dev.quern.StructRef", "dev.quern.ArrayRef"),
      row(INTERNAL + "syntax",  "dev.quern.type"),
      row(INTERNAL + "binary",  "dev.quern.type", INTERNAL + "syntax"),
      row(INTERNAL + "text",    "dev.quern.type", INTERNAL + "syntax", INTERNAL + "binary"),
      row(INTERNAL + "valid",   "dev.quern.type", INTERNAL + "syntax", INTERNAL + "binary"),
      row(COMPILE + "jvm",      "dev.quern.type", INTERNAL + "syntax", "dev.quern.runtime", "dev.quern.V128"),
      row(COMPILE + "cache",    "dev.quern.type", INTERNAL + "syntax"),
      row(COMPILE + "loop",     "dev.quern.type", INTERNAL + "syntax", INTERNAL + "binary"),
      row(COMPILE + "layout",   "dev.quern.type", INTERNAL + "syntax", INTERNAL + "binary", "dev.quern.runtime",
                                "dev.quern.V128", COMPILE + "jvm", COMPILE + "cache"),
      row(COMPILE + "body",     "dev.quern.type", INTERNAL + "syntax", INTERNAL + "binary", "dev.quern.runtime",
                                COMPILE + "jvm", COMPILE + "layout", COMPILE + "loop"),
      row(COMPILE + "chunk",    COMPILE + "jvm", COMPILE + "layout", COMPILE + "body"),
      row(INTERNAL + "compile", "dev.quern.type", INTERNAL + "syntax", INTERNAL + "binary", "dev.quern.runtime",
                                COMPILE + "jvm", COMPILE + "cache", COMPILE + "layout", COMPILE + "loop",
                                COMPILE + "body", COMPILE + "chunk"),
      row(INTERNAL + "engine",  "dev.quern.type", INTERNAL + "syntax", INTERNAL + "binary", "dev.quern.runtime",
                                INTERNAL + "text", INTERNAL + "valid", "dev.quern", INTERNAL + "compile",
                                COMPILE + "cache", COMPILE + "layout"),
      row("dev.quern",          "dev.quern.type", INTERNAL + "syntax", INTERNAL + "binary", "dev.quern.runtime",
                                INTERNAL + "text", INTERNAL + "valid", INTERNAL + "engine", INTERNAL + "compile",
                                COMPILE + "cache", COMPILE + "layout"),
      row("dev.quern.wasi",     "dev.quern", "dev.quern.type", "dev.quern.runtime"),
      row("dev.quern.js",       "dev.quern", "dev.quern.type", "dev.quern.runtime.ArrayObject",
                                INTERNAL + "engine.Reserve"),
      row("dev.quern.cli.script", "dev.quern", "dev.quern.js", "dev.quern.type", "dev.quern.wasi",
                                INTERNAL + "syntax.Printable"),
      row("dev.quern.cli.wast", "dev.quern", "dev.quern.type", "dev.quern.runtime", INTERNAL + "syntax", INTERNAL + "text",
                                INTERNAL + "engine.Pipeline"),
      row("dev.quern.cli",      "dev.quern", "dev.quern.cli.script", "dev.quern.cli.wast", "dev.quern.type", "dev.quern.runtime", "dev.quern.wasi",
                                INTERNAL + "syntax", INTERNAL + "binary", INTERNAL + "text", INTERNAL + "valid",
                                INTERNAL + "compile", COMPILE + "cache", COMPILE + "layout",
                                INTERNAL + "engine.Pipeline", INTERNAL + "engine.Reserve"),
      row("dev.quern.bench",    "dev.quern", "dev.quern.type"),
      row("dev.quern.bench.part", "dev.quern", "dev.quern.type", "dev.quern.js",
                                INTERNAL + "syntax", INTERNAL + "binary", INTERNAL + "valid"),
      row("dev.quern.fuzz",     "dev.quern", "dev.quern.type", INTERNAL + "syntax", INTERNAL + "binary", INTERNAL + "text",
                                INTERNAL + "valid", COMPILE + "cache.CacheWriter"),
      row("dev.quern.bench.part.jmh_generated", "dev.quern", "dev.quern.bench.part", INTERNAL + "syntax"));
  // spotless:on

  /** What the engine may see besides {@code java.*} of the module java.base. */
  private static final Set<String> PACKAGES_BESIDE_JAVA_BASE =
      Set.of("java.net.http", "jdk.incubator.vector");

  /** HotSpot never compiles a longer method (HugeMethodLimit). */
  private static final int LONGEST_METHOD = 8_000;

  private static final Set<String> ON_EVERY_START =
      Set.of(
          "dev.quern.Border",
          "dev.quern.Externs",
          "dev.quern.Linking",
          "dev.quern.internal.binary.ModuleDecoder",
          "dev.quern.internal.engine.Instantiator",
          "dev.quern.internal.engine.Linker",
          "dev.quern.internal.valid.FastPath",
          "dev.quern.internal.valid.IndexSpaces",
          "dev.quern.internal.valid.ModuleValidator",
          "dev.quern.internal.valid.TypeSpace",
          "dev.quern.type.Mapper",
          "dev.quern.type.Subtyping",
          "dev.quern.wasi.Threads");

  /** Methods of those classes that are for messages and rare types only. */
  private static final Set<String> IN_MESSAGES = Set.of("describe", "kind", "top");

  /** The modules that were built: Maven module to its classes. */
  private static Map<String, List<ClassModel>> modules;

  private static Map.Entry<String, Set<String>> row(String seer, String... seen) {
    return Map.entry(seer, Set.of(seen));
  }

  @BeforeAll
  static void readClassFiles() throws IOException {
    var root = Path.of(System.getProperty("quern.root", ".."));
    try (Stream<Path> directories = Files.list(root)) {
      modules =
          directories
              .filter(HouseRulesTest::isModule)
              .collect(
                  toMap(
                      directory -> directory.getFileName().toString(),
                      directory -> parseAll(directory.resolve("target/classes"))));
    }
    assertThat(modules.get("quern-engine")).as("class files of the module quern").isNotEmpty();
  }

  private static boolean isModule(Path directory) {
    return directory.getFileName().toString().startsWith("quern")
        && Files.isDirectory(directory.resolve("target/classes"));
  }

  private static List<ClassModel> parseAll(Path classes) {
    try (Stream<Path> files = Files.walk(classes)) {
      var models = new ArrayList<ClassModel>();
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        models.add(ClassFile.of().parse(file));
      }
      return models;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ClassModel> allClasses() {
    return modules.values().stream().flatMap(List::stream).toList();
  }

  // The rules.

  @Test
  void packagesSeeOnlyWhatTheArrowsAllow() {
    assertThat(wrongArrows(allClasses()))
        .as("references against the arrows of DESIGN.md section 2 (the table is ARROWS)")
        .isEmpty();
  }

  @Test
  void noCycleBetweenClassesOfTheCompiler() {
    Map<String, Set<String>> seen = new TreeMap<>();
    for (ClassModel seer : modules.get("quern-engine")) {
      if (nameOf(seer).startsWith(INTERNAL + "compile")) {
        Set<String> of = seen.computeIfAbsent(outermost(nameOf(seer)), name -> new TreeSet<>());
        ours(referencesOf(seer)).forEach(name -> of.add(outermost(name)));
      }
    }
    assertThat(seen).hasSizeGreaterThan(80);
    assertThat(inCycles(seen)).as("classes of the compiler that see one another").isEmpty();
  }

  /** What is left when everything is taken away that sees, or is seen by, nothing that is left. */
  static Set<String> inCycles(Map<String, Set<String>> seen) {
    var left = new TreeSet<>(seen.keySet());
    boolean isSmaller = true;
    while (isSmaller) {
      isSmaller =
          left.removeIf(name -> {
            boolean sees =
                left.stream().anyMatch(o -> !o.equals(name) && seen.get(name).contains(o));
            boolean isSeen =
                left.stream().anyMatch(o -> !o.equals(name) && seen.get(o).contains(name));
            return !sees || !isSeen;
          });
    }
    return left;
  }

  @Test
  void cyclesAreFound() {
    var cycle = Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("b"), "d", Set.of("c", "d"));
    assertThat(inCycles(cycle)).containsExactly("b", "c");
  }

  @Test
  void noFileOfTheCompilerIsTooLongToRead() throws IOException {
    var sources =
        Path.of(System.getProperty("quern.root", ".."))
            .resolve("quern-engine/src/main/java/dev/quern/internal/compile");
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        assertThat(Files.readAllLines(file).size()).as("lines of " + file).isLessThanOrEqualTo(450);
      }
    }
  }

  @Test
  void exportedSignaturesMentionNoInternalType() {
    assertThat(internalTypesInSignatures(allClasses()))
        .as("internal types in public or protected signatures of exported packages")
        .isEmpty();
  }

  @Test
  void noMethodIsTooLongForTheJit() {
    assertThat(longMethods(allClasses()))
        .as("methods over %d bytes of bytecode, which HotSpot never compiles", LONGEST_METHOD)
        .isEmpty();
  }

  @Test
  void engineNeedsOnlyTheJdk() {
    assertThat(foreignReferences(modules.get("quern-engine")))
        .as("references of the module quern to classes outside java.base")
        .isEmpty();
  }

  /** The first such switch of a start links the machinery, and each makes a class at run time. */
  @Test
  void everyStartIsWithoutPatternSwitches() {
    List<ClassModel> start =
        allClasses().stream().filter(c -> ON_EVERY_START.contains(className(c))).toList();
    assertThat(start).as("classes on the way of every start").hasSameSizeAs(ON_EVERY_START);
    assertThat(start.stream().flatMap(HouseRulesTest::patternSwitches))
        .as("methods with a pattern switch on the way of every start")
        .isEmpty();
  }

  private static Stream<String> patternSwitches(ClassModel owner) {
    return owner.methods().stream()
        .filter(method -> !IN_MESSAGES.contains(method.methodName().stringValue()))
        .filter(HouseRulesTest::hasPatternSwitch)
        .map(method -> memberName(owner, method));
  }

  private static boolean hasPatternSwitch(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(e ->
            e instanceof InvokeDynamicInstruction i && i.name().stringValue().equals("typeSwitch"));
  }

  private static String className(ClassModel model) {
    return model.thisClass().asInternalName().replace('/', '.');
  }

  private static List<String> wrongArrows(List<ClassModel> classes) {
    var faults = new TreeSet<String>();
    for (ClassModel seer : classes) {
      if (seer.isModuleInfo()) {
        continue;
      }
      var allowed = ARROWS.get(packageOf(nameOf(seer)));
      if (allowed == null) {
        faults.add("the package " + packageOf(nameOf(seer)) + " has no row in ARROWS");
        continue;
      }
      for (String seen : ours(referencesOf(seer))) {
        boolean same = packageOf(seen).equals(packageOf(nameOf(seer)));
        if (!same && !allowed.contains(packageOf(seen)) && !allowed.contains(outermost(seen))) {
          faults.add(nameOf(seer) + " must not see " + seen);
        }
      }
    }
    return List.copyOf(faults);
  }

  private static List<String> internalTypesInSignatures(List<ClassModel> classes) {
    Set<String> exported = exportedPackages(classes);
    var faults = new TreeSet<String>();
    for (ClassModel api : classes) {
      if (exported.contains(packageOf(nameOf(api))) && isAccessible(api)) {
        signaturesOf(api)
            .forEach((member, types) ->
                ours(types).stream()
                    .filter(type -> !exported.contains(packageOf(type)))
                    .forEach(type -> faults.add(member + " mentions " + type)));
      }
    }
    return List.copyOf(faults);
  }

  /**
   * A class initializer runs once, so being interpreted costs it nothing: the table of instructions
   * is one.
   */
  private static List<String> longMethods(List<ClassModel> classes) {
    var faults = new ArrayList<String>();
    for (ClassModel owner : classes) {
      for (MethodModel method : owner.methods()) {
        int length =
            method.findAttribute(Attributes.code()).map(CodeAttribute::codeLength).orElse(0);
        if (length > LONGEST_METHOD && !method.methodName().equalsString("<clinit>")) {
          faults.add(memberName(owner, method) + " has " + length + " bytes");
        }
      }
    }
    return faults;
  }

  private static List<String> foreignReferences(List<ClassModel> classes) {
    Set<String> allowed =
        Object.class.getModule().getPackages().stream()
            .filter(name -> name.startsWith("java."))
            .collect(toSet());
    allowed.addAll(PACKAGES_BESIDE_JAVA_BASE);
    var faults = new TreeSet<String>();
    for (ClassModel seer : classes) {
      if (seer.isModuleInfo()) {
        continue;
      }
      for (String seen : referencesOf(seer)) {
        boolean own = seen.startsWith("dev.quern.") && isOf(classes, seen);
        if (!own && !allowed.contains(packageOf(seen))) {
          faults.add(nameOf(seer) + " must not see " + seen);
        }
      }
    }
    return List.copyOf(faults);
  }

  private static boolean isOf(List<ClassModel> classes, String name) {
    return classes.stream().anyMatch(model -> packageOf(nameOf(model)).equals(packageOf(name)));
  }

  // What the rules look at.

  private static String nameOf(ClassModel model) {
    return model.thisClass().asInternalName().replace('/', '.');
  }

  private static String packageOf(String className) {
    return className.substring(0, Math.max(className.lastIndexOf('.'), 0));
  }

  private static String outermost(String className) {
    int nested = className.indexOf('$');
    return nested < 0 ? className : className.substring(0, nested);
  }

  private static String memberName(ClassModel owner, MethodModel method) {
    return nameOf(owner)
        + "."
        + method.methodName()
        + method.methodTypeSymbol().displayDescriptor();
  }

  private static Set<String> ours(Set<String> classes) {
    return classes.stream().filter(name -> name.startsWith("dev.quern.")).collect(toSet());
  }

  /** A class in a descriptor or generic signature, of which class names in packages are enough. */
  private static final Pattern CLASS_IN_DESCRIPTOR = Pattern.compile("L((?:\\w+/)+[\\w$]+)");

  private static Set<String> classesIn(String descriptor) {
    return CLASS_IN_DESCRIPTOR
        .matcher(descriptor)
        .results()
        .map((MatchResult found) -> found.group(1).replace('/', '.'))
        .collect(toSet());
  }

  private static Set<String> referencesOf(ClassModel model) {
    var seen = new HashSet<String>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> seen.addAll(classesIn(type.asSymbol().descriptorString()));
        case NameAndTypeEntry member -> seen.addAll(classesIn(member.type().stringValue()));
        case MethodTypeEntry type -> seen.addAll(classesIn(type.descriptor().stringValue()));
        default -> {}
      }
    }
    seen.addAll(genericTypesOf(model));
    model.fields().forEach(f -> seen.addAll(classesIn(f.fieldType().stringValue())));
    model.fields().forEach(f -> seen.addAll(genericTypesOf(f)));
    model.methods().forEach(m -> seen.addAll(classesIn(m.methodType().stringValue())));
    model.methods().forEach(m -> seen.addAll(genericTypesOf(m)));
    return seen;
  }

  private static Set<String> genericTypesOf(AttributedElement element) {
    return element
        .findAttribute(Attributes.signature())
        .map(signature -> classesIn(signature.signature().stringValue()))
        .orElse(Set.of());
  }

  /** The packages that everybody may use: those of qualified exports are not among them. */
  private static Set<String> exportedPackages(List<ClassModel> classes) {
    return classes.stream()
        .flatMap(model -> model.findAttribute(Attributes.module()).stream())
        .flatMap(module -> module.exports().stream())
        .filter(export -> export.exportsTo().isEmpty())
        .map(export -> export.exportedPackage().name().stringValue().replace('/', '.'))
        .collect(toSet());
  }

  /** Whether a class and the classes around it are public or protected. */
  private static boolean isAccessible(ClassModel model) {
    boolean visible = model.flags().has(AccessFlag.PUBLIC);
    var nests = model.findAttribute(Attributes.innerClasses());
    String name = model.thisClass().asInternalName();
    for (InnerClassInfo nest : nests.map(inner -> inner.classes()).orElse(List.of())) {
      String nested = nest.innerClass().asInternalName();
      if (name.equals(nested)) {
        visible = nest.has(AccessFlag.PUBLIC) || nest.has(AccessFlag.PROTECTED);
      } else if (name.startsWith(nested + "$")) {
        visible &= nest.has(AccessFlag.PUBLIC) || nest.has(AccessFlag.PROTECTED);
      }
    }
    return visible;
  }

  /** The types in the signature of an accessible class and of each of its accessible members. */
  private static Map<String, Set<String>> signaturesOf(ClassModel api) {
    var signatures = new TreeMap<String, Set<String>>();
    var parents = new HashSet<>(genericTypesOf(api));
    api.superclass().ifPresent(parent -> parents.add(parent.asInternalName().replace('/', '.')));
    api.interfaces().forEach(parent -> parents.add(parent.asInternalName().replace('/', '.')));
    signatures.put(nameOf(api), parents);
    for (var field : api.fields()) {
      if (isAccessible(field.flags())) {
        var types = new HashSet<>(classesIn(field.fieldType().stringValue()));
        types.addAll(genericTypesOf(field));
        signatures.put(nameOf(api) + "." + field.fieldName(), types);
      }
    }
    for (var method : api.methods()) {
      if (isAccessible(method.flags())) {
        var types = new HashSet<>(classesIn(method.methodType().stringValue()));
        types.addAll(genericTypesOf(method));
        method
            .findAttribute(Attributes.exceptions())
            .ifPresent(thrown ->
                thrown
                    .exceptions()
                    .forEach(type -> types.add(type.asInternalName().replace('/', '.'))));
        signatures.put(memberName(api, method), types);
      }
    }
    return signatures;
  }

  private static boolean isAccessible(AccessFlags flags) {
    return (flags.has(AccessFlag.PUBLIC) || flags.has(AccessFlag.PROTECTED))
        && !flags.has(AccessFlag.SYNTHETIC);
  }

  // Each rule can fail: what it says about a class that breaks it.

  private static final ClassDesc ENGINE = ClassDesc.of(INTERNAL + "engine", "Linker");

  @Test
  void aWrongArrowIsFound() {
    var wrong =
        classWithMethod("dev.quern.type", "Bad", "sees", MethodTypeDesc.of(ENGINE), LOOP_LENGTH);
    assertThat(wrongArrows(List.of(wrong)))
        .containsExactly("dev.quern.type.Bad must not see dev.quern.internal.engine.Linker");
  }

  @Test
  void anArrowMayNameOneClassOfAPackage() {
    var allowed = ClassDesc.of("dev.quern", "V128");
    var other = ClassDesc.of("dev.quern", "Imports");
    var type = MethodTypeDesc.of(allowed, other);
    var wrong = classWithMethod("dev.quern.runtime", "Bad", "sees", type, LOOP_LENGTH);
    assertThat(wrongArrows(List.of(wrong)))
        .containsExactly("dev.quern.runtime.Bad must not see dev.quern.Imports");
  }

  @Test
  void anUnknownPackageIsFound() {
    var wrong =
        classWithMethod("dev.quern.util", "Bad", "does", ConstantDescs.MTD_void, LOOP_LENGTH);
    assertThat(wrongArrows(List.of(wrong)))
        .containsExactly("the package dev.quern.util has no row in ARROWS");
  }

  @Test
  void anInternalTypeInASignatureIsFound() {
    var moduleInfo =
        modules.get("quern-engine").stream().filter(ClassModel::isModuleInfo).findAny();
    var wrong =
        classWithMethod("dev.quern.type", "Bad", "sees", MethodTypeDesc.of(ENGINE), LOOP_LENGTH);
    assertThat(internalTypesInSignatures(List.of(moduleInfo.orElseThrow(), wrong)))
        .containsExactly(
            "dev.quern.type.Bad.sees()Linker mentions dev.quern.internal.engine.Linker");
  }

  @Test
  void aLongMethodIsFound() {
    var fits = classWithMethod("dev.quern", "Fits", "does", ConstantDescs.MTD_void, LONGEST_METHOD);
    var wrong =
        classWithMethod("dev.quern", "Bad", "does", ConstantDescs.MTD_void, LONGEST_METHOD + 1);
    assertThat(longMethods(List.of(fits, wrong)))
        .containsExactly("dev.quern.Bad.does()void has 8001 bytes");
  }

  @Test
  void aForeignReferenceIsFound() {
    var library = ClassDesc.of("org.example", "Library");
    var otherModule = ClassDesc.of("java.sql", "Connection");
    var satellite = ClassDesc.of("dev.quern.wasi", "Wasi");
    var allowed = ClassDesc.of("java.net.http", "HttpResponse");
    var type = MethodTypeDesc.of(library, otherModule, satellite, allowed);
    var wrong = classWithMethod("dev.quern", "Bad", "sees", type, LOOP_LENGTH);
    assertThat(foreignReferences(List.of(wrong)))
        .containsExactly(
            "dev.quern.Bad must not see dev.quern.wasi.Wasi",
            "dev.quern.Bad must not see java.sql.Connection",
            "dev.quern.Bad must not see org.example.Library");
  }

  /** A public class with one public static method whose body has the given number of bytes. */
  private static ClassModel classWithMethod(
      String packageName, String className, String method, MethodTypeDesc type, int length) {
    Consumer<CodeBuilder> endlessLoopAfterNops =
        code -> {
          for (int i = 0; i < length - LOOP_LENGTH; i++) {
            code.nop();
          }
          code.goto_(code.startLabel());
        };
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
    Consumer<ClassBuilder> content =
        builder ->
            builder
                .withFlags(AccessFlag.PUBLIC)
                .withMethodBody(method, type, flags, endlessLoopAfterNops);
    return ClassFile.of()
        .parse(ClassFile.of().build(ClassDesc.of(packageName, className), content));
  }

  private static final int LOOP_LENGTH = 3;
}
