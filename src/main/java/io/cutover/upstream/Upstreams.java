package io.cutover.upstream;

import io.cutover.metric.Metrics;
import io.cutover.net.Loop;
import io.cutover.net.Loops;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** The connections to both platforms, apart for each event loop. */
public final class Upstreams implements AutoCloseable {
  private final Connector connector;
  private final Map<Loop, Pools> pools = new IdentityHashMap<>();

  public Upstreams(Loops loops, Metrics metrics) {
    this.connector = new Connector(loops);
    for (Loop loop : loops.all()) {
      var own = new Pools(loop, connector, metrics);
      pools.put(loop, own);
      loop.executor().execute(own::start);
    }
  }

  /** Returns the connections of one loop; to be used on that loop only. */
  public Pools on(Loop loop) {
    Pools own = pools.get(loop);
    if (own == null) {
      throw new IllegalArgumentException("not a loop of this gateway");
    }
    return own;
  }

  /** Lets go of every endpoint that is not among these. Any thread. */
  public void retain(Set<Endpoint> endpoints) {
    connector.retain(endpoints);
    pools.forEach((loop, own) -> loop.executor().execute(() -> own.retain(endpoints)));
  }

  @Override
  public void close() {
    connector.close();
  }
}
