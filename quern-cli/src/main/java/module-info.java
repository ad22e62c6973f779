/** The {@code quern} command. */
@SuppressWarnings("module") // the conformance tests are compiled after this module
module dev.quern.cli {
  requires dev.quern;
  requires dev.quern.js;
  requires dev.quern.wasi;
  requires info.picocli;
  requires java.net.http;
  requires org.graalvm.polyglot;
  requires static org.jspecify;

  exports dev.quern.cli to
      dev.quern.conformance;
  exports dev.quern.cli.wast to
      dev.quern.conformance;
  // For everyone: GraalJS calls the host objects of scripts, and asks for no less.
  exports dev.quern.cli.script;

  // picocli sets the fields of the command classes by reflection.
  opens dev.quern.cli to
      info.picocli;
}
