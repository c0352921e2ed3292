package io.cutover.demo;

import io.cutover.demo.Finding.Kind;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the callers of one route saw. On the traffic's event loop only. */
final class RouteScore {
  private final Api api;
  private final ShareHistory history;
  private final Map<Kind, Long> findings = new EnumMap<>(Kind.class);
  private final Map<Platform, Long> served = new EnumMap<>(Platform.class);
  private final Map<Platform, Latencies> latencies = new EnumMap<>(Platform.class);
  private final List<StepScore> steps = new ArrayList<>();
  private double expected;

  RouteScore(Api api, ShareHistory history) {
    this.api = api;
    this.history = history;
    for (Platform platform : Platform.values()) {
      served.put(platform, 0L);
      latencies.put(platform, new Latencies());
    }
  }

  /** A route's numbers at one time. */
  record View(
      String route,
      Api.Kind kind,
      Share asked,
      StepScore current,
      List<StepScore> steps,
      Map<Platform, Long> served,
      Map<Kind, Long> findings,
      double expectedRatio,
      Map<Platform, Duration> p99) {

    /** Returns the last step that has requests; the present one when none has. */
    StepScore latest() {
      return steps.reversed().stream()
          .filter(step -> step.requests() > 0)
          .findFirst()
          .orElse(current);
    }

    long count(Kind kind) {
      return findings.getOrDefault(kind, 0L);
    }

    long served(Platform platform) {
      return served.getOrDefault(platform, 0L);
    }

    /** Returns the requests that ended, one way or another. */
    long requests() {
      return findings.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the requests that did not end as they should have. */
    long errors() {
      return requests() - count(Kind.SERVED);
    }

    /** Returns the part of all served requests that the new platform served. */
    double observedRatio() {
      long all = served(Platform.OLD) + served(Platform.NEW);
      return all == 0 ? 0 : served(Platform.NEW) / (double) all;
    }
  }

  /**
   * Counts a request that ended.
   *
   * @param ended when it was decided where it goes, at the latest
   */
  void add(Errand errand, Finding finding, long sent, long ended) {
    findings.merge(finding.kind(), 1L, Long::sum);
    Platform platform = finding.servedBy();
    int step = history.step(sent, ended);
    if (platform != null) {
      served.merge(platform, 1L, Long::sum);
      Objects.requireNonNull(latencies.get(platform)).add(ended - sent);
      expected += errand.rule().expected(step < 0 ? history.asked(ended) : history.share(step));
    }
    if (step >= 0 && platform != null) {
      step(step).add(errand.rule().expected(history.share(step)), platform);
    } else if (step >= 0) {
      step(step).addEdge();
    } else {
      history.edges(sent, ended).forEach(edge -> step(edge).addEdge());
    }
  }

  private StepScore step(int index) {
    while (steps.size() <= index) {
      steps.add(new StepScore());
    }
    return steps.get(index);
  }

  /**
   * Returns by how many requests the steps of a route without keys are further off than allowed.
   */
  long excess(int eventLoops) {
    if (!(api.stickBy() instanceof StickBy.Request)) {
      return 0;
    }
    long all = 0;
    for (int i = 0; i < steps.size(); i++) {
      all += steps.get(i).excess(history.share(i), eventLoops);
    }
    return all;
  }

  View view() {
    Map<Platform, Duration> p99 = new EnumMap<>(Platform.class);
    latencies.forEach((platform, taken) -> p99.put(platform, taken.p99()));
    double all = served.values().stream().mapToLong(Long::longValue).sum();
    return new View(
        api.name(),
        api.kind(),
        history.asked(),
        step(history.steps() - 1).copy(),
        steps.stream().map(StepScore::copy).toList(),
        Map.copyOf(served),
        Map.copyOf(findings),
        all == 0 ? 0 : expected / all,
        p99);
  }
}
