package dev.quern.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program with which two ways to run it differ.
 *
 * @param runner the name of the way that differs from the default one
 * @param difference what differs first, in a line
 * @param expected what the default way shows
 * @param actual what the other way shows
 */
record Find(
    Program program, String runner, String difference, Observation expected, Observation actual) {

  /** The first line that is not the same, or an empty string. */
  static String difference(Observation expected, Observation actual) {
    List<String> ours = expected.lines();
    List<String> others = actual.lines();
    for (int i = 0; i < Math.min(ours.size(), others.size()); i++) {
      if (!ours.get(i).equals(others.get(i))) {
        return ours.get(i) + " | " + others.get(i);
      }
    }
    return ours.size() == others.size() ? "" : "lines are missing";
  }

  /** The line for a terminal. */
  String line() {
    return "find: seed " + program.seed() + ", " + runner + ": " + difference;
  }

  /** Writes all there is to know into a new folder of one; gives the new one. */
  Path write(Path out) throws IOException {
    Path folder = out.resolve("seed-" + program.seed() + "-" + runner.replaceAll("[^\\w]+", "-"));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("program.txt"), ProgramText.write(program) + "\n");
    for (Program.Unit unit : program.units()) {
      Files.write(folder.resolve(unit.name() + ".wasm"), unit.module());
    }
    Files.write(folder.resolve("expected.txt"), expected.lines());
    Files.write(folder.resolve("actual.txt"), actual.lines());
    Files.writeString(folder.resolve("find.txt"), line() + "\n");
    return folder;
  }

  /**
   * Writes a smaller program that differs as this one, and what it shows by default, as a script.
   */
  void writeSmall(Path folder, Program small, Observation shown) throws IOException {
    Files.writeString(folder.resolve("small.txt"), ProgramText.write(small) + "\n");
    Files.writeString(folder.resolve("small.wast"), WastWriter.write(small, shown, line()));
  }
}
