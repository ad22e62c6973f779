package dev.quern.fuzz;

import dev.quern.V128;
import dev.quern.fuzz.Program.Action;
import dev.quern.fuzz.Program.HostObject;
import dev.quern.fuzz.Program.Unit;
import dev.quern.fuzz.UnitPlan.Exported;
import dev.quern.fuzz.UnitPlan.PlannedMemory;
import dev.quern.fuzz.UnitPlan.PlannedTable;
import dev.quern.internal.syntax.Expr;
import dev.quern.internal.syntax.Module.ElementSegment;
import dev.quern.internal.syntax.Module.Kind;
import dev.quern.internal.syntax.Module.Mode;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.AbstractHeapType;
import dev.quern.type.AddressType;
import dev.quern.type.ExactType;
import dev.quern.type.ExternType;
import dev.quern.type.Feature;
import dev.quern.type.FunctionType;
import dev.quern.type.GlobalType;
import dev.quern.type.HeapType;
import dev.quern.type.Limits;
import dev.quern.type.MemoryType;
import dev.quern.type.NumberType;
import dev.quern.type.ReferenceType;
import dev.quern.type.TableType;
import dev.quern.type.TagType;
import dev.quern.type.TypeIndex;
import dev.quern.type.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the program of a seed: a few modules that import from one another and from the host, and
 * calls of their exports. Functions call one another, loop, trap now and then, and always come to
 * an end: every function, and every loop that does not count to an end of its own, first takes one
 * from the global <em>fuel</em>, which all units share, and returns the first values of its types
 * when there is none left. What is called from outside fills the fuel first.
 *
 * <p>Nothing that can be observed depends on the bits of a NaN, so that any two engines must agree.
 */
public final class Generator {
  private static final String[] NAMES = {"a", "b", "c", "d"};
  private static final String[] STRINGS = {
    "", "abc", "\u00e4\u00f6", "\ud83d\ude00!", "0123456789"
  };

  /** Calls after which HotSpot's C2 compiles a function. */
  private static final int OFTEN = 5_200;

  private final long seed;
  private final Draw draw;
  private final Profile profile;
  private final World world;
  private final InstructionChoice choice;
  private final List<UnitPlan> plans = new ArrayList<>();
  private final List<Unit> units = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();

  /** Whether this program is for what is compiled only after many calls. */
  private final boolean isHot;

  private Generator(long seed, Profile profile) {
    this.seed = seed;
    this.profile = profile;
    this.draw = new Draw(seed);
    this.world = new World(draw, profile);
    this.choice = new InstructionChoice(profile, draw);
    this.isHot = draw.chance(12);
  }

  /** The modules of the program of a seed. */
  public static List<byte[]> modules(long seed) {
    return program(seed).units().stream().map(Unit::module).toList();
  }

  /** The program of a seed, always the same; negative ones stand for {@link HotProgram}s. */
  static Program program(long seed) {
    return seed < 0 ? HotProgram.of(seed) : program(seed, Profile.of(seed));
  }

  /** The program of a seed for a profile. */
  static Program program(long seed, Profile profile) {
    return new Generator(seed, profile).program();
  }

  private Program program() {
    for (int i = draw.of(1, 1, 1, 2, 2, 3); i > 0; i--) {
      UnitPlan plan = unit(NAMES[units.size()]);
      plans.add(plan);
      units.add(new Unit(plan.name, plan.encode()));
    }
    if (draw.chance(15)) {
      // A second instance of the same module.
      UnitPlan twin = plans.getLast();
      String name = NAMES[units.size()];
      units.add(new Unit(name, units.getLast().module()));
      for (Action action : List.copyOf(actions)) {
        if (action.unit().equals(twin.name)) {
          actions.add(new Action(name, action.export(), action.arguments(), action.times()));
        }
      }
    }
    for (Unit unit : units) {
      actions.add(new Action(unit.name(), "state", List.of(), 1));
    }
    return new Program(seed, units, actions);
  }

  // A module.

  private UnitPlan unit(String name) {
    var plan = new UnitPlan(name, world);
    hostImports(plan);
    unitImports(plan);
    memories(plan);
    tags(plan);
    List<Integer> bodies = declare(plan);
    globals(plan);
    tables(plan);
    segments(plan);
    for (int function : bodies) {
      new Body(plan, choice, function, budget()).write(0, false);
    }
    entries(plan);
    wild(plan);
    special(plan);
    exports(plan, bodies);
    return plan;
  }

