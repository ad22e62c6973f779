package dev.quern;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Ties a Java method to a WebAssembly function. MDN has no counterpart.
 *
 * <p>On a method of an object given to {@link Imports#with(String, Object)}: the method is a host
 * function. On a method of an interface given to {@link WebAssembly.Instance#as}: the name of the
 * export that the method calls, where the method's own name will not do.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface WasmFunction {
  /** The WebAssembly name; empty for the method's own. */
  String value() default "";
}
