package dev.quern.internal.text;

import dev.quern.internal.text.ModuleSource.Kind;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.HeapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scripts of the test suite: a sequence of modules, actions and assertions. Modules are not parsed
 * here, so that one which is meant to be malformed does not end the script.
 */
public final class ScriptParser {
  private static final Set<String> FIELDS =
      Set.of(
          "type", "rec", "import", "func", "table", "memory", "global", "tag", "export", "start",
          "elem", "data");

  private final Cursor in;
  private final TypeParser types;

  private ScriptParser(Tokens tokens) {
    in = new Cursor(tokens, 0, tokens.count());
    types = new TypeParser(in, new Scope());
  }

  /**
   * Parses a script. A text that is just the fields of a module is a script of one command.
   *
   * @throws dev.quern.internal.syntax.MalformedException if it is none
   */
  public static List<Command> parse(String text) {
    var parser = new ScriptParser(Lexer.tokens(text));
    var commands = new ArrayList<Command>();
    if (parser.isAtFields()) {
      Command all = new Command.DefineModule(1, null, parser.fields(), false);
      return List.of(all);
    }
    while (!parser.in.isAt(Tokens.Kind.END)) {
      commands.add(parser.command(true));
    }
    return commands;
  }

  /** The one module of a text. */
  static ModuleSource module(Tokens tokens) {
    var parser = new ScriptParser(tokens);
    if (!parser.in.isAtOpen("module")) {
      return parser.fields();
    }
    ModuleSource source = parser.moduleSource();
    if (!parser.in.isAt(Tokens.Kind.END)) {
      throw parser.in.unexpected();
    }
    return source;
  }

  private boolean isAtFields() {
    return in.isAt(Tokens.Kind.OPEN)
        && in.kind(1) == Tokens.Kind.KEYWORD
        && FIELDS.contains(in.tokens().text(in.position() + 1));
  }

  private ModuleSource fields() {
    return new ModuleSource(Kind.TEXT, 1, in.tokens(), 0, in.tokens().count(), null);
  }

  private int line() {
    return in.tokens().line(in.offset());
  }

  private Command command(boolean threads) {
    int line = line();
    if (in.isAtOpen("module")) {
      return moduleCommand(line);
    }
    if (in.isAtOpen("invoke") || in.isAtOpen("get")) {
      return new Command.Perform(line, action());
    }
    in.expect(Tokens.Kind.OPEN);
    String word = in.isAt(Tokens.Kind.KEYWORD) ? in.text() : "";
    int at = in.position();
    in.advance();
    Command command =
        switch (word) {
          case "register" -> new Command.Register(line, in.name(), in.id());
          case "assert_return" -> new Command.AssertReturn(line, action(), patterns());
          case "assert_trap" -> trap(line);
          case "assert_exhaustion" -> new Command.AssertExhaustion(line, action(), in.name());
          case "assert_exception" -> new Command.AssertException(line, action());
          case "assert_suspension" -> new Command.AssertSuspension(line, action(), in.name());
          case "assert_malformed" -> malformed(line, false);
          case "assert_malformed_custom" -> malformed(line, true);
          case "assert_invalid" -> invalid(line, false);
          case "assert_invalid_custom" -> invalid(line, true);
          case "assert_unlinkable" -> new Command.AssertUnlinkable(line, moduleSource(), in.name());
          case "thread" -> thread(line, at, threads);
          case "wait" -> new Command.Wait(line, requiredId());
          default -> throw unexpected(at);
        };
    in.close();
    return command;
  }

  private RuntimeException unexpected(int token) {
    in.position(token);
    return in.unexpected();
  }

  private String requiredId() {
    String id = in.id();
    if (id == null) {
      throw in.unexpected();
    }
    return id;
  }

  private Command trap(int line) {
    return in.isAtOpen("module")
        ? new Command.AssertModuleTrap(line, moduleSource(), in.name())
        : new Command.AssertTrap(line, action(), in.name());
  }

  private Command malformed(int line, boolean custom) {
    return new Command.AssertMalformed(line, moduleSource(), in.name(), custom);
  }

  private Command invalid(int line, boolean custom) {
    return new Command.AssertInvalid(line, moduleSource(), in.name(), custom);
  }

  private Command thread(int line, int at, boolean allowed) {
    if (!allowed) {
      throw unexpected(at);
    }
    String id = requiredId();
    var shared = new ArrayList<String>();
    while (in.acceptOpen("shared")) {
      in.expectOpen("module");
      shared.add(requiredId());
      in.close();
      in.close();
    }
    var commands = new ArrayList<Command>();
    while (!in.isAt(Tokens.Kind.CLOSE)) {
      commands.add(command(false));
    }
    return new Command.Thread(line, id, shared, commands);
  }

  // Modules.

  private Command moduleCommand(int line) {
    int start = in.position();
    in.expectOpen("module");
    if (in.accept("instance")) {
      var command = new Command.Instantiate(line, in.id(), in.id());
      in.close();
      return command;
    }
    boolean definition = in.accept("definition");
    String id = in.id();
    in.position(start);
    return new Command.DefineModule(line, id, moduleSource(), definition);
  }

