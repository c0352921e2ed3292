package io.cutover.bridge;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request to the token service, copied out of its exchange.
 *
 * @param method as sent
 * @param query what follows the question mark; empty: nothing
 * @param authorization the field's value; null: none, or several
 * @param form the body
 * @param client who asks, behind trusted proxies
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TokenCall(
    TokenPlace place,
    String method,
    String query,
    @Nullable String authorization,
    byte[] form,
    InetAddress client) {
  /** Bytes of the largest form. */
  public static final int LARGEST_FORM = 16 * 1024;

  @Override
  public String toString() {
    return "TokenCall[" + place + "]";
  }
}
