package io.cutover.http;

/** {@code uri-host [ ":" port ]} (RFC 9110 §7.2, RFC 3986 §3.2.2), read in place. */
public final class Authority {
  private Authority() {}

  /** Returns where the authority that starts at {@code start} in a request target ends. */
  static int end(Head head, int start) {
    int i = start;
    while (i < head.targetEnd && head.bytes[i] != '/' && head.bytes[i] != '?') {
      i++;
    }
    return i;
  }

  /** Returns whether the bytes are a host with an optional port, and nothing else. */
  static boolean valid(byte[] bytes, int start, int end) {
    int hostEnd = hostEnd(bytes, start, end);
    if (hostEnd == start) {
      return false;
    }
    if (bytes[start] == '[') {
      if (bytes[hostEnd - 1] != ']' || hostEnd - start < 4) {
        return false;
      }
      for (int i = start + 1; i < hostEnd - 1; i++) {
        if (!Syntax.is(bytes[i], Syntax.HEX) && bytes[i] != ':' && bytes[i] != '.') {
          return false;
        }
      }
    } else {
      for (int i = start; i < hostEnd; i++) {
        byte b = bytes[i];
        if (!Syntax.is(b, Syntax.HOST) || b == ':' || b == '[' || b == ']') {
          return false;
        }
      }
    }
    int port = 0;
    for (int i = hostEnd + 1; i < end; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
      port = port * 10 + (bytes[i] - '0');
      if (port > 65535) {
        return false;
      }
    }
    return true;
  }

  /** Returns where the host ends: before the port's colon, or at {@code end}. */
  public static int hostEnd(byte[] bytes, int start, int end) {
    if (start < end && bytes[start] == '[') {
      int i = start;
      while (i < end && bytes[i] != ']') {
        i++;
      }
      int close = Math.min(i + 1, end);
      return close == end || bytes[close] == ':' ? close : start;
    }
    for (int i = start; i < end; i++) {
      if (bytes[i] == ':') {
        return i;
      }
    }
    return end;
  }

  /**
   * Returns where the authority that a request is for starts: that of an absolute-form target, else
   * the Host field's (RFC 9112 §3.2.2); -1 when it names none (HTTP/1.0).
   */
  public static int start(Head head) {
    int inTarget = StartLine.authorityStart(head);
    if (inTarget > 0) {
      return inTarget;
    }
    int host = head.find(Field.HOST);
    return host < 0 ? -1 : head.valueStart(host);
  }

  /** Returns where the authority that starts at {@link #start(Head)} ends. */
  public static int endOf(Head head) {
    int inTarget = StartLine.authorityStart(head);
    if (inTarget > 0) {
      return end(head, inTarget);
    }
    int host = head.find(Field.HOST);
    return host < 0 ? -1 : head.valueEnd(host);
  }

  /**
   * Returns where the path starts in the request target; {@link Head#targetEnd()} when an absolute
   * form has none, which stands for {@code /}.
   */
  public static int pathStart(Head head) {
    int inTarget = StartLine.authorityStart(head);
    return inTarget > 0 ? end(head, inTarget) : head.targetStart;
  }
}
