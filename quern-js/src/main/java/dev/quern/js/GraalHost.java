package dev.quern.js;

import dev.quern.ArrayRef;
import dev.quern.StructRef;
import dev.quern.WasmFrame;
import dev.quern.WebAssembly;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.GlobalType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.ValueType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/** GraalJS as a host: values of the engine are {@link Value}s, or Java objects that it takes. */
final class GraalHost implements JsHost {
  /** More lines of a stack nobody reads; `Error.stackTraceLimit` asks for fewer, mostly. */
  private static final int MAX_FRAMES = 200;

  /** Classes whose methods JavaScript has called, so that its code is below them in a trace. */
  private static final Set<String> ENTRIES =
      Set.of(
          ExportCall.class.getName(), GraalExport.class.getName(), GraalFunctions.class.getName());

  private static final int I31_LIMIT = 1 << 30;

  /** What the polyglot API says of it. */
  private static final String OVERFLOW = "Resource exhausted: Stack overflow";

  private final Context context;
  private final Value glue;
  private final Value makeFunction;
  private final Value raise;
  private final Value reference;
  private final Value thrownReference;
  private final Value detach;
  private final Value addFrames;
  private final Value asIs;
  private final JsReference undefined;
  private final Kernel kernel = new Kernel(this);
  private final @Nullable DirectCalls directCalls;

  /** By structure or array, what gives its opaque object as long as that lives. */
  private final Map<Object, Value> structures = new WeakHashMap<>();

  /**
   * Installs the interface.
   *
   * @param source evaluates to the function that does it
   */
  GraalHost(Context context, Value install, @Nullable JsTasks tasks, JsInstallation installation) {
    this.context = context;
    Value global = context.eval("js", "globalThis");
    undefined = new JsReference(context.eval("js", "undefined"));
    directCalls = DirectCalls.in(context, this, kernel);
    var functions = new GraalFunctions(this, kernel, tasks, installation);
    glue = install.execute(global, functions.table());
    makeFunction = glue.getMember("makeFunction");
    raise = glue.getMember("raise");
    reference = glue.getMember("reference");
    thrownReference = glue.getMember("thrownReference");
    detach = glue.getMember("detach");
    addFrames = glue.getMember("addFrames");
    asIs = glue.getMember("asIs");
    prepareForOverflow();
  }

  /** Whether {@link #toJs} makes a BigInt for an i64; otherwise it gives a number. */
  boolean makesBigInts() {
    return directCalls != null && directCalls.makesBigInts();
  }

  /** Null where every call has to go through the polyglot API. */
  @Nullable DirectCalls directCalls() {
    return directCalls;
  }

  /**
   * Lets the first exhaustion of the call stack find every class that it needs, ours and Truffle's:
   * a class whose initialisation fails for want of stack can never be used again.
   */
  private void prepareForOverflow() {
    ProxyExecutable failing =
        arguments -> {
          throw new StackOverflowError();
        };
    try {
      glue.getMember("swallow").executeVoid(failing);
      raise.executeVoid(failing);
    } catch (PolyglotException e) {
      // What was raised.
    }
    kernel.outward(new StackOverflowError());
  }

  /** Runs a script of the glue's own, which is in no stack. */
  Value evaluate(String text) {
    return context.eval(
        Source.newBuilder("js", text, "webassembly.js").internal(true).buildLiteral());
  }

  Value glue() {
    return glue;
  }

  /** The JavaScript object of an extern. */
  Value value(WebAssembly.Extern extern) {
    return context.asValue(kernel.objectOf(extern));
  }

  Value undefined() {
    return undefined.value();
  }

  // Objects.

  @Override
  public Object makeObject(WebAssembly.Extern extern, String name) {
    return switch (extern) {
      case WebAssembly.Memory memory -> glue.getMember("makeMemory").execute(memory);
      case WebAssembly.Table table -> glue.getMember("makeTable").execute(table);
      case WebAssembly.Global global -> glue.getMember("makeGlobal").execute(global);
      case WebAssembly.Tag tag -> glue.getMember("makeTag").execute(tag);
      case WebAssembly.Function function -> function(function, name);
    };
  }

