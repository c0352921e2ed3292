package io.cutover.route;

import io.cutover.config.FailoverConfig;
import io.cutover.http.Head;
import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * When the other platform takes a request over.
 *
 * @param to the one that takes over
 * @param onConnect whether when no connection came about
 * @param onReset whether when the connection ended before the answer
 * @param onTimeout whether when the answer did not come in time
 * @param statuses and when one of these is answered
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Failover(
    Platform to,
    boolean onConnect,
    boolean onReset,
    boolean onTimeout,
    Set<Integer> statuses,
    byte[][] methods) {
  public Failover {
    statuses = Set.copyOf(statuses);
  }

  static Failover of(FailoverConfig config) {
    Set<Integer> statuses = new HashSet<>();
    for (String when : config.when()) {
      if (Character.isDigit(when.charAt(0))) {
        statuses.add(Integer.parseInt(when));
      }
    }
    return new Failover(
        config.to(),
        config.when().contains("connect"),
        config.when().contains("reset"),
        config.when().contains("timeout"),
        statuses,
        config.methods().stream()
            .map(each -> each.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new));
  }

  /** Returns whether requests of that method are taken over. */
  public boolean takes(Head request) {
    for (byte[] method : methods) {
      if (request.methodIs(method)) {
        return true;
      }
    }
    return false;
  }
}
