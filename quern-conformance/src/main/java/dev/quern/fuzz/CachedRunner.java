package dev.quern.fuzz;

import dev.quern.internal.compile.cache.CacheWriter;
import java.io.IOException;

/** Runs each program twice: so that the code for the second run comes from the cache. */
final class CachedRunner implements Runner {
  private final QuernRunner runner;

  /** A runner whose options have a folder for code. */
  CachedRunner(QuernRunner runner) {
    this.runner = runner;
  }

  @Override
  public String name() {
    return runner.name();
  }

  @Override
  public Observation run(Program program) throws IOException, InterruptedException {
    runner.run(program);
    CacheWriter.writeAll();
    return runner.run(program);
  }

  @Override
  public void close() {
    runner.close();
  }
}
