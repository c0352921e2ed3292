package io.cutover.net;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time now as HTTP writes it (RFC 9110 §5.6.7), made once a second. One per event loop. */
public final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private long second = Long.MIN_VALUE;
  private byte[] bytes = new byte[0];

  HttpDate(InstantSource clock) {
    this.clock = clock;
    refresh();
  }

  void refresh() {
    Instant now = clock.instant();
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      bytes = FORMAT.format(now).getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Returns the bytes of an {@code IMF-fixdate}; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }
}
