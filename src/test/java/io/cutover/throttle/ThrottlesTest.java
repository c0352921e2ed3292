package io.cutover.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.throttle.Refused.Scope;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThrottlesTest {
  private static final String CONFIG =
      """
      authorities: [ { name: a, native: old, opaque: { introspection: none } } ]
      applications:
        - name: busy
          old: { clientId: busy-id }
          throttle: { requestsPerMinute: 60, burst: 3, routes: [ { name: orders, requestsPerMinute: 6, burst: 2 } ] }
        - { name: free, old: { clientId: free-id }, throttle: { routes: [ { name: orders, tier: Unlimited } ] } }
        - { name: plain, old: { clientId: plain-id } }
      routes:
        - { name: orders, match: { path: /orders }, throttle: { perApplication: { requestsPerMinute: 120, burst: 1 } } }
        - { name: small, match: { path: /small }, throttle: { requestsPerMinute: 30, burst: 2 } }
        - { name: open, match: { path: /open } }
      """;
  private static final int ORDERS = 0;
  private static final int SMALL = 1;
  private static final int OPEN = 2;

  // Just before the sign changes: a monotonic clock may start anywhere.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final Throttles throttles = throttles(CONFIG, null);

  private Throttles throttles(String config, Throttles previous) {
    return Throttles.of(Configured.by(config), previous, nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private int granted(Throttles by, int route, String application, int asked) {
    int granted = 0;
    for (int i = 0; i < asked; i++) {
      granted += by.take(route, application, application) == null ? 1 : 0;
    }
    return granted;
  }

  @Test
  void aBudgetHoldsItsBurstAndFillsEvenly() {
    assertThat(granted(throttles, SMALL, null, 5)).isEqualTo(2);

    Refused refused = throttles.take(SMALL, null, null);
    assertThat(refused).isEqualTo(new Refused(Scope.ROUTE, 30, 2, Duration.ofSeconds(2).toNanos()));

    pass(Duration.ofMillis(1999));
    assertThat(throttles.take(SMALL, null, null)).isNotNull();
    pass(Duration.ofMillis(1));
    assertThat(granted(throttles, SMALL, null, 5)).isEqualTo(1);
    pass(Duration.ofHours(1));
    assertThat(granted(throttles, SMALL, null, 5)).isEqualTo(2);
  }

  @Test
  void anApplicationsBudgetIsOneForAllRoutes() {
    assertThat(granted(throttles, OPEN, "busy", 2)).isEqualTo(2);
    assertThat(granted(throttles, SMALL, "busy", 1)).isEqualTo(1);

    assertThat(throttles.take(OPEN, "busy", "busy"))
        .isEqualTo(new Refused(Scope.APPLICATION, 60, 3, Duration.ofSeconds(1).toNanos()));
    assertThat(throttles.take(OPEN, "plain", "plain")).isNull();
  }

  @Test
  void everyApplicationHasItsOwnBudgetOnARoute() {
    assertThat(granted(throttles, ORDERS, "plain", 3)).isEqualTo(1);
    assertThat(throttles.take(ORDERS, null, "a-client-id")).isNull();
    assertThat(throttles.take(ORDERS, null, "a-client-id"))
        .isEqualTo(new Refused(Scope.APPLICATION_ROUTE, 120, 1, Duration.ofMillis(500).toNanos()));
    assertThat(throttles.take(ORDERS, null, "another-client-id")).isNull();
  }

  @Test
  void whatAnApplicationSaysOfARouteStandsForWhatTheRouteSays() {
    assertThat(granted(throttles, ORDERS, "free", 100)).isEqualTo(100);
    assertThat(granted(throttles, ORDERS, "busy", 100)).isEqualTo(2);
    assertThat(granted(throttles, OPEN, "busy", 100)).isEqualTo(1);
  }

  @Test
  void whoWasNotCheckedIsNoApplication() {
    assertThat(granted(throttles, ORDERS, null, 100)).isEqualTo(100);
  }

  @Test
  void whatIsRefusedCostsNothing() {
    assertThat(granted(throttles, SMALL, null, 2)).isEqualTo(2);

    // The route is exhausted: these leave the application's own budget as it is.
    assertThat(granted(throttles, SMALL, "busy", 10)).isZero();
    assertThat(granted(throttles, OPEN, "busy", 10)).isEqualTo(3);

    // And the application is: these leave the route's.
    pass(Duration.ofSeconds(4));
    granted(throttles, OPEN, "busy", 10);
    assertThat(throttles.take(SMALL, "busy", "busy").scope()).isEqualTo(Scope.APPLICATION);
    assertThat(granted(throttles, SMALL, null, 10)).isEqualTo(2);
  }

  @Test
  void aRequestThatMatchedNoRouteIsNotCounted() {
    assertThat(granted(throttles, OPEN + 1, null, 100)).isEqualTo(100);
  }

  /** A reload neither refills what was spent nor keeps what was changed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "requestsPerMinute: 30, burst: 2 | requestsPerMinute: 30, burst: 2  | 0",
        "requestsPerMinute: 30, burst: 2 | burst: 2, requestsPerMinute: 30  | 0",
        "requestsPerMinute: 30, burst: 2 | requestsPerMinute: 30, burst: 3  | 3",
        "requestsPerMinute: 30, burst: 2 | tier: Unlimited                  | 9"
      })
  void aReloadKeepsABudgetWhoseQuotaIsTheSame(String before, String after, int left) {
    granted(throttles, SMALL, null, 2);

    // Another route comes before it: its place changes, its name does not.
    Throttles next =
        throttles(
            CONFIG
                .replace("routes:\n  - {", "routes:\n  - { name: n, match: { path: /n } }\n  - {")
                .replace(before, after),
            throttles);

    assertThat(granted(next, SMALL + 1, null, 9)).isEqualTo(left);
  }

  @Test
  void aReloadKeepsTheBudgetsOfApplications() {
    granted(throttles, ORDERS, "plain", 1);
    granted(throttles, OPEN, "busy", 3);

    Throttles next =
        throttles(
            CONFIG + "  - { name: more, match: { path: /more }, throttle: { tier: Gold } }\n",
            throttles);

    assertThat(granted(next, ORDERS, "plain", 5)).isZero();
    assertThat(granted(next, OPEN, "busy", 5)).isZero();
  }

  @Test
  void clientIdsWithoutEndAreForgottenLongestUnseenFirst() {
    assertThat(throttles.take(ORDERS, null, "gone")).isNull();
    for (int i = 0; i < PerApplication.MOST; i++) {
      assertThat(throttles.take(ORDERS, null, "first-" + i)).isNull();
      assertThat(throttles.take(ORDERS, null, "faithful") == null).isEqualTo(i == 0);
    }
    for (int i = 0; i < PerApplication.MOST; i++) {
      assertThat(throttles.take(ORDERS, null, "second-" + i)).isNull();
      assertThat(throttles.take(ORDERS, null, "faithful")).isNotNull();
    }

    assertThat(throttles.take(ORDERS, null, "gone")).isNull();
    assertThat(throttles.take(ORDERS, null, "second-0")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "Bronze, 1000",
    "Silver, 2000",
    "Gold, 5000",
    "10PerMin, 10",
    "20PerMin, 20",
    "50PerMin, 50",
    "10KPerMin, 10000",
    "20KPerMin, 20000",
    "50KPerMin, 50000"
  })
  void aTierIsAQuotaByName(String tier, int perMinute) {
    Throttles tiered =
        throttles(
            "routes: [ { name: r, match: { path: /r }, auth: passthrough, throttle: { tier: %s } } ]"
                .formatted(tier),
            null);

    assertThat(granted(tiered, 0, null, perMinute + 1)).isEqualTo(perMinute);
    assertThat(tiered.take(0, null, null).perMinute()).isEqualTo(perMinute);
  }
}
