package dev.quern.internal.compile.jvm;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.HandlerForm;
import dev.quern.Options;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.text.ModuleSource;
import dev.quern.runtime.Catchable;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ExceptionCatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What the exception tables of generated code name. */
class CatchTypesTest {
  private static final String CATCHABLE = Catchable.class.getName().replace('.', '/');
  private static final Set<String> CHECKS =
      Arrays.stream(Check.values())
          .map(check -> check.exception.packageName() + "." + check.exception.displayName())
          .map(name -> name.replace('.', '/'))
          .collect(toSet());

  /** With every check of the JVM that is a trap, within every form of handler. */
  private static final String BODY =
      """
      (drop (struct.get $struct 0 (global.get $s)))
      (drop (array.get_s $array (global.get $a) (i32.const 0)))
      (drop (array.new $array (i32.const 0) (i32.const -1)))
      (drop (array.new $references (global.get $s) (i32.const -1)))
      (drop (i31.get_s (ref.null i31)))
      (drop (i32.div_u (i32.const 1) (i31.get_s (ref.null i31))))
      (drop (ref.cast (ref $struct) (global.get $any)))
      (drop (ref.cast (ref null $array) (global.get $any)))
      (call $handled)
      """;

  private static String module() {
    var text =
        new StringBuilder(
            """
            (module
              (type $struct (struct (field i32)))
              (type $array (array i8))
              (type $references (array (ref null $struct)))
              (global $s (mut (ref null $struct)) (ref.null $struct))
              (global $a (mut (ref null $array)) (ref.null $array))
              (global $any (mut anyref) (ref.null any))
              (tag $tag)
              (tag $other)
              (func $handled)
            """);
    for (HandlerForm form : HandlerForm.values()) {
      text.append("(func (export \"").append(form).append("\") ").append(form.around(BODY));
      text.append(")\n");
    }
    return text.append(")").toString();
  }

  private static List<CodeModel> methods(int methodLimit) {
    byte[] binary = ModuleSource.of(module()).binary();
    var options = CompileOptions.defaults().withMethodLimit(methodLimit);
    var files = new ConcurrentHashMap<String, byte[]>();
    Pipeline.loader(binary, Options.defaults().features(), options)
        .generateAll((count, classFiles) -> files.putAll(classFiles));
    var methods = new ArrayList<CodeModel>();
    for (byte[] file : files.values()) {
      for (MethodModel method : ClassFile.of().parse(file).methods()) {
        method.code().ifPresent(methods::add);
      }
    }
    return methods;
  }

  /** Nothing else, so that no handler gets to see the engine's own faults. */
  @Test
  void areWhatWebAssemblyCanCatchAndTheChecksOfOneInstruction() {
    for (int limit : List.of(Options.MIN_METHOD_LIMIT, 1000, Options.MAX_METHOD_LIMIT)) {
      var seen = new HashSet<String>();
      for (CodeModel code : methods(limit)) {
        for (ExceptionCatch entry : code.exceptionHandlers()) {
          String type = entry.catchType().orElseThrow().asInternalName();
          if (!type.equals(CATCHABLE)) {
            assertThat(CHECKS).contains(type);
            assertThat(instructions(code, entry)).as("in the range of " + type).isEqualTo(1);
          }
          seen.add(type);
        }
      }
      assertThat(seen).contains(CATCHABLE).containsAll(CHECKS);
    }
  }

  private static long instructions(CodeModel code, ExceptionCatch entry) {
    return code.elementList().stream()
        .dropWhile(element -> element != entry.tryStart())
        .takeWhile(element -> element != entry.tryEnd())
        .filter(Instruction.class::isInstance)
        .count();
  }
}
