package dev.quern.wasi;

import java.io.IOException;

/**
 * The signals of {@code proc_raise}, in the order of WASI's numbers. A program has no way to handle
 * one, so each does what it does to a process without handlers.
 */
enum Signal {
  NONE(0, Action.IGNORE),
  HUP(1, Action.END),
  INT(2, Action.END),
  QUIT(3, Action.END),
  ILL(4, Action.END),
  TRAP(5, Action.END),
  ABRT(6, Action.END),
  BUS(7, Action.END),
  FPE(8, Action.END),
  KILL(9, Action.END),
  USR1(10, Action.END),
  SEGV(11, Action.END),
  USR2(12, Action.END),
  PIPE(13, Action.END),
  ALRM(14, Action.END),
  TERM(15, Action.END),
  CHLD(17, Action.IGNORE),
  CONT(18, Action.IGNORE),
  STOP(19, Action.STOP),
  TSTP(20, Action.STOP),
  TTIN(21, Action.STOP),
  TTOU(22, Action.STOP),
  URG(23, Action.IGNORE),
  XCPU(24, Action.END),
  XFSZ(25, Action.END),
  VTALRM(26, Action.END),
  PROF(27, Action.END),
  WINCH(28, Action.IGNORE),
  POLL(29, Action.END),
  PWR(30, Action.END),
  SYS(31, Action.END);

  private enum Action {
    IGNORE,
    END,
    STOP
  }

  /** What a shell adds the number of a signal to, for the status of the process that it ended. */
  private static final int ENDED_BY_SIGNAL = 128;

  private final int linuxNumber;
  private final Action action;

  Signal(int linuxNumber, Action action) {
    this.linuxNumber = linuxNumber;
    this.action = action;
  }

  /** The signal of a number, unsigned, or {@code EINVAL}. */
  static Signal of(int number) throws IOException {
    if (Integer.compareUnsigned(number, values().length) >= 0) {
      throw Errno.EINVAL.failure();
    }
    return values()[number];
  }

  /**
   * Does nothing, or leaves the program by {@link WasiExit}. Nobody could make a program go on that
   * has stopped: that is {@code ENOTSUP}.
   */
  void raise() throws IOException {
    switch (action) {
      case IGNORE -> {}
      case END -> throw new WasiExit(ENDED_BY_SIGNAL + linuxNumber);
      case STOP -> throw Errno.ENOTSUP.failure();
    }
  }
}
