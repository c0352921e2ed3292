package io.cutover.http;

/** How a message's body is delimited (RFC 9112 §6.3). */
public enum BodyFraming {
  /** There is none. */
  NONE,
  /** By a length said beforehand. */
  LENGTH,
  /** By chunks. */
  CHUNKED,
  /** By the end of the connection; responses only. */
  UNTIL_CLOSE,
  /** Not at all: after a 101 the connection is another protocol's, both ways, until it ends. */
  TUNNEL
}
