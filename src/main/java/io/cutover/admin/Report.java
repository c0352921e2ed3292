package io.cutover.admin;

import io.cutover.ledger.Outcomes;
import io.cutover.split.Platform;
import io.cutover.state.ChangeWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the old platform is still used, and by whom.
 *
 * @param countedSince from when on it is known who was seen
 * @param users who was sent there since, the last one first
 * @param direct of an API: what API Cloud counted and we did not send; empty without its counts
 * @param missing what keeps this from being a proof; empty: it is one
 */
record Report(
    Instant from,
    Instant to,
    Instant countedSince,
    List<User> users,
    List<Direct> direct,
    List<String> missing) {

  Report {
    users = List.copyOf(users);
    direct = List.copyOf(direct);
    missing = List.copyOf(missing);
  }

  /** Somebody who was sent to the old platform. */
  record User(
      String route, String who, String token, Instant lastSeen, long requests, long lastDay) {}

  /** Requests that reached the old platform past this gateway. */
  record Direct(String name, long counted, long sent) {
    long past() {
      return Math.max(0, counted - sent);
    }
  }

  /** Returns whether nobody uses it, and that is proven. */
  boolean unused() {
    return users.isEmpty() && missing.isEmpty() && direct.stream().allMatch(d -> d.past() == 0);
  }

  /**
   * Reports on a time up to now.
   *
   * @param oldCounts what API Cloud counted in that time, by the name of an application or route;
   *     null: unknown
   */
  static Report of(
      Outcomes outcomes, Duration since, Instant now, @Nullable Map<String, Long> oldCounts) {
    Instant from = now.minus(since);
    List<User> users = new ArrayList<>();
    Map<String, Long> sent = new LinkedHashMap<>();
    for (Outcomes.Entry entry : outcomes.all()) {
      if (entry.key().platform() != Platform.OLD || entry.lastSeen().isBefore(from)) {
        continue;
      }
      String application = entry.key().who().application();
      String who =
          application != null
              ? application
              : entry.key().who().bucket() < 0
                  ? "callers without a key"
                  : "unregistered, bucket " + entry.key().who().bucket();
      long requests = entry.total().requests();
      users.add(
          new User(
              entry.key().route(),
              who,
              entry.key().token().label(),
              entry.lastSeen(),
              requests,
              entry.lastDay().requests()));
      sent.merge(entry.key().route(), requests, Long::sum);
      if (application != null) {
        sent.merge(application, requests, Long::sum);
      }
    }
    users.sort(Comparator.comparing(User::lastSeen).reversed());
    List<Direct> direct = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    if (outcomes.since().isAfter(from)) {
      missing.add(
          "who was seen is known since %s only, not since %s"
              .formatted(ChangeWords.time(outcomes.since()), ChangeWords.time(from)));
    }
    if (oldCounts == null) {
      missing.add(
          "who calls API Cloud past this gateway is not known: export its own counts of this time"
              + " and give them with --old-counts FILE");
    } else {
      oldCounts.forEach(
          (name, counted) -> direct.add(new Direct(name, counted, sent.getOrDefault(name, 0L))));
    }
    return new Report(from, now, outcomes.since(), users, direct, missing);
  }
}
