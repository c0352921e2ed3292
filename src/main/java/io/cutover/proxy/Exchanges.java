package io.cutover.proxy;

import io.cutover.decide.Decisions;
import io.cutover.decide.Live;
import io.cutover.ledger.Outcomes;
import io.cutover.metric.Metrics;
import io.cutover.net.Arrival;
import io.cutover.net.Loop;
import io.cutover.net.Loops;
import io.cutover.trace.Tracing;
import io.cutover.upstream.Upstreams;
import io.netty.channel.ChannelHandler;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way in to the request path: makes the handler of each client's connection. */
public final class Exchanges {
  private final Map<Loop, LoopRoom> rooms = new IdentityHashMap<>();

  /**
   * Prepares every loop.
   *
   * @param live the snapshot in force; read once by each exchange
   * @param log where exchanges are written down
   * @param draining whether the gateway is on its way out
   * @param tracing what samples exchanges; gives null while none are traced
   * @param decisions where each loop remembers how it decided
   */
  public Exchanges(
      Loops loops,
      Supplier<Live> live,
      Upstreams upstreams,
      Metrics metrics,
      Outcomes outcomes,
      Supplier<AccessLog> log,
      InstantSource clock,
      BooleanSupplier draining,
      Supplier<@Nullable Tracing> tracing,
      Decisions decisions) {
    for (Loop loop : loops.all()) {
      rooms.put(
          loop,
          new LoopRoom(
              loop,
              live,
              upstreams,
              metrics,
              outcomes,
              log,
              clock,
              draining,
              tracing,
              decisions.on(loops.all().size())));
    }
  }

  /** Makes the handler of a connection that lives on that loop. */
  public ChannelHandler handler(Loop loop, Arrival arrival) {
    LoopRoom room = rooms.get(loop);
    if (room == null) {
      throw new IllegalArgumentException("not a loop of this gateway");
    }
    return arrival.h2() ? H2Client.of(room, arrival) : new H1Client(room, arrival);
  }
}
