package io.cutover.admin;

import io.cutover.bridge.Tried;
import io.cutover.decide.Live;
import io.cutover.fault.PlatformFault;
import io.cutover.ledger.Application;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Verifications.Trial;
import io.cutover.ledger.Verifications.Verdict;
import io.cutover.ledger.Verifications.Verification;
import io.cutover.route.Route;
import io.cutover.route.Target;
import io.cutover.split.Platform;
import io.cutover.upstream.Answered;
import io.cutover.upstream.Endpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Tries an application out: gets a token with each of its pairs, and calls each of its routes with
 * it by a GET of the route's root. A subscription that is missing is what is found most. On virtual
 * threads: it waits.
 */
final class Verifier {
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final int MOST_BYTES = 64 * 1024;

  private final ApplicationRooms rooms;

  Verifier(ApplicationRooms rooms) {
    this.rooms = rooms;
  }

  /** Tries one out, and keeps what came of it. */
  Verification verify(Application application) throws InterruptedException {
    Live live = rooms.live().get();
    List<Trial> trials = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Trial>>> all = new ArrayList<>();
      for (Platform platform : Platform.values()) {
        if (application.hasPair(platform)) {
          all.add(threads.submit(() -> verify(application, platform, live)));
        }
      }
      for (Future<List<Trial>> each : all) {
        trials.addAll(each.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("trying an application out failed", e);
    }
    var verification = new Verification(rooms.clock().instant(), trials);
    rooms.verifications().put(application.name(), verification);
    return verification;
  }

  private List<Trial> verify(Application application, Platform platform, Live live) {
    List<Trial> trials = new ArrayList<>();
    Tried token = live.bridge().trial(application, platform);
    trials.add(
        new Trial(
            platform,
            null,
            token.authorization() == null ? Verdict.FAIL : Verdict.PASS,
            "the platform " + token.detail()));
    if (token.authorization() == null) {
      return trials;
    }
    for (Route route : routes(application, live)) {
      Target target = route.target(platform, application.sandbox());
      if (target != null) {
        trials.add(
            probe(
                live.endpoint(platform, application.sandbox()),
                route,
                target,
                token.authorization()));
      }
    }
    return trials;
  }

  /** The routes that it was seen on; all, if it was seen on none. */
  private List<Route> routes(Application application, Live live) {
    Set<String> used =
        rooms.outcomes().all().stream()
            .map(Outcomes.Entry::key)
            .filter(key -> application.name().equals(key.who().application()))
            .map(Outcomes.Key::route)
            .collect(Collectors.toSet());
    return live.inForce().stream()
        .map(Live.InForce::route)
        .filter(route -> route.respond() == 0)
        .filter(route -> used.isEmpty() || used.contains(route.name()))
        .toList();
  }

  private Trial probe(Endpoint endpoint, Route route, Target target, String authorization) {
    String header = new String(target.authHeader(), StandardCharsets.US_ASCII);
    Platform platform = endpoint.platform();
    try {
      Answered answer =
          rooms
              .upstreams()
              .ask(
                  endpoint,
                  path(route, target),
                  new String(target.host(), StandardCharsets.US_ASCII),
                  Map.of(
                      header.isEmpty() ? "Authorization" : header,
                      authorization,
                      "Accept",
                      "application/json"),
                  MOST_BYTES,
                  PATIENCE)
              .join();
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      return judged(platform, route.name(), answer.status(), PlatformFault.code(body));
    } catch (CompletionException e) {
      String why = e.getCause() == null ? e.toString() : e.getCause().getMessage();
      return new Trial(platform, route.name(), Verdict.UNKNOWN, "no answer: " + why);
    }
  }

  private String path(Route route, Target target) {
    return new String(target.platformPath(), StandardCharsets.US_ASCII)
        + (target.keepsMatched() ? rooms.paths().apply(route.name()) : "")
        + "/";
  }

  private static Trial judged(Platform platform, String route, int status, OptionalInt code) {
    String said = "answers " + status + (code.isEmpty() ? "" : ", fault " + code.getAsInt());
    boolean fault = status == 401 || status == 403 || code.orElse(0) == 900_900;
    if (fault && (code.orElse(0) == 900_908 || (status == 403 && code.isEmpty()))) {
      return new Trial(
          platform, route, Verdict.FAIL, said + ": subscribe the application to this API there");
    }
    if (fault && code.orElse(0) == 900_910) {
      return new Trial(
          platform, route, Verdict.UNKNOWN, said + ": its token is good, the scope was not asked");
    }
    if (fault) {
      return new Trial(platform, route, Verdict.FAIL, said + ": its token is not taken there");
    }
    return status == 404 || status == 405 || status >= 500
        ? new Trial(platform, route, Verdict.UNKNOWN, said + ": this says nothing of it")
        : new Trial(platform, route, Verdict.PASS, said);
  }
}
