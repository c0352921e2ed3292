package io.cutover.demo;

import io.cutover.demo.RouteScore.View;
import io.cutover.split.Platform;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The population calling the stable URL: an open loop, in which requests arrive when they arrive
 * and not when the last one is answered. Arrivals are a Poisson process; beside them a few gRPC
 * calls and conversations begin at an even pace, for these are about being there, not about load.
 *
 * <p>Everything happens on one event loop; the public methods may be called from any thread.
 */
final class Traffic {
  /** How many requests may be under way at once; what would be more is not sent, and counted. */
  private static final int MOST_IN_FLIGHT = 1_000;

  /** Nanoseconds between a gRPC call and a conversation, and so on in turns. */
  private static final long STREAM_GAP = TimeUnit.MILLISECONDS.toNanos(125);

  /** How many findings are kept in words. */
  private static final int EXAMPLES = 5;

  private final EventLoop loop;
  private final StableUrl gateway;
  private final Errands errands;
  private final Map<Application, Map<Platform, HeldToken>> tokens;
  private final Map<String, ShareHistory> histories;
  private final RandomGenerator random;
  private final Map<String, RouteScore> scores = new LinkedHashMap<>();
  private final List<String> examples = new ArrayList<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private double rate;
  private long next;
  private long nextStream;
  private long sent;
  private long heldBack;
  private long renewed;
  private int inFlight;
  private boolean stopped;

  /**
   * @param tokens by application and platform, all that any errand may need
   * @param histories of every route, by its name
   */
  Traffic(
      EventLoop loop,
      StableUrl gateway,
      Errands errands,
      Map<Application, Map<Platform, HeldToken>> tokens,
      Map<String, ShareHistory> histories,
      RandomGenerator random) {
    this.loop = loop;
    this.gateway = gateway;
    this.errands = errands;
    this.tokens = tokens;
    this.histories = new HashMap<>(histories);
    this.random = random;
    for (Api api : Api.ALL) {
      scores.put(api.name(), new RouteScore(api, history(api)));
    }
  }

  private ShareHistory history(Api api) {
    ShareHistory history = histories.get(api.name());
    if (history == null) {
      throw new IllegalArgumentException("route " + api.name() + " has no history");
    }
    return history;
  }

  /**
   * What was seen so far.
   *
   * @param sent requests, each counted once
   * @param heldBack arrivals that were not sent because too many were under way
   * @param renewed requests that were sent again with a new token after a 401
   * @param unanswered requests under way
   * @param excess requests by which splits without keys are further off than they may be
   * @param examples the first findings that are none of the good ones
   */
  record Seen(
      List<View> routes,
      long sent,
      long heldBack,
      long renewed,
      int unanswered,
      long excess,
      List<String> examples) {
    Seen {
      routes = List.copyOf(routes);
      examples = List.copyOf(examples);
    }
  }

  /**
   * Begins.
   *
   * @param perSecond arrivals, on average
   * @param streams whether gRPC calls and conversations begin, too
   */
  void start(double perSecond, boolean streams) {
    loop.execute(
        () -> {
          rate = perSecond;
          next = System.nanoTime() + gap();
          arrive();
          if (streams) {
            nextStream = System.nanoTime();
            beginStreams(false);
          }
        });
  }

  /** Ends the arrivals; done when every request under way has ended. */
  CompletableFuture<Void> stop() {
    loop.execute(
        () -> {
          stopped = true;
          gateway.hurry();
          endIfDrained();
        });
    return drained;
  }

  /** Returns what was seen so far; the caller waits for the loop. */
  Seen seen(int eventLoops) {
    return loop.submit(() -> look(eventLoops)).syncUninterruptibly().getNow();
  }

  private Seen look(int eventLoops) {
    return new Seen(
        scores.values().stream().map(RouteScore::view).toList(),
        sent,
        heldBack,
        renewed,
        inFlight,
        scores.values().stream().mapToLong(score -> score.excess(eventLoops)).sum(),
        examples);
  }

  private long gap() {
    return (long) (-Math.log(1 - random.nextDouble()) / rate * TimeUnit.SECONDS.toNanos(1));
  }

