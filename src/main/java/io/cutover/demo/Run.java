package io.cutover.demo;

import io.cutover.demo.Finding.Kind;
import io.cutover.plan.Injection;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.netty.channel.EventLoop;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * One run of the demo: traffic, a plan that raises the shares, a table, a summary. On one thread.
 */
final class Run {
  private static final List<Share> STEPS =
      IntStream.of(0, 100, 500, 2_500, 5_000, 10_000).mapToObj(Share::new).toList();

  /** How long a step lasts when no end is given. */
  private static final Duration STEP = Duration.ofSeconds(20);

  /** Within this time a change is in force everywhere: the gateway's own promise. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
  private static final Duration ELSEWHERE = Duration.ofSeconds(5);

  /**
   * How long an answer may take before its request counts as lost: so long that a machine which is
   * merely busy loses none.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long requests under way at the end are waited for; longer than any may take. */
  private static final long DRAIN_SECONDS = PATIENCE.toSeconds() + 5;

  private final DemoOptions options;
  private final Platforms platforms;
  private final Operator operator;
  private final Traffic traffic;
  private final int eventLoops;
  private final Interrupt interrupt;
  private final PrintStream out;
  private final Table table;
  private final long drawEvery;
  private final Map<String, ShareHistory> histories = new LinkedHashMap<>();
  private final List<String> refusals = new ArrayList<>();
  private final Set<String> undone = new HashSet<>();
  private final Optional<Injected> injected;
  private final boolean streams;
  private boolean injecting;
  private final long began = System.nanoTime();
  private long drawNext;

  /**
   * @param loop where the traffic lives
   * @param streams whether gRPC and WebSockets pass the gateway
   * @param eventLoops how many the gateway has
   * @param seed of the traffic
   */
  Run(
      DemoOptions options,
      Population population,
      Platforms platforms,
      EventLoop loop,
      InetSocketAddress stable,
      boolean streams,
      Operator operator,
      int eventLoops,
      long seed,
      Interrupt interrupt,
      PrintStream out,
      boolean tty) {
    this.options = options;
    this.injected = options.inject().map(Injection::parse).map(Injected::of);
    this.platforms = platforms;
    this.streams = streams;
    this.operator = operator;
    this.eventLoops = eventLoops;
    this.interrupt = interrupt;
    this.out = out;
    this.table = new Table(out, tty, began);
    this.drawEvery = (tty ? ON_TERMINAL : ELSEWHERE).toNanos();
    Api.ALL.forEach(api -> histories.put(api.name(), new ShareHistory()));
    this.traffic =
        new Traffic(
            loop,
            new StableUrl(loop, stable, PATIENCE),
            new Errands(population, new Random(seed)),
            platforms.tokens(loop),
            histories,
            new Random(seed));
  }

  /** Plays until its time is over or it is interrupted; returns what came of it. */
  Summary play() {
    traffic.start(options.rate(), streams);
    drawNext = began + drawEvery;
    long step = options.duration().map(all -> all.toNanos() / STEPS.size()).orElse(STEP.toNanos());
    boolean ended = false;
    for (int i = 0; i < STEPS.size() && !ended; i++) {
      // The file's share is 0%: the first step is there without asking.
      if (i > 0) {
        raise(STEPS.get(i), i == 1);
      }
      ended = watch(began + (i + 1) * step);
    }
    while (!ended && options.duration().isEmpty()) {
      ended = watch(System.nanoTime() + STEP.toNanos());
    }
    return end();
  }

  private void raise(Share share, boolean first) {
    histories.forEach(
        (route, history) -> {
          if (undone.contains(route)) {
            return;
          }
          history.asking(share, System.nanoTime());
          var refusal = operator.raise(route, first);
          if (refusal.isEmpty()) {
            history.settled(System.nanoTime() + SETTLING.toNanos());
          } else if (!injecting || !rolledBack(route)) {
            refusals.add(refusal.get());
          }
          if (injecting) {
            // From now on the gate may take it back at any time.
            history.asking(Share.NONE, System.nanoTime());
          }
        });
  }

  /** Lets go wrong what is to go wrong by now, and tells of what the gates have undone. */
  private void inject(long now) {
    Injected fault = injected.orElse(null);
    if (fault == null) {
      return;
    }
    Share from = fault.injection().from();
    Share share = histories.values().iterator().next().highest();
    boolean there = from == null || share.compareTo(from) >= 0;
    if (!injecting && there && now - began >= fault.injection().after().toNanos()) {
      histories.values().forEach(history -> history.asking(Share.NONE, now));
      injecting = true;
      platforms.choreo.inject(fault);
      say(now, "inject  " + options.inject().orElse(""));
    }
    if (injecting) {
      histories.keySet().forEach(this::rolledBack);
    }
  }

  private boolean rolledBack(String route) {
    if (undone.contains(route)) {
      return true;
    }
    Optional<String> said = operator.plan(route).filter(plan -> plan.startsWith("rolledBack"));
    said.ifPresent(
        plan -> {
          undone.add(route);
          say(System.nanoTime(), route + "  " + plan);
        });
    return said.isPresent();
  }

  private void say(long now, String what) {
    out.println("%4d s  %s".formatted(TimeUnit.NANOSECONDS.toSeconds(now - began), what));
  }

  /** Draws now and then until a time; returns whether the process has been asked to end. */
  private boolean watch(long until) {
    while (true) {
      long now = System.nanoTime();
      if (now - drawNext >= 0) {
        inject(now);
        draw(now);
        drawNext = now + drawEvery;
      }
      if (now - until >= 0) {
        return false;
      }
      if (interrupt.await(Math.min(until, drawNext) - now)) {
        return true;
      }
    }
  }

  private void draw(long now) {
    Traffic.Seen seen = traffic.seen(eventLoops);
    long misrouted =
        count(seen, Kind.MISROUTED)
            + platforms.tally(Platform.OLD).misrouted()
            + platforms.tally(Platform.NEW).misrouted();
    long foreign =
        platforms.tally(Platform.OLD).foreign() + platforms.tally(Platform.NEW).foreign();
    String title =
        "%4d s%s  %s requests, lost %d, misrouted %d, foreign tokens %d"
            .formatted(
                TimeUnit.NANOSECONDS.toSeconds(now - began),
                options.duration().map(all -> " of " + all.toSeconds()).orElse(""),
                Table.number(seen.sent()),
                count(seen, Kind.LOST),
                misrouted,
                foreign);
    table.draw(title, seen.routes(), operator.blocked(), now);
  }

  private static long count(Traffic.Seen seen, Kind kind) {
    return seen.routes().stream().mapToLong(view -> view.count(kind)).sum();
  }

  private Summary end() {
    Duration lasted = Duration.ofNanos(System.nanoTime() - began);
    try {
      traffic.stop().get(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      out.println("some requests are still without an answer: they count as lost");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the traffic ended with an error", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ShareHistory any = histories.values().iterator().next();
    return new Summary(
        traffic.seen(eventLoops),
        platforms.tally(Platform.OLD),
        platforms.tally(Platform.NEW),
        IntStream.range(0, any.steps()).mapToObj(any::share).toList(),
        operator.blocked(),
        refusals,
        lasted);
  }
}
