package dev.quern.wasi;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * The error codes of WASI, in the order of their numbers.
 *
 * <p>Java reports a failed system call as an exception whose class tells the common cases apart and
 * whose reason, for the others, is the C library's text. Where a code matters (a directory where a
 * file is due, say) the callers look beforehand; the texts are the last resort.
 */
enum Errno {
  SUCCESS,
  E2BIG,
  EACCES,
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EAGAIN,
  EALREADY,
  EBADF,
  EBADMSG,
  EBUSY,
  ECANCELED,
  ECHILD,
  ECONNABORTED,
  ECONNREFUSED,
  ECONNRESET,
  EDEADLK,
  EDESTADDRREQ,
  EDOM,
  EDQUOT,
  EEXIST,
  EFAULT,
  EFBIG,
  EHOSTUNREACH,
  EIDRM,
  EILSEQ,
  EINPROGRESS,
  EINTR,
  EINVAL,
  EIO,
  EISCONN,
  EISDIR,
  ELOOP,
  EMFILE,
  EMLINK,
  EMSGSIZE,
  EMULTIHOP,
  ENAMETOOLONG,
  ENETDOWN,
  ENETRESET,
  ENETUNREACH,
  ENFILE,
  ENOBUFS,
  ENODEV,
  ENOENT,
  ENOEXEC,
  ENOLCK,
  ENOLINK,
  ENOMEM,
  ENOMSG,
  ENOPROTOOPT,
  ENOSPC,
  ENOSYS,
  ENOTCONN,
  ENOTDIR,
  ENOTEMPTY,
  ENOTRECOVERABLE,
  ENOTSOCK,
  ENOTSUP,
  ENOTTY,
  ENXIO,
  EOVERFLOW,
  EOWNERDEAD,
  EPERM,
  EPIPE,
  EPROTO,
  EPROTONOSUPPORT,
  EPROTOTYPE,
  ERANGE,
  EROFS,
  ESPIPE,
  ESRCH,
  ESTALE,
  ETIMEDOUT,
  ETXTBSY,
  EXDEV,
  ENOTCAPABLE;

  /** Carries an error code to the border, without the cost of a stack trace. */
  static final class Failure extends IOException {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    private Failure(Errno errno) {
      super(errno.name());
      this.errno = errno;
    }

    Errno errno() {
      return errno;
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  /** The exception that makes a function return this code; to be thrown. */
  Failure failure() {
    return new Failure(this);
  }

  /** The number that the guest sees. */
  int code() {
    return ordinal();
  }

  /** The code for whatever came out of a function. */
  static Errno of(@Nullable Throwable thrown) {
    return switch (thrown) {
      case Failure f -> f.errno;
      case FileSystemException e -> ofFileSystem(e);
      case ClosedByInterruptException e -> EINTR;
      case InterruptedIOException e -> EINTR;
      case ClosedChannelException e -> EBADF;
      case EOFException e -> EIO;
      case UncheckedIOException e -> of(e.getCause());
      case DirectoryIteratorException e -> of(e.getCause());
      case IOException e -> ofReason(e.getMessage());
      case InvalidPathException e -> EILSEQ;
      case ReadOnlyFileSystemException e -> EROFS;
      case UnsupportedOperationException e -> ENOTSUP;
      case ProviderMismatchException e -> EXDEV;
      case NonReadableChannelException e -> EBADF;
      case NonWritableChannelException e -> EBADF;
      case ClosedDirectoryStreamException e -> EBADF;
      case IndexOutOfBoundsException e -> EFAULT;
      case SecurityException e -> EACCES;
      case OutOfMemoryError e -> ENOMEM;
      case null, default -> EIO;
    };
  }

  private static Errno ofFileSystem(FileSystemException e) {
    return switch (e) {
      case NoSuchFileException x -> ENOENT;
      case AccessDeniedException x -> EACCES;
      case FileAlreadyExistsException x -> EEXIST;
      case NotDirectoryException x -> ENOTDIR;
      case DirectoryNotEmptyException x -> ENOTEMPTY;
      case NotLinkException x -> EINVAL;
      case FileSystemLoopException x -> ELOOP;
      case AtomicMoveNotSupportedException x -> EXDEV;
      default -> ofReason(e.getReason());
    };
  }

  private static Errno ofReason(@Nullable String reason) {
    if (reason == null) {
      return EIO;
    }
    // The C library's words, which Java passes on, perhaps with more behind them.
    String words = reason.contains(" (") ? reason.substring(0, reason.indexOf(" (")) : reason;
    return switch (words) {
      case "Not a directory" -> ENOTDIR;
      case "Is a directory" -> EISDIR;
      case "Directory not empty" -> ENOTEMPTY;
      case "File name too long" -> ENAMETOOLONG;
      case "Too many levels of symbolic links", "Too many symbolic links encountered" -> ELOOP;
      case "Operation not permitted" -> EPERM;
      case "Permission denied" -> EACCES;
      case "No space left on device" -> ENOSPC;
      case "Disk quota exceeded" -> EDQUOT;
      case "Read-only file system" -> EROFS;
      case "Invalid argument" -> EINVAL;
      case "Invalid cross-device link", "Cross-device link" -> EXDEV;
      case "Too many open files", "Too many open files in system" -> EMFILE;
      case "Too many links" -> EMLINK;
      case "Text file busy" -> ETXTBSY;
      case "File too large" -> EFBIG;
      case "Device or resource busy" -> EBUSY;
      case "Broken pipe" -> EPIPE;
      case "Connection reset",
          "Connection reset by peer",
          "An existing connection was forcibly closed by the remote host" ->
          ECONNRESET;
      case "Software caused connection abort",
          "An established connection was aborted by the software in your host machine" ->
          ECONNABORTED;
      case "Connection timed out", "Operation timed out" -> ETIMEDOUT;
      case "No route to host" -> EHOSTUNREACH;
      case "Network is unreachable" -> ENETUNREACH;
      case "No buffer space available" -> ENOBUFS;
      case "Transport endpoint is not connected", "Socket is not connected" -> ENOTCONN;
      case "Illegal seek" -> ESPIPE;
      case "No such device or address" -> ENXIO;
      default -> EIO;
    };
  }
}
