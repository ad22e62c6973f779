package dev.quern.internal.compile.loop;

/** Which cases of a switch get copies of a {@link DecodedWord}. */
public enum WordCopies {
  /** One copy for each case, see {@code CaseCopies}. */
  EACH,
  /** One copy for every few cases; a search finds the right ones. */
  GROUPS,
  /** No copies, and one table. */
  NONE
}
