/** The WebAssembly JavaScript Interface for JavaScript engines on the JVM. */
module dev.quern.js {
  requires transitive dev.quern;
  requires static transitive org.graalvm.polyglot;
  requires static org.graalvm.truffle;
  requires static org.jspecify;

  exports dev.quern.js;
}