  private int budget() {
    int kind = draw.below(100);
    return kind < 78
        ? 1 + draw.below(8)
        : kind < 98 ? 8 + draw.below(25) : kind < 99 ? 30 + draw.below(150) : draw.below(1_500);
  }

  private void hostImports(UnitPlan plan) {
    hostFunction(plan, "log", List.of(World.I32), List.of());
    hostFunction(plan, "same", List.of(ReferenceType.EXTERNREF), List.of(ReferenceType.EXTERNREF));
    hostFunction(plan, "same_any", List.of(World.ANYREF), List.of(World.ANYREF));
    hostFunction(plan, "fail", List.of(World.I32), List.of());
    hostFunction(plan, "throw", List.of(World.I32), List.of());
    List<ValueType> many =
        List.of(World.I32, World.I64, World.F32, World.F64, ReferenceType.EXTERNREF);
    hostFunction(plan, "many", many, many.reversed());
    hostFunction(plan, "grow_memory", List.of(World.I32), List.of(World.I32));
    hostFunction(plan, "grow_table", List.of(World.I32), List.of(World.I32));
    hostFunction(
        plan, "call", List.of(Body.reference(true, World.CALLBACK), World.I32), List.of(World.I32));
    stringFunctions(plan);
    plan.importMemory(
        Host.MODULE,
        "memory",
        new MemoryType(AddressType.I32, Host.MEMORY, false, MemoryType.PAGE_SIZE_LOG2));
    plan.importTable(
        Host.MODULE,
        "table",
        new PlannedTable(
            new TableType(AddressType.I32, Host.TABLE, ReferenceType.FUNCREF), List.of()));
    plan.importTag(Host.MODULE, "tag", plan.world.type(Host.TAG));
    for (String string : STRINGS) {
      int global =
          plan.importGlobal(
              Host.STRING_CONSTANTS,
              string,
              new GlobalType(new ReferenceType(false, AbstractHeapType.EXTERN), false));
      plan.stringConstants().add(global);
    }
  }

  private void hostFunction(
      UnitPlan plan, String name, List<ValueType> parameters, List<ValueType> results) {
    // Those that end most calls are seldom there.
    boolean isEnd = name.equals("fail") || name.equals("throw");
    if (draw.chance(isEnd ? 8 : 50)) {
      int function = plan.importFunction(Host.MODULE, name, new FunctionType(parameters, results));
      plan.hostFunctions().add(function);
    }
  }

  private void stringFunctions(UnitPlan plan) {
    if (!draw.chance(40)) {
      return;
    }
    ValueType any = ReferenceType.EXTERNREF;
    ValueType string = new ReferenceType(false, AbstractHeapType.EXTERN);
    ValueType units = Body.reference(true, World.CODE_UNITS);
    ValueType i32 = World.I32;
    string(plan, "test", List.of(any), i32);
    string(plan, "fromCharCode", List.of(i32), string);
    string(plan, "fromCharCodeArray", List.of(units, i32, i32), string);
    string(plan, "intoCharCodeArray", List.of(any, units, i32), i32);
    string(plan, "length", List.of(any), i32);
    string(plan, "charCodeAt", List.of(any, i32), i32);
    string(plan, "codePointAt", List.of(any, i32), i32);
    string(plan, "concat", List.of(any, any), string);
    string(plan, "substring", List.of(any, i32, i32), string);
    string(plan, "equals", List.of(any, any), i32);
    string(plan, "compare", List.of(any, any), i32);
    string(plan, "cast", List.of(any), string);
    string(plan, "fromCodePoint", List.of(i32), string);
  }

  private void string(UnitPlan plan, String name, List<ValueType> parameters, ValueType result) {
    int function =
        plan.importFunction(Host.STRINGS, name, new FunctionType(parameters, List.of(result)));
    plan.stringFunctions().add(function);
  }

  /** Takes from earlier units what all need, and some of the rest. */
  private void unitImports(UnitPlan plan) {
    for (UnitPlan earlier : plans) {
      boolean isFirst = earlier == plans.getFirst();
      for (Exported exported : earlier.exported()) {
        boolean isNeeded = exported.name().equals("walk") || exported.name().equals("fuel");
        if (isNeeded ? isFirst : draw.chance(50)) {
          importFrom(plan, earlier, exported);
        }
      }
    }
  }

