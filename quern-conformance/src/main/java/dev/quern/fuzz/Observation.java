package dev.quern.fuzz;

import java.util.List;

/**
 * What a run of a program showed, comparable between engines: NaNs are canonical, traps are named
 * by their class and not by an engine's message.
 *
 * @param lines one for each unit, action and piece of state
 */
public record Observation(List<String> lines) {}
