package dev.quern.bench.part;

import dev.quern.Imports;
import dev.quern.Wat;
import dev.quern.WebAssembly;

/**
 * The shape that most benchmarked modules have: exports that do something many times. Public, so
 * that {@link WebAssembly.Instance#as} makes a class of it, through which HotSpot inlines.
 */
public interface Loop {
  /** Turns of a loop for each call: enough for the call itself not to count. */
  int TURNS = 1_000;

  /**
   * Runs the export {@code run}.
   *
   * @param turns how often to do what the module does
   * @return something that depends on all turns
   */
  int run(int turns);

  /** The loop of a module without imports. */
  static Loop of(String text) {
    return of(text, Imports.none());
  }

  /** The loop of a module. */
  static Loop of(String text, Imports imports) {
    return instance(text, imports).as(Loop.class);
  }

  /** An instance of a module given as text. */
  static WebAssembly.Instance instance(String text, Imports imports) {
    return new WebAssembly.Instance(new WebAssembly.Module(Wat.parse(text)), imports);
  }

  /**
   * The text of a function {@code run} that adds up, in {@code $sum}, what instructions leave for
   * every {@code $i} from 0 to the number of turns.
   *
   * @param locals further locals, or nothing
   * @param body instructions that leave an i32; they may use {@code $i} and {@code $turns}
   */
  static String function(String locals, String body) {
    return """
    (func (export "run") (param $turns i32) (result i32)
      (local $i i32) (local $sum i32) %s
      (loop $next
        (local.set $sum (i32.add (local.get $sum) %s))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $i) (local.get $turns))))
      (local.get $sum))
    """
        .formatted(locals, body);
  }
}
