package dev.quern.fuzz;

import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of the table of instructions that a profile has, by what they are good for. */
final class InstructionChoice {

  private final Draw draw;
  private final List<Opcode> all = new ArrayList<>();
  private final List<Opcode> operators = new ArrayList<>();
  private final Map<Character, List<Opcode>> byResult = new HashMap<>();
  private final List<Opcode> accesses = new ArrayList<>();

  InstructionChoice(Profile profile, Draw draw) {
    this.draw = draw;
    for (Opcode opcode : Opcode.values()) {
      if (has(profile, opcode)) {
        add(opcode);
      }
    }
  }

  private void add(Opcode opcode) {
    all.add(opcode);
    boolean isMemory = opcode.imm() == Imm.MEMARG || opcode.imm() == Imm.MEMARG_LANE;
    if (isMemory) {
      if (opcode.feature() != Feature.THREADS || opcode.ordinal() % 4 == 0) {
        accesses.add(opcode);
      }
    } else if (opcode.isRegular() && isOperator(opcode)) {
      operators.add(opcode);
      byResult.computeIfAbsent(opcode.result(), r -> new ArrayList<>()).add(opcode);
    }
  }

  private static boolean isOperator(Opcode opcode) {
    boolean takesNothingElse =
        switch (opcode.imm()) {
          case NONE, LANE, SHUFFLE -> true;
          default -> false;
        };
    return takesNothingElse && !opcode.operands().isEmpty() && opcode.result() != '_';
  }

  private static boolean has(Profile profile, Opcode opcode) {
    return profile.has(opcode.feature())
        && switch (opcode) {
          case TRY_TABLE, THROW_REF -> profile.hasTryTable();
          case TRY, CATCH, CATCH_ALL, DELEGATE, RETHROW -> profile.hasLegacyTry();
          default -> true;
        };
  }

  /** Any instruction, each as likely as the others. */
  Opcode any() {
    return draw.choose(all);
  }

  /** An instruction that only computes. */
  Opcode operator() {
    return seldomTrapping(operators);
  }

  /** An instruction that computes a value of the type of a letter. */
  Opcode operator(char result) {
    return seldomTrapping(byResult.getOrDefault(result, operators));
  }

  /** A load or store. */
  Opcode access() {
    return draw.choose(accesses);
  }

  /** An operator that does not trap for most floats, as a rule. */
  private Opcode seldomTrapping(List<Opcode> opcodes) {
    Opcode opcode = draw.choose(opcodes);
    while (isTruncation(opcode) && !draw.chance(5)) {
      opcode = draw.choose(opcodes);
    }
    return opcode;
  }

  /** Whether this is a conversion to an integer that traps. */
  static boolean isTruncation(Opcode opcode) {
    return opcode.text().contains(".trunc_f") && opcode.text().startsWith("i");
  }
}
