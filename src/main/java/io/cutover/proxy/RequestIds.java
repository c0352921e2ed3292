package io.cutover.proxy;

import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Request ids, and the trace context that goes with them (W3C Trace Context). One per event loop.
 */
final class RequestIds {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRACEPARENT = "traceparent: ".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH = 32;
  private static final int MAX_LENGTH = 128;

  private final SplittableRandom random;

  RequestIds(SplittableRandom random) {
    this.random = random;
  }

  /** Returns the id that a believed client gave, if it is fit to be passed on, else a new one. */
  byte[] of(Head head, boolean believed) {
    int i = believed ? head.find(Field.X_REQUEST_ID) : -1;
    if (i >= 0 && isFit(head, i)) {
      return Arrays.copyOfRange(head.bytes(), head.valueStart(i), head.valueEnd(i));
    }
    byte[] id = new byte[LENGTH];
    hex(id, 0, random.nextLong());
    hex(id, 16, random.nextLong());
    return id;
  }

  private static boolean isFit(Head head, int i) {
    int length = head.valueEnd(i) - head.valueStart(i);
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    for (int at = head.valueStart(i); at < head.valueEnd(i); at++) {
      byte b = head.bytes()[at];
      boolean fit =
          (b >= '0' && b <= '9')
              || (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || b == '-'
              || b == '_'
              || b == '.'
              || b == '='
              || b == '+'
              || b == '/';
      if (!fit) {
        return false;
      }
    }
    return true;
  }

  /** Returns the trace context that came with a request, if there is exactly one and valid. */
  static @Nullable String traceparent(Head head) {
    int i = validTraceparent(head);
    return i < 0
        ? null
        : new String(
            head.bytes(),
            head.valueStart(i),
            head.valueEnd(i) - head.valueStart(i),
            StandardCharsets.US_ASCII);
  }

  private static int validTraceparent(Head head) {
    int i = head.find(Field.TRACEPARENT);
    return i >= 0 && head.find(Field.TRACEPARENT, i + 1) < 0 && isTraceparent(head, i) ? i : -1;
  }

  /** Makes the request a part of a trace of ours: what came with it ends here. */
  static void join(Head head, OutgoingRequest out, byte[] traceparent) {
    boolean follows = validTraceparent(head) >= 0;
    out.drop(Field.TRACEPARENT);
    if (!follows) {
      out.drop(Field.TRACESTATE);
    }
    out.add(TRACEPARENT, traceparent);
  }

  /** Passes a valid trace context on untouched, and begins a trace where there is none. */
  void trace(Head head, OutgoingRequest out, byte[] requestId) {
    if (validTraceparent(head) >= 0) {
      return;
    }
    out.drop(Field.TRACEPARENT);
    out.drop(Field.TRACESTATE);
    byte[] value = new byte[55];
    value[0] = '0';
    value[1] = '0';
    value[2] = '-';
    if (requestId.length == LENGTH && isHex(requestId, 0, LENGTH)) {
      System.arraycopy(requestId, 0, value, 3, LENGTH);
    } else {
      hex(value, 3, random.nextLong());
      hex(value, 19, random.nextLong() | 1);
    }
    value[35] = '-';
    hex(value, 36, random.nextLong() | 1);
    value[52] = '-';
    value[53] = '0';
    value[54] = '0';
    out.add(TRACEPARENT, value);
  }

  private static boolean isTraceparent(Head head, int i) {
    byte[] bytes = head.bytes();
    int start = head.valueStart(i);
    return head.valueEnd(i) - start == 55
        && isHex(bytes, start, 2)
        && !(bytes[start] == 'f' && bytes[start + 1] == 'f')
        && bytes[start + 2] == '-'
        && isHex(bytes, start + 3, 32)
        && !isZero(bytes, start + 3, 32)
        && bytes[start + 35] == '-'
        && isHex(bytes, start + 36, 16)
        && !isZero(bytes, start + 36, 16)
        && bytes[start + 52] == '-'
        && isHex(bytes, start + 53, 2);
  }

  private static boolean isHex(byte[] bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      byte b = bytes[i];
      if (!((b >= '0' && b <= '9') || (b >= 'a' && b <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(byte[] bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] != '0') {
        return false;
      }
    }
    return true;
  }

  private static void hex(byte[] to, int at, long value) {
    for (int i = 0; i < 16; i++) {
      to[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
    }
  }
}
