package dev.quern;

/** Makes modules and instances from text, for tests. */
final class Modules {
  private Modules() {}

  static WebAssembly.Module module(String wat) {
    return new WebAssembly.Module(Wat.parse(wat));
  }

  static WebAssembly.Instance instance(String wat) {
    return instance(wat, Imports.none());
  }

  static WebAssembly.Instance instance(String wat, Imports imports) {
    return new WebAssembly.Instance(module(wat), imports);
  }
}
