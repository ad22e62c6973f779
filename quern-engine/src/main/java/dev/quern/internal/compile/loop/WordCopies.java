package dev.quern.internal.compile.loop;

/** For which cases of a switch there are copies of a {@link DecodedWord}. */
public enum WordCopies {
  /** One for each case, see {@code CaseCopies}. */
  EACH,
  /** One for a few cases each, among which the right ones are searched for. */
  GROUPS,
  /** None, and one table. */
  NONE
}
