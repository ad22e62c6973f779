package dev.quern.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.quern.Options;
import dev.quern.internal.compile.cache.CacheDirectory;
import dev.quern.internal.compile.cache.CacheWriter;
import dev.quern.internal.compile.cache.CodeCache;
import dev.quern.internal.compile.layout.CompileOptions;
import dev.quern.internal.engine.CompiledModule;
import dev.quern.internal.engine.Pipeline;
import dev.quern.internal.text.ModuleSource;
import dev.quern.type.Feature;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cache of generated code: what it saves, and that nothing wrong in it is ever used. */
class CodeCacheTest {
  @TempDir Path folder;

  private Path cache() {
    return folder.resolve("cache");
  }

  /** Runs the program and answers how many classes had to be generated. */
  private static int run(byte[] bytes, Path cache) {
    CompiledModule module = CachedProgram.compile(bytes, cache);
    assertThat(CachedProgram.run(module)).isEqualTo(CachedProgram.RESULT);
    CacheWriter.writeAll();
    return module.loader().generatedCount();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      return files.toList();
    }
  }

  private Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return files().getFirst();
  }

  private static Process start(Path cache, int types) throws IOException {
    Path target = Path.of(System.getProperty("quern.root"), "quern-engine", "target");
    String classPath =
        target.resolve("classes") + java.io.File.pathSeparator + target.resolve("test-classes");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            // As this process, since the code depends on it.
            "--add-modules="
                + (CompileOptions.hasVectorApi() ? "jdk.incubator.vector" : "java.base"),
            "-cp",
            classPath,
            CachedProgram.class.getName(),
            cache.toString(),
            Integer.toString(types))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String output(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
    return output.strip();
  }

  // What it saves.

  @Test
  void theSecondTimeNothingIsGeneratedOrValidated() throws IOException {
    byte[] bytes = CachedProgram.module();
    assertThat(run(bytes, cache())).isPositive();
    FileTime written = Files.getLastModifiedTime(onlyFile());
    assertThat(run(bytes, cache())).isZero();
    assertThat(Files.getLastModifiedTime(onlyFile())).as("nothing to write").isEqualTo(written);

    CompiledModule first = CachedProgram.compile(bytes, null);
    CompiledModule second = CachedProgram.compile(bytes, cache());
    assertThat(second.side()).isEqualTo(first.side());
    var facts =
        CodeCache.open(
                cache(),
                bytes,
                Pipeline.cacheKey(Options.defaults().features(), CachedProgram.OPTIONS))
            .facts();
    assertThat(facts).isEqualTo(first.side().facts());
  }

  @Test
  void allCodeComesFromItAndIsTheSame() {
    byte[] bytes = CachedProgram.module();
    var generated = new java.util.concurrent.ConcurrentHashMap<String, byte[]>();
    CachedProgram.compile(bytes, cache())
        .loader()
        .generateAll((n, files) -> generated.putAll(files));
    CacheWriter.writeAll();
    ModuleLoader second = CachedProgram.compile(bytes, cache()).loader();
    var cached = new java.util.concurrent.ConcurrentHashMap<String, byte[]>();
    second.generateAll((n, files) -> cached.putAll(files));
    assertThat(second.generatedCount()).isZero();
    assertThat(cached.keySet()).isEqualTo(generated.keySet());
    cached.forEach((name, file) -> assertThat(file).as(name).isEqualTo(generated.get(name)));
  }

  @Test
  void anotherProcessUsesIt() throws Exception {
    assertThat(output(start(cache(), 0))).matches(CachedProgram.RESULT + " [1-9][0-9]*");
    assertThat(output(start(cache(), 5))).isEqualTo(CachedProgram.RESULT + " 0");
  }

  @Test
  void whatIsGeneratedLaterIsAdded() throws IOException {
    byte[] bytes = CachedProgram.module();
    CachedProgram.compile(bytes, cache()).loader().newInstance();
    CacheWriter.writeAll();
    long small = Files.size(onlyFile());
    assertThat(run(bytes, cache())).isPositive();
    assertThat(Files.size(onlyFile())).isGreaterThan(small);
    assertThat(run(bytes, cache())).isZero();
  }

  @Test
  void whatWasNeededIsLoadedAhead() throws InterruptedException {
    assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
    byte[] bytes = manyFunctions();
    assertThat(CachedProgram.run(CachedProgram.compile(bytes, cache()))).isEqualTo(MANY);
    CacheWriter.writeAll();
    String key = Pipeline.cacheKey(Options.defaults().features(), CachedProgram.OPTIONS);
    List<String> needed = CodeCache.open(cache(), bytes, key).names(":");
    assertThat(needed).hasSizeGreaterThan(100).containsSubsequence("I", "F0", "F1", "F2", "F3");

    ModuleLoader second = CachedProgram.compile(bytes, cache()).loader();
    assertThat(needed).noneMatch(second::hasLoaded);
    second.newInstance();
    for (int i = 0; i < 6000 && !needed.stream().allMatch(second::hasLoaded); i++) {
      Thread.sleep(10);
    }
    assertThat(needed).allMatch(second::hasLoaded);
    assertThat(second.generatedCount()).isZero();
  }

  private static final int MANY = 3000;

  /** A module that calls many functions, one after the other, and answers how many. */
  private static byte[] manyFunctions() {
    var calls = new StringBuilder();
    for (int i = 0; i < MANY; i++) {
      calls.append("(call ").append(i).append(") i32.add ");
    }
    return ModuleSource.of(
            "(module "
                + "(func (result i32) (i32.const 1))".repeat(MANY)
                + "(func (export \"run\") (result i32) (i32.const 0) "
                + calls
                + "))")
        .binary();
  }

  // Who shares it.

  @Test
  void otherModulesAndOptionsDoNotShareIt() throws IOException {
    byte[] bytes = CachedProgram.module();
    run(bytes, cache());
    byte[] other = Arrays.copyOf(bytes, bytes.length + 3);
    // An empty custom section without a name.
    other[bytes.length + 1] = 1;
    assertThat(run(other, cache())).isPositive();

    var features = EnumSet.copyOf(Options.defaults().features());
    features.remove(Feature.THREADS);
    CompileOptions options = CachedProgram.OPTIONS;
    for (CompileOptions changed :
        List.of(
            options.withName("other"),
            options.withMethodLimit(300),
            options.withLargeMemories(true),
            options
                .withVectorApi(!options.usesVectorApi() && CompileOptions.hasVectorApi())
                .withName("vectors"))) {
      assertThat(generated(Pipeline.compile(bytes, features, changed, cache()))).isPositive();
    }
    assertThat(generated(Pipeline.compile(bytes, features, options, cache()))).isPositive();
    assertThat(files()).hasSize(7);
    assertThat(run(bytes, cache())).isZero();
  }

  private static int generated(CompiledModule module) {
    assertThat(CachedProgram.run(module)).isEqualTo(CachedProgram.RESULT);
    CacheWriter.writeAll();
    return module.loader().generatedCount();
  }

  @Test
  void aFileOfAnotherModuleIsNotUsed() throws IOException {
    byte[] bytes = CachedProgram.module();
    run(bytes, cache());
    Path file = onlyFile();
    byte[] right = Files.readAllBytes(file);
    byte[] other = bytes.clone();
    other[bytes.length - 1] ^= 1;
    CodeCache forged = CodeCache.open(cache(), other, "options");
    forged.add("0:F0", new byte[] {1});
    CacheWriter.writeAll();
    Path foreign = files().stream().filter(f -> !f.equals(file)).findFirst().orElseThrow();
    Files.move(foreign, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(run(bytes, cache())).isPositive();
    assertThat(Files.readAllBytes(onlyFile())).hasSameSizeAs(right);
    assertThat(run(bytes, cache())).isZero();
  }

  // What is wrong with a file.

  /** A small file: a module of eight bytes and one entry. */
  private Path smallFile() throws IOException {
    CodeCache cache = CodeCache.open(cache(), MODULE, "options");
    cache.add("name", new byte[1000]);
    CacheWriter.writeAll();
    return onlyFile();
  }

  private static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

  private void assertNotUsed(Path file, byte[] content, String what) throws IOException {
    Files.write(file, content);
    assertThat(CodeCache.open(cache(), MODULE, "options").find("name")).as(what).isNull();
    assertThat(file).as(what).doesNotExist();
  }

  @Test
  void aChangedByteAnywhereIsNoticed() throws IOException {
    Path file = smallFile();
    byte[] right = Files.readAllBytes(file);
    for (int i = 0; i < right.length; i++) {
      byte[] wrong = right.clone();
      wrong[i] ^= (byte) (1 << i % 8);
      assertNotUsed(file, wrong, "byte " + i + " of " + right.length);
    }
    Files.write(file, right);
    assertThat(CodeCache.open(cache(), MODULE, "options").find("name").length()).isEqualTo(1000);
  }

  @Test
  void aFileThatIsCutOrLongerIsNoticed() throws IOException {
    Path file = smallFile();
    byte[] right = Files.readAllBytes(file);
    for (int length = 0; length < right.length; length++) {
      assertNotUsed(file, Arrays.copyOf(right, length), length + " of " + right.length);
    }
    assertNotUsed(file, Arrays.copyOf(right, right.length + 1), "one byte more");
  }

  @Test
  void aProgramRunsOnWithAWrongFile() throws IOException {
    byte[] bytes = CachedProgram.module();
    run(bytes, cache());
    Path file = onlyFile();
    byte[] right = Files.readAllBytes(file);
    for (int length = 0; length < right.length; length += right.length / 7) {
      Files.write(file, Arrays.copyOf(right, length));
      assertThat(run(bytes, cache())).isPositive();
      assertThat(Files.readAllBytes(file)).hasSameSizeAs(right);
    }
    assertThat(run(bytes, cache())).isZero();
  }

  // Folders.

  @Test
  void aNewFolderIsTheUsersAlone() throws IOException {
    assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix")).isTrue();
    run(CachedProgram.module(), cache().resolve("deep"));
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(cache().resolve("deep"))))
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderThatOthersMayWriteToIsNotUsed() throws IOException {
    assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix")).isTrue();
    byte[] bytes = CachedProgram.module();
    run(bytes, cache());
    for (String wrong : List.of("rwxrwx---", "rwx----w-")) {
      Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString(wrong));
      assertThat(run(bytes, cache())).as(wrong).isPositive();
    }
    Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(run(bytes, cache())).isZero();
  }

  @Test
  void aFileThatOthersMayWriteToIsNotUsed() throws IOException {
    assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix")).isTrue();
    byte[] bytes = CachedProgram.module();
    run(bytes, cache());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyFile())))
        .as("a new file is the user's alone")
        .isEqualTo("rw-------");
    for (String wrong : List.of("rw-rw----", "rw-----w-")) {
      Files.setPosixFilePermissions(onlyFile(), PosixFilePermissions.fromString(wrong));
      assertThat(run(bytes, cache())).as(wrong).isPositive();
    }
    Files.setPosixFilePermissions(onlyFile(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(run(bytes, cache())).isZero();
  }

  /** Only root can give files away; elsewhere root's own folder stands for another user's. */
  @Test
  void whatBelongsToAnotherUserIsNotUsed() throws IOException {
    assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix")).isTrue();
    byte[] bytes = CachedProgram.module();
    run(bytes, cache());
    Path file = onlyFile();
    UserPrincipal user = Files.getOwner(file);
    var users = folder.getFileSystem().getUserPrincipalLookupService();
    UserPrincipal other = users.lookupPrincipalByName("65534");
    try {
      Files.setOwner(file, other);
    } catch (IOException notRoot) {
      assertThat(CacheDirectory.open(Path.of("/usr"))).isNull();
      return;
    }
    assertThat(run(bytes, cache())).as("a file").isPositive();
    assertThat(Files.getOwner(onlyFile())).as("replaced").isEqualTo(user);
    Files.setOwner(cache(), other);
    assertThat(run(bytes, cache())).as("a folder").isPositive();
    Files.setOwner(cache(), user);
    assertThat(run(bytes, cache())).isZero();
  }

  /** Opening a pipe that nobody writes to would never return. */
  @Test
  @Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatIsNoRegularFileIsSkipped() throws Exception {
    byte[] bytes = CachedProgram.module();
    run(bytes, cache());
    Path file = onlyFile();
    Path pipe = folder.resolve("pipe");
    try {
      assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    } catch (IOException noSuchCommand) {
      assumeThat(noSuchCommand).isNull();
    }
    Path copy = Files.copy(file, folder.resolve("copy"));
    for (Path target : List.of(pipe, folder.resolve("nowhere"), folder, copy)) {
      Files.delete(file);
      Files.createSymbolicLink(file, target);
      assertThat(run(bytes, cache())).as("link to " + target).isPositive();
      assertThat(Files.isSymbolicLink(file)).as("replaced").isFalse();
    }
    Files.move(pipe, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(CacheDirectory.open(cache()).size()).isZero();
    assertThat(run(bytes, cache())).as("a pipe").isPositive();
    assertThat(run(bytes, cache())).as("replaced").isZero();
    assertThat(copy).exists();
  }

  @Test
  void aFolderThatCannotBeUsedIsNoError() throws IOException {
    byte[] bytes = CachedProgram.module();
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(bytes, file)).isPositive();
    assertThat(run(bytes, file.resolve("below"))).isPositive();
    assertThat(run(bytes, Path.of("/proc/quern"))).isPositive();
    // Writing fails: a folder stands where the file is to be.
    run(bytes, cache());
    Path target = onlyFile();
    Files.delete(target);
    Files.createDirectories(target.resolve("in the way"));
    assertThat(run(bytes, cache())).isPositive();
    assertThat(files()).as("no partial file stays").containsExactly(target);
  }

  @Test
  void theFilesUnusedForLongestGoFirst() throws IOException {
    Files.createDirectories(cache());
    Instant now = Instant.now();
    var names = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      Path file = Files.write(cache().resolve(i + ".quern"), new byte[100]);
      Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofHours(5 - i))));
      names.add(file.getFileName().toString());
    }
    Path abandoned = Files.write(cache().resolve("x.tmp"), new byte[1]);
    Files.setLastModifiedTime(abandoned, FileTime.from(now.minus(Duration.ofHours(2))));
    Files.write(cache().resolve("y.tmp"), new byte[1]);
    Files.write(cache().resolve("not ours"), new byte[1000]);
    CacheDirectory.open(cache()).tidy(300);
    assertThat(files().stream().map(f -> f.getFileName().toString()))
        .containsExactlyInAnyOrder("3.quern", "4.quern", "y.tmp", "not ours");
  }

  // Together.

  @Test
  void threadsAndProcessesWriteAtTheSameTime() throws Exception {
    byte[] bytes = CachedProgram.module();
    var processes = new ArrayList<Process>();
    processes.add(start(cache(), 1));
    processes.add(start(cache(), 3));
    try (var threads = Executors.newFixedThreadPool(8)) {
      var runs = new ArrayList<Future<?>>();
      for (int i = 0; i < 8; i++) {
        runs.add(threads.submit(() -> run(bytes, cache())));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
    for (Process process : processes) {
      assertThat(output(process)).startsWith(CachedProgram.RESULT + " ");
    }
    assertThat(run(bytes, cache())).isZero();
    assertThat(files()).hasSize(1);
  }

  @Test
  void aModuleThatNobodyUsesGoes() throws InterruptedException {
    var dropped = new WeakReference<>(used());
    for (int i = 0; i < 100 && dropped.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(dropped.get()).isNull();
  }

  /** The loader of a module that has run; what it generated is still to be written. */
  private ModuleLoader used() {
    CompiledModule module = CachedProgram.compile(CachedProgram.module(), cache());
    CachedProgram.run(module);
    return module.loader();
  }
}
