package dev.quern.js;

import static java.lang.invoke.MethodType.methodType;

import dev.quern.WebAssembly;
import dev.quern.type.FunctionType;
import dev.quern.type.NumberType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** A JavaScript function that a module imports, with the glue's conversions around it. */
final class GraalImport {
  private static final MethodHandle CALL;

  static {
    try {
      CALL =
          MethodHandles.lookup()
              .findVirtual(GraalImport.class, "call", methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final GraalHost host;
  private final Kernel kernel;
  private final Value function;
  private final FunctionType type;
  private final char[] results;
  private final boolean isDirect;

  /** Made when it is needed first. */
  private DirectCalls.@Nullable Import direct;

  private GraalImport(GraalHost host, Kernel kernel, Value function, FunctionType type) {
    this.host = host;
    this.kernel = kernel;
    this.function = function;
    this.type = type;
    this.results = Letters.of(type.results()).toCharArray();
    this.isDirect = Letters.isPlain(type, Letters.DIRECT);
  }

  /** The host function. */
  static MethodHandle handle(GraalHost host, Kernel kernel, Value function, FunctionType type) {
    MethodHandle call = CALL.bindTo(new GraalImport(host, kernel, function, type));
    MethodType exact = WebAssembly.Function.handleType(type);
    boolean isWide = exact.parameterCount() == 1 && exact.parameterType(0) == Object[].class;
    return (isWide ? call : call.asCollector(Object[].class, exact.parameterCount())).asType(exact);
  }

  private @Nullable Object call(@Nullable Object[] arguments) throws Throwable {
    kernel.refresh();
    Error outer = kernel.enter();
    try {
      Object result = execute(arguments);
      kernel.pass();
      return result;
    } catch (PolyglotException e) {
      kernel.pass();
      throw host.inward(e);
    } finally {
      kernel.left(outer);
    }
  }

  private @Nullable Object execute(@Nullable Object[] arguments) {
    DirectCalls calls = isDirect ? host.directCalls() : null;
    if (calls != null && calls.isReachable()) {
      return direct(calls).call(arguments);
    }
    var values = new Object[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = host.toJs(type.parameters().get(i), arguments[i]);
    }
    if (results.length == 0) {
      function.executeVoid(values);
      return null;
    }
    return result(function.execute(values));
  }

  private DirectCalls.Import direct(DirectCalls calls) {
    DirectCalls.Import known = direct;
    if (known == null) {
      char letter = results.length == 0 ? 'V' : results[0];
      // Interpreted scripts do better without the glue around the function, compiled ones with it;
      // and it is needed for BigInts that only JavaScript makes, or recognises.
      boolean isBare =
          !calls.isCompiling()
              && letter != 'J'
              && (calls.makesBigInts() || !type.parameters().contains(NumberType.I64));
      direct =
          known =
              calls.importOf(
                  isBare ? host.glue().getMember("importedFunction").execute(function) : function,
                  Letters.of(type.parameters()),
                  letter,
                  host.glue().getMember("conversion").execute(String.valueOf(letter)));
    }
    return known;
  }

  private @Nullable Object result(Value value) {
    return switch (results.length) {
      case 0 -> null;
      case 1 -> host.fromJs(results[0], value);
      default -> {
        var values = new @Nullable Object[results.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = host.fromJs(results[i], value.getArrayElement(i));
        }
        yield values;
      }
    };
  }
}
