package io.cutover.admin;

import io.cutover.decide.Choice;
import io.cutover.decide.Decide;
import io.cutover.decide.Decisions;
import io.cutover.decide.Live;
import io.cutover.decide.Usable;
import io.cutover.ledger.Application;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Progress;
import io.cutover.ledger.Sightings;
import io.cutover.ledger.Tally;
import io.cutover.ledger.Verifications.Verification;
import io.cutover.route.Route;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.Signal;
import io.cutover.split.StickBy;
import io.cutover.split.TokenKind;
import io.cutover.token.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An application as operators see it: never a secret, never a token. */
final class ApplicationView {
  private static final List<Signal> FAULTS =
      List.of(
          Signal.SERVER_ERROR,
          Signal.RESET,
          Signal.UNAUTHORIZED,
          Signal.FORBIDDEN,
          Signal.NOT_FOUND,
          Signal.THROTTLED,
          Signal.CLIENT_ERROR);

  /** Failures that are named, at most. */
  private static final int FAILURES = 20;

  private ApplicationView() {}

  /** Returns one line of the list. */
  static Map<String, @Nullable Object> line(Application application, ApplicationRooms rooms) {
    Live live = rooms.live().get();
    Sightings.Seen seen = live.ledger().sightings().seen(application.name());
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("name", application.name());
    view.put("contact", application.contact());
    view.put("environment", application.sandbox() ? "sandbox" : "production");
    view.put("cohort", application.cohort());
    view.put("clientIds", platforms(application::clientId));
    view.put("pairs", platforms(application::hasPair));
    Platform said = rooms.tokens().apply(application.name());
    view.put("tokens", (said == null ? application.tokens() : said).label());
    view.put(
        "state",
        Progress.of(application, seen, rooms.returned().get().contains(application.name()))
            .label());
    view.put("tokensSeen", platforms(platform -> time(seen.token(platform))));
    view.put("bridged", platforms(platform -> time(seen.bridged(platform))));
    Blocked hindrance = hindrance(live, application, Platform.NEW, "");
    view.put("canMove", hindrance == null);
    view.put("blocked", hindrance == null ? null : hindrance.label());
    view.put("verified", verified(rooms.verifications().of(application.name())));
    return view;
  }

  /** Returns its page. */
  static Map<String, @Nullable Object> page(Application application, ApplicationRooms rooms) {
    var view = line(application, rooms);
    Live live = rooms.live().get();
    List<Outcomes.Entry> entries =
        rooms.outcomes().all().stream()
            .filter(entry -> application.name().equals(entry.key().who().application()))
            .toList();
    List<Object> routes = new ArrayList<>();
    for (Live.InForce each : live.inForce()) {
      if (each.route().respond() == 0) {
        routes.add(route(application, each, live, entries, rooms));
      }
    }
    view.put("routes", routes);
    view.put(
        "lastRequests",
        rooms.decisions().samplesOf(application.name()).stream()
            .map(
                each ->
                    request(
                        each.requestId(), each.at(), each.route(), each.platform(), each.status()))
            .toList());
    List<Decisions.Named> failures =
        rooms.decisions().failuresOf(application.name(), rooms.clock().instant());
    view.put("failures", Map.of("twoDays", failures.size(), "last", last(failures)));
    return view;
  }

  private static List<Object> last(List<Decisions.Named> failures) {
    return failures.stream()
        .limit(FAILURES)
        .<Object>map(
            each ->
                request(
                    each.requestId(),
                    each.decision().at(),
                    each.decision().route(),
                    each.decision().platform(),
                    each.decision().status()))
        .toList();
  }

  /** A request as one looks it up: {@code explain --request-id} tells the rest. */
  private static Map<String, Object> request(
      String id, Instant at, String route, @Nullable Platform platform, int status) {
    var view = new LinkedHashMap<String, Object>();
    view.put("requestId", id);
    view.put("at", at.toString());
    view.put("route", route);
    view.put("platform", platform == null ? "none" : platform.label());
    view.put("status", status);
    return view;
  }

