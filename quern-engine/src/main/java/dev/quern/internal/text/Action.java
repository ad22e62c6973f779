package dev.quern.internal.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a script does with an instance. */
public sealed interface Action {

  /** The identifier of the instance, or null for the current one. */
  @Nullable String instance();

  /** The name of the export. */
  String name();

  /** Calls an exported function. */
  record Invoke(@Nullable String instance, String name, List<Constant> arguments)
      implements Action {}

  /** Reads an exported global. */
  record Get(@Nullable String instance, String name) implements Action {}
}
