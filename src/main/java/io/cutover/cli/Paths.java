package io.cutover.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names in the paths of calls. */
final class Paths {
  private Paths() {}

  /** Returns a name as one path segment, whatever was typed: it can not reach another path. */
  static String segment(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new Failure(Exit.USAGE, "'" + name + "' is no name of a route; see 'cutover routes'");
    }
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
