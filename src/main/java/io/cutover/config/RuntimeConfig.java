package io.cutover.config;

/**
 * {@code runtime:}; a change needs a restart.
 *
 * @param eventLoops how many event loops; 0: one per core
 */
public record RuntimeConfig(int eventLoops, Transport transport) {
  /** Which of Netty's transports carries the sockets. */
  public enum Transport {
    AUTO,
    EPOLL,
    IO_URING,
    NIO
  }
}
