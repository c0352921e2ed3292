package io.cutover.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Request lines and status lines (RFC 9112 §§3–4). */
final class StartLine {
  private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP_URL = "http://".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTPS_URL = "https://".getBytes(StandardCharsets.US_ASCII);

  /** No registered method has more than 17 characters. */
  private static final int MAX_METHOD = 32;

  private StartLine() {}

  /** Returns whether that many bytes are too many for a method. */
  static boolean isTooLong(int method) {
    return method > MAX_METHOD;
  }

  /** Says which part of a request line that has not ended makes it too long. */
  static Fault tooLong(byte[] bytes, int start) {
    for (int i = start; i <= start + MAX_METHOD; i++) {
      if (bytes[i] == ' ') {
        return Fault.TARGET_TOO_LONG;
      }
    }
    return Fault.METHOD_TOO_LONG;
  }

  /** Reads {@code method SP request-target SP HTTP-version} from the line {@code [start, end)}. */
  static @Nullable Fault readRequest(Head head, int start, int end, HeadLimits limits) {
    byte[] bytes = head.bytes;
    int i = start;
    while (i < end && Syntax.is(bytes[i], Syntax.TCHAR)) {
      i++;
    }
    if (i == end) {
      return Fault.REQUEST_LINE;
    }
    if (bytes[i] != ' ') {
      return bytes[i] == '\r' ? Fault.BARE_CR : Fault.METHOD;
    }
    if (i == start) {
      return Fault.REQUEST_LINE;
    }
    if (isTooLong(i - start)) {
      return Fault.METHOD_TOO_LONG;
    }
    head.methodStart = start;
    head.methodEnd = i;
    int target = i + 1;
    i = targetEnd(bytes, target, end);
    if (i - target > limits.target()) {
      return Fault.TARGET_TOO_LONG;
    }
    if (i == end || i == target) {
      return Fault.REQUEST_LINE;
    }
    if (bytes[i] != ' ') {
      return bytes[i] == '\r' ? Fault.BARE_CR : Fault.TARGET;
    }
    head.targetStart = target;
    head.targetEnd = i;
    Fault wrong = readVersion(head, i + 1, end);
    return wrong != null ? wrong : checkForm(head);
  }

  /** Returns where a request target that starts there ends; no later than {@code end}. */
  static int targetEnd(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end && bytes[i] != '?' && Syntax.is(bytes[i], Syntax.TARGET)) {
      i++;
    }
    if (i < end && bytes[i] == '?') {
      while (i < end && Syntax.is(bytes[i], Syntax.QUERY)) {
        i++;
      }
    }
    return i;
  }

  private static @Nullable Fault readVersion(Head head, int start, int end) {
    byte[] bytes = head.bytes;
    if (end - start != 8
        || !java.util.Arrays.equals(bytes, start, start + 5, HTTP, 0, 5)
        || bytes[start + 6] != '.'
        || !isDigit(bytes[start + 5])
        || !isDigit(bytes[start + 7])) {
      return Fault.VERSION_SYNTAX;
    }
    if (bytes[start + 5] != '1') {
      return Fault.VERSION;
    }
    head.minor = bytes[start + 7] == '0' ? 0 : 1;
    return null;
  }

  /** Checks the target's form (RFC 9112 §3.2); CONNECT is refused later, by its method. */
  private static @Nullable Fault checkForm(Head head) {
    byte[] bytes = head.bytes;
    int start = head.targetStart;
    int end = head.targetEnd;
    if (bytes[start] == '/' || head.methodIs(Method.CONNECT)) {
      return null;
    }
    if (end - start == 1 && bytes[start] == '*') {
      return head.methodIs(Method.OPTIONS) ? null : Fault.TARGET_FORM;
    }
    int authority = authorityStart(head);
    return authority > 0 && authority < end && bytes[authority] != '/' ? null : Fault.TARGET_FORM;
  }

  /** Returns where an absolute-form target's authority starts; -1 for another form. */
  static int authorityStart(Head head) {
    int start = head.targetStart;
    for (byte[] scheme : new byte[][] {HTTP_URL, HTTPS_URL}) {
      int end = start + scheme.length;
      if (end <= head.targetEnd && head.equalsIgnoreCase(start, end, scheme)) {
        return end;
      }
    }
    return -1;
  }

  /** Reads {@code HTTP-version SP status-code [SP reason-phrase]}. */
  static @Nullable Fault readResponse(Head head, int start, int end) {
    byte[] bytes = head.bytes;
    // The space behind the code is often left out where there is no reason; it says nothing.
    if (end - start < 12
        || bytes[start + 8] != ' '
        || readVersion(head, start, start + 8) != null
        || (end - start > 12 && bytes[start + 12] != ' ')) {
      return Fault.STATUS_LINE;
    }
    int status = 0;
    for (int i = start + 9; i < start + 12; i++) {
      if (!isDigit(bytes[i])) {
        return Fault.STATUS_LINE;
      }
      status = status * 10 + (bytes[i] - '0');
    }
    if (status < 100 || status > 599) {
      return Fault.STATUS_LINE;
    }
    head.status = status;
    head.reasonStart = Math.min(start + 13, end);
    head.reasonEnd = end;
    for (int i = head.reasonStart; i < end; i++) {
      if (!Syntax.is(bytes[i], Syntax.FIELD)) {
        return Fault.STATUS_LINE;
      }
    }
    return null;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
