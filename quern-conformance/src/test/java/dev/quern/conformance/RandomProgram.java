package dev.quern.conformance;

import dev.quern.fuzz.Code;
import dev.quern.internal.syntax.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random valid module that a seed stands for, and the calls that try it out. Its functions call
 * one another, loop, trap now and then, and always come to an end: every loop and every function
 * first takes one from the global <em>fuel</em>, and returns zeros when there is none left.
 *
 * <p>Nothing that can be observed depends on the bits of a NaN, so that any two engines must agree.
 */
final class RandomProgram {
  static final String FUEL = "fuel";
  private static final int FUEL_GLOBAL = 0;
  private static final int MAX_FUNCTIONS = 8;

  final long seed;

  /** Whether the module needs only what a JavaScript engine of 2023 has. */
  final boolean isPortable;

  final byte[] bytes;

  /** Fuel for each call. */
  final int fuel;

  /** The type of the exported function {@code run}. */
  final String signature;

  /** Arguments of the calls of {@code run}, boxed. */
  final List<Object[]> calls = new ArrayList<>();

  /** Exported globals, without the fuel, and exported functions that read the other globals. */
  final List<String> globals = new ArrayList<>();

  final List<String> getters = new ArrayList<>();

  private final Random random;
  private final ModuleBuilder module = new ModuleBuilder();
  private final List<Integer> functions = new ArrayList<>();
  private final int tableSize;

  /** The program of a seed, always the same. */
  RandomProgram(long seed, boolean isPortable) {
    this.seed = seed;
    this.isPortable = isPortable;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    globals();
    module.memory("memory", 1, 3);
    if (!isPortable && random.nextInt(4) == 0) {
      module.memory("memory2", 1, 2);
    }
    for (int i = 0; i < 3; i++) {
      module.tag(letters(i == 0 ? 0 : 3));
    }
    declareFunctions();
    this.tableSize = functions.size() + 4;
    module.table(tableSize);
    module.elements(0, functions.stream().mapToInt(Integer::intValue).toArray());
    int longest = bodies();
    this.fuel = longest > 20_000 ? 20 : longest > 2_000 ? 40 : 80;
    this.signature = module.signature(functions.getFirst());
    module.export("run", 0, functions.getFirst());
    for (int i = 0; i < 4; i++) {
      calls.add(arguments());
    }
    this.bytes = module.build();
  }

  Random random() {
    return random;
  }

  // Declarations.

  private void globals() {
    module.global('I');
    module.export(FUEL, 3, FUEL_GLOBAL);
    int count = 3 + random.nextInt(8);
    for (int i = 1; i <= count; i++) {
      char letter = letter(isPortable ? "IJFDR" : "IJFDRV");
      module.global(letter);
      String name = "g" + i;
      if (random.nextBoolean()) {
        module.export(name, 3, i);
        globals.add(name);
      } else {
        getters.add(name);
      }
    }
  }

  /** The letter of a global's type, by the name of the global or its getter. */
  char globalLetter(String name) {
    return module.globalLetters().charAt(Integer.parseInt(name.substring(1)));
  }

  private void declareFunctions() {
    for (String getter : getters) {
      Code code = new Code().op(Opcode.GLOBAL_GET, Integer.parseInt(getter.substring(1))).end();
      module.function(getter, ":" + globalLetter(getter), "", code);
    }
    int count = 2 + random.nextInt(MAX_FUNCTIONS - 1);
    String signature = letters(5, "IJFD") + ":" + letters(4, "IJFD");
    for (int i = 0; i < count; i++) {
      functions.add(module.declare(signature));
      if (random.nextInt(3) > 0) {
        String results = random.nextBoolean() ? ModuleBuilder.results(signature) : letters(5);
        signature = letters(random.nextInt(10) == 0 ? 40 : 6) + ":" + results;
      }
    }
  }

  /** Generates all bodies; returns the greatest number of instructions asked for. */
  private int bodies() {
    int scale = random.nextInt(10);
    int longest = 0;
    for (int function : functions) {
      int budget = 10 + random.nextInt(120);
      if (scale >= 7 && random.nextBoolean()) {
        budget = 200 + random.nextInt(1_500);
      }
      if (scale == 9 && random.nextInt(functions.size()) == 0) {
        budget = 2_000 + random.nextInt(14_000);
      }
      RandomBody body = new RandomBody(this, module, function, budget);
      longest = Math.max(longest, body.generate().size());
    }
    return longest;
  }

  private Object[] arguments() {
    String parameters = ModuleBuilder.parameters(signature);
    var values = new Object[parameters.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (parameters.charAt(i)) {
            case 'I' -> (Object) interestingInt();
            case 'J' -> interestingLong();
            case 'F' -> interestingFloat();
            default -> interestingDouble();
          };
    }
    return values;
  }

  // Choices.

  int fuelGlobal() {
    return FUEL_GLOBAL;
  }

  List<Integer> functions() {
    return functions;
  }

  int tableSize() {
    return tableSize;
  }

  char letter(String among) {
    return among.charAt(random.nextInt(among.length()));
  }

  /** A letter of any type, numbers more often. */
  char letter() {
    return letter("IIIJJJFDDRV");
  }

  String letters(int most) {
    return letters(most, "IIIJJJFDDRV");
  }

  private String letters(int most, String among) {
    var letters = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      letters.append(letter(among));
    }
    return letters.toString();
  }

  int interestingInt() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(5) - 1;
      case 1 -> Integer.MIN_VALUE + random.nextInt(3) - 1;
      case 2 -> 1 << random.nextInt(32);
      case 3 -> random.nextInt(256);
      default -> random.nextInt();
    };
  }

  long interestingLong() {
    return switch (random.nextInt(4)) {
      case 0 -> interestingInt();
      case 1 -> Long.MIN_VALUE + random.nextInt(3) - 1;
      case 2 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  float interestingFloat() {
    return switch (random.nextInt(6)) {
      case 0 -> Float.NaN;
      case 1 -> -0.0f;
      case 2 -> Float.NEGATIVE_INFINITY;
      case 3 -> random.nextInt(100) - 50;
      case 4 -> (float) interestingLong();
      default -> (float) random.nextGaussian();
    };
  }

  double interestingDouble() {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> -0.0;
      case 2 -> Double.POSITIVE_INFINITY;
      case 3 -> random.nextInt(100) - 50;
      case 4 -> (double) interestingLong();
      default -> random.nextGaussian();
    };
  }
}
