package io.cutover.demo;

import java.util.List;
import java.util.Map;

/**
 * A request to be sent.
 *
 * @param target path and query
 * @param headers without those of framing
 * @param body ASCII
 * @param chunked whether the body goes out in chunks, else with its length
 */
record Call(
    String method,
    String target,
    List<Map.Entry<String, String>> headers,
    String body,
    boolean chunked) {
  Call {
    headers = List.copyOf(headers);
  }

  /** Returns the method alone: all else may hold a token or a secret. */
  @Override
  public String toString() {
    return method;
  }
}
