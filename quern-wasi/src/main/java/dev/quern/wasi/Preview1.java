package dev.quern.wasi;

import dev.quern.Caller;
import dev.quern.wasi.WasiOptions.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * The functions of {@code wasi_snapshot_preview1}: each non-private method with a {@link Caller} is
 * one, named in camel case; {@link Preview1Functions} finds them. Those of {@code wasi_unstable}
 * are the same but for what {@link Snapshot} tells. A body checks where its results go before it
 * does anything, and throws whatever goes wrong; {@link #code} makes the error code of that.
 *
 * <p>The bodies are lambdas, and not wrapped by combinators of method handles, because for those of
 * every signature the JVM makes some twenty classes at run time, on the way of every start. Lambdas
 * are in the cache that the command has trained, and gone once HotSpot has compiled the method.
 */
final class Preview1 {
  private static final int FOLLOW = 1;
  private static final int RANDOM_CHUNK = 1 << 16;

  private final Snapshot snapshot;
  private final Strings arguments;
  private final Strings environment;
  private final Descriptors descriptors;
  private final Clocks clocks;
  private final RandomGenerator random;
  private final Limits limits;
  private final Threads threads;

  Preview1(
      Snapshot snapshot,
      Strings arguments,
      Strings environment,
      Descriptors descriptors,
      Clocks clocks,
      RandomGenerator random,
      Limits limits,
      Threads threads) {
    this.snapshot = snapshot;
    this.arguments = arguments;
    this.environment = environment;
    this.descriptors = descriptors;
    this.clocks = clocks;
    this.random = random;
    this.limits = limits;
    this.threads = threads;
  }

  /** The same program's, as another snapshot has them. */
  Preview1 in(Snapshot other) {
    return new Preview1(
        other, arguments, environment, descriptors, clocks, random, limits, threads);
  }

  @FunctionalInterface
  private interface Body {
    void run() throws Exception;
  }

  /** The error code of what a body throws, or of success. */
  private int code(Body body) {
    requireRunning();
    try {
      body.run();
      return Errno.SUCCESS.code();
    } catch (Throwable e) {
      return code(e);
    }
  }

  /** No exception passes but errors of the machine, such as the exhaustion of its stack. */
  private static int code(Throwable thrown) {
    if (thrown instanceof Error error && !(thrown instanceof OutOfMemoryError)) {
      throw error;
    }
    return Errno.of(thrown).code();
  }

  private void requireRunning() {
    if (threads.arePossible()) {
      threads.requireRunning();
    }
  }

  int argsGet(Caller caller, int pointers, int bytes) {
    return code(() -> arguments.write(GuestMemory.of(caller), pointers, bytes));
  }

  int argsSizesGet(Caller caller, int count, int size) {
    return code(() -> arguments.writeSizes(GuestMemory.of(caller), count, size));
  }

  int environGet(Caller caller, int pointers, int bytes) {
    return code(() -> environment.write(GuestMemory.of(caller), pointers, bytes));
  }

  int environSizesGet(Caller caller, int count, int size) {
    return code(() -> environment.writeSizes(GuestMemory.of(caller), count, size));
  }

  int clockResGet(Caller caller, int clock, int result) {
    return code(() -> GuestMemory.of(caller).putLong(result, clocks.resolution(clock)));
  }

  int clockTimeGet(Caller caller, int clock, long precision, int result) {
    return code(() -> GuestMemory.of(caller).putLong(result, clocks.now(clock)));
  }

  int fdAdvise(Caller caller, int fd, long offset, long length, int advice) {
    return code(() -> descriptors.get(fd).advise(offset, length, advice));
  }

  int fdAllocate(Caller caller, int fd, long offset, long length) {
    return code(() -> descriptors.get(fd).allocate(offset, length));
  }

  int fdClose(Caller caller, int fd) {
    return code(() -> descriptors.close(fd));
  }

  int fdDatasync(Caller caller, int fd) {
    return code(() -> descriptors.get(fd).sync(false));
  }

  int fdFdstatGet(Caller caller, int fd, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      Descriptor descriptor = descriptors.get(fd);
      memory.check(result, 24);
      memory.putLong(result, descriptor.type().ordinal() | (long) descriptor.flags() << 16);
      memory.putLong(result + 8, descriptor.rights());
      memory.putLong(result + 16, descriptor.inheriting());
    });
  }

  int fdFdstatSetFlags(Caller caller, int fd, int flags) {
    return code(() -> descriptors.get(fd).setFlags(flags));
  }

  int fdFdstatSetRights(Caller caller, int fd, long rights, long inheriting) {
    return code(() -> descriptors.get(fd).restrict(rights, inheriting));
  }

  int fdFilestatGet(Caller caller, int fd, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, snapshot.filestat());
      snapshot.put(memory, result, descriptors.get(fd).stat());
    });
  }

  int fdFilestatSetSize(Caller caller, int fd, long size) {
    return code(() -> descriptors.get(fd).setSize(size));
  }

  int fdFilestatSetTimes(Caller caller, int fd, long accessed, long modified, int flags) {
    return code(() ->
        descriptors.get(fd).setTimes(FileTimes.of(accessed, modified, flags, clocks.realtime())));
  }

  int fdPread(Caller caller, int fd, int vectors, int count, long offset, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      memory.putInt(result, descriptors.get(fd).pread(memory.vectors(vectors, count), offset));
    });
  }

  int fdPrestatGet(Caller caller, int fd, int result) {
    return code(() -> {
      byte[] name = preopenName(fd);
      GuestMemory.of(caller).putLong(result, (long) name.length << 32);
    });
  }

  int fdPrestatDirName(Caller caller, int fd, int path, int length) {
    return code(() -> {
      byte[] name = preopenName(fd);
      if (Integer.compareUnsigned(length, name.length) < 0) {
        throw Errno.ENAMETOOLONG.failure();
      }
      GuestMemory.of(caller).putBytes(path, name, name.length);
    });
  }

  private byte[] preopenName(int fd) throws IOException {
    String name =
        descriptors.get(fd) instanceof OpenDirectory directory ? directory.preopenName() : null;
    if (name == null) {
      throw Errno.EBADF.failure();
    }
    return name.getBytes(StandardCharsets.UTF_8);
  }

  int fdPwrite(Caller caller, int fd, int vectors, int count, long offset, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      memory.putInt(result, descriptors.get(fd).pwrite(memory.vectors(vectors, count), offset));
    });
  }

  int fdRead(Caller caller, int fd, int vectors, int count, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      memory.putInt(result, descriptors.get(fd).read(memory.vectors(vectors, count)));
    });
  }

  int fdReaddir(Caller caller, int fd, int buffer, int length, long cookie, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      DirectoryListing listing = descriptors.directory(fd).list(cookie);
      memory.putInt(result, listing.write(memory, buffer, length, cookie));
    });
  }

  int fdRenumber(Caller caller, int from, int to) {
    return code(() -> descriptors.renumber(from, to));
  }

  int fdSeek(Caller caller, int fd, long offset, int whence, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 8);
      memory.putLong(result, descriptors.get(fd).seek(offset, snapshot.whence(whence)));
    });
  }

  int fdSync(Caller caller, int fd) {
    return code(() -> descriptors.get(fd).sync(true));
  }

  int fdTell(Caller caller, int fd, int result) {
    return code(() -> GuestMemory.of(caller).putLong(result, descriptors.get(fd).tell()));
  }

  int fdWrite(Caller caller, int fd, int vectors, int count, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      memory.putInt(result, descriptors.get(fd).write(memory.vectors(vectors, count)));
    });
  }

  int pathCreateDirectory(Caller caller, int fd, int path, int length) {
    return code(
        () -> descriptors.directory(fd).createDirectory(GuestMemory.of(caller).path(path, length)));
  }

  int pathFilestatGet(Caller caller, int fd, int flags, int path, int length, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, snapshot.filestat());
      String name = memory.path(path, length);
      Filestat stat = descriptors.directory(fd).stat(name, (flags & FOLLOW) != 0);
      snapshot.put(memory, result, stat);
    });
  }

  int pathFilestatSetTimes(
      Caller caller,
      int fd,
      int flags,
      int path,
      int length,
      long accessed,
      long modified,
      int timeFlags) {
    return code(() -> {
      String name = GuestMemory.of(caller).path(path, length);
      descriptors
          .directory(fd)
          .setTimes(
              name,
              (flags & FOLLOW) != 0,
              FileTimes.of(accessed, modified, timeFlags, clocks.realtime()));
    });
  }

  int pathLink(
      Caller caller,
      int fd,
      int flags,
      int path,
      int length,
      int newFd,
      int newPath,
      int newLength) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      descriptors
          .directory(fd)
          .link(
              memory.path(path, length),
              (flags & FOLLOW) != 0,
              descriptors.directory(newFd),
              memory.path(newPath, newLength));
    });
  }

  int pathOpen(
      Caller caller,
      int fd,
      int lookupFlags,
      int path,
      int length,
      int openFlags,
      long rights,
      long inheriting,
      int descriptorFlags,
      int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      OpenDirectory base = descriptors.directory(fd);
      String name = memory.path(path, length);
      descriptors.requireRoom();
      var opener =
          new PathOpener(
              openFlags, (lookupFlags & FOLLOW) != 0, rights, inheriting, descriptorFlags);
      memory.putInt(result, descriptors.add(opener.open(base, name)));
    });
  }

  int pathReadlink(
      Caller caller, int fd, int path, int length, int buffer, int bufferLength, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      memory.check(buffer, bufferLength);
      String target = descriptors.directory(fd).readLink(memory.path(path, length));
      byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
      int count = (int) Math.min(bytes.length, Integer.toUnsignedLong(bufferLength));
      memory.putBytes(buffer, bytes, count);
      memory.putInt(result, count);
    });
  }

  int pathRemoveDirectory(Caller caller, int fd, int path, int length) {
    return code(
        () -> descriptors.directory(fd).removeDirectory(GuestMemory.of(caller).path(path, length)));
  }

  int pathRename(
      Caller caller, int fd, int path, int length, int newFd, int newPath, int newLength) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      descriptors
          .directory(fd)
          .rename(
              memory.path(path, length),
              descriptors.directory(newFd),
              memory.path(newPath, newLength));
    });
  }

  int pathSymlink(Caller caller, int target, int targetLength, int fd, int path, int length) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      descriptors
          .directory(fd)
          .symlink(memory.path(target, targetLength), memory.path(path, length));
    });
  }

  int pathUnlinkFile(Caller caller, int fd, int path, int length) {
    return code(
        () -> descriptors.directory(fd).unlinkFile(GuestMemory.of(caller).path(path, length)));
  }

  int pollOneoff(Caller caller, int subscriptions, int events, int count, int result) {
    return code(() -> {
      if (count == 0 || Integer.compareUnsigned(count, limits.subscriptions()) > 0) {
        throw Errno.EINVAL.failure();
      }
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      memory.check(subscriptions, count, snapshot.subscription());
      memory.check(events, count, Poll.EVENT);
      descriptors.flush();
      var poll = new Poll(memory, descriptors, clocks, snapshot, subscriptions, events, count);
      memory.putInt(result, poll.run());
    });
  }

  void procExit(Caller caller, int status) {
    requireRunning();
    throw new WasiExit(status);
  }

  int procRaise(Caller caller, int signal) {
    return code(() -> Signal.of(signal).raise());
  }

  int randomGet(Caller caller, int buffer, int length) {
    return code(() -> {
      var target = GuestMemory.of(caller).slice(buffer, length);
      byte[] chunk = new byte[Math.min(target.remaining(), RANDOM_CHUNK)];
      while (target.hasRemaining()) {
        random.nextBytes(chunk);
        target.put(chunk, 0, Math.min(target.remaining(), chunk.length));
      }
    });
  }

  int schedYield(Caller caller) {
    return code(() -> Thread.yield());
  }

  int sockAccept(Caller caller, int fd, int flags, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      Listener listener = descriptors.get(fd).listener();
      // Beforehand, so that no connection is taken off the queue and lost.
      descriptors.requireRoom();
      memory.putInt(result, descriptors.add(listener.accept(flags)));
    });
  }

  int sockRecv(
      Caller caller, int fd, int vectors, int count, int flags, int size, int resultFlags) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(size, 4);
      memory.check(resultFlags, 2);
      Socket socket = descriptors.get(fd).socket();
      memory.putInt(size, socket.receive(memory.vectors(vectors, count), flags));
      // A stream cuts no messages off, which is the one thing that these flags could tell.
      memory.putShort(resultFlags, 0);
    });
  }

  int sockSend(Caller caller, int fd, int vectors, int count, int flags, int result) {
    return code(() -> {
      GuestMemory memory = GuestMemory.of(caller);
      memory.check(result, 4);
      Socket socket = descriptors.get(fd).socket();
      if (flags != 0) {
        throw Errno.EINVAL.failure();
      }
      memory.putInt(result, socket.write(memory.vectors(vectors, count)));
    });
  }

  int sockShutdown(Caller caller, int fd, int how) {
    return code(() -> descriptors.get(fd).socket().shutdown(how));
  }
}
