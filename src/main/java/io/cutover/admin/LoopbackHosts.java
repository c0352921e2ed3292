package io.cutover.admin;

import java.util.Locale;

/**
 * Which Host a listener on a loopback address takes: only loopback's own names. Otherwise a page in
 * the operator's browser could reach the listener under the page's own name (DNS rebinding).
 */
final class LoopbackHosts {
  private LoopbackHosts() {}

  /** Returns whether a listener on this address is reached by loopback only. */
  static boolean isLoopback(String listener) {
    return accepts(listener.contains(":") ? "[" + listener + "]" : listener);
  }

  /**
   * Returns whether a Host field names loopback.
   *
   * @param host with or without a port, RFC 9110 section 7.2
   */
  static boolean accepts(String host) {
    String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.equals("[0:0:0:0:0:0:0:1]")
        || name.matches("127(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}");
  }
}
