package io.cutover.upstream;

/** How an attempt on a platform ended without a whole answer. */
public enum Failure {
  /** No connection could be made: refused, unreachable, no such name, TLS failed. */
  CONNECT,
  /** No connection came about in time. */
  CONNECT_TIMEOUT,
  /** All connections were taken and none became free in time. */
  FULL,
  /** The platform says that it has not looked at the request: it may be sent again. */
  REFUSED,
  /** The connection was closed or reset. */
  RESET,
  /** The answer broke HTTP's rules. */
  PROTOCOL,
  /** The answer did not come in time. */
  TIMEOUT
}
