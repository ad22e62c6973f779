/**
 * Quern's engine and Java API. Exported are the API, the types of the WebAssembly specification,
 * and the runtime that generated code calls. The internal packages are open to Quern's own modules
 * only.
 */
// The modules that the qualified exports name are compiled after this one.
@SuppressWarnings("module")
module dev.quern {
  requires static java.net.http;
  requires static jdk.incubator.vector;
  requires static org.jspecify;

  exports dev.quern;
  exports dev.quern.runtime;
  exports dev.quern.type;
  exports dev.quern.internal.binary to
      dev.quern.cli,
      dev.quern.conformance;
  exports dev.quern.internal.compile to
      dev.quern.cli,
      dev.quern.conformance;
  exports dev.quern.internal.compile.cache to
      dev.quern.cli,
      dev.quern.conformance;
  exports dev.quern.internal.compile.layout to
      dev.quern.cli,
      dev.quern.conformance;
  exports dev.quern.internal.engine to
      dev.quern.cli,
      dev.quern.conformance,
      dev.quern.js;
  exports dev.quern.internal.syntax to
      dev.quern.cli,
      dev.quern.conformance;
  exports dev.quern.internal.text to
      dev.quern.cli,
      dev.quern.conformance;
  exports dev.quern.internal.valid to
      dev.quern.cli,
      dev.quern.conformance;
}
