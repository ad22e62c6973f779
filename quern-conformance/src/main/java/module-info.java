/** The fuzzer; suites and house rules are tests. */
module dev.quern.conformance {
  requires dev.quern;
  requires dev.quern.wasi;
  requires dev.quern.cli;
  requires dev.quern.js;
  requires static org.jspecify;
}
