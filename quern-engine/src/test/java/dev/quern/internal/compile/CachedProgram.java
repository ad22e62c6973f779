package dev.quern.internal.compile;

import dev.quern.Options;
import dev.quern.WebAssembly;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.engine.CompiledModule;
import dev.quern.internal.engine.Instantiator;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.text.ModuleSource;
import dev.quern.runtime.Instance;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module that needs everything that generated code refers to outside of its class files: a table
 * of numbers of a function that was cut, structs and arrays, types as constants, calls through a
 * table, tail calls, and a memory that grows. As a program it runs the module with a cache.
 */
final class CachedProgram {
  /** What {@link #run} answers. */
  static final int RESULT = 4 + 7 + 39 + 10 + 1;

  static final CompileOptions OPTIONS =
      CompileOptions.defaults().withMethodLimit(Options.MIN_METHOD_LIMIT);

  private CachedProgram() {}

  static byte[] module() {
    var labels = new StringBuilder();
    var arms = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      labels.append(" ").append(i);
      arms.append("(local.set 0 (i32.sub (local.get 0) (i32.const 1))))");
    }
    return ModuleSource.of(
            """
            (module $cached
              (type $pair (sub (struct (field $a i32) (field $b (mut i64)))))
              (type $triple (sub final $pair (struct (field i32) (field (mut i64)) (field f32))))
              (type $list (array (mut i32)))
              (type $unary (func (param i32) (result i32)))
              (memory 1)
              (table funcref (elem $twice))
              (func $twice (type $unary) (i32.mul (local.get 0) (i32.const 2)))
              (func $large (type $unary)
                %s (br_table %s (local.get 0)) %s
                (i32.add (local.get 0) (i32.const 58)))
              (func $object (type $unary) (local $p (ref null $pair))
                (local.set $p (struct.new $triple (local.get 0) (i64.const 1) (f32.const 2)))
                (i32.add
                  (ref.test (ref $triple) (local.get $p))
                  (i32.add (struct.get $pair $a (local.get $p))
                    (array.len (array.new $list (i32.const 1) (i32.const 3))))))
              (func $down (type $unary)
                (if (result i32) (local.get 0)
                  (then (return_call $down (i32.sub (local.get 0) (i32.const 1))))
                  (else (i32.const 10))))
              (func $run (export "run") (result i32)
                (drop (memory.grow (i32.const 1)))
                (call_indirect (type $unary) (i32.const 2) (i32.const 0))
                (i32.add (call $object (i32.const 3)))
                (i32.add (call $large (i32.const 20)))
                (i32.add (call $down (i32.const 1000)))
                (i32.add (i32.sub (memory.size) (i32.const 1)))))
            """
                .formatted("(block ".repeat(60), labels, arms))
        .binary();
  }

  static CompiledModule compile(byte[] module, @Nullable Path cache) {
    return Pipeline.compile(module, Options.defaults().features(), OPTIONS, cache);
  }

  /** Runs a compiled {@link #module}. */
  static int run(CompiledModule module) {
    try {
      Instance instance = Instantiator.allocate(module, List.of());
      Instantiator.initialize(module, instance);
      return (int)
          instance.function(module.syntax().exports().getFirst().index()).handle().invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs the module with a cache and prints its result and how many classes were generated.
   *
   * @param arguments the cache's folder; the number of struct types to make before, so that the
   *     types of the module get other names than in another process
   */
  public static void main(String[] arguments) {
    for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
      String fields = "(field i32)".repeat(i);
      var other =
          new WebAssembly.Module(
              ModuleSource.of(
                      "(module (type $s (struct "
                          + fields
                          + "))"
                          + "(func (export \"f\") (drop (struct.new_default $s))))")
                  .binary());
      new WebAssembly.Instance(other).exports().function("f").call();
    }
    CompiledModule module = compile(module(), Path.of(arguments[0]));
    IO.println(run(module) + " " + module.loader().generatedCount());
  }
}
