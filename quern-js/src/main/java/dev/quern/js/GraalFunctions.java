package dev.quern.js;

import dev.quern.EngineFault;
import dev.quern.Imports;
import dev.quern.WebAssembly;
import dev.quern.WebAssembly.ExportDescriptor;
import dev.quern.WebAssembly.ImportDescriptor;
import dev.quern.type.AddressType;
import dev.quern.type.DefinedType;
import dev.quern.type.ExternType;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import dev.quern.type.ValueType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/**
 * The functions that the glue calls. A handle is a Java object that JavaScript can only pass back.
 * What they throw is thrown in JavaScript as the error that it stands for.
 */
final class GraalFunctions {
  private final GraalHost host;
  private final Kernel kernel;
  private final @Nullable JsTasks tasks;
  private final JsInstallation installation;
  private final Map<String, Object> table = new HashMap<>();

  GraalFunctions(
      GraalHost host, Kernel kernel, @Nullable JsTasks tasks, JsInstallation installation) {
    this.host = host;
    this.kernel = kernel;
    this.tasks = tasks;
    this.installation = installation;
    modules();
    instances();
    memories();
    tables();
    globals();
    exceptions();
    tasks();
  }

  /** All functions by name. */
  ProxyObject table() {
    return ProxyObject.fromMap(table);
  }

  private void add(String name, ProxyExecutable function) {
    ProxyExecutable guarded =
        arguments -> {
          try {
            return function.execute(arguments);
          } catch (Throwable e) {
            kernel.refresh();
            throw kernel.outward(isFault(e) ? new EngineFault(e) : e);
          }
        };
    table.put(name, guarded);
  }

  /** Whether these functions throw something only by a fault: they pass on nothing of the kind. */
  private static boolean isFault(Throwable thrown) {
    return thrown instanceof ClassCastException
        || thrown instanceof NullPointerException
        || thrown instanceof IndexOutOfBoundsException
        || thrown instanceof LinkageError;
  }

  private static <T> T handle(Value value, Class<T> type) {
    return type.cast(value.asHostObject());
  }

  private static ProxyArray row(Object... values) {
    return ProxyArray.fromArray(values);
  }

  private static ProxyArray rows(List<?> rows) {
    return ProxyArray.fromList(new ArrayList<Object>(rows));
  }

  // Modules.

  private void modules() {
    add("copy", a -> copy(a[0], a[1].asLong(), a[2].asLong()));
    add("validate", a -> JsModule.validate(bytes(a[0]), strings(a[1]), string(a[2])));
    add("compile", a -> JsModule.compile(bytes(a[0]), strings(a[1]), string(a[2])));
    add("compileLater", this::compileLater);
    add(
        "moduleExports",
        a -> rows(module(a[0]).module().exports().stream().map(this::row).toList()));
    add("moduleImports", a -> rows(module(a[0]).imports().stream().map(this::row).toList()));
    add("imports", a -> rows(module(a[0]).imports().stream().map(this::importRow).toList()));
    add("customSections", a -> customSections(module(a[0]), a[1].asString()));
  }

  private static JsModule module(Value value) {
    return handle(value, JsModule.class);
  }

  private static byte[] bytes(Value value) {
    return handle(value, byte[].class);
  }

  private static List<String> strings(Value array) {
    var list = new ArrayList<String>();
    for (long i = 0; i < array.getArraySize(); i++) {
      list.add(array.getArrayElement(i).asString());
    }
    return list;
  }

  private static @Nullable String string(Value value) {
    return value.isNull() ? null : value.asString();
  }

  /** A copy of bytes of a buffer, as an object that JavaScript can not look into. */
  private static Object copy(Value buffer, long offset, long length) {
    if (length > Integer.MAX_VALUE - 8) {
      throw new WebAssembly.CompileError("a module of " + length + " bytes");
    }
    var bytes = new byte[(int) length];
    if (length > 0) {
      buffer.readBuffer(offset, bytes, 0, bytes.length);
    }
    return bytes;
  }

  private Object row(ExportDescriptor descriptor) {
    return row(descriptor.name(), descriptor.kind());
  }

  private Object row(ImportDescriptor descriptor) {
    return row(descriptor.module(), descriptor.name(), descriptor.kind());
  }

