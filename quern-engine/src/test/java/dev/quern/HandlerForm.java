package dev.quern;

/** Every way to handle an exception, around a call or whatever else may throw. */
public enum HandlerForm {
  // spotless:off
  CATCH("(block $h (try_table (catch $other $h) BODY))"),
  CATCH_REF("(block $h (result exnref) (try_table (catch_ref $other $h) BODY) (ref.null exn)) (drop)"),
  CATCH_ALL("(block $h (try_table (catch_all $h) BODY) (return)) (call $handled) (throw $tag)"),
  CATCH_ALL_REF("(block $h (result exnref) (try_table (catch_all_ref $h) BODY) (return))"
      + " (call $handled) (throw_ref)"),
  LEGACY_CATCH("(try (do BODY) (catch $other))"),
  LEGACY_CATCH_ALL("(try (do BODY) (catch_all (call $handled) (throw $tag)))"),
  LEGACY_RETHROW("(try (do BODY) (catch_all (call $handled) (rethrow 0)))"),
  LEGACY_CATCH_RETHROW("(try (do BODY) (catch $other) (catch_all (call $handled) (rethrow 0)))"),
  DELEGATE("(try $outer (do (try (do BODY) (delegate $outer))) (catch_all (call $handled) (rethrow 0)))"),
  DELEGATE_TO_CALLER("(try (do (try (do BODY) (delegate 1))) (catch_all (call $handled) (rethrow 0)))");
  // spotless:on

  private final String text;

  HandlerForm(String text) {
    this.text = text;
  }

  /**
   * Instructions in a function without results. They use the tags {@code $tag} and {@code $other},
   * and call {@code $handled} when an exception has been caught, which is then thrown on or another
   * one in its place.
   *
   * @param body what may throw
   */
  public String around(String body) {
    return text.replace("BODY", body);
  }

  /** Whether the form catches exceptions of {@code $tag}. */
  public boolean catchesAll() {
    return text.contains("$handled") && this != DELEGATE_TO_CALLER;
  }
}
