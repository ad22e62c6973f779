package dev.quern.fuzz;

import dev.quern.ArrayRef;
import dev.quern.Exports;
import dev.quern.Imports;
import dev.quern.Options;
import dev.quern.StructRef;
import dev.quern.V128;
import dev.quern.WebAssembly;
import dev.quern.fuzz.Program.Action;
import dev.quern.fuzz.Program.HostObject;
import dev.quern.fuzz.Program.Unit;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;
import dev.quern.type.VectorType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program on Quern, on the thread that asks for it. {@code worker.mjs} writes the same
 * lines for node.
 */
final class Run {
  /** What begins a line that no program may show: the engine or the generator is at fault. */
  static final String FAULT = "fault ";

  private final Program program;
  private final Options options;
  private final Host host = new Host();
  private final Map<String, Exports> units = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  private Run(Program program, Options options) {
    this.program = program;
    this.options = options;
  }

  /** What a program does with some options. */
  static Observation of(Program program, Options options) {
    return of(program, options, instances -> {});
  }

  /**
   * As {@link #of(Program, Options)}.
   *
   * @param whenDone gets the exports of all instances, by their names, after the last action
   */
  static Observation of(Program program, Options options, Consumer<Map<String, Exports>> whenDone) {
    var run = new Run(program, options);
    if (run.instantiate()) {
      program.actions().forEach(run::act);
      run.state();
    }
    whenDone.accept(run.units);
    return new Observation(run.lines);
  }

  /** Whether there is an instance of every unit. */
  private boolean instantiate() {
    Imports imports = host.imports();
    for (Unit unit : program.units()) {
      String outcome = "made";
      try {
        var module = new WebAssembly.Module(unit.module(), options);
        Exports exports = new WebAssembly.Instance(module, imports).exports();
        units.put(unit.name(), exports);
        imports = imports.and(Imports.from(unit.name(), exports));
      } catch (WebAssembly.CompileError | WebAssembly.LinkError e) {
        outcome = FAULT + firstLine(e);
      } catch (RuntimeException | Error e) {
        outcome = thrown(e);
      }
      lines.add(unit.name() + ": " + outcome);
      if (!units.containsKey(unit.name())) {
        return false;
      }
    }
    return true;
  }

  private void act(Action action) {
    String first = outcome(action);
    String last = first;
    var all = new CRC32();
    for (int i = 1; i < action.times(); i++) {
      last = outcome(action);
      all.update(last.getBytes(StandardCharsets.UTF_8));
    }
    lines.add(action.unit() + "." + action.export() + ": " + first);
    if (action.times() > 1) {
      lines.add(" again: " + Integer.toHexString((int) all.getValue()) + ", last " + last);
    }
  }

  private String outcome(Action action) {
    try {
      WebAssembly.Function function = exports(action.unit()).function(action.export());
      Object result = function.call(action.arguments().toArray());
      List<ValueType> types = function.type().results();
      return switch (types.size()) {
        case 0 -> "";
        case 1 -> describe(result);
        default -> describeAll((@Nullable Object[]) Objects.requireNonNull(result));
      };
    } catch (RuntimeException | Error e) {
      return thrown(e);
    }
  }

  private Exports exports(String unit) {
    Exports exports = units.get(unit);
    if (exports == null) {
      throw new NoSuchElementException(unit);
    }
    return exports;
  }

  // What is left.

  private void state() {
    lines.add(host.log());
    lines.add("memory " + hash(host.memory().buffer()));
    units.forEach((unit, exports) ->
        exports
            .asMap()
            .forEach((name, extern) -> {
              String text = state(extern);
              if (!text.isEmpty()) {
                lines.add(unit + "." + name + " " + text);
              }
            }));
  }

  /** The state of an export that every engine can show, or nothing. */
  private static String state(Object extern) {
    return switch (extern) {
      case WebAssembly.Memory memory -> hash(memory.buffer());
      case WebAssembly.Global global when isVisible(global.type().value()) ->
          describe(global.value());
      default -> "";
    };
  }

  /** Whether JavaScript may see values of a type. */
  private static boolean isVisible(ValueType type) {
    return switch (type) {
      case NumberType n -> true;
      case VectorType v -> false;
      case ReferenceType r ->
          !(r.heapType() instanceof AbstractHeapType a && a.top() == AbstractHeapType.EXN);
    };
  }

  private static String hash(ByteBuffer memory) {
    var crc = new CRC32();
    crc.update(memory);
    return memory.capacity() + " " + Integer.toHexString((int) crc.getValue());
  }

  // Words that a script for another engine can write too.

  private static String describeAll(@Nullable Object[] values) {
    var words = new ArrayList<String>();
    for (Object value : values) {
      words.add(describe(value));
    }
    return String.join(" ", words);
  }

  private static String describe(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Long l -> l + "n";
      case Number n -> number(n.doubleValue());
      case V128 v -> v.toString();
      case String s ->
          '"' + s.chars().mapToObj(Integer::toHexString).collect(Collectors.joining(" ")) + '"';
      case HostObject h -> "host" + h.number();
      case WebAssembly.Function f -> "function";
      case StructRef s -> "object";
      case ArrayRef a -> "object";
      default -> "unknown " + value.getClass().getName();
    };
  }

  /** All numbers but i64 as JavaScript has them; all NaNs are the same. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    boolean isWhole = value == Math.rint(value) && Math.abs(value) < 0x1p53;
    return isWhole && (value != 0 || 1 / value > 0)
        ? Long.toString((long) value)
        : "0x" + Long.toHexString(Double.doubleToRawLongBits(value));
  }

  private String thrown(Throwable thrown) {
    return switch (thrown) {
      case WebAssembly.RuntimeError trap ->
          "trap " + TrapClass.of(String.valueOf(trap.getMessage()));
      case WebAssembly.Exception exception -> "exception " + tag(exception);
      case Host.Fault fault -> "host fault " + fault.number;
      default -> FAULT + firstLine(thrown) + " at " + place(thrown);
    };
  }

  private static String firstLine(Throwable thrown) {
    return thrown.toString().lines().findFirst().orElse("");
  }

  private static String place(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return trace.length == 0 ? "?" : trace[0].toString();
  }

  /** The first name of an exception's tag. */
  private String tag(WebAssembly.Exception exception) {
    if (exception.is(host.tag())) {
      return "host " + describe(exception.getArg(host.tag(), 0));
    }
    for (var unit : units.entrySet()) {
      for (var export : unit.getValue().asMap().entrySet()) {
        if (export.getValue() instanceof WebAssembly.Tag tag && exception.is(tag)) {
          return unit.getKey() + "." + export.getKey();
        }
      }
    }
    return "?";
  }
}