  /** What the glue needs to know of an import to read it. */
  private Object importRow(ImportDescriptor wanted) {
    String module = wanted.module();
    String name = wanted.name();
    String kind = wanted.kind();
    return switch (wanted.type()) {
      case ExternType.Function function -> {
        FunctionType type = functionType(function);
        String parameters = Letters.of(type.parameters());
        String results = Letters.of(type.results());
        yield row(module, name, kind, parameters, results, GraalHost.types(type.results()));
      }
      case GlobalType type ->
          row(module, name, kind, letter(type.value()), type.mutable(), type.value());
      default -> row(module, name, kind);
    };
  }

  private static FunctionType functionType(ExternType.Function function) {
    HeapType type = function.type().inexact();
    if (type instanceof DefinedType defined) {
      return defined.function();
    }
    throw new IllegalStateException("unresolved function type: " + type);
  }

  private static String letter(ValueType type) {
    return String.valueOf(Letters.of(type));
  }

  private static ProxyArray customSections(JsModule module, String name) {
    return rows(module.module().customSections(name).stream().map(ByteBuffer::wrap).toList());
  }

  // Instances.

  private void instances() {
    table.put("instantiate", instantiate());
    add("exports", a -> exports(handle(a[0], JsInstance.class)));
    add("globalValue", a -> globalValue(a[0].asString(), handle(a[1], ValueType.class), a[2]));
    add("evaluate", a -> host.evaluate(a[0].asString()));
    add("attach", this::attach);
    add("bigInt", a -> new GraalHost.BigIntValue(a[0]));
    table.put("makesBigInts", host.makesBigInts());
    add("typeNamed", a -> Letters.named(a[0].asString()));
    add("isFunctionType", a -> Letters.isFunction(handle(a[0], ValueType.class)));
    add("checkReference", this::checkReference);
  }

  /** An instance, and what its module was compiled to. */
  record JsInstance(JsModule module, WebAssembly.Instance instance) {}

  /** Host functions may run, whose exceptions are their own. */
  private ProxyExecutable instantiate() {
    return arguments -> {
      try {
        return instantiate(module(arguments[0]), arguments[1]);
      } catch (Throwable e) {
        kernel.refresh();
        throw kernel.outward(e);
      }
    };
  }

  private JsInstance instantiate(JsModule module, Value values) {
    var externs = new ArrayList<@Nullable Object>();
    int next = 0;
    for (ImportDescriptor wanted : module.module().imports()) {
      Object builtin = module.builtins().get(wanted);
      externs.add(builtin != null ? builtin : extern(wanted, values.getArrayElement(next++)));
    }
    Iterator<@Nullable Object> iterator = externs.iterator();
    var instance =
        new WebAssembly.Instance(
            module.module(), Imports.of((moduleName, name) -> iterator.next()));
    kernel.refresh();
    return new JsInstance(module, instance);
  }

  /** What is linked for an import, or null if a namespace of the embedder does not have it. */
  private @Nullable Object extern(ImportDescriptor wanted, Value value) {
    if (value.isHostObject()) {
      Object handle = value.asHostObject();
      return handle instanceof HostImport host ? host.value() : handle;
    }
    FunctionType type = functionType((ExternType.Function) wanted.type());
    return GraalImport.handle(host, kernel, value, type);
  }

  private ProxyArray exports(JsInstance made) {
    WebAssembly.Instance instance = made.instance();
    JsModule module = made.module();
    var rows = new ArrayList<Object>();
    Map<Object, Integer> imported = importedFunctions(module);
    for (var export : instance.exports().asMap().entrySet()) {
      var extern = (WebAssembly.Extern) export.getValue();
      rows.add(row(export.getKey(), objectOf(extern, imported)));
    }
    return rows(rows);
  }

  private Object objectOf(WebAssembly.Extern extern, Map<Object, Integer> imported) {
    return extern instanceof WebAssembly.Function function && function.index() < 0
        ? kernel.objectOf(
            function, imported.getOrDefault(function, imported.getOrDefault(function.name(), 0)))
        : kernel.objectOf(extern);
  }

  /** The indices of imported functions: by the names that host functions get, and builtins. */
  private static Map<Object, Integer> importedFunctions(JsModule module) {
    var indices = new HashMap<Object, Integer>();
    int index = 0;
    for (ImportDescriptor wanted : module.module().imports()) {
      if (wanted.type() instanceof ExternType.Function) {
        Object builtin = module.builtins().get(wanted);
        indices.put(builtin != null ? builtin : wanted.module() + "." + wanted.name(), index++);
      }
    }
    return indices;
  }