  private Object function(WebAssembly.Function function, String name) {
    String kinds = directCalls == null ? Letters.NUMBERS : Letters.DIRECT;
    ExportCall plain = ExportCall.of(function, kinds, kernel);
    boolean isMethod = plain != null && directCalls == null;
    boolean isDirect = plain != null && directCalls != null;
    Object call =
        plain == null
            ? new GraalExport(this, kernel, function)
            : directCalls == null ? plain : directCalls.export(plain);
    return makeFunction.execute(
        function,
        name,
        Letters.of(function.type().parameters()),
        Letters.of(function.type().results()),
        types(function.type().parameters()),
        call,
        isMethod,
        isDirect);
  }

  /** Types as JavaScript keeps them, to give them back. */
  static ProxyArray types(List<? extends ValueType> types) {
    return ProxyArray.fromList(new ArrayList<Object>(types));
  }

  @Override
  public Object makeException(WebAssembly.Exception exception) {
    return glue.getMember("makeException").execute(exception);
  }

  @Override
  public Object makeError(
      ErrorClass errorClass,
      String message,
      StackTraceElement[] trace,
      WebAssembly.@Nullable RuntimeError trap) {
    return glue.getMember("makeError").execute(errorClass.text, message, frames(trace), trap);
  }

  /**
   * The WebAssembly functions of a trace down to the JavaScript code that has called them, a line
   * each, as browsers show them.
   */
  private static String frames(StackTraceElement[] trace) {
    int end = 0;
    while (end < trace.length && !isEntry(trace[end])) {
      end++;
    }
    var text = new StringBuilder();
    int lines = 0;
    for (WasmFrame frame : WasmFrame.of(Arrays.copyOf(trace, end))) {
      String line =
          "\n    at %s (wasm://%s:wasm-function[%d])"
              .formatted(frame.function(), frame.module(), frame.index());
      int times = Math.min(frame.times(), MAX_FRAMES - lines);
      text.repeat(line, times);
      lines += times;
    }
    return text.toString();
  }

  private static boolean isEntry(StackTraceElement element) {
    String name = element.getClassName();
    int nested = name.indexOf('$');
    return ENTRIES.contains(nested < 0 ? name : name.substring(0, nested));
  }

  @Override
  public Object makeBuffer(ByteBuffer bytes, boolean isShared) {
    return glue.getMember("makeBuffer").execute(bytes.order(ByteOrder.LITTLE_ENDIAN), isShared);
  }

  @Override
  public void detach(Object buffer) {
    if (!detach.isNull()) {
      detach.executeVoid(buffer);
    }
  }

  // Exceptions.

  @Override
  public RuntimeException raise(@Nullable Object value) {
    try {
      raise.executeVoid(value);
    } catch (PolyglotException e) {
      return e;
    }
    throw new IllegalStateException("nothing was thrown");
  }

  @Override
  public @Nullable RuntimeException raiseAgain(Throwable thrown) {
    if (!(thrown instanceof PolyglotException exception)) {
      return null;
    }
    // The stack may have ended where an error was about to be made, too.
    return isOverflow(exception) ? kernel.stackOverflow() : exception;
  }

  /** Whether the call stack was exhausted in JavaScript, which has not caught it. */
  private static boolean isOverflow(PolyglotException thrown) {
    return thrown.isHostException()
        ? thrown.asHostException() instanceof StackOverflowError
        : thrown.isResourceExhausted() && String.valueOf(thrown.getMessage()).equals(OVERFLOW);
  }

