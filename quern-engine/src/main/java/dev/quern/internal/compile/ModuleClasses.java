package dev.quern.internal.compile;

import dev.quern.internal.compile.cache.CodeCache;
import dev.quern.internal.compile.cache.GeneratedClasses;
import dev.quern.internal.compile.layout.ClassWriter;
import dev.quern.internal.compile.layout.InstanceClass;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.type.FunctionType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a module by simple name (see {@link Layout}): which ones there are, and which
 * generator emits each. Generated classes go to the cache, if there is one.
 */
final class ModuleClasses {
  private final Layout layout;
  private final @Nullable CodeCache cache;
  private final String cachePrefix;
  private final AtomicInteger generated = new AtomicInteger();

  ModuleClasses(Layout layout, @Nullable CodeCache cache, String cachePrefix) {
    this.layout = layout;
    this.cache = cache;
    this.cachePrefix = cachePrefix;
  }

  /**
   * Returns the simple names of all classes that can be requested, without those that are generated
   * along with others.
   */
  List<String> names() {
    var names = new ArrayList<String>(List.of("I"));
    for (int i = 0; i < layout.groupCount(); i++) {
      names.add("F" + i);
    }
    for (int i = 0; i < layout.importCount; i += Layout.IMPORTS_PER_CLASS) {
      names.add("M" + i / Layout.IMPORTS_PER_CLASS);
    }
    for (int i = 0; i < layout.side.types().size(); i++) {
      boolean isFunction = layout.side.types().get(i).composite() instanceof FunctionType;
      if (isFunction && layout.canonicalTypeIndex(i) == i) {
        names.add("D" + i);
      }
    }
    for (int i = 0; i < layout.trampolineCount(); i++) {
      names.add("T" + i);
    }
    return names;
  }

  /**
   * Returns a class, and the classes generated along with it, from the cache or newly generated.
   */
  GeneratedClasses get(String simpleName) {
    GeneratedClasses cached = cached(simpleName);
    return cached != null ? cached : generate(simpleName);
  }

  /** Returns the same as {@link #get} if the cache has it, else null. */
  @Nullable GeneratedClasses cached(String simpleName) {
    CodeCache.Entry entry = cache == null ? null : cache.find(cachePrefix + simpleName);
    return entry == null ? null : layout.withOwnObjectClasses(GeneratedClasses.decode(entry));
  }

  /** Returns how many requests for a class have needed the generator. */
  int generatedCount() {
    return generated.get();
  }

  /** Returns the number of functions in a class. */
  int functionsIn(String simpleName) {
    if (simpleName.charAt(0) != 'F') {
      return 0;
    }
    int group = number(simpleName);
    return layout.groupStart(group + 1) - layout.groupStart(group);
  }

  /** Generates a class and the classes that come with it. */
  GeneratedClasses generate(String simpleName) {
    generated.incrementAndGet();
    var writer = new ClassWriter(layout, simpleName);
    switch (simpleName.charAt(0)) {
      case 'I' -> new InstanceClass(layout, writer).write();
      case 'F' -> new FunctionClass(layout, writer).write(number(simpleName));
      case 'M' -> new ImportClass(layout, writer).write(number(simpleName));
      case 'D' -> new Dispatcher(layout, writer, number(simpleName)).write(simpleName);
      case 'T' -> new TailCallClass(layout, writer, number(simpleName)).write(simpleName);
      default -> throw new IllegalStateException("no class " + simpleName);
    }
    GeneratedClasses classes = writer.classes();
    if (cache != null) {
      cache.add(cachePrefix + simpleName, classes.encode());
    }
    return classes;
  }

  /** Returns the number in a simple name: what follows its letter, up to an underscore. */
  private static int number(String simpleName) {
    int end = simpleName.indexOf('_');
    return Integer.parseInt(simpleName.substring(1, end < 0 ? simpleName.length() : end));
  }
}
