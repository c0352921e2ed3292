package io.cutover.proxy;

import io.cutover.net.OpenStream;
import io.cutover.split.Platform;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An exchange in the ledger of streams. */
record StreamEntry(
    Exchange exchange,
    Kind kind,
    Platform platform,
    String route,
    @Nullable String application,
    long openedAt,
    @Nullable Instant tokenExpiry)
    implements OpenStream {

  @Override
  public boolean isMisplaced() {
    return exchange.isMisplaced();
  }

  @Override
  public void end(Cause cause) {
    exchange.endStream(cause);
  }

  /** Without what the token holds. */
  @Override
  public String toString() {
    return kind + " of " + route + " on " + platform;
  }
}
