package io.cutover.admin;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which Host a listener takes: on a loopback address loopback's own names, and those of {@code
 * admin.hosts}. Otherwise a page in the operator's browser could reach the listener under the
 * page's own name (DNS rebinding). Any thread.
 */
final class Hosts {
  private final boolean loopback;
  private volatile Set<String> named;

  /**
   * Makes the check of one listener.
   *
   * @param listener its address
   * @param named in lower case, without port; empty: any, but for a listener on loopback
   */
  Hosts(String listener, Set<String> named) {
    this.loopback = isLoopback(listener.contains(":") ? "[" + listener + "]" : listener);
    this.named = Set.copyOf(named);
  }

  /** Puts other names in force, from the next call on. */
  void replace(Set<String> next) {
    named = Set.copyOf(next);
  }

  /**
   * Returns whether a Host field names the listener.
   *
   * @param host with or without a port, RFC 9110 section 7.2; null without one
   * @param probe whether it asks for what probes and scrapers do: they come by address
   */
  boolean accept(@Nullable String host, boolean probe) {
    Set<String> now = named;
    if (!loopback && (probe || now.isEmpty())) {
      return true;
    }
    if (host == null) {
      return false;
    }
    String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return isLoopback(name) || now.contains(name);
  }

  /** Returns what whoever is refused is told. */
  String refusal() {
    Set<String> now = new TreeSet<>(named);
    return now.isEmpty()
        ? "this listener is on loopback and takes calls to localhost, 127.0.0.1 or [::1] only; for"
            + " other names see admin.hosts"
        : "this listener takes calls to %s and loopback's own names only; see admin.hosts"
            .formatted(String.join(", ", now));
  }

  private static boolean isLoopback(String name) {
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.equals("[0:0:0:0:0:0:0:1]")
        || name.matches("127(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}");
  }
}