  private Object globalValue(String letter, ValueType type, Value value) {
    return new WebAssembly.Global(
        new GlobalType(type, false), host.fromJs(letter.charAt(0), value));
  }

  private @Nullable Object attach(Value... a) {
    Object handle = a[0].asHostObject();
    if (handle instanceof WebAssembly.Exception exception) {
      kernel.attach(exception, a[1]);
    } else {
      kernel.attach((WebAssembly.Extern) handle, a[1]);
    }
    return null;
  }

  private @Nullable Object checkReference(Value... a) {
    host.checkReference(handle(a[0], ValueType.class), a[1]);
    return null;
  }

  // Memories.

  private void memories() {
    add("newMemory", this::newMemory);
    add("memoryIs64", a -> memory(a[0]).type().address() == AddressType.I64);
    add("grow", a -> grow(memory(a[0]), a[1].asLong()));
    add("buffer", a -> kernel.bufferOf(memory(a[0])));
    add("length", a -> a[0].getBufferSize());
  }

  private static WebAssembly.Memory memory(Value value) {
    return handle(value, WebAssembly.Memory.class);
  }

  private Object newMemory(Value... a) {
    return new WebAssembly.Memory(
        new MemoryType(address(a[3]), limits(a[0], a[1]), a[2].asBoolean(), 16));
  }

  private static AddressType address(Value is64) {
    return is64.asBoolean() ? AddressType.I64 : AddressType.I32;
  }

  private static Limits limits(Value initial, Value maximum) {
    return maximum.isNull()
        ? Limits.of(initial.asLong())
        : Limits.of(initial.asLong(), maximum.asLong());
  }

  private long grow(WebAssembly.Memory memory, long delta) {
    long old = memory.grow(delta);
    kernel.refresh();
    return old;
  }

  // Tables.

  private void tables() {
    add("newTable", this::newTable);
    add("tableType", a -> tableType(table(a[0]).type()));
    add("tableLength", a -> table(a[0]).length());
    add("tableGet", a -> host.toJs(table(a[0]).type().element(), table(a[0]).get(index(a[1]))));
    add("tableSet", this::tableSet);
    add("tableGrow", a -> table(a[0]).grow(index(a[1]), host.fromJs(a[2])));
  }

  private static WebAssembly.Table table(Value value) {
    return handle(value, WebAssembly.Table.class);
  }

  private static int index(Value value) {
    long index = value.asLong();
    if (index < 0 || index > Integer.MAX_VALUE) {
      throw new WebAssembly.RangeError(Long.toUnsignedString(index) + " is too large for a table");
    }
    return (int) index;
  }

  private Object newTable(Value... a) {
    var type = new TableType(address(a[3]), limits(a[1], a[2]), handle(a[0], ReferenceType.class));
    return new WebAssembly.Table(type, host.fromJs(a[4]));
  }

  private static ProxyArray tableType(TableType type) {
    return row(letter(type.element()), type.element(), type.address() == AddressType.I64);
  }

  private @Nullable Object tableSet(Value... a) {
    table(a[0]).set(index(a[1]), host.fromJs(a[2]));
    return null;
  }

  // Globals.

  private void globals() {
    add("newGlobal", this::newGlobal);
    add("globalType", a -> globalType(global(a[0]).type()));
    add("globalGet", a -> host.toJs(global(a[0]).type().value(), global(a[0]).value()));
    add("globalSet", this::globalSet);
  }

  private static WebAssembly.Global global(Value value) {
    return handle(value, WebAssembly.Global.class);
  }

  private Object newGlobal(Value... a) {
    var type = new GlobalType(handle(a[0], ValueType.class), a[1].asBoolean());
    return new WebAssembly.Global(type, host.fromJs(Letters.of(type.value()), a[2]));
  }

  private static ProxyArray globalType(GlobalType type) {
    return row(letter(type.value()), type.value(), type.mutable());
  }

  private @Nullable Object globalSet(Value... a) {
    WebAssembly.Global global = global(a[0]);
    global.value(host.fromJs(Letters.of(global.type().value()), a[1]));
    return null;
  }

