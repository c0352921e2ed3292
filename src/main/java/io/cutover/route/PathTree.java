package io.cutover.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host by their path prefixes, one node a segment.
 *
 * <p>Segments are compared as an origin reads them: percent-decoded once, without parameters. So
 * {@code /%6frders} is {@code /orders}. Where another reading (parameters kept, or decoding twice)
 * would lead to another route, the path is refused.
 */
final class PathTree {
  private static final Match.Refused PARAMETER = new Match.Refused(PathFault.PARAMETER);
  private static final Match.Refused ENCODED_TWICE = new Match.Refused(PathFault.ENCODED_TWICE);

  private final Node root = new Node();

  private static final class Node {
    final Names<Node> children = new Names<>();
    @Nullable Route route;

    @Nullable Node child(byte[] name, int length) {
      return children.get(name, 0, length);
    }
  }

  /**
   * Adds a prefix; of two equal ones the first stays.
   *
   * @throws IllegalArgumentException if it holds parameters, with which no request could match
   */
  void add(String path, Route route) {
    Node node = root;
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        byte[] raw = segment.getBytes(UTF_8);
        byte[] name = PathRules.decode(raw, 0, raw.length);
        if (PathRules.nameEnd(name) < name.length) {
          throw new IllegalArgumentException(
              "route '" + route.name() + "': its path must not hold a ;, however encoded");
        }
        Node next = node.child(name, name.length);
        if (next == null) {
          next = new Node();
          node.children.put(name, next);
        }
        node = next;
      }
    }
    if (node.route == null) {
      node.route = route;
    }
  }

  /** Finds the longest prefix of a path that {@link PathRules} let pass; null: none. */
  @Nullable Match match(byte[] bytes, int start, int end) {
    Node node = root;
    Route best = root.route;
    int bestEnd = start;
    boolean parameters = false;
    boolean inBest = false;
    int i = start;
    while (i < end) {
      int segment = i + 1;
      boolean plain = true;
      for (i = segment; i < end && bytes[i] != '/'; i++) {
        plain &= bytes[i] != '%' && bytes[i] != ';';
      }
      Node next;
      if (plain) {
        next = node.children.get(bytes, segment, i);
      } else {
        byte[] read = PathRules.decode(bytes, segment, i);
        int name = PathRules.nameEnd(read);
        next = node.child(read, name);
        if (isReadOtherwise(node, next, read)) {
          return ENCODED_TWICE;
        }
        parameters |= name < read.length;
      }
      if (next == null) {
        break;
      }
      node = next;
      if (node.route != null) {
        best = node.route;
        bestEnd = i;
        inBest = parameters;
      }
    }
    if (best == null) {
      return null;
    }
    return inBest ? PARAMETER : new Match.Found(best, start, bestEnd);
  }

  /** Returns whether decoding a segment again leads to another node. */
  private static boolean isReadOtherwise(Node node, @Nullable Node once, byte[] decoded) {
    byte[] read = decoded;
    while (true) {
      byte[] again = PathRules.decode(read, 0, read.length);
      if (Arrays.equals(again, read)) {
        return false;
      }
      Node other = node.child(again, PathRules.nameEnd(again));
      if (other != null && other != once) {
        return true;
      }
      read = again;
    }
  }
}