  private ModuleSource moduleSource() {
    int line = line();
    int start = in.position();
    in.expectOpen("module");
    in.accept("definition");
    in.id();
    Kind kind = in.accept("binary") ? Kind.BINARY : in.accept("quote") ? Kind.QUOTE : Kind.TEXT;
    if (kind == Kind.TEXT) {
      in.position(start);
      in.skipParenthesis();
      return new ModuleSource(kind, line, in.tokens(), start, in.position(), null);
    }
    byte[] content = in.strings();
    in.close();
    return new ModuleSource(kind, line, in.tokens(), start, in.position(), content);
  }

  // Actions and their arguments.

  private Action action() {
    boolean get = in.acceptOpen("get");
    if (!get) {
      in.expectOpen("invoke");
    }
    String instance = in.id();
    String name = in.name();
    var arguments = new ArrayList<Constant>();
    while (!get && in.isAt(Tokens.Kind.OPEN)) {
      arguments.add(constant());
    }
    in.close();
    return get ? new Action.Get(instance, name) : new Action.Invoke(instance, name, arguments);
  }

  private Constant constant() {
    if (exactly() instanceof ResultPattern.Exactly exact) {
      return exact.value();
    }
    throw in.malformed("unexpected token: an argument must be a value", in.position() - 1);
  }

  private List<ResultPattern> patterns() {
    var patterns = new ArrayList<ResultPattern>();
    while (in.isAt(Tokens.Kind.OPEN)) {
      patterns.add(pattern());
    }
    return patterns;
  }

  private ResultPattern pattern() {
    if (!in.acceptOpen("either")) {
      return exactly();
    }
    var choices = new ArrayList<ResultPattern>();
    while (in.isAt(Tokens.Kind.OPEN)) {
      choices.add(exactly());
    }
    in.close();
    return new ResultPattern.Either(choices);
  }

  private ResultPattern exactly() {
    in.expect(Tokens.Kind.OPEN);
    String word = in.isAt(Tokens.Kind.KEYWORD) ? in.text() : "";
    int at = in.position();
    in.advance();
    ResultPattern pattern =
        switch (word) {
          case "i32.const" -> exactly(new Constant.I32((int) Literals.integer(in, 32)));
          case "i64.const" -> exactly(new Constant.I64(Literals.integer(in, 64)));
          case "f32.const" -> floating(false);
          case "f64.const" -> floating(true);
          case "v128.const" -> vector();
          case "ref.null" ->
              exactly(new Constant.Null(in.isAt(Tokens.Kind.CLOSE) ? null : nullType()));
          case "ref.host" -> exactly(new Constant.Host(in.u32()));
          case "ref.extern" ->
              in.isAt(Tokens.Kind.NAT)
                  ? exactly(new Constant.Extern(in.u32()))
                  : new ResultPattern.Reference(AbstractHeapType.EXTERN);
          default -> reference(word, at);
        };
    in.close();
    return pattern;
  }

  private @Nullable HeapType nullType() {
    // An identifier would be one of a module, which a script has not got.
    if (IndexSpace.isIndex(in)) {
      in.advance();
      return null;
    }
    return types.heapType();
  }

  private static ResultPattern exactly(Constant value) {
    return new ResultPattern.Exactly(value);
  }

  private ResultPattern reference(String word, int at) {
    for (AbstractHeapType type : AbstractHeapType.values()) {
      if (word.equals("ref." + type)) {
        if (IndexSpace.isIndex(in)) {
          in.advance();
        }
        return new ResultPattern.Reference(type);
      }
    }
    throw unexpected(at);
  }

  private ResultPattern floating(boolean wide) {
    boolean canonical = in.accept("nan:canonical");
    if (canonical || in.accept("nan:arithmetic")) {
      return new ResultPattern.Nan(wide, canonical);
    }
    return exactly(wide ? new Constant.F64(Literals.f64(in)) : new Constant.F32(Literals.f32(in)));
  }

  private ResultPattern vector() {
    boolean wide = in.isAt("f64x2");
    boolean floats = wide || in.isAt("f32x4");
    int start = in.position();
    if (floats) {
      in.advance();
      var lanes = new ArrayList<ResultPattern>();
      boolean exact = true;
      for (int i = 0; i < (wide ? 2 : 4); i++) {
        ResultPattern lane = floating(wide);
        exact &= lane instanceof ResultPattern.Exactly;
        lanes.add(lane);
      }
      if (!exact) {
        return new ResultPattern.Lanes(wide, lanes);
      }
      in.position(start);
    }
    ByteBuffer bytes = ByteBuffer.wrap(Literals.v128(in)).order(ByteOrder.LITTLE_ENDIAN);
    return exactly(new Constant.V128(bytes.getLong(), bytes.getLong()));
  }
}
