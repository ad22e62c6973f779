/** Suites, fuzzing and house rules: tests only, so this descriptor is all there is to compile. */
module dev.quern.conformance {
  requires dev.quern;
  requires dev.quern.wasi;
  requires dev.quern.cli;
}