  private static Map<String, @Nullable Object> route(
      Application application,
      Live.InForce inForce,
      Live live,
      List<Outcomes.Entry> entries,
      ApplicationRooms rooms) {
    Route route = inForce.route();
    String name = route.name();
    Blocked there = hindrance(live, application, Platform.NEW, name);
    if (route.target(Platform.NEW, application.sandbox()) == null) {
      there = Blocked.NO_ENDPOINT;
    }
    boolean held = inForce.standing().holds(application.name());
    Blocked back = hindrance(live, application, Platform.OLD, name);
    int bucket = bucket(route, application);
    Choice choice =
        Decide.decide(
            inForce.standing(),
            live.position(),
            new Decide.Question(
                bucket,
                null,
                application.name(),
                Usable.of(back == null, there == null),
                there,
                true),
            rooms.clock());
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("route", name);
    view.put("bucket", bucket == Choice.NO_BUCKET ? null : bucket);
    view.put("movesAt", bucket == Choice.NO_BUCKET ? null : new Share(bucket + 1).toString());
    view.put("platform", choice.platform() == null ? "none" : choice.platform().label());
    view.put("decision", choice.decision().label());
    Blocked shown = there == null && held ? Blocked.UNVERIFIED : there;
    view.put("blocked", shown == null ? null : shown.label());
    view.put("seen", platforms(platform -> seen(entries, name, platform)));
    return view;
  }

  /** An application that is told apart otherwise has as many buckets as it has keys. */
  private static int bucket(Route route, Application application) {
    StickBy stickBy = application.stickBy() == null ? route.stickBy() : application.stickBy();
    return stickBy instanceof StickBy.Application
        ? route.bucket().ofKind(stickBy.kind()).of(application.bucketKey())
        : Choice.NO_BUCKET;
  }

  private static @Nullable Map<String, Object> seen(
      List<Outcomes.Entry> entries, String route, Platform platform) {
    Tally day = Tally.NONE;
    Instant last = null;
    for (Outcomes.Entry entry : entries) {
      if (entry.key().route().equals(route) && entry.key().platform() == platform) {
        day = day.plus(entry.lastDay());
        last = last == null || entry.lastSeen().isAfter(last) ? entry.lastSeen() : last;
      }
    }
    if (last == null) {
      return null;
    }
    long errors = 0;
    for (Signal signal : FAULTS) {
      errors += day.of(signal);
    }
    return Map.of("last", last.toString(), "requests", day.requests(), "errors", errors);
  }

  /**
   * Says why the token that it was last seen with, its own, could not be used on a platform; null:
   * it could.
   */
  private static @Nullable Blocked hindrance(
      Live live, Application application, Platform target, String route) {
    Sightings.Seen seen = live.ledger().sightings().seen(application.name());
    Platform holds =
        application.on(Platform.OLD) == null
                || (application.on(Platform.NEW) != null
                    && seen.token(Platform.NEW) > seen.token(Platform.OLD))
            ? Platform.NEW
            : Platform.OLD;
    return live.bridge()
        .hindrance(
            new Identity(
                "",
                TokenKind.OPAQUE,
                Set.of(holds),
                application.clientId(holds),
                null,
                null,
                Set.of(),
                null,
                true),
            application,
            target,
            route);
  }

  private static @Nullable Map<String, Object> verified(@Nullable Verification verification) {
    if (verification == null) {
      return null;
    }
    return Map.of(
        "at",
        verification.at().toString(),
        "passed",
        platforms(verification::passed),
        "trials",
        verification.trials().stream()
            .map(
                trial -> {
                  var view = new LinkedHashMap<String, @Nullable Object>();
                  view.put("platform", trial.platform().label());
                  view.put("route", trial.route());
                  view.put("verdict", trial.verdict().name().toLowerCase(Locale.ROOT));
                  view.put("detail", trial.detail());
                  return view;
                })
            .toList());
  }

  private static @Nullable String time(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }

  private static Map<String, @Nullable Object> platforms(
      Function<Platform, @Nullable Object> value) {
    var byPlatform = new LinkedHashMap<String, @Nullable Object>();
    for (Platform platform : Platform.values()) {
      byPlatform.put(platform.label(), value.apply(platform));
    }
    return byPlatform;
  }
}
