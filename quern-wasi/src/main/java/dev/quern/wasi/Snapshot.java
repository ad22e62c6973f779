package dev.quern.wasi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The two snapshots of WASI that programs import, and all that tells them apart: two structures,
 * one numbering and one function. {@link Preview1} has the functions of both; the layouts are those
 * of the {@code witx} files of either snapshot, which the C library's headers repeat.
 */
enum Snapshot {
  /** Snapshot 0, "preview 0": what compilers wrote in 2019 and 2020. */
  UNSTABLE(Wasi.UNSTABLE_MODULE, 56, 56, 24) {
    @Override
    void putTypeAndLinks(GuestMemory memory, int address, Filestat stat) throws IOException {
      long links = Math.min(stat.links(), 0xFFFF_FFFFL);
      memory.putLong(address, stat.type().ordinal() | links << 32);
    }

    /** There 0 is from the position, 1 from the end, 2 from the start. */
    @Override
    int whence(int number) {
      return switch (number) {
        case 0 -> 1;
        case 1 -> 2;
        case 2 -> 0;
        default -> number;
      };
    }

    @Override
    boolean has(String function) {
      return !function.equals("sock_accept");
    }
  },

  /** Snapshot 1, "preview 1". */
  PREVIEW1(Wasi.MODULE, 64, 48, 16) {
    @Override
    void putTypeAndLinks(GuestMemory memory, int address, Filestat stat) throws IOException {
      memory.putLong(address, stat.type().ordinal());
      memory.putLong(address + 8, stat.links());
    }

    @Override
    int whence(int number) {
      return number;
    }

    @Override
    boolean has(String function) {
      return true;
    }
  };

  private final String module;
  private final int filestat;
  private final int subscription;
  private final int subscribedClock;

  Snapshot(String module, int filestat, int subscription, int subscribedClock) {
    this.module = module;
    this.filestat = filestat;
    this.subscription = subscription;
    this.subscribedClock = subscribedClock;
  }

  /** The snapshot that is imported under a module name, or null. */
  static @Nullable Snapshot of(String module) {
    return module.equals(PREVIEW1.module)
        ? PREVIEW1
        : module.equals(UNSTABLE.module) ? UNSTABLE : null;
  }

  /** The module name under which programs import the functions. */
  String module() {
    return module;
  }

  /** Bytes of a {@code filestat}. */
  int filestat() {
    return filestat;
  }

  /** Bytes of a {@code subscription}. */
  int subscription() {
    return subscription;
  }

  /**
   * Where in a subscription to a clock the clock's number is; 8 bytes behind it comes the time, 24
   * behind it the flags. Snapshot 0 has an identifier before it, which means nothing.
   */
  int subscribedClock() {
    return subscribedClock;
  }

  /** Writes a {@code filestat}, its padding too; {@code address} has been checked. */
  final void put(GuestMemory memory, int address, Filestat stat) throws IOException {
    memory.putLong(address, stat.device());
    memory.putLong(address + 8, stat.inode());
    putTypeAndLinks(memory, address + 16, stat);
    int rest = address + filestat - 32;
    memory.putLong(rest, stat.size());
    memory.putLong(rest + 8, stat.accessed());
    memory.putLong(rest + 16, stat.modified());
    memory.putLong(rest + 24, stat.changed());
  }

  abstract void putTypeAndLinks(GuestMemory memory, int address, Filestat stat) throws IOException;

  /** A number for where to seek from, as preview 1 has it; an unknown one stays so. */
  abstract int whence(int number);

  /** Whether it has one of the functions of {@link Preview1}. */
  abstract boolean has(String function);
}
