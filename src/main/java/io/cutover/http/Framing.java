package io.cutover.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a body ends, or that nobody can say (RFC 9112 §6.3), and whom a request is for
 * (§3.2).
 *
 * <p>Where the standard lets a recipient choose between repairing and refusing, this refuses: a
 * repaired length is one that the next reader may have repaired otherwise.
 */
final class Framing {
  private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);

  private Framing() {}

  static @Nullable Fault ofRequest(Head head) {
    Fault wrong = readLength(head);
    return wrong != null ? wrong : checkHost(head);
  }

  static @Nullable Fault ofResponse(Head head) {
    Fault wrong = readLength(head);
    if (wrong == null && head.framing == BodyFraming.NONE) {
      head.framing = BodyFraming.UNTIL_CLOSE;
    }
    return wrong;
  }

  private static @Nullable Fault readLength(Head head) {
    int coding = head.find(Field.TRANSFER_ENCODING);
    int length = head.find(Field.CONTENT_LENGTH);
    if (coding >= 0) {
      if (length >= 0) {
        return Fault.LENGTH_AND_CODING;
      }
      return head.minor == 0 ? Fault.CODING_IN_1_0 : readCoding(head, coding);
    }
    if (length >= 0) {
      if (head.find(Field.CONTENT_LENGTH, length + 1) >= 0) {
        return Fault.LENGTH_REPEATED;
      }
      return readNumber(head, head.valueStart(length), head.valueEnd(length));
    }
    return null;
  }

  private static @Nullable Fault readCoding(Head head, int i) {
    boolean only = head.find(Field.TRANSFER_ENCODING, i + 1) < 0;
    if (only && head.equalsIgnoreCase(head.valueStart(i), head.valueEnd(i), CHUNKED)) {
      head.framing = BodyFraming.CHUNKED;
      return null;
    }
    // Several codings: 501 when they are well formed and end with one chunked, 400 otherwise.
    int chunked = 0;
    boolean last = false;
    for (int f = i; f >= 0; f = head.find(Field.TRANSFER_ENCODING, f + 1)) {
      for (String coding : head.value(f).split(",", -1)) {
        String name = coding.strip();
        if (name.isEmpty()) {
          return Fault.CODING_NOT_FINAL;
        }
        last = name.equalsIgnoreCase("chunked");
        chunked += last ? 1 : 0;
      }
    }
    return last && chunked == 1 ? Fault.CODING_UNKNOWN : Fault.CODING_NOT_FINAL;
  }

  static @Nullable Fault readNumber(Head head, int start, int end) {
    byte[] bytes = head.bytes;
    long value = 0;
    if (start == end) {
      return Fault.LENGTH_INVALID;
    }
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return bytes[i] == ',' ? Fault.LENGTH_REPEATED : Fault.LENGTH_INVALID;
      }
      if (value > (Long.MAX_VALUE - digit) / 10) {
        return Fault.LENGTH_INVALID;
      }
      value = value * 10 + digit;
    }
    head.framing = BodyFraming.LENGTH;
    head.contentLength = value;
    return null;
  }

  private static @Nullable Fault checkHost(Head head) {
    int host = head.find(Field.HOST);
    if (host < 0) {
      return head.minor == 0 ? null : Fault.HOST_MISSING;
    }
    if (head.find(Field.HOST, host + 1) >= 0) {
      return Fault.HOST_REPEATED;
    }
    if (!Authority.valid(head.bytes, head.valueStart(host), head.valueEnd(host))) {
      return Fault.HOST_INVALID;
    }
    int authority = StartLine.authorityStart(head);
    if (authority > 0 && !Authority.valid(head.bytes, authority, Authority.end(head, authority))) {
      return Fault.HOST_INVALID;
    }
    return null;
  }
}
