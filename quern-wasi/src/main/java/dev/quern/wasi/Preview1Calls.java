package dev.quern.wasi;

import dev.quern.Caller;

/**
 * The methods of {@link Preview1} under the same names, as what a program calls: each returns the
 * code of the error that the other throws. {@link Preview1Functions} finds them by their names.
 *
 * <p>Written out, and not made by combinators of method handles, because the JVM makes some twenty
 * classes at run time for those of every signature, and on the way of every start. The lambdas are
 * in the cache that the command has trained, and gone once HotSpot has compiled the method.
 */
final class Preview1Calls {
  private final Preview1 program;
  private final Threads threads;

  Preview1Calls(Preview1 program, Threads threads) {
    this.program = program;
    this.threads = threads;
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
    return code(() -> program.argsGet(caller, pointers, bytes));
  }

  int argsSizesGet(Caller caller, int count, int size) {
    return code(() -> program.argsSizesGet(caller, count, size));
  }

  int environGet(Caller caller, int pointers, int bytes) {
    return code(() -> program.environGet(caller, pointers, bytes));
  }

  int environSizesGet(Caller caller, int count, int size) {
    return code(() -> program.environSizesGet(caller, count, size));
  }

  int clockResGet(Caller caller, int clock, int result) {
    return code(() -> program.clockResGet(caller, clock, result));
  }

  int clockTimeGet(Caller caller, int clock, long precision, int result) {
    return code(() -> program.clockTimeGet(caller, clock, precision, result));
  }

  int fdAdvise(Caller caller, int fd, long offset, long length, int advice) {
    return code(() -> program.fdAdvise(caller, fd, offset, length, advice));
  }

  int fdAllocate(Caller caller, int fd, long offset, long length) {
    return code(() -> program.fdAllocate(caller, fd, offset, length));
  }

  int fdClose(Caller caller, int fd) {
    return code(() -> program.fdClose(caller, fd));
  }

  int fdDatasync(Caller caller, int fd) {
    return code(() -> program.fdDatasync(caller, fd));
  }

  int fdFdstatGet(Caller caller, int fd, int result) {
    return code(() -> program.fdFdstatGet(caller, fd, result));
  }

  int fdFdstatSetFlags(Caller caller, int fd, int flags) {
    return code(() -> program.fdFdstatSetFlags(caller, fd, flags));
  }

  int fdFdstatSetRights(Caller caller, int fd, long rights, long inheriting) {
    return code(() -> program.fdFdstatSetRights(caller, fd, rights, inheriting));
  }

  int fdFilestatGet(Caller caller, int fd, int result) {
    return code(() -> program.fdFilestatGet(caller, fd, result));
  }

  int fdFilestatSetSize(Caller caller, int fd, long size) {
    return code(() -> program.fdFilestatSetSize(caller, fd, size));
  }

  int fdFilestatSetTimes(Caller caller, int fd, long accessed, long modified, int flags) {
    return code(() -> program.fdFilestatSetTimes(caller, fd, accessed, modified, flags));
  }

  int fdPread(Caller caller, int fd, int vectors, int count, long offset, int result) {
    return code(() -> program.fdPread(caller, fd, vectors, count, offset, result));
  }

  int fdPrestatGet(Caller caller, int fd, int result) {
    return code(() -> program.fdPrestatGet(caller, fd, result));
  }

  int fdPrestatDirName(Caller caller, int fd, int path, int length) {
    return code(() -> program.fdPrestatDirName(caller, fd, path, length));
  }

  int fdPwrite(Caller caller, int fd, int vectors, int count, long offset, int result) {
    return code(() -> program.fdPwrite(caller, fd, vectors, count, offset, result));
  }

  int fdRead(Caller caller, int fd, int vectors, int count, int result) {
    return code(() -> program.fdRead(caller, fd, vectors, count, result));
  }

  int fdReaddir(Caller caller, int fd, int buffer, int length, long cookie, int result) {
    return code(() -> program.fdReaddir(caller, fd, buffer, length, cookie, result));
  }

  int fdRenumber(Caller caller, int from, int to) {
    return code(() -> program.fdRenumber(caller, from, to));
  }

  int fdSeek(Caller caller, int fd, long offset, int whence, int result) {
    return code(() -> program.fdSeek(caller, fd, offset, whence, result));
  }

  int fdSync(Caller caller, int fd) {
    return code(() -> program.fdSync(caller, fd));
  }

  int fdTell(Caller caller, int fd, int result) {
    return code(() -> program.fdTell(caller, fd, result));
  }

  int fdWrite(Caller caller, int fd, int vectors, int count, int result) {
    return code(() -> program.fdWrite(caller, fd, vectors, count, result));
  }

  int pathCreateDirectory(Caller caller, int fd, int path, int length) {
    return code(() -> program.pathCreateDirectory(caller, fd, path, length));
  }

  int pathFilestatGet(Caller caller, int fd, int flags, int path, int length, int result) {
    return code(() -> program.pathFilestatGet(caller, fd, flags, path, length, result));
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
    return code(() ->
        program.pathFilestatSetTimes(
            caller, fd, flags, path, length, accessed, modified, timeFlags));
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
    return code(() -> program.pathLink(caller, fd, flags, path, length, newFd, newPath, newLength));
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
    return code(() ->
        program.pathOpen(
            caller,
            fd,
            lookupFlags,
            path,
            length,
            openFlags,
            rights,
            inheriting,
            descriptorFlags,
            result));
  }

  int pathReadlink(
      Caller caller, int fd, int path, int length, int buffer, int bufferLength, int result) {
    return code(() -> program.pathReadlink(caller, fd, path, length, buffer, bufferLength, result));
  }

  int pathRemoveDirectory(Caller caller, int fd, int path, int length) {
    return code(() -> program.pathRemoveDirectory(caller, fd, path, length));
  }

  int pathRename(
      Caller caller, int fd, int path, int length, int newFd, int newPath, int newLength) {
    return code(() -> program.pathRename(caller, fd, path, length, newFd, newPath, newLength));
  }

  int pathSymlink(Caller caller, int target, int targetLength, int fd, int path, int length) {
    return code(() -> program.pathSymlink(caller, target, targetLength, fd, path, length));
  }

  int pathUnlinkFile(Caller caller, int fd, int path, int length) {
    return code(() -> program.pathUnlinkFile(caller, fd, path, length));
  }

  int pollOneoff(Caller caller, int subscriptions, int events, int count, int result) {
    return code(() -> program.pollOneoff(caller, subscriptions, events, count, result));
  }

  void procExit(Caller caller, int status) {
    requireRunning();
    program.procExit(caller, status);
  }

  int procRaise(Caller caller, int signal) {
    return code(() -> program.procRaise(caller, signal));
  }

  int randomGet(Caller caller, int buffer, int length) {
    return code(() -> program.randomGet(caller, buffer, length));
  }

  int schedYield(Caller caller) {
    return code(() -> program.schedYield(caller));
  }

  int sockAccept(Caller caller, int fd, int flags, int result) {
    return code(() -> program.sockAccept(caller, fd, flags, result));
  }

  int sockRecv(
      Caller caller, int fd, int vectors, int count, int flags, int size, int resultFlags) {
    return code(() -> program.sockRecv(caller, fd, vectors, count, flags, size, resultFlags));
  }

  int sockSend(Caller caller, int fd, int vectors, int count, int flags, int result) {
    return code(() -> program.sockSend(caller, fd, vectors, count, flags, result));
  }

  int sockShutdown(Caller caller, int fd, int how) {
    return code(() -> program.sockShutdown(caller, fd, how));
  }
}
