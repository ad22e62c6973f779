/** The {@code quern} command. */
@SuppressWarnings("module") // the conformance tests are compiled after this module
module dev.quern.cli {
  requires dev.quern;
  requires dev.quern.wasi;
  requires info.picocli;
  requires static org.jspecify;

  exports dev.quern.cli to
      dev.quern.conformance;

  // picocli sets the fields of the command classes by reflection.
  opens dev.quern.cli to
      info.picocli;
}
