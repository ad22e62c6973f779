package dev.quern.conformance;

import dev.quern.fuzz.Code;
import dev.quern.internal.syntax.Imm;
import dev.quern.internal.syntax.Opcode;
import dev.quern.type.Feature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes the body of a function of a {@link RandomProgram}, instruction by instruction, with the
 * types of the operand stack and the open blocks in mind as a validator has them. Instructions take
 * the operands that happen to be there if they fit, so that values stay on the stack across blocks,
 * calls and branches, and any block may begin or end above them.
 */
final class RandomBody {
  private static final int MAX_DEPTH = 12;
  private static final int MAX_STACK = 30;

  /** What addresses are cut down to, nearly always: four pages below the memory's end. */
  private static final int ADDRESS_MASK = 0x3FFF;

  private static final List<Opcode> OPERATORS = new ArrayList<>();
  private static final Map<Character, List<Opcode>> BY_RESULT = new HashMap<>();
  private static final List<Opcode> LOADS = new ArrayList<>();
  private static final List<Opcode> STORES = new ArrayList<>();

  static {
    for (Opcode opcode : Opcode.values()) {
      boolean isUsed = opcode.isRegular() && opcode.feature().isBuilt() && isExact(opcode);
      if (isUsed && opcode.imm() == Imm.MEMARG) {
        (opcode.result() == '_' ? STORES : LOADS).add(opcode);
      } else if (isUsed && isOperator(opcode)) {
        OPERATORS.add(opcode);
        BY_RESULT.computeIfAbsent(opcode.result(), r -> new ArrayList<>()).add(opcode);
      }
    }
  }

  private static boolean isOperator(Opcode opcode) {
    boolean takesNothingElse = opcode.imm() == Imm.NONE || opcode.imm() == Imm.LANE;
    return takesNothingElse && !opcode.operands().isEmpty() && opcode.result() != '_';
  }

  /** Whether the result is the same on every engine, up to the bits of a scalar NaN. */
  private static boolean isExact(Opcode opcode) {
    boolean isThreads = opcode.feature() == Feature.THREADS;
    boolean isRelaxed = opcode.feature() == Feature.RELAXED_SIMD;
    return !isThreads && !isRelaxed;
  }

  /** An open block. */
  private static final class Frame {
    final String labelTypes;
    final String results;
    final int height;
    boolean isUnreachable;

    /** Whether this is the handler of a legacy {@code try}. */
    boolean isCatch;

    Frame(String labelTypes, String results, int height) {
      this.labelTypes = labelTypes;
      this.results = results;
      this.height = height;
    }
  }

  private final RandomProgram program;
  private final ModuleBuilder module;
  private final Random random;
  private final int function;
  private final String results;
  private final String locals;
  private final int parameterCount;
  private final Code code = new Code();
  private final StringBuilder stack = new StringBuilder();
  private final List<Frame> frames = new ArrayList<>();
  private int budget;

  RandomBody(RandomProgram program, ModuleBuilder module, int function, int budget) {
    this.program = program;
    this.module = module;
    this.random = program.random();
    this.function = function;
    this.budget = budget;
    String parameters = ModuleBuilder.parameters(module.signature(function));
    this.results = ModuleBuilder.results(module.signature(function));
    this.parameterCount = parameters.length();
    this.locals = parameters + ownLocals();
  }

  /** Locals of all types; the last three are for the time of one instruction. */
  private String ownLocals() {
    var letters = new StringBuilder("IJFDRV");
    int more = random.nextInt(8) == 0 ? 300 : random.nextInt(12);
    for (int i = 0; i < more; i++) {
      letters.append(program.letter());
    }
    return letters.append("FDV").toString();
  }

  private int temporary(char letter) {
    return locals.length() - 3 + "FDV".indexOf(letter);
  }

