package io.cutover.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.split.Bucket;
import io.cutover.split.StickBy;
import java.util.Arrays;

/**
 * Reads the sticky keys that stand in a request's head.
 *
 * <p>A header's key is the value of its first line, as it is: a comma in it is part of it. A
 * cookie's is that of the first pair with its name. Without outer white space; an absent or empty
 * one is no key.
 */
public final class StickyKeys {
  /** What there is instead of a bucket when a request has no key. */
  public static final int NO_KEY = -1;

  private static final byte[] NO_NAME = {};

  private StickyKeys() {}

  /**
   * Returns the bucket of the key that stands in a head; {@link #NO_KEY} if it has none, or if keys
   * of that kind are not in heads.
   */
  public static int bucket(StickBy stickBy, byte[] name, Bucket bucket, Head head) {
    return switch (stickBy) {
      case StickBy.Header _ -> ofHeader(bucket, head, name);
      case StickBy.Cookie _ -> ofCookie(bucket, head, name);
      case StickBy.Request _,
          StickBy.Application _,
          StickBy.Subject _,
          StickBy.Token _,
          StickBy.Ip _ ->
          NO_KEY;
    };
  }

  /** Returns the name of the header, in lower case, or cookie; empty for other kinds. */
  public static byte[] name(StickBy stickBy) {
    return switch (stickBy) {
      case StickBy.Header(String name) -> name.getBytes(US_ASCII);
      case StickBy.Cookie(String name) -> name.getBytes(US_ASCII);
      case StickBy.Request _,
          StickBy.Application _,
          StickBy.Subject _,
          StickBy.Token _,
          StickBy.Ip _ ->
          NO_NAME;
    };
  }

  private static int ofHeader(Bucket bucket, Head head, byte[] name) {
    int field = head.find(name, 0);
    return field < 0 ? NO_KEY : of(bucket, head, head.valueStart(field), head.valueEnd(field));
  }

  private static int ofCookie(Bucket bucket, Head head, byte[] name) {
    byte[] bytes = head.bytes();
    for (int f = head.find(Field.COOKIE); f >= 0; f = head.find(Field.COOKIE, f + 1)) {
      int end = head.valueEnd(f);
      int i = head.valueStart(f);
      while (i < end) {
        int start = skip(bytes, i, end);
        int stop = indexOf(bytes, ';', start, end);
        int equals = indexOf(bytes, '=', start, stop);
        if (equals < stop
            && Arrays.equals(bytes, start, trim(bytes, start, equals), name, 0, name.length)) {
          int value = skip(bytes, equals + 1, stop);
          return of(bucket, head, value, trim(bytes, value, stop));
        }
        i = stop + 1;
      }
    }
    return NO_KEY;
  }

  private static int of(Bucket bucket, Head head, int start, int end) {
    return start == end ? NO_KEY : bucket.of(head.bytes(), start, end - start);
  }

  private static int indexOf(byte[] bytes, char wanted, int start, int end) {
    int i = start;
    while (i < end && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  private static int skip(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end && (bytes[i] == ' ' || bytes[i] == '\t')) {
      i++;
    }
    return i;
  }

  private static int trim(byte[] bytes, int start, int end) {
    int i = end;
    while (i > start && (bytes[i - 1] == ' ' || bytes[i - 1] == '\t')) {
      i--;
    }
    return i;
  }
}