  private void importFrom(UnitPlan plan, UnitPlan earlier, Exported exported) {
    String module = earlier.name;
    String name = exported.name();
    switch (exported.type()) {
      case ExternType.Function f -> {
        // Those that fill the fuel are for the outside only.
        if (name.equals("walk")) {
          plan.walk = plan.importFunction(module, name, type(plan, earlier, f.type()));
        } else if (name.startsWith("f")) {
          plan.callable(plan.importFunction(module, name, type(plan, earlier, f.type())));
        }
      }
      case TableType t -> plan.importTable(module, name, table(exported));
      case MemoryType m -> plan.importMemory(module, name, m);
      case GlobalType g -> {
        int global = plan.importGlobal(module, name, g);
        if (name.equals("fuel")) {
          plan.fuel = global;
        }
      }
      case TagType t -> plan.importTag(module, name, type(plan, earlier, t.type()));
    }
  }

  /** The index of a function type of an earlier unit. */
  private int type(UnitPlan plan, UnitPlan earlier, HeapType type) {
    int index = ((TypeIndex) type).index();
    return index < world.size() ? index : plan.world.type(earlier.world.function(index));
  }

  private static PlannedTable table(Exported exported) {
    PlannedTable table = exported.table();
    if (table == null) {
      throw new IllegalStateException("no table: " + exported.name());
    }
    return table;
  }

  private void memories(UnitPlan plan) {
    for (int i = 1 + draw.below(2); i > 0; i--) {
      plan.memory(memoryType());
    }
    if (draw.chance(30)) {
      plan.memory(
          new MemoryType(AddressType.I32, Limits.of(1, 3), true, MemoryType.PAGE_SIZE_LOG2));
    }
  }

  private MemoryType memoryType() {
    AddressType address = draw.chance(30) ? AddressType.I64 : AddressType.I32;
    if (profile.has(Feature.CUSTOM_PAGE_SIZES) && draw.chance(25)) {
      return new MemoryType(address, Limits.of(2048, 10_000), false, 0);
    }
    // All have an end, for loops make them grow again and again.
    Limits limits = Limits.of(1, 2 + draw.below(3));
    return new MemoryType(address, limits, false, MemoryType.PAGE_SIZE_LOG2);
  }

  private void tags(UnitPlan plan) {
    for (int i = 0; i < 3; i++) {
      var payload = new FunctionType(i == 0 ? List.of() : payload(), List.of());
      plan.tag(plan.world.type(payload));
    }
  }

  /** Types of the world, so that they mean the same to those who import the tag. */
  private List<ValueType> payload() {
    return world.values(4);
  }

  /** Declares the functions that bodies call; gives those whose bodies are to be written. */
  private List<Integer> declare(UnitPlan plan) {
    var declared = new ArrayList<Integer>();
    for (int type : world.functions()) {
      declared.add(plan.declare(type));
    }
    for (int i = draw.below(4); i > 0; i--) {
      declared.add(plan.declare(draw.choose(world.functions())));
    }
    declared.forEach(plan::callable);
    if (plans.isEmpty()) {
      plan.walk = plan.declare(plan.world.type(Digest.WALK));
    }
    return declared;
  }

  private void globals(UnitPlan plan) {
    var constants = new Constants(plan);
    if (plans.isEmpty()) {
      plan.fuel = global(plan, constants, new GlobalType(World.I32, true));
    }
    plan.hash = global(plan, constants, new GlobalType(World.I64, true));
    descriptors(plan, constants);
    for (int i = 3 + draw.below(8); i > 0; i--) {
      global(plan, constants, new GlobalType(world.value(), draw.chance(85)));
    }
  }

  private static int global(UnitPlan plan, Constants constants, GlobalType type) {
    return plan.global(type, constants.write(new Code(), type.value()).closed());
  }

