package dev.quern.wasi;

import java.nio.file.attribute.BasicFileAttributes;

/** What a descriptor or path stands for, in the order of the numbers. */
enum FileType {
  UNKNOWN,
  BLOCK_DEVICE,
  CHARACTER_DEVICE,
  DIRECTORY,
  REGULAR_FILE,
  SOCKET_DGRAM,
  SOCKET_STREAM,
  SYMBOLIC_LINK;

  static FileType of(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return REGULAR_FILE;
    } else if (attributes.isDirectory()) {
      return DIRECTORY;
    } else if (attributes.isSymbolicLink()) {
      return SYMBOLIC_LINK;
    }
    return UNKNOWN;
  }

  /** The type in the bits of a Unix file mode. */
  static FileType ofMode(int mode) {
    return switch (mode & 0xF000) {
      case 0x2000 -> CHARACTER_DEVICE;
      case 0x4000 -> DIRECTORY;
      case 0x6000 -> BLOCK_DEVICE;
      case 0x8000 -> REGULAR_FILE;
      case 0xA000 -> SYMBOLIC_LINK;
      case 0xC000 -> SOCKET_STREAM;
      default -> UNKNOWN;
    };
  }
}