  /** Writes the body. */
  Code generate() {
    frames.add(new Frame(results, results, 0));
    takeFuel();
    while (budget > 0 && !frame().isUnreachable) {
      step();
    }
    settle();
    code.end();
    module.define(function, locals.substring(parameterCount), code);
    return code;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T choose(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  // The operand stack.

  private Frame frame() {
    return frames.getLast();
  }

  private int available() {
    return stack.length() - frame().height;
  }

  private void pop(int count) {
    stack.setLength(Math.max(stack.length() - count, frame().height));
  }

  /** Sees to it that the topmost values have these types. */
  private void need(String types) {
    int known = Math.min(types.length(), available());
    while (known > 0
        && !stack.substring(stack.length() - known).equals(types.substring(0, known))) {
      known--;
    }
    if (chance(15)) {
      known = 0;
    }
    for (int i = known; i < types.length(); i++) {
      push(types.charAt(i), 0);
    }
  }

  /** Pushes a value of a type. */
  private void push(char letter, int depth) {
    int kind = random.nextInt(100);
    if (kind < 30 || letter == 'X') {
      constant(letter);
    } else if (kind < 60) {
      pushLocal(letter);
    } else if (kind < 66) {
      pushGlobal(letter);
    } else if (kind < 70 && budget > 0 && frames.size() < MAX_DEPTH) {
      block(Opcode.BLOCK, "", String.valueOf(letter));
    } else if (letter == 'R') {
      pushReference();
    } else if (depth < 3) {
      operator(seldomTrapping(BY_RESULT.get(letter)), depth + 1);
    } else {
      pushLocal(letter);
    }
  }

  private void constant(char letter) {
    switch (letter) {
      case 'I' -> code.i32(program.interestingInt());
      case 'J' -> code.i64(program.interestingLong());
      case 'F' -> code.f32(program.interestingFloat());
      case 'D' -> code.f64(program.interestingDouble());
      case 'V' ->
          code.op(Opcode.V128_CONST).out().i64le(random.nextLong()).i64le(random.nextLong());
      default -> code.zero(letter);
    }
    stack.append(letter);
  }

  private void pushLocal(char letter) {
    int start = random.nextInt(locals.length());
    int local = locals.indexOf(letter, start);
    code.get(local >= 0 ? local : locals.indexOf(letter));
    stack.append(letter);
  }

  private void pushGlobal(char letter) {
    int global = module.globalLetters().indexOf(letter, 1);
    if (global < 0) {
      constant(letter);
    } else {
      code.op(Opcode.GLOBAL_GET, global);
      stack.append(letter);
    }
  }

  private void pushReference() {
    if (chance(50)) {
      code.op(Opcode.REF_FUNC, choose(program.functions()));
    } else {
      code.i32(random.nextInt(program.tableSize())).op(Opcode.TABLE_GET, 0);
    }
    stack.append('R');
  }

  // Instructions.

  /** Writes one instruction, with what it needs. */
  private void step() {
    budget--;
    if (available() > MAX_STACK) {
      consume();
      return;
    }
    int kind = random.nextInt(100);
    if (kind < 25) {
      operator(seldomTrapping(OPERATORS), 0);
    } else if (kind < 35) {
      push(program.letter(), 0);
    } else if (kind < 50) {
      consume();
    } else if (kind < 57) {
      load(choose(LOADS));
    } else if (kind < 63) {
      store(choose(STORES));
    } else if (kind < 67) {
      select();
    } else if (kind < 80) {
      control();
    } else if (kind < 90) {
      branch();
    } else if (kind < 97) {
      call();
    } else {
      rare();
    }
  }

  private void consume() {
    switch (random.nextInt(5)) {
      case 0 -> drop();
      case 1 -> globalSet();
      case 2 -> localSet(Opcode.LOCAL_TEE);
      default -> localSet(Opcode.LOCAL_SET);
    }
  }

  private void drop() {
    if (available() > 0 || frame().isUnreachable) {
      code.op(Opcode.DROP);
      pop(1);
    }
  }

  private void localSet(Opcode opcode) {
    char letter = available() > 0 ? stack.charAt(stack.length() - 1) : program.letter();
    if (letter == 'X') {
      drop();
      return;
    }
    int local = locals.indexOf(letter, random.nextInt(locals.length()));
    if (local < 0) {
      local = locals.indexOf(letter);
    }
    need(String.valueOf(letter));
    code.op(opcode, local);
    pop(opcode == Opcode.LOCAL_SET ? 1 : 0);
  }

  private void globalSet() {
    int global = 1 + random.nextInt(module.globalLetters().length() - 1);
    need(module.globalLetters().substring(global, global + 1));
    code.op(Opcode.GLOBAL_SET, global);
    pop(1);
  }

  private void operator(Opcode opcode, int depth) {
    // Where control never comes the operands may be left out.
    if (!frame().isUnreachable || available() > 0 || chance(60)) {
      operands(opcode.operands(), depth);
    }
    tame(opcode);
    code.op(opcode);
    if (opcode.imm() == Imm.LANE) {
      code.out().u8(random.nextInt(lanes(opcode)));
    }
    if (opcode.result() == 'V' && opcode.text().matches("f(32x4|64x2)\\.(?!(eq|ne|[lg][te])$).*")) {
      zeroNaNs(opcode.text().startsWith("f32x4") ? Opcode.F32X4_NE : Opcode.F64X2_NE);
    }
    pop(opcode.operands().length());
    stack.append(opcode.result());
  }

  private void operands(String letters, int depth) {
    if (depth == 0) {
      need(letters);
    } else {
      letters.chars().forEach(letter -> push((char) letter, depth));
    }
  }

  private static int lanes(Opcode opcode) {
    String shape = opcode.text().substring(opcode.text().indexOf('x') + 1);
    return Integer.parseInt(shape.substring(0, shape.indexOf('.')));
  }

  /** An operator that does not trap for most floats, as a rule. */
  private Opcode seldomTrapping(List<Opcode> opcodes) {
    Opcode opcode = choose(opcodes);
    while (opcode.text().matches("i(32|64)\\.trunc_f.*") && !chance(5)) {
      opcode = choose(opcodes);
    }
    return opcode;
  }

  /** Keeps divisions from trapping too often, and the bits of NaNs to themselves. */
  private void tame(Opcode opcode) {
    if (opcode.text().matches("i(32|64)\\.(div|rem).*") && !chance(3)) {
      boolean isInt = opcode.result() == 'I';
      (isInt ? code.i32(1) : code.i64(1)).op(isInt ? Opcode.I32_OR : Opcode.I64_OR);
    }
    switch (opcode) {
      case I32_REINTERPRET_F32, F32_COPYSIGN -> sameNaN('F');
      case I64_REINTERPRET_F64, F64_COPYSIGN -> sameNaN('D');
      default -> {}
    }
  }

  /** Replaces NaNs in the vector on top of the stack by zeros. */
  private void zeroNaNs(Opcode notEqual) {
    int local = temporary('V');
    code.tee(local).get(local).get(local).op(notEqual).op(Opcode.V128_ANDNOT);
  }

  /** Replaces a NaN on top of the stack by a certain one. */
  private void sameNaN(char letter) {
    int local = temporary(letter);
    code.tee(local);
    if (letter == 'F') {
      code.f32(Float.NaN).get(local).get(local).op(Opcode.F32_EQ);
    } else {
      code.f64(Double.NaN).get(local).get(local).op(Opcode.F64_EQ);
    }
    code.op(Opcode.SELECT);
  }

  private void select() {
    char letter = program.letter();
    need("" + letter + letter + "I");
    if (letter == 'R' || chance(20)) {
      code.op(Opcode.SELECT_T, 1).out().u8(Code.valueType(letter));
    } else {
      code.op(Opcode.SELECT);
    }
    pop(3);
    stack.append(letter);
  }

  // Memory.

  private void address() {
    need("I");
    if (!chance(2)) {
      code.i32(ADDRESS_MASK).op(Opcode.I32_AND);
    }
  }

  private void access(Opcode opcode) {
    int offset = chance(60) ? 0 : chance(98) ? random.nextInt(0x4000) : program.interestingInt();
    int memory = random.nextInt(module.memoryCount());
    int alignment = random.nextInt(Integer.numberOfTrailingZeros(opcode.width()) + 1);
    code.op(opcode, alignment + (memory > 0 ? 0x40 : 0));
    if (memory > 0) {
      code.out().u32(memory);
    }
    code.out().u32(offset);
  }

  private void load(Opcode opcode) {
    address();
    access(opcode);
    pop(1);
    stack.append(opcode.result());
  }

  private void store(Opcode opcode) {
    char letter = opcode.operands().charAt(1);
    address();
    push(letter, 0);
    if (letter == 'F' || letter == 'D') {
      sameNaN(letter);
    }
    access(opcode);
    pop(2);
  }

  // Blocks.

  private void control() {
    if (frames.size() >= MAX_DEPTH) {
      return;
    }
    int count = random.nextInt(Math.min(available(), 4) + 1);
    if (chance(3)) {
      count = available();
    }
    Opcode opcode = choose(List.of(Opcode.BLOCK, Opcode.LOOP, Opcode.IF, Opcode.IF));
    if (opcode == Opcode.IF) {
      need("I");
      pop(1);
      count = Math.min(count, available());
    }
    String parameters = stack.substring(stack.length() - count);
    String blockResults = chance(40) ? "" : chance(30) ? parameters : program.letters(4);
    if (chance(2)) {
      blockResults = program.letters(40);
    }
    if (opcode == Opcode.IF || !chance(50)) {
      block(opcode, parameters, blockResults);
    } else if (program.isPortable || chance(50)) {
      legacyTry(parameters, blockResults);
    } else {
      tryTable(parameters, blockResults);
    }
  }

  private void block(Opcode opcode, String parameters, String blockResults) {
    blockType(opcode, parameters, blockResults);
    int height = stack.length() - parameters.length();
    String labelTypes = opcode == Opcode.LOOP ? parameters : blockResults;
    frames.add(new Frame(labelTypes, blockResults, height));
    if (opcode == Opcode.LOOP) {
      takeFuel();
    }
    steps();
    settle();
    boolean needsElse = !parameters.equals(blockResults);
    if (opcode == Opcode.IF && (needsElse || chance(50))) {
      code.op(Opcode.ELSE);
      stack.setLength(height);
      stack.append(parameters);
      frame().isUnreachable = false;
      steps();
      settle();
    }
    code.end();
    leaveFrame();
  }

  private void leaveFrame() {
    Frame left = frames.removeLast();
    stack.setLength(left.height);
    stack.append(left.results);
  }

  /** A block with handlers, or one whose exceptions go to a handler further out. */
  private void legacyTry(String parameters, String blockResults) {
    blockType(Opcode.TRY, parameters, blockResults);
    frames.add(new Frame(blockResults, blockResults, stack.length() - parameters.length()));
    steps();
    settle();
    if (chance(20)) {
      leaveFrame();
      code.op(Opcode.DELEGATE, random.nextInt(frames.size()));
      return;
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      int tag = random.nextInt(module.tags().size());
      code.op(Opcode.CATCH, tag);
      handler(module.tags().get(tag));
    }
    if (chance(40)) {
      code.op(Opcode.CATCH_ALL);
      handler("");
    }
    code.end();
    leaveFrame();
  }

  private void handler(String payload) {
    stack.setLength(frame().height);
    stack.append(payload);
    frame().isUnreachable = false;
    frame().isCatch = true;
    steps();
    settle();
  }

  /** A block that has others around it to catch for it. */
  private void tryTable(String parameters, String blockResults) {
    int tag = random.nextInt(module.tags().size());
    String payload = module.tags().get(tag);
    boolean bringsReference = chance(40);
    String caught = payload + (bringsReference ? "X" : "");
    blockType(Opcode.BLOCK, parameters, caught);
    frames.add(new Frame(caught, caught, stack.length() - parameters.length()));
    int start = random.nextInt(10);
    for (int i = 0; i < start; i += 3) {
      step();
    }
    if (!frame().isUnreachable) {
      blockType(Opcode.TRY_TABLE, "", blockResults);
      clauses(tag, bringsReference);
      frames.add(new Frame(blockResults, blockResults, stack.length()));
      steps();
      settle();
      code.end();
      leaveFrame();
    }
    settle();
    code.end();
    leaveFrame();
  }

  /** The first clause goes to the innermost block. */
  private void clauses(int tag, boolean bringsReference) {
    var more = new ArrayList<int[]>();
    for (int depth = 0; depth < frames.size(); depth++) {
      if (labelTypes(depth).isEmpty() && chance(20)) {
        more.add(new int[] {2, depth});
      } else if (labelTypes(depth).equals("X") && chance(50)) {
        more.add(new int[] {3, depth});
      }
    }
    code.out().u32(1 + more.size()).u8(bringsReference ? 1 : 0).u32(tag).u32(0);
    for (int[] clause : more) {
      code.out().u8(clause[0]).u32(clause[1]);
    }
  }

  private void blockType(Opcode opcode, String parameters, String blockResults) {
    if (parameters.isEmpty() && blockResults.isEmpty()) {
      code.enter(opcode);
    } else if (parameters.isEmpty() && blockResults.length() == 1 && chance(70)) {
      code.op(opcode).out().u8(Code.valueType(blockResults.charAt(0)));
    } else {
      code.enter(opcode, module.type(parameters + ":" + blockResults));
    }
  }

  private void steps() {
    int count = chance(4) ? 60 : random.nextInt(9);
    for (int i = 0; i < count && budget > 0; i++) {
      step();
      if (frame().isUnreachable && chance(50)) {
        return;
      }
    }
  }

  /** Leaves exactly the results of the innermost block on the stack. */
  private void settle() {
    String wanted = frame().results;
    while (!wanted.startsWith(stack.substring(frame().height))) {
      if (chance(30)) {
        localSet(Opcode.LOCAL_SET);
      } else {
        drop();
      }
    }
    int from = available();
    if (from == 0 && frame().isUnreachable) {
      from = random.nextInt(wanted.length() + 1);
    }
    for (int i = from; i < wanted.length(); i++) {
      push(wanted.charAt(i), 2);
    }
  }

  /** Takes one from the fuel, or returns zeros. */
  private void takeFuel() {
    int fuel = program.fuelGlobal();
    code.op(Opcode.GLOBAL_GET, fuel).op(Opcode.I32_EQZ).enter(Opcode.IF);
    for (char letter : results.toCharArray()) {
      code.zero(letter);
    }
    code.op(Opcode.RETURN).end();
    code.op(Opcode.GLOBAL_GET, fuel).i32(1).op(Opcode.I32_SUB).op(Opcode.GLOBAL_SET, fuel);
  }

  // Branches.

  private void branch() {
    int kind = random.nextInt(100);
    if (kind < 55) {
      branchIf();
    } else if (kind < 70) {
      branchTable();
    } else if (frames.size() > 1 || chance(2)) {
      leave(kind);
    }
  }

  /** An instruction behind which control does not go on. */
  private void leave(int kind) {
    if (kind < 88) {
      int depth = random.nextInt(frames.size());
      need(labelTypes(depth));
      code.op(Opcode.BR, depth);
    } else if (kind < 91) {
      throwSomething();
    } else if (kind < 94) {
      need(results);
      code.op(Opcode.RETURN);
    } else if (kind < 99) {
      tailCall();
    } else {
      code.op(Opcode.UNREACHABLE);
    }
    becomeUnreachable();
  }

  private void throwSomething() {
    for (int depth = 0; depth < frames.size(); depth++) {
      if (frames.get(frames.size() - 1 - depth).isCatch && chance(50)) {
        code.op(Opcode.RETHROW, depth);
        return;
      }
    }
    if (!program.isPortable && stack.indexOf("X", frame().height) >= 0) {
      while (stack.charAt(stack.length() - 1) != 'X') {
        drop();
      }
      code.op(Opcode.THROW_REF);
      return;
    }
    int tag = random.nextInt(module.tags().size());
    need(module.tags().get(tag));
    code.op(Opcode.THROW, tag);
  }

  private void becomeUnreachable() {
    stack.setLength(frame().height);
    frame().isUnreachable = true;
  }

  private String labelTypes(int depth) {
    return frames.get(frames.size() - 1 - depth).labelTypes;
  }

  private void branchIf() {
    int depth = random.nextInt(frames.size());
    need(labelTypes(depth) + "I");
    code.op(Opcode.BR_IF, depth);
    pop(1);
  }

  private void branchTable() {
    if (frames.size() == 1) {
      return;
    }
    String types = labelTypes(random.nextInt(frames.size()));
    var depths = new ArrayList<Integer>();
    for (int depth = 0; depth < frames.size(); depth++) {
      if (labelTypes(depth).equals(types)) {
        depths.add(depth);
      }
    }
    int size = chance(6) ? 20 + random.nextInt(500) : 1 + random.nextInt(7);
    var targets = new int[size];
    Arrays.setAll(targets, i -> choose(depths));
    need(types + "I");
    if (chance(80)) {
      code.i32(Integer.highestOneBit(size) * 2 - 1).op(Opcode.I32_AND);
    }
    code.brTable(targets);
    becomeUnreachable();
  }

  // Calls.

  private void call() {
    int callee = choose(program.functions());
    String signature = module.signature(callee);
    String parameters = ModuleBuilder.parameters(signature);
    need(parameters);
    int kind = random.nextInt(10);
    if (kind < 6) {
      code.call(callee);
    } else if (kind < 9 || program.isPortable) {
      tableIndex(callee);
      code.op(Opcode.CALL_INDIRECT, module.type(signature), 0);
    } else {
      code.op(Opcode.REF_FUNC, callee).op(Opcode.CALL_REF, module.type(signature));
    }
    pop(parameters.length());
    stack.append(ModuleBuilder.results(signature));
  }

  /** The index of a function, or of it or its neighbour if that has the same type. */
  private void tableIndex(int callee) {
    int index = program.functions().indexOf(callee);
    boolean hasTwin =
        index + 1 < program.functions().size()
            && module.signature(callee).equals(module.signature(callee + 1));
    if (hasTwin) {
      pushLocal('I');
      stack.setLength(stack.length() - 1);
      code.i32(1).op(Opcode.I32_AND).i32(index).op(Opcode.I32_ADD);
    } else {
      code.i32(chance(98) ? index : random.nextInt(program.tableSize() + 1));
    }
  }

  private void tailCall() {
    List<Integer> callees =
        program.functions().stream()
            .filter(f -> ModuleBuilder.results(module.signature(f)).equals(results))
            .toList();
    int callee = choose(callees);
    String signature = module.signature(callee);
    need(ModuleBuilder.parameters(signature));
    int kind = random.nextInt(10);
    if (kind < 6) {
      code.op(Opcode.RETURN_CALL, callee);
    } else if (kind < 9 || program.isPortable) {
      tableIndex(callee);
      code.op(Opcode.RETURN_CALL_INDIRECT, module.type(signature), 0);
    } else {
      code.op(Opcode.REF_FUNC, callee).op(Opcode.RETURN_CALL_REF, module.type(signature));
    }
  }

  // The rest.

  private void rare() {
    switch (random.nextInt(7)) {
      case 0 -> grow();
      case 1 -> fill(Opcode.MEMORY_FILL);
      case 2 -> fill(Opcode.MEMORY_COPY);
      case 3 -> tableSet();
      case 4 -> isNull();
      case 5 -> {
        code.op(Opcode.MEMORY_SIZE, 0);
        stack.append('I');
      }
      default -> code.op(Opcode.NOP);
    }
  }

  private void grow() {
    need("I");
    code.i32(1).op(Opcode.I32_AND).op(Opcode.MEMORY_GROW, 0);
  }

  private void fill(Opcode opcode) {
    address();
    push('I', 2);
    if (opcode == Opcode.MEMORY_COPY) {
      code.i32(ADDRESS_MASK).op(Opcode.I32_AND);
    }
    code.i32(random.nextInt(50));
    if (opcode == Opcode.MEMORY_COPY) {
      code.op(opcode, 0, 0);
    } else {
      code.op(opcode, 0);
    }
    pop(2);
  }

  /** Sets one of the elements that are there for it. */
  private void tableSet() {
    int free = program.functions().size();
    code.i32(free + random.nextInt(program.tableSize() - free));
    stack.append('I');
    push('R', 0);
    code.op(Opcode.TABLE_SET, 0);
    pop(2);
  }

  private void isNull() {
    need("R");
    code.op(Opcode.REF_IS_NULL);
    pop(1);
    stack.append('I');
  }
}