  /** Two descriptors for each type that has some, so that casts succeed and fail. */
  private void descriptors(UnitPlan plan, Constants constants) {
    for (int struct : world.described()) {
      var descriptor = new TypeIndex(world.descriptor(struct));
      Expr init = constants.write(new Code(), new ReferenceType(false, descriptor)).closed();
      var exact = new ReferenceType(false, new ExactType(descriptor));
      plan.global(new GlobalType(exact, false), init);
      plan.global(new GlobalType(exact, false), init);
    }
  }

  /** A table with a function of each type, and some others. */
  private void tables(UnitPlan plan) {
    List<Integer> functions = plan.callable();
    int size = functions.size() + 4 + draw.below(5);
    List<Integer> fixed = functions.stream().map(f -> plan.functions().get(f)).toList();
    int index = table(plan, size, ReferenceType.FUNCREF, fixed);
    plan.element(
        new ElementSegment(
            Mode.ACTIVE,
            index,
            offset(plan.tables().get(index)),
            ReferenceType.FUNCREF,
            functions.stream().mapToInt(Integer::intValue).toArray(),
            null));
    for (int i = 1 + draw.below(3); i > 0; i--) {
      ReferenceType type =
          draw.of(
              World.ANYREF,
              World.EQREF,
              ReferenceType.EXTERNREF,
              ReferenceType.FUNCREF,
              Body.reference(true, draw.choose(world.functions())),
              Body.reference(true, draw.choose(world.structs())));
      table(plan, 4 + draw.below(8), type, List.of());
    }
  }

  private static Expr offset(PlannedTable table) {
    return (table.is64() ? new Code().i64(0) : new Code().i32(0)).closed();
  }

  private int table(UnitPlan plan, int size, ReferenceType element, List<Integer> fixed) {
    AddressType address = draw.chance(25) ? AddressType.I64 : AddressType.I32;
    Limits limits = draw.chance(30) ? Limits.of(size) : Limits.of(size, size + 6L);
    @Nullable Expr init =
        draw.chance(40) ? new Constants(plan).write(new Code(), element).closed() : null;
    return plan.table(new TableType(address, limits, element), fixed, init);
  }

  private void segments(UnitPlan plan) {
    for (int i = 0; i < plan.memories().size(); i++) {
      PlannedMemory memory = plan.memories().get(i);
      Code offset = memory.is64() ? new Code().i64(0) : new Code().i32(0);
      plan.data(Mode.ACTIVE, i, offset.closed(), bytes(200 + draw.below(300)));
    }
    plan.data(Mode.PASSIVE, 0, null, bytes(64 + draw.below(100)));
    plan.data(Mode.PASSIVE, 0, null, bytes(64));
    for (ReferenceType type :
        List.of(
            World.ANYREF,
            ReferenceType.FUNCREF,
            Body.reference(false, draw.choose(world.functions())),
            new ReferenceType(false, AbstractHeapType.EXTERN),
            ReferenceType.FUNCREF)) {
      plan.element(passive(plan, type));
    }
  }

