package dev.quern.wasi;

import dev.quern.Caller;
import dev.quern.wasi.WasiOptions.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * The functions of {@code wasi_snapshot_preview1}: each non-private method with a {@link Caller} is
 * one, named in camel case, and {@link Preview1Calls} has its like for programs. Those of {@code
 * wasi_unstable} are the same but for what {@link Snapshot} tells. A method checks where its
 * results go before it does anything, and throws whatever goes wrong; the caller's error code is
 * made from that at the border.
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

  Preview1(
      Snapshot snapshot,
      Strings arguments,
      Strings environment,
      Descriptors descriptors,
      Clocks clocks,
      RandomGenerator random,
      Limits limits) {
    this.snapshot = snapshot;
    this.arguments = arguments;
    this.environment = environment;
    this.descriptors = descriptors;
    this.clocks = clocks;
    this.random = random;
    this.limits = limits;
  }

  /** The same program's, as another snapshot has them. */
  Preview1 in(Snapshot other) {
    return new Preview1(other, arguments, environment, descriptors, clocks, random, limits);
  }

  void argsGet(Caller caller, int pointers, int bytes) throws IOException {
    arguments.write(GuestMemory.of(caller), pointers, bytes);
  }

  void argsSizesGet(Caller caller, int count, int size) throws IOException {
    arguments.writeSizes(GuestMemory.of(caller), count, size);
  }

  void environGet(Caller caller, int pointers, int bytes) throws IOException {
    environment.write(GuestMemory.of(caller), pointers, bytes);
  }

  void environSizesGet(Caller caller, int count, int size) throws IOException {
    environment.writeSizes(GuestMemory.of(caller), count, size);
  }

  void clockResGet(Caller caller, int clock, int result) throws IOException {
    GuestMemory.of(caller).putLong(result, clocks.resolution(clock));
  }

  void clockTimeGet(Caller caller, int clock, long precision, int result) throws IOException {
    GuestMemory.of(caller).putLong(result, clocks.now(clock));
  }

  void fdAdvise(Caller caller, int fd, long offset, long length, int advice) throws IOException {
    descriptors.get(fd).advise(offset, length, advice);
  }

  void fdAllocate(Caller caller, int fd, long offset, long length) throws IOException {
    descriptors.get(fd).allocate(offset, length);
  }

  void fdClose(Caller caller, int fd) throws IOException {
    descriptors.close(fd);
  }

  void fdDatasync(Caller caller, int fd) throws IOException {
    descriptors.get(fd).sync(false);
  }

  void fdFdstatGet(Caller caller, int fd, int result) throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    Descriptor descriptor = descriptors.get(fd);
    memory.check(result, 24);
    memory.putLong(result, descriptor.type().ordinal() | (long) descriptor.flags() << 16);
    memory.putLong(result + 8, descriptor.rights());
    memory.putLong(result + 16, descriptor.inheriting());
  }

  void fdFdstatSetFlags(Caller caller, int fd, int flags) throws IOException {
    descriptors.get(fd).setFlags(flags);
  }

  void fdFdstatSetRights(Caller caller, int fd, long rights, long inheriting) throws IOException {
    descriptors.get(fd).restrict(rights, inheriting);
  }

  void fdFilestatGet(Caller caller, int fd, int result) throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, snapshot.filestat());
    snapshot.put(memory, result, descriptors.get(fd).stat());
  }

  void fdFilestatSetSize(Caller caller, int fd, long size) throws IOException {
    descriptors.get(fd).setSize(size);
  }

  void fdFilestatSetTimes(Caller caller, int fd, long accessed, long modified, int flags)
      throws IOException {
    descriptors.get(fd).setTimes(FileTimes.of(accessed, modified, flags, clocks.realtime()));
  }

  void fdPread(Caller caller, int fd, int vectors, int count, long offset, int result)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 4);
    memory.putInt(result, descriptors.get(fd).pread(memory.vectors(vectors, count), offset));
  }

  void fdPrestatGet(Caller caller, int fd, int result) throws IOException {
    byte[] name = preopenName(fd);
    GuestMemory.of(caller).putLong(result, (long) name.length << 32);
  }

  void fdPrestatDirName(Caller caller, int fd, int path, int length) throws IOException {
    byte[] name = preopenName(fd);
    if (Integer.compareUnsigned(length, name.length) < 0) {
      throw Errno.ENAMETOOLONG.failure();
    }
    GuestMemory.of(caller).putBytes(path, name, name.length);
  }

  private byte[] preopenName(int fd) throws IOException {
    String name =
        descriptors.get(fd) instanceof OpenDirectory directory ? directory.preopenName() : null;
    if (name == null) {
      throw Errno.EBADF.failure();
    }
    return name.getBytes(StandardCharsets.UTF_8);
  }

  void fdPwrite(Caller caller, int fd, int vectors, int count, long offset, int result)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 4);
    memory.putInt(result, descriptors.get(fd).pwrite(memory.vectors(vectors, count), offset));
  }

  void fdRead(Caller caller, int fd, int vectors, int count, int result) throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 4);
    memory.putInt(result, descriptors.get(fd).read(memory.vectors(vectors, count)));
  }

  void fdReaddir(Caller caller, int fd, int buffer, int length, long cookie, int result)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 4);
    DirectoryListing listing = descriptors.directory(fd).list(cookie);
    memory.putInt(result, listing.write(memory, buffer, length, cookie));
  }

  void fdRenumber(Caller caller, int from, int to) throws IOException {
    descriptors.renumber(from, to);
  }

  void fdSeek(Caller caller, int fd, long offset, int whence, int result) throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 8);
    memory.putLong(result, descriptors.get(fd).seek(offset, snapshot.whence(whence)));
  }

  void fdSync(Caller caller, int fd) throws IOException {
    descriptors.get(fd).sync(true);
  }

  void fdTell(Caller caller, int fd, int result) throws IOException {
    GuestMemory.of(caller).putLong(result, descriptors.get(fd).tell());
  }

  void fdWrite(Caller caller, int fd, int vectors, int count, int result) throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 4);
    memory.putInt(result, descriptors.get(fd).write(memory.vectors(vectors, count)));
  }

  void pathCreateDirectory(Caller caller, int fd, int path, int length) throws IOException {
    descriptors.directory(fd).createDirectory(GuestMemory.of(caller).path(path, length));
  }

  void pathFilestatGet(Caller caller, int fd, int flags, int path, int length, int result)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, snapshot.filestat());
    String name = memory.path(path, length);
    Filestat stat = descriptors.directory(fd).stat(name, (flags & FOLLOW) != 0);
    snapshot.put(memory, result, stat);
  }

  void pathFilestatSetTimes(
      Caller caller,
      int fd,
      int flags,
      int path,
      int length,
      long accessed,
      long modified,
      int timeFlags)
      throws IOException {
    String name = GuestMemory.of(caller).path(path, length);
    descriptors
        .directory(fd)
        .setTimes(
            name,
            (flags & FOLLOW) != 0,
            FileTimes.of(accessed, modified, timeFlags, clocks.realtime()));
  }

  void pathLink(
      Caller caller, int fd, int flags, int path, int length, int newFd, int newPath, int newLength)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    descriptors
        .directory(fd)
        .link(
            memory.path(path, length),
            (flags & FOLLOW) != 0,
            descriptors.directory(newFd),
            memory.path(newPath, newLength));
  }

  void pathOpen(
      Caller caller,
      int fd,
      int lookupFlags,
      int path,
      int length,
      int openFlags,
      long rights,
      long inheriting,
      int descriptorFlags,
      int result)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 4);
    OpenDirectory base = descriptors.directory(fd);
    String name = memory.path(path, length);
    descriptors.requireRoom();
    var opener =
        new PathOpener(openFlags, (lookupFlags & FOLLOW) != 0, rights, inheriting, descriptorFlags);
    memory.putInt(result, descriptors.add(opener.open(base, name)));
  }

  void pathReadlink(
      Caller caller, int fd, int path, int length, int buffer, int bufferLength, int result)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 4);
    memory.check(buffer, bufferLength);
    String target = descriptors.directory(fd).readLink(memory.path(path, length));
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    int count = (int) Math.min(bytes.length, Integer.toUnsignedLong(bufferLength));
    memory.putBytes(buffer, bytes, count);
    memory.putInt(result, count);
  }

  void pathRemoveDirectory(Caller caller, int fd, int path, int length) throws IOException {
    descriptors.directory(fd).removeDirectory(GuestMemory.of(caller).path(path, length));
  }

  void pathRename(
      Caller caller, int fd, int path, int length, int newFd, int newPath, int newLength)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    descriptors
        .directory(fd)
        .rename(
            memory.path(path, length),
            descriptors.directory(newFd),
            memory.path(newPath, newLength));
  }

  void pathSymlink(Caller caller, int target, int targetLength, int fd, int path, int length)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    descriptors.directory(fd).symlink(memory.path(target, targetLength), memory.path(path, length));
  }

  void pathUnlinkFile(Caller caller, int fd, int path, int length) throws IOException {
    descriptors.directory(fd).unlinkFile(GuestMemory.of(caller).path(path, length));
  }

  void pollOneoff(Caller caller, int subscriptions, int events, int count, int result)
      throws IOException {
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
  }

  void procExit(Caller caller, int status) {
    throw new WasiExit(status);
  }

  void procRaise(Caller caller, int signal) throws IOException {
    Signal.of(signal).raise();
  }

  void randomGet(Caller caller, int buffer, int length) throws IOException {
    var target = GuestMemory.of(caller).slice(buffer, length);
    byte[] chunk = new byte[Math.min(target.remaining(), RANDOM_CHUNK)];
    while (target.hasRemaining()) {
      random.nextBytes(chunk);
      target.put(chunk, 0, Math.min(target.remaining(), chunk.length));
    }
  }

  void schedYield(Caller caller) {
    Thread.yield();
  }

  void sockAccept(Caller caller, int fd, int flags, int result) throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 4);
    Listener listener = descriptors.get(fd).listener();
    // Beforehand, so that no connection is taken off the queue and lost.
    descriptors.requireRoom();
    memory.putInt(result, descriptors.add(listener.accept(flags)));
  }

  void sockRecv(Caller caller, int fd, int vectors, int count, int flags, int size, int resultFlags)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(size, 4);
    memory.check(resultFlags, 2);
    Socket socket = descriptors.get(fd).socket();
    memory.putInt(size, socket.receive(memory.vectors(vectors, count), flags));
    // A stream cuts no messages off, which is the one thing that these flags could tell.
    memory.putShort(resultFlags, 0);
  }

  void sockSend(Caller caller, int fd, int vectors, int count, int flags, int result)
      throws IOException {
    GuestMemory memory = GuestMemory.of(caller);
    memory.check(result, 4);
    Socket socket = descriptors.get(fd).socket();
    if (flags != 0) {
      throw Errno.EINVAL.failure();
    }
    memory.putInt(result, socket.write(memory.vectors(vectors, count)));
  }

  void sockShutdown(Caller caller, int fd, int how) throws IOException {
    descriptors.get(fd).socket().shutdown(how);
  }
}
