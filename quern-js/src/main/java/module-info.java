/** The WebAssembly JavaScript Interface for JavaScript engines on the JVM. */
@SuppressWarnings("module") // the conformance tests are compiled after this module
module dev.quern.js {
  requires transitive dev.quern;
  requires static transitive org.graalvm.polyglot;
  requires static org.graalvm.truffle;
  requires static org.jspecify;

  exports dev.quern.js;

  // The fuzzer's programs call the builtin functions for strings from Java.
  opens dev.quern.js to
      dev.quern.conformance;
}