  private ElementSegment passive(UnitPlan plan, ReferenceType type) {
    var constants = new Constants(plan);
    var inits = new ArrayList<Expr>();
    for (int i = 3 + draw.below(6); i > 0; i--) {
      inits.add(constants.write(new Code(), type).closed());
    }
    return new ElementSegment(Mode.PASSIVE, 0, null, type, null, inits);
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (draw.chance(50) ? draw.below(16) : draw.below(256));
    }
    return bytes;
  }

  // What is called from outside.

  private void entries(UnitPlan plan) {
    for (int i = 1 + draw.below(3); i > 0; i--) {
      var type = new FunctionType(visible(4), visible(3));
      String name = "run" + i;
      int function = plan.declare(plan.world.type(type));
      int fuel = isHot ? 5 + draw.below(20) : 20 + draw.below(80);
      new Body(plan, choice, function, budget()).write(fuel, !isHot && draw.chance(30));
      plan.export(name, Kind.FUNCTION, function);
      for (int j = 1 + draw.below(3); j > 0; j--) {
        List<@Nullable Object> arguments = new ArrayList<>();
        type.parameters().forEach(parameter -> arguments.add(argument(parameter)));
        int times = isHot ? 100 + draw.below(600) : draw.of(1, 1, 1, 2, 5);
        actions.add(new Action(plan.name, name, arguments, times));
      }
    }
  }

  /**
   * Small functions in which much traps, one call for each, so that nothing else ends with them.
   */
  private void wild(UnitPlan plan) {
    for (int i = 3 + draw.below(4); i > 0; i--) {
      int function = plan.declare(plan.world.type(new FunctionType(List.of(), visible(1))));
      new Body(plan, choice, function, 0).writeWild();
      String name = "wild" + i;
      plan.export(name, Kind.FUNCTION, function);
      actions.add(new Action(plan.name, name, List.of(), 1));
    }
  }

  /** A function that does nothing but end with a trap or an exception, again and again. */
  private void ending(UnitPlan plan) {
    int function = plan.declare(plan.world.type(new FunctionType(List.of(), List.of())));
    var code = new Code();
    if (draw.chance(50)) {
      code.op(Opcode.UNREACHABLE);
    } else {
      int tag = draw.below(plan.tags().size());
      plan.payload(tag).parameters().forEach(type -> new Constants(plan).write(code, type));
      code.op(Opcode.THROW, tag);
    }
    plan.define(function, code.end().body(List.of()));
    plan.export("end", Kind.FUNCTION, function);
    actions.add(new Action(plan.name, "end", List.of(), OFTEN));
  }

  /** Types that JavaScript may see; also vectors, where it does not look. */
  private List<ValueType> visible(int most) {
    var types = new ArrayList<ValueType>();
    for (int i = draw.below(most + 1); i > 0; i--) {
      types.add(
          !profile.isPortable() && draw.chance(15)
              ? World.V128
              : draw.of(
                  World.I32,
                  World.I32,
                  World.I64,
                  World.F32,
                  World.F64,
                  ReferenceType.EXTERNREF,
                  World.ANYREF,
                  ReferenceType.FUNCREF,
                  World.I31REF));
    }
    return types;
  }

  private @Nullable Object argument(ValueType type) {
    return switch (type) {
      case NumberType.I32 -> draw.int32();
      case NumberType.I64 -> draw.int64();
      case NumberType.F32 -> draw.float32();
      case NumberType.F64 -> draw.float64();
      case ReferenceType r when r.equals(World.I31REF) ->
          draw.chance(30) ? null : draw.int32() >> 2;
      case ReferenceType r when r.equals(World.ANYREF) -> object(draw.int32() >> 2);
      case ReferenceType r when r.equals(ReferenceType.EXTERNREF) -> object(draw.int32());
      case ReferenceType r -> null;
      default -> new V128(draw.int64(), draw.int64());
    };
  }

  private @Nullable Object object(int number) {
    return switch (draw.below(3)) {
      case 0 -> null;
      case 1 -> number;
      default -> new HostObject(draw.below(3));
    };
  }

  private void special(UnitPlan plan) {
    if (draw.chance(4)) {
      ending(plan);
    }
    var digest = new Digest(plan);
    if (plans.isEmpty()) {
      plan.define(plan.walk, digest.walk());
      plan.export("walk", Kind.FUNCTION, plan.walk);
    }
    int state = plan.declare(plan.world.type(Digest.STATE));
    plan.define(state, digest.state());
    plan.export("state", Kind.FUNCTION, state);
    if (draw.chance(20)) {
      int start = plan.declare(plan.world.type(new FunctionType(List.of(), List.of())));
      new Body(plan, choice, start, 10).write(10, false);
      plan.start(start);
    }
  }

  private void exports(UnitPlan plan, List<Integer> bodies) {
    if (plans.isEmpty()) {
      plan.export("fuel", Kind.GLOBAL, plan.fuel);
    }
    plan.export("hash", Kind.GLOBAL, plan.hash);
    for (int function : bodies) {
      plan.export("f" + function, Kind.FUNCTION, function);
    }
    for (int i = 0; i < plan.globals().size(); i++) {
      if (i >= plan.importedGlobals() && i != plan.fuel && i != plan.hash && draw.chance(50)) {
        plan.export("g" + i, Kind.GLOBAL, i);
      }
    }
    for (int i = 1; i < plan.memories().size(); i++) {
      plan.export("m" + i, Kind.MEMORY, i);
    }
    for (int i = 1; i < plan.tables().size(); i++) {
      plan.export("t" + i, Kind.TABLE, i);
    }
    for (int i = 1; i < plan.tags().size(); i++) {
      plan.export("e" + i, Kind.TAG, i);
    }
  }
}