  // Tags and exceptions.

  private void exceptions() {
    add("jsTag", a -> kernel.jsTag);
    add("isJsTag", a -> tag(a[0]) == kernel.jsTag);
    add("newTag", this::newTag);
    add("tagType", a -> tagType(tag(a[0])));
    add("newException", this::newException);
    add("isOfTag", a -> exception(a[0]).is(tag(a[1])));
    add("getArg", this::getArg);
  }

  private static WebAssembly.Tag tag(Value value) {
    return handle(value, WebAssembly.Tag.class);
  }

  private static WebAssembly.Exception exception(Value value) {
    return handle(value, WebAssembly.Exception.class);
  }

  private Object newTag(Value... a) {
    var types = new ArrayList<ValueType>();
    for (long i = 0; i < a[0].getArraySize(); i++) {
      types.add(handle(a[0].getArrayElement(i), ValueType.class));
    }
    return new WebAssembly.Tag(new FunctionType(types, List.of()));
  }

  private static ProxyArray tagType(WebAssembly.Tag tag) {
    List<ValueType> types = tag.type().parameters();
    return row(Letters.of(types), GraalHost.types(types));
  }

  private Object newException(Value... a) {
    WebAssembly.Tag tag = tag(a[0]);
    String letters = Letters.of(tag.type().parameters());
    var payload = new @Nullable Object[letters.length()];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = host.fromJs(letters.charAt(i), a[1].getArrayElement(i));
    }
    return new WebAssembly.Exception(tag, payload);
  }

  private @Nullable Object getArg(Value... a) {
    WebAssembly.Tag tag = tag(a[1]);
    int index = a[2].asInt();
    return host.toJs(tag.type().parameters().get(index), exception(a[0]).getArg(tag, index));
  }

  // Messages.

  /** What a message calls a value; runs no code of a script. */
  private static String describe(Value value) {
    if (value.isString()) {
      return "a string";
    }
    if (!value.hasMembers()) {
      return value.toString();
    }
    Value constructor = value.canExecute() ? null : value.getMetaObject();
    return constructor == null ? "a function" : "#<" + constructor.getMetaSimpleName() + ">";
  }

  // Tasks.

  private void tasks() {
    add("describe", a -> describe(a[0]));
    add("later", this::later);
    add("trim", a -> a[0].asString().replaceAll("^[\t ]+|[\t ]+$", ""));
    add("readResponse", a -> readResponse(a[0]));
  }

  private Object readResponse(Value value) {
    Value reader = installation.responseReader();
    return reader == null ? host.undefined() : reader.execute(value);
  }

  private @Nullable Object later(Value... a) {
    post(() -> a[0].executeVoid());
    return null;
  }

  /** Does something in a task of its own; a microtask where the host has no tasks. */
  private void post(Runnable action) {
    if (tasks == null) {
      ProxyExecutable microtask =
          arguments -> {
            action.run();
            return null;
          };
      host.glue().getMember("microtask").executeVoid(microtask);
    } else {
      tasks.expect();
      tasks.post(action);
    }
  }

  private @Nullable Object compileLater(Value... a) {
    byte[] bytes = bytes(a[0]);
    List<String> sets = strings(a[1]);
    String constants = string(a[2]);
    Value done = a[3];
    Value reject = a[4];
    JsTasks loop = tasks;
    if (loop == null) {
      post(() -> settle(() -> JsModule.compile(bytes, sets, constants), done, reject));
    } else {
      loop.expect();
      CompletableFuture.supplyAsync(() -> JsModule.compile(bytes, sets, constants))
          .whenComplete((module, thrown) ->
              loop.post(() -> settle(() -> result(module, thrown), done, reject)));
    }
    return null;
  }

  private static JsModule result(@Nullable JsModule module, @Nullable Throwable thrown) {
    if (module != null) {
      return module;
    }
    Throwable cause = thrown == null ? null : thrown.getCause();
    throw cause instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }

  private void settle(Supplier<JsModule> compilation, Value done, Value reject) {
    JsModule module;
    try {
      module = compilation.get();
    } catch (Throwable e) {
      RuntimeException error = kernel.outward(e);
      if (error instanceof PolyglotException thrown) {
        reject.executeVoid(thrown.getGuestObject());
        return;
      }
      throw error;
    }
    done.executeVoid(module);
  }
}
