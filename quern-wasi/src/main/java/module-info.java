/** WASI as an {@code Imports} object. */
module dev.quern.wasi {
  requires transitive dev.quern;
  requires static org.jspecify;

  exports dev.quern.wasi;
}
