package io.cutover.http;

import org.jspecify.annotations.Nullable;

/**
 * What an own answer takes from the request that it answers, and from the connection.
 *
 * @param accept the Accept field's value, see {@link #accept(Head)}; null: none
 * @param head whether the method is HEAD, whose answers have no body
 * @param close whether the connection ends with this answer
 * @param keepAliveSaid whether an HTTP/1.0 client must be told that the connection goes on
 * @param requestId left out unless it is visible ASCII
 * @param date as HTTP writes it
 * @param cors whole lines, see {@link Cors}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Asked(
    ErrorShape shape,
    @Nullable String accept,
    boolean head,
    boolean close,
    boolean keepAliveSaid,
    byte[] requestId,
    byte[] date,
    byte[] cors) {

  /** Returns the value of all Accept fields together, or null. */
  public static @Nullable String accept(Head head) {
    int first = head.find(Field.ACCEPT);
    if (first < 0) {
      return null;
    }
    String value = head.value(first);
    for (int i = head.find(Field.ACCEPT, first + 1); i >= 0; i = head.find(Field.ACCEPT, i + 1)) {
      value += "," + head.value(i);
    }
    return value;
  }
}
