package dev.quern.cli.wast;

import static java.lang.invoke.MethodType.methodType;

import dev.quern.Imports;
import dev.quern.WebAssembly;
import dev.quern.type.AddressType;
import dev.quern.type.Feature;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** The host module {@code spectest} that the scripts import from. */
final class Spectest {
  private static final String MODULE = "spectest";

  private Spectest() {}

  /** A fresh one: its memory and table keep what a script writes. */
  static Imports imports() {
    Imports imports =
        Imports.none()
            .with(MODULE, "print", printer())
            .with(MODULE, "print_i32", printer(int.class))
            .with(MODULE, "print_i64", printer(long.class))
            .with(MODULE, "print_f32", printer(float.class))
            .with(MODULE, "print_f64", printer(double.class))
            .with(MODULE, "print_i32_f32", printer(int.class, float.class))
            .with(MODULE, "print_f64_f64", printer(double.class, double.class))
            .with(MODULE, "global_i32", 666)
            .with(MODULE, "global_i64", 666L)
            .with(MODULE, "global_f32", 666.6f)
            .with(MODULE, "global_f64", 666.6)
            .with(MODULE, "memory", new WebAssembly.Memory(1, 2))
            .with(MODULE, "table", table(AddressType.I32));
    if (Feature.MEMORY64.isBuilt()) {
      imports = imports.with(MODULE, "table64", table(AddressType.I64));
    }
    if (Feature.THREADS.isBuilt()) {
      var type = new MemoryType(AddressType.I32, Limits.of(1, 2), true, 16);
      imports = imports.with(MODULE, "shared_memory", new WebAssembly.Memory(type));
    }
    return imports;
  }

  private static WebAssembly.Table table(AddressType address) {
    return new WebAssembly.Table(new TableType(address, Limits.of(10, 20), ReferenceType.FUNCREF));
  }

  /** Nobody reads what the scripts print. */
  private static MethodHandle printer(Class<?>... parameters) {
    return MethodHandles.empty(methodType(void.class, parameters));
  }
}
