package io.cutover.proxy;

import io.cutover.decide.Live;
import io.cutover.net.Loop;
import io.cutover.net.OpenStream;
import io.cutover.net.Wheel;
import io.cutover.route.StreamRules;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the streams of one event loop every second and ends those that the rules of their route
 * end: at their token's end, at their greatest age, and, once their callers belong to the other
 * platform, so many a minute. Runs on that loop only.
 */
final class Streams extends Wheel.Timeout {
  private static final long EVERY = 1_000_000_000L;
  private static final double TURNS_A_MINUTE = 60;

  private final Loop loop;
  private final Supplier<Live> live;
  private final InstantSource clock;

  /** By route, while some of its streams are on the wrong platform. */
  private final Map<String, Drain> drains = new HashMap<>();

  /** How far the draining of one route has come. */
  private static final class Drain {
    /** The most that were to be moved at once: what the rate is a part of. */
    private int most;

    /** The first goes at once, however few there are. */
    private double due = 1;

    private final List<OpenStream> misplaced = new ArrayList<>();
  }

  Streams(Loop loop, Supplier<Live> live, InstantSource clock) {
    this.loop = loop;
    this.live = live;
    this.clock = clock;
  }

  void start() {
    loop.wheel().set(this, EVERY);
  }

  @Override
  protected void expired() {
    if (!loop.streams().isEmpty()) {
      turn();
    }
    loop.wheel().set(this, EVERY);
  }

  private void turn() {
    Live now = live.get();
    Map<String, Live.InForce> routes = new HashMap<>();
    now.inForce().forEach(each -> routes.put(each.route().name(), each));
    drains.values().forEach(drain -> drain.misplaced.clear());
    for (OpenStream stream : loop.streams().all()) {
      Live.InForce inForce = routes.getOrDefault(stream.route(), now.unmatched());
      OpenStream.Cause cause = over(stream, inForce.route().streams());
      if (cause != null) {
        stream.end(cause);
      } else if (inForce.route().streams().drainPerMinute() > 0 && stream.isMisplaced()) {
        drains.computeIfAbsent(stream.route(), _ -> new Drain()).misplaced.add(stream);
      }
    }
    drains.values().removeIf(drain -> drain.misplaced.isEmpty());
    drains.forEach(
        (route, drain) -> {
          Live.InForce inForce = routes.getOrDefault(route, now.unmatched());
          drain(drain, inForce.route().streams().drainPerMinute());
        });
  }

  private OpenStream.@Nullable Cause over(OpenStream stream, StreamRules rules) {
    Instant expiry = rules.endWithToken() ? stream.tokenExpiry() : null;
    if (expiry != null && !clock.instant().isBefore(expiry)) {
      return OpenStream.Cause.TOKEN_EXPIRED;
    }
    return loop.now() - stream.openedAt() >= rules.maxAge() ? OpenStream.Cause.TOO_OLD : null;
  }

  /** Ends the oldest first. */
  private static void drain(Drain drain, double perMinute) {
    drain.most = Math.max(drain.most, drain.misplaced.size());
    drain.due += drain.most * perMinute / TURNS_A_MINUTE;
    for (OpenStream each : drain.misplaced) {
      if (drain.due < 1) {
        return;
      }
      drain.due--;
      each.end(OpenStream.Cause.MOVED);
    }
  }
}
