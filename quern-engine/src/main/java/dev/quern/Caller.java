package dev.quern;

import java.util.NoSuchElementException;

/**
 * The instance that imported a host function. MDN has no such thing: a JavaScript function closes
 * over the variable that will hold the instance.
 *
 * <p>A host function whose <em>first</em> parameter is of this type gets the instance that imported
 * it; WebAssembly does not see the parameter. It is bound once, when the instance is made and
 * before its start function runs, so that it costs nothing at a call.
 *
 * <pre>{@code
 * interface Log { void log(Caller caller, int address, int length); }
 *
 * Imports.of("env", "log", Log.class, (caller, address, length) ->
 *     System.out.println(caller.memory().readString(address, length)));
 * }</pre>
 */
public interface Caller {
  /** The instance. Its exports are there already when its start function runs. */
  WebAssembly.Instance instance();

  /**
   * The exported memory named {@code memory}, where toolchains put it.
   *
   * @throws NoSuchElementException if the instance exports no such memory
   */
  WebAssembly.Memory memory();
}
