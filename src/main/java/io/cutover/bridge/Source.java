package io.cutover.bridge;

import io.cutover.split.Platform;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One platform's token endpoint, and whether it is well: while it is not, it is left in peace, and
 * nobody waits for it. Any thread.
 */
final class Source implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Source.class);

  private final Platform platform;
  private final TokenEndpoint endpoint;
  private final LongSupplier nanos;
  private volatile boolean away;
  private volatile long restsUntil;
  private int failures;

  Source(Platform platform, TokenEndpoint endpoint, LongSupplier nanos) {
    this.platform = platform;
    this.endpoint = endpoint;
    this.nanos = nanos;
  }

  TokenEndpoint endpoint() {
    return endpoint;
  }

  /** Returns whether it is to be left in peace now. */
  boolean rests() {
    return away && restsUntil - nanos.getAsLong() > 0;
  }

  /** Asks it; its silence is noted, and told once. */
  Issued get(Ask ask) {
    Issued issued = endpoint.get(ask);
    if (issued instanceof Issued.Nothing(String why, long retryAfter)) {
      failed(why, retryAfter);
    } else {
      answered();
    }
    return issued;
  }

  private synchronized void failed(String why, long retryAfter) {
    if (endpoint.isClosed()) {
      return;
    }
    failures++;
    restsUntil = nanos.getAsLong() + Backoff.nanos(failures, retryAfter);
    if (!away) {
      away = true;
      LOG.error(
          "The {} platform gives no tokens: {}. Requests whose tokens are foreign there go to the"
              + " other platform meanwhile. Check platforms.{}.tokenEndpoint, and whether {}"
              + " answers.",
          platform.label(),
          why,
          platform.label(),
          endpoint.url().getHost());
    }
  }

  private synchronized void answered() {
    failures = 0;
    if (away) {
      away = false;
      LOG.info("The {} platform gives tokens again.", platform.label());
    }
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
