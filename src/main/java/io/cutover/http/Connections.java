package io.cutover.http;

import java.nio.charset.StandardCharsets;

/** The {@code Connection} field (RFC 9110 §7.6.1): what it names goes no further than one hop. */
public final class Connections {
  private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);

  private Connections() {}

  /** Marks every field that the head's {@code Connection} fields name. */
  static void nominate(Head head) {
    for (int c = head.find(Field.CONNECTION); c >= 0; c = head.find(Field.CONNECTION, c + 1)) {
      int end = head.valueEnd(c);
      int i = head.valueStart(c);
      while (i < end) {
        int start = skip(head, i, end);
        int stop = tokenEnd(head, start, end);
        if (stop > start && !isOption(head, start, stop)) {
          mark(head, start, stop);
        }
        i = stop + 1;
      }
    }
  }

  private static boolean isOption(Head head, int start, int stop) {
    return head.equalsIgnoreCase(start, stop, CLOSE)
        || head.equalsIgnoreCase(start, stop, KEEP_ALIVE);
  }

  private static void mark(Head head, int start, int stop) {
    byte[] name =
        head.text(start, stop)
            .toLowerCase(java.util.Locale.ROOT)
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = head.find(name, 0); i >= 0; i = head.find(name, i + 1)) {
      head.nominated[i] = true;
    }
  }

  private static int skip(Head head, int from, int end) {
    int i = from;
    while (i < end && (Syntax.isWhitespace(head.bytes[i]) || head.bytes[i] == ',')) {
      i++;
    }
    return i;
  }

  private static int tokenEnd(Head head, int from, int end) {
    int i = from;
    while (i < end && head.bytes[i] != ',' && !Syntax.isWhitespace(head.bytes[i])) {
      i++;
    }
    return i;
  }

  /** Returns whether the connection goes on after this message (RFC 9112 §9.3). */
  public static boolean persistent(Head head) {
    boolean keepAlive = false;
    for (int c = head.find(Field.CONNECTION); c >= 0; c = head.find(Field.CONNECTION, c + 1)) {
      int end = head.valueEnd(c);
      int i = head.valueStart(c);
      while (i < end) {
        int start = skip(head, i, end);
        int stop = tokenEnd(head, start, end);
        if (head.equalsIgnoreCase(start, stop, CLOSE)) {
          return false;
        }
        keepAlive |= head.equalsIgnoreCase(start, stop, KEEP_ALIVE);
        i = stop + 1;
      }
    }
    return head.minor > 0 || keepAlive;
  }
}
