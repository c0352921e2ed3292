package io.cutover.admin;

import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of routes and of the configuration. */
class RoutesIT extends WithRig {
  @Test
  void aRouteShowsWhatWasAskedOfItAndWhatItDid() {
    rig.metrics.route("orders").blocked(Blocked.NO_PAIR, rig.nanos.get());

    Got got = get("/api/v1/routes/orders", VIEWER);

    var route = got.json();
    assertThat(got.field("Content-Type")).isEqualTo("application/json");
    assertThat(route.path("name").stringValue()).isEqualTo("orders");
    assertThat(route.path("share").stringValue()).isEqualTo("5%");
    assertThat(route.path("expected").isNull()).isTrue();
    assertThat(route.path("observed").isNull()).isTrue();
    assertThat(route.path("blocked").path("no-pair").intValue()).isEqualTo(1);
    assertThat(route.path("blocked").path("pinned").intValue()).isZero();
    assertThat(route.path("plan").path("state").stringValue()).isEqualTo("idle");
    assertThat(route.path("latch").isNull()).isTrue();
    assertThat(route.path("home").stringValue()).isEqualTo("old");
    assertThat(route.path("revision").isIntegralNumber()).isTrue();
    assertThat(got.field("ETag")).matches("\"[^\", ]+\"");
  }

  @Test
  void whatARouteDidIsShownInPercentAndSeconds() {
    var orders = rig.metrics.route("orders");
    for (int i = 0; i < 8; i++) {
      orders.split(i < 2, i < 1 ? Platform.NEW : Platform.OLD, rig.nanos.get());
    }
    orders.upstreamHead(Platform.OLD, 12_000_000, rig.nanos.get());

    var route = get("/api/v1/routes/orders", VIEWER).json();

    assertThat(route.path("expected").stringValue()).isEqualTo("25%");
    assertThat(route.path("observed").stringValue()).isEqualTo("12.5%");
    assertThat(route.path("p99Seconds").path("old").doubleValue()).isBetween(0.012, 0.015);
    assertThat(route.path("p99Seconds").path("new").isNull()).isTrue();
    assertThat(route.path("errors").path("old").isNull()).isTrue();
  }

  @Test
  void routesAreListedInTheOrderOfTheConfiguration() {
    var routes = get("/api/v1/routes", VIEWER).json().path("routes");

    assertThat(routes.valueStream().map(route -> route.path("name").stringValue()))
        .containsExactly("orders", "billing");
  }

  @Test
  void aRouteThatLeftTheConfigurationIsNoRoute() {
    rig.routes.set(List.of("orders"));

    assertThat(get("/api/v1/routes", VIEWER).json().path("routes").size()).isEqualTo(1);
    assertThat(get("/api/v1/routes/billing", VIEWER).status()).isEqualTo(404);
  }

  @Test
  void theConfigurationIsShownWithItsDrift() {
    rig.call("PUT", SHARE, OPERATOR, TO_10);

    var shown = get("/api/v1/config", VIEWER).json();

    assertThat(shown.path("config").path("admin").path("token").stringValue()).isEqualTo("***");
    assertThat(shown.path("drift").toString())
        .contains("\"route\":\"orders\"", "\"file\":\"5%\"", "\"state\":\"10%\"");
    assertThat(shown.path("drift").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/metrics", "/api/v1/routes", "/nothing", "/api/v1/nothing"})
  void everyAnswerIsClosedToBrowsers(String path) {
    Got got = get(path, null);

    assertThat(got.field("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(got.field("Cache-Control")).isEqualTo("no-store");
    assertThat(got.field("Content-Security-Policy")).startsWith("default-src 'none'");
  }
}
