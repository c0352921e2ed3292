package io.cutover.http;

/** What the gateway's own errors look like. */
public enum ErrorShape {
  /** API Cloud's fault, which its clients already parse: JSON, or XML where that is asked for. */
  WSO2,
  /** {@code application/problem+json} (RFC 9457). */
  PROBLEM
}
