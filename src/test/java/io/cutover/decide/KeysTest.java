package io.cutover.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.bridge.Bridge;
import io.cutover.config.BridgeConfig;
import io.cutover.http.Heads;
import io.cutover.ledger.Application;
import io.cutover.ledger.Applications;
import io.cutover.ledger.Ledger;
import io.cutover.metric.BridgeMetrics;
import io.cutover.route.Route;
import io.cutover.route.Routes;
import io.cutover.split.Bucket;
import io.cutover.split.Platform;
import io.cutover.split.StickBy;
import io.cutover.split.TokenKind;
import io.cutover.token.BearerToken;
import io.cutover.token.Identity;
import io.cutover.token.Verdict;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key that a caller is told apart by, whichever token it presents. */
class KeysTest {
  private static final Ledger LEDGER =
      Ledger.of(
          List.of(
              Applications.config("both", null, "o1", "n1"),
              Applications.config("keyed", "k", "o2", "n2"),
              Applications.sticking("whale", "o3", "n3", new StickBy.Subject()),
              Applications.sticking("fleet", "o4", "n4", new StickBy.Header("x-device"))),
          null);

  private static final Bridge BRIDGE =
      Bridge.of(
          BridgeConfig.DEFAULT,
          Map.of(),
          LEDGER,
          null,
          null,
          new BridgeMetrics(new PrometheusRegistry()),
          InstantSource.system(),
          System::nanoTime);

  private static Caller caller(Platform platform, String clientId, @Nullable String subject) {
    byte[] token = ("token of " + clientId).getBytes(StandardCharsets.US_ASCII);
    return Caller.of(
        BearerToken.of(token, 0, token.length),
        new Verdict.Granted(
            new Identity(
                "a",
                TokenKind.OPAQUE,
                Set.of(platform),
                clientId,
                subject,
                null,
                Set.of(),
                null,
                true)),
        LEDGER,
        BRIDGE,
        "orders");
  }

  private static int bucket(Route route, Caller caller) {
    return Keys.bucket(
        route,
        caller,
        Heads.request("GET / HTTP/1.1\r\nHost: a\r\nX-Device: d-1\r\n"),
        InetAddress.getLoopbackAddress());
  }

  @ParameterizedTest
  @CsvSource({"o1, n1, o1", "o2, n2, k"})
  void anApplicationFallsInOneBucketWhicheverTokenItPresents(String old, String next, String key) {
    Route route = Routes.named("orders", new StickBy.Application());
    int expected = new Bucket("orders", "application").of(key);

    assertThat(bucket(route, caller(Platform.OLD, old, null))).isEqualTo(expected);
    assertThat(bucket(route, caller(Platform.NEW, next, null))).isEqualTo(expected);
  }

  @Test
  void whoIsNotRegisteredFallsByItsClientId() {
    Route route = Routes.named("orders", new StickBy.Application());

    assertThat(bucket(route, caller(Platform.OLD, "x9", null)))
        .isEqualTo(new Bucket("orders", "application").of("x9"));
  }

  @Test
  void anApplicationsWordGoesBeforeTheRoutes() {
    Route route = Routes.named("orders", new StickBy.Application());

    assertThat(bucket(route, caller(Platform.OLD, "o3", "ann")))
        .isEqualTo(bucket(route, caller(Platform.NEW, "n3", "ann")))
        .isEqualTo(new Bucket("orders", "subject").of("ann"));
    assertThat(bucket(route, caller(Platform.OLD, "o3", null))).isEqualTo(Choice.NO_BUCKET);
    assertThat(bucket(route, caller(Platform.OLD, "o4", null)))
        .isEqualTo(new Bucket("orders", "header").of("d-1"));
    Application fleet = LEDGER.byName("fleet");
    assertThat(fleet.stickBy()).isEqualTo(new StickBy.Header("x-device"));
  }
}
