package io.cutover.upstream;

import io.cutover.metric.Metrics;
import io.cutover.net.Loop;
import io.cutover.net.Wheel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** All connections of one event loop. Runs on that loop only. */
public final class Pools {
  private static final long SWEEP = 1_000_000_000L;

  private final Loop loop;
  private final Connector connector;
  private final Metrics metrics;
  private final Map<Endpoint, Pool> pools = new HashMap<>();
  private final Wheel.Timeout sweep =
      new Wheel.Timeout() {
        @Override
        protected void expired() {
          sweep();
        }
      };

  Pools(Loop loop, Connector connector, Metrics metrics) {
    this.loop = loop;
    this.connector = connector;
    this.metrics = metrics;
  }

  void start() {
    loop.wheel().set(sweep, SWEEP);
  }

  /**
   * Gets a connection for an exchange. The reply hears {@code opened} or {@code failed}, possibly
   * before this returns; until then {@link #forget} takes the wish back.
   */
  public void acquire(Endpoint endpoint, Reply reply) {
    Pool pool = pools.get(endpoint);
    if (pool == null) {
      pool = new Pool(endpoint, loop, connector, metrics);
      pools.put(endpoint, pool);
    }
    pool.acquire(reply);
  }

  /** Forgets an exchange that waits for a connection no longer. */
  public void forget(Endpoint endpoint, Reply reply) {
    Pool pool = pools.get(endpoint);
    if (pool != null) {
      pool.forget(reply);
    }
  }

  /** Lets go of every endpoint that is not among these. */
  public void retain(Set<Endpoint> endpoints) {
    for (Iterator<Pool> all = pools.values().iterator(); all.hasNext(); ) {
      Pool pool = all.next();
      if (!endpoints.contains(pool.endpoint())) {
        pool.retire();
        all.remove();
      }
    }
  }

  private void sweep() {
    pools.values().forEach(Pool::sweep);
    loop.wheel().set(sweep, SWEEP);
  }
}
