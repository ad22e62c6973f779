package dev.quern.internal.compile;

/** For which cases of a switch there are copies of a {@link DecodedWord}. */
enum WordCopies {
  /** One for each case, see {@link CaseCopies}. */
  EACH,
  /** One for a few cases each, among which the right ones are searched for. */
  GROUPS,
  /** None, and one table. */
  NONE
}