  /**
   * What goes through WebAssembly code, which may catch some of it, when a JavaScript function has
   * thrown.
   */
  Throwable inward(PolyglotException thrown) {
    if (isOverflow(thrown)) {
      return kernel.uncatchable(Kernel.STACK_EXHAUSTED, thrown);
    }
    if (thrown.isHostException()) {
      return ofHost(thrown, thrown.asHostException());
    }
    Value value = thrown.getGuestObject();
    if (value == null || thrown.isExit() || thrown.isCancelled() || thrown.isInterrupted()) {
      // The context ends, or has a fault.
      return kernel.uncatchable(String.valueOf(thrown.getMessage()), thrown);
    }
    if (directCalls != null && directCalls.isOverflow(value)) {
      return kernel.uncatchable(Kernel.STACK_EXHAUSTED, thrown);
    }
    // What has been thrown, and not the throwing of it, which always is an exception.
    Value object = asIs.execute(value);
    if (object.isException()) {
      addFrames.executeVoid(object, frames(new Throwable().getStackTrace()));
    }
    Object reference = fromJs(thrownReference.execute(object));
    return switch (reference) {
      case WebAssembly.Exception exception -> exception;
      case WebAssembly.RuntimeError trap -> trap;
      case null, default -> kernel.inward(reference, thrown);
    };
  }

  /** The same for what Java code that JavaScript has called has thrown. */
  private Throwable ofHost(PolyglotException thrown, Throwable cause) {
    return switch (cause) {
      case Error error -> error;
      case WebAssembly.RuntimeError trap when trap.isTrap() ->
          kernel.uncatchable(String.valueOf(trap.getMessage()), thrown);
      default -> thrown;
    };
  }

  // Values.

  @Override
  public @Nullable Object toJs(ValueType type, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Float number -> number.doubleValue();
      case Long number when type == NumberType.I64 -> bigInt(number);
      case WebAssembly.Function function when Letters.isFunction(type) -> kernel.objectOf(function);
      case StructRef structure -> structure(structure);
      case ArrayRef array -> structure(array);
      case JsReference reference -> reference.value();
      default -> value;
    };
  }

  private Object bigInt(long value) {
    return directCalls == null ? (Object) value : directCalls.bigInt(value);
  }

  private Object structure(Object handle) {
    Value known = structures.get(handle);
    if (known != null) {
      Value object = known.execute();
      if (!object.isNull()) {
        return object;
      }
    }
    Value made = glue.getMember("makeStructure").execute(handle);
    structures.put(handle, made.getArrayElement(1));
    return made.getArrayElement(0);
  }

  /** What WebAssembly has for a JavaScript value that becomes a reference; see {@link JsHost}. */
  @Nullable Object fromJs(Value value) {
    if (value.isHostObject()) {
      return value.asHostObject() instanceof BigIntValue big
          ? new JsReference(big.value)
          : value.asHostObject();
    }
    if (value.isNull()) {
      return value.toString().equals("undefined") ? undefined : null;
    }
    if (value.hasMembers()) {
      // An object, and be it one of class String.
      return new JsReference(value);
    }
    if (value.isString()) {
      return value.asString();
    }
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    return value.isNumber() && value.fitsInDouble()
        ? number(value.asDouble())
        : new JsReference(value);
  }

  /** What WebAssembly has for any JavaScript value. */
  @Nullable Object reference(Value value) {
    return fromJs(reference.execute(value));
  }

  /** A BigInt, which looks like a number from here. */
  record BigIntValue(Value value) {}

  /** An i31 where the number is one. */
  static Object number(double number) {
    int integer = (int) number;
    boolean isI31 =
        Double.doubleToRawLongBits(number) == Double.doubleToRawLongBits((double) integer)
            && integer >= -I31_LIMIT
            && integer < I31_LIMIT;
    return isI31 ? (Object) integer : (Object) number;
  }

  /** What WebAssembly has for a converted value of a type. */
  @Nullable Object fromJs(char letter, Value value) {
    return switch (letter) {
      case 'I' -> value.asInt();
      case 'J' -> value.fitsInLong() ? value.asLong() : value.asBigInteger().longValue();
      case 'F' -> (float) value.asDouble();
      case 'D' -> value.asDouble();
      default -> fromJs(value);
    };
  }

  /**
   * Checks that a reference is of a type.
   *
   * @throws WebAssembly.TypeError if it is not
   */
  void checkReference(ValueType type, Value value) {
    Object reference = fromJs(value);
    boolean isAnything =
        type instanceof ReferenceType r && r.nullable() && r.heapType() == AbstractHeapType.ANY;
    if (!isAnything) {
      // The API checks the value of a global, and nothing else would be left of this one.
      var unused = new WebAssembly.Global(new GlobalType(type, false), reference);
    }
  }
}
