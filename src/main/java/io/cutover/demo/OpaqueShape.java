package io.cutover.demo;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The shapes of opaque tokens that API Cloud has issued over the years. */
enum OpaqueShape {
  /** A UUID whose version digit is 3: {@code 1fa22cef-c791-3105-9ac4-58511c199aa0}. */
  UUID_3,
  /** 32 lower-case hex digits: {@code 0bc0500523dddc5c973971f16b19103e}. */
  HEX_32,
  /** 28 letters and digits: {@code NtBQkXoKElu0H1a1fQ0DWfo6IX4a}. */
  BASE62_28;

  private static final String BASE62 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  String next(RandomGenerator random) {
    return switch (this) {
      case UUID_3 -> uuid(random);
      case HEX_32 -> {
        HexFormat hex = HexFormat.of();
        yield hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
      }
      case BASE62_28 -> word(random, 28);
    };
  }

  /** Returns a consumer key or secret as either platform makes them: 28 characters, the last a. */
  static String consumerKey(RandomGenerator random) {
    return word(random, 27) + "a";
  }

  private static String uuid(RandomGenerator random) {
    long high = (random.nextLong() & ~0xF000L) | 0x3000L;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }

  private static String word(RandomGenerator random, int length) {
    StringBuilder word = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      word.append(BASE62.charAt(random.nextInt(BASE62.length())));
    }
    return word.toString();
  }
}
