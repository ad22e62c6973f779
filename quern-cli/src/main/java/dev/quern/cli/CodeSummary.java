package dev.quern.cli;

import dev.quern.internal.compile.ModuleLoader;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What {@code quern validate --compile} tells about the code of a module. Safe for use by the
 * generator's threads.
 */
final class CodeSummary implements ModuleLoader.Progress {
  private static final long SHOW_EVERY_NANOS = 200_000_000;
  private static final double MEGA = 1e6;

  private final Consumer<String> display;
  private final int allFunctions;
  private final long start = System.nanoTime();
  private long shown = start;
  private int functions;
  private int classes;
  private int methods;
  private long bytecode;
  private int largest;
  private String largestMethod = "";
  private long peakHeap;

  private CodeSummary(int allFunctions, Consumer<String> display) {
    this.allFunctions = allFunctions;
    this.display = display;
  }

  /**
   * Generates and verifies the code of a module.
   *
   * @param display shows how far it has come, every now and then
   */
  static CodeSummary of(ModuleLoader module, Consumer<String> display) {
    var code = new CodeSummary(module.functionCount(), display);
    module.generateAll(code);
    return code;
  }

  @Override
  public void done(int functionsDone, Map<String, byte[]> classFiles) {
    var models = classFiles.values().stream().map(ClassFile.of()::parse).toList();
    synchronized (this) {
      functions += functionsDone;
      classes += models.size();
      models.forEach(this::count);
      Runtime runtime = Runtime.getRuntime();
      peakHeap = Math.max(peakHeap, runtime.totalMemory() - runtime.freeMemory());
      long now = System.nanoTime();
      if (now - shown >= SHOW_EVERY_NANOS) {
        shown = now;
        display.accept(functions + " of " + allFunctions + " functions");
      }
    }
  }

  private void count(ClassModel model) {
    for (MethodModel method : model.methods()) {
      int length = method.findAttribute(Attributes.code()).map(c -> c.codeLength()).orElse(0);
      methods++;
      bytecode += length;
      if (length > largest) {
        largest = length;
        String owner = model.thisClass().asInternalName();
        largestMethod = owner.substring(owner.lastIndexOf('/') + 1) + "." + method.methodName();
      }
    }
  }

  /** Counts, sizes, seconds and memory in one line. */
  @Override
  public synchronized String toString() {
    return "%d functions, %d classes, %d methods, %.1f MB of bytecode, largest method %d bytes (%s), %.1f s, peak heap %.0f MB"
        .formatted(
            functions,
            classes,
            methods,
            bytecode / MEGA,
            largest,
            largestMethod,
            (System.nanoTime() - start) / 1e9,
            peakHeap / MEGA);
  }
}