  private void arrive() {
    long now = System.nanoTime();
    while (!stopped && next - now <= 0) {
      next += gap();
      if (inFlight >= MOST_IN_FLIGHT) {
        heldBack++;
      } else {
        begin(errands.next());
      }
    }
    if (!stopped) {
      var _ = loop.schedule(this::arrive, Math.max(0, next - now), TimeUnit.NANOSECONDS);
    }
  }

  /** Begins a conversation or a gRPC call, and in a while the other; makes up for lost time. */
  private void beginStreams(boolean conversation) {
    long now = System.nanoTime();
    boolean other = conversation;
    while (!stopped && nextStream - now <= 0) {
      nextStream += STREAM_GAP;
      begin(other ? errands.nextConversation() : errands.nextCall());
      other = !other;
    }
    if (!stopped) {
      boolean then = other;
      var _ =
          loop.schedule(
              () -> beginStreams(then), Math.max(0, nextStream - now), TimeUnit.NANOSECONDS);
    }
  }

  private void begin(Errand errand) {
    inFlight++;
    sent++;
    HeldToken held = held(errand);
    if (held == null) {
      send(errand, null, null, false);
    } else {
      withToken(errand, held, false);
    }
  }

  private @Nullable HeldToken held(Errand errand) {
    Map<Platform, HeldToken> all = tokens.get(errand.application());
    return all == null ? null : all.get(errand.platform());
  }

  private void withToken(Errand errand, HeldToken held, boolean again) {
    held.use(
        token -> {
          if (token == null) {
            long now = System.nanoTime();
            end(errand, new Finding(Finding.Kind.LOST, null, "no token could be got"), now, now);
          } else {
            send(errand, held, token, again);
          }
        });
  }

  private void send(
      Errand errand, @Nullable HeldToken held, @Nullable String token, boolean again) {
    String id = sent + "-" + Long.toHexString(random.nextLong());
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry(Backend.ID, id));
    headers.add(Map.entry("Accept", "application/json"));
    if (token != null) {
      headers.add(credential(errand, token));
    }
    if (errand.client() != null) {
      headers.add(Map.entry("X-Client", errand.client()));
    }
    if (errand.api().kind() == Api.Kind.GRPC) {
      headers.add(Map.entry("Content-Type", GrpcMessages.TYPE));
      headers.add(Map.entry("TE", "trailers"));
    } else if (errand.api().kind() == Api.Kind.HTTP && !errand.body().isEmpty()) {
      headers.add(Map.entry("Content-Type", "text/plain"));
    }
    Call call =
        new Call(
            errand.method(),
            errand.api().path() + errand.resource(),
            headers,
            errand.body(),
            errand.chunked());
    long from = System.nanoTime();
    gateway.send(
        errand.api().kind(),
        call,
        outcome -> {
          if (held != null
              && token != null
              && !again
              && errand.api().secured()
              && outcome instanceof Outcome.Answered answer
              && answer.status() == 401) {
            // Its token ran out on the way: as any client, it gets another and tries once more.
            renewed++;
            held.refused(token);
            withToken(errand, held, true);
            return;
          }
          // Where a conversation went was decided when it opened: it stays there, come what may.
          long to = outcome instanceof Outcome.Talked talked ? talked.opened() : System.nanoTime();
          Finding finding =
              Checker.check(id, errand, outcome, history(errand.api()).inForce(from, to));
          end(errand, finding, from, to);
        });
  }

  /** Says where a token stands: a browser has no other place than Choreo's for a WebSocket's. */
  private static Map.Entry<String, String> credential(Errand errand, String token) {
    return errand.api().kind() == Api.Kind.WEBSOCKET && errand.platform() == Platform.NEW
        ? Map.entry(Conversation.SUBPROTOCOL, "choreo-oauth2-token, " + token)
        : Map.entry("Authorization", "Bearer " + token);
  }

  private void end(Errand errand, Finding finding, long from, long to) {
    RouteScore score = scores.get(errand.api().name());
    if (score != null) {
      score.add(errand, finding, from, to);
    }
    if (finding.kind() != Finding.Kind.SERVED && examples.size() < EXAMPLES) {
      examples.add(finding.kind().name().toLowerCase(Locale.ROOT) + ": " + finding.why());
    }
    inFlight--;
    endIfDrained();
  }

  private void endIfDrained() {
    if (stopped && inFlight == 0) {
      drained.complete(null);
    }
  }
}
