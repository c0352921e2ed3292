package io.cutover.net;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * What a listener's session tickets are sealed with, so that a client can resume without the
 * gateway keeping anything of it (RFC 5077, RFC 8446 §2.2).
 *
 * <p>Two keys are known: tickets of the one before are still opened. Whoever trusts other clients
 * needs keys of its own, since a ticket stands for the certificate that its client showed.
 * Thread-safe.
 */
final class TicketKeys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<OpenSslSessionTicketKey> keys = new ArrayList<>(2);

  TicketKeys() {
    rotate();
  }

  /** Makes a new key the one in use, and forgets the oldest. */
  synchronized void rotate() {
    keys.addFirst(new OpenSslSessionTicketKey(random(), random(), random()));
    if (keys.size() > 2) {
      keys.removeLast();
    }
  }

  synchronized OpenSslSessionTicketKey[] all() {
    return keys.toArray(OpenSslSessionTicketKey[]::new);
  }

  private static byte[] random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
