package io.cutover.demo;

import io.cutover.demo.Finding.Kind;
import io.cutover.demo.RouteScore.View;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What came of a run, by three witnesses: the callers, the platforms and the gateway.
 *
 * @param seen by the callers
 * @param steps the shares that were asked for, in order
 * @param blocked by route and cause, counted by the gateway
 * @param refusals what the operator asked and did not get
 */
record Summary(
    Traffic.Seen seen,
    Tally old,
    Tally fresh,
    List<Share> steps,
    Map<String, Map<String, Long>> blocked,
    List<String> refusals,
    Duration lasted) {

  private static final String ROW = "%-9s %9s %9s %9s %7s %7s %9s %9s";

  Summary {
    steps = List.copyOf(steps);
    refusals = List.copyOf(refusals);
  }

  /** Returns the requests that no API answered. */
  long lost() {
    return count(Kind.LOST) + seen.unanswered();
  }

  /** Returns the requests on the wrong platform, host or path, and those a split is off by. */
  long misrouted() {
    return count(Kind.MISROUTED) + old.misrouted() + fresh.misrouted() + seen.excess();
  }

  /** Returns the requests whose answer was another's, or that changed on their way. */
  long mixedUp() {
    return count(Kind.MIXED_UP);
  }

  /** Returns the requests that brought a platform a token which the other one issued. */
  long foreign() {
    return old.foreign() + fresh.foreign();
  }

  private long count(Kind kind) {
    return seen.routes().stream().mapToLong(view -> view.count(kind)).sum();
  }

  private static long served(Tally tally) {
    return tally.served().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns what is wrong, in words; empty: the run is good. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    add(faults, lost(), "lost");
    add(faults, misrouted(), "misrouted");
    add(faults, mixedUp(), "mixed up");
    add(faults, foreign(), "with a foreign token");
    if (served(old) == 0) {
      faults.add("the old platform served none");
    }
    if (served(fresh) == 0) {
      faults.add("the new platform served none");
    }
    faults.addAll(refusals);
    return faults;
  }

  private static void add(List<String> faults, long count, String what) {
    if (count > 0) {
      faults.add(Table.number(count) + " " + what);
    }
  }

  /** Returns the whole text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "summary  %s requests in %d s; API Cloud (old) served %s, Choreo (new) served %s"
            .formatted(
                Table.number(seen.sent()),
                lasted.toSeconds(),
                Table.number(served(old)),
                Table.number(served(fresh))));
    for (View view : seen.routes()) {
      if (view.kind() != Api.Kind.HTTP && view.requests() > 0) {
        lines.add(stream(view));
      }
    }
    lines.add("");
    lines.add(
        ROW.formatted(
            "ROUTE", "REQUESTS", "OLD", "NEW", "ERRORS", "ASKED", "EXPECTED", "OBSERVED"));
    seen.routes().forEach(view -> lines.add(row(view)));
    lines.add("");
    lines.add("observed (expected) by share asked");
    lines.addAll(matrix());
    lines.add("");
    blockedByCause()
        .forEach(
            (cause, count) ->
                lines.add("blocked  %s %s: %s".formatted(cause, Table.number(count), why(cause))));
    if (seen.renewed() > 0) {
      lines.add(
          "renewed  %s: a token ran out on the way, the application got another and tried again"
              .formatted(Table.number(seen.renewed())));
    }
    if (seen.heldBack() > 0) {
      lines.add(
          "not sent %s: too many were under way; a lower --rate fits this machine"
              .formatted(Table.number(seen.heldBack())));
    }
    Stream.of(seen.examples(), old.examples(), fresh.examples())
        .flatMap(List::stream)
        .forEach(example -> lines.add("example  " + example));
    lines.add(
        "lost %s, misrouted %s, mixed up %s, foreign tokens %s"
            .formatted(
                Table.number(lost()),
                Table.number(misrouted()),
                Table.number(mixedUp()),
                Table.number(foreign())));
    List<String> faults = faults();
    lines.add(faults.isEmpty() ? "result   good" : "result   failed: " + String.join("; ", faults));
    return lines;
  }

  private static String stream(View view) {
    return (view.kind() == Api.Kind.GRPC ? "gRPC     %s calls" : "sockets  %s conversations")
        .concat("; API Cloud (old) %s, Choreo (new) %s, failed %s")
        .formatted(
            Table.number(view.requests()),
            Table.number(view.served(Platform.OLD)),
            Table.number(view.served(Platform.NEW)),
            Table.number(view.errors()));
  }

  private static String row(View view) {
    return ROW.formatted(
        view.route(),
        Table.number(view.requests()),
        Table.number(view.served(Platform.OLD)),
        Table.number(view.served(Platform.NEW)),
        Table.number(view.errors()),
        view.asked(),
        Table.percent(view.expectedRatio()),
        Table.percent(view.observedRatio()));
  }

  private List<String> matrix() {
    List<String> lines = new ArrayList<>();
    StringBuilder header = new StringBuilder("%-9s".formatted("ROUTE"));
    steps.forEach(share -> header.append("%16s".formatted(share)));
    lines.add(header.toString());
    for (View view : seen.routes()) {
      StringBuilder line = new StringBuilder("%-9s".formatted(view.route()));
      for (int i = 0; i < steps.size(); i++) {
        StepScore step = i < view.steps().size() ? view.steps().get(i) : new StepScore();
        line.append("%16s".formatted(cell(step)));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static String cell(StepScore step) {
    return step.requests() == 0
        ? "-"
        : Table.percent(step.observedRatio()) + " (" + Table.percent(step.expectedRatio()) + ")";
  }

  private Map<String, Long> blockedByCause() {
    Map<String, Long> all = new TreeMap<>();
    blocked
        .values()
        .forEach(causes -> causes.forEach((cause, n) -> all.merge(cause, n, Long::sum)));
    return all;
  }

  private static String why(String cause) {
    return switch (cause) {
      case "no-pair" ->
          "their applications have no pair on the other platform, so that nothing swaps their"
              + " tokens";
      case "user-token" -> "their tokens stand for a user, and those stay where they are";
      case "scope" -> "their tokens have a scope that the other platform does not know";
      case "protocol" -> "the other platform does not speak their protocol";
      case "environment" -> "sandbox applications, and the other platform has no sandbox";
      case "no-endpoint" -> "the route has no endpoint on the new platform";
      case "pinned" -> "their applications are pinned";
      case "unverified" ->
          "their tokens are not checked here, so only their own platform sees them";
      default -> "see the gateway's documentation";
    };
  }
}
