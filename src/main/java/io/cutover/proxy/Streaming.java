package io.cutover.proxy;

import io.cutover.http.Field;
import io.cutover.http.Head;
import java.nio.charset.StandardCharsets;

/** Tells answers that come when there is something to tell from those that are waited for. */
final class Streaming {
  private static final byte[] EVENTS = "text/event-stream".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GRPC = "application/grpc".getBytes(StandardCharsets.US_ASCII);
  private static final int SWITCHING_PROTOCOLS = 101;

  private Streaming() {}

  /** Returns whether an answer is a stream, by its head. */
  static boolean is(Head answer) {
    if (answer.status() == SWITCHING_PROTOCOLS) {
      return true;
    }
    int i = answer.find(Field.CONTENT_TYPE);
    return i >= 0 && (begins(answer, i, EVENTS) || begins(answer, i, GRPC));
  }

  private static boolean begins(Head answer, int i, byte[] lowerCase) {
    int end = answer.valueStart(i) + lowerCase.length;
    return end <= answer.valueEnd(i)
        && answer.equalsIgnoreCase(answer.valueStart(i), end, lowerCase);
  }
}
