package io.cutover.admin;

import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.admin.AdminRig.Got;
import io.cutover.config.AdminConfig;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The listeners themselves: health, hosts, malformed requests, ports, the end. */
class AdminServerIT extends WithRig {
  @Test
  void healthNeedsNoToken() {
    assertThat(get("/healthz", null).status()).isEqualTo(200);
    assertThat(get("/readyz", null).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"STARTING, 503", "READY, 200", "DRAINING, 503"})
  void readinessFollowsTheGatewayAndHealthDoesNot(Readiness readiness, int status) {
    rig.readiness.set(readiness);

    assertThat(get("/readyz", null).status()).isEqualTo(status);
    assertThat(get("/healthz", null).status()).isEqualTo(200);
  }

  @Test
  void readinessDoesNotDependOnTheStore() {
    rig.storeAway(true);

    assertThat(get("/readyz", null).status()).isEqualTo(200);
  }

  @Test
  void metricsComeInTheFormatThatIsAccepted() {
    Got plain = get("/metrics", null);
    Got open =
        rig.call(
            "GET", "/metrics", null, null, "Accept", "application/openmetrics-text;version=1.0.0");

    assertThat(plain.field("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(plain.text()).contains("cutover_build_info");
    assertThat(open.field("Content-Type")).startsWith("application/openmetrics-text");
    assertThat(open.text()).endsWith("# EOF\n");
  }

  @Test
  void theProbesListenerServesNothingElse() {
    assertThat(rig.probes("/healthz").status()).isEqualTo(200);
    assertThat(rig.probes("/readyz").status()).isEqualTo(200);
    assertThat(rig.probes("/metrics").status()).isEqualTo(200);
    assertThat(rig.probes("/api/v1/routes").status()).isEqualTo(401);
    assertThat(rig.probes("/").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:9900", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:1"})
  void aLoopbackListenerTakesLoopbacksOwnNames(String host) throws Exception {
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1"})
  void aLoopbackListenerTakesNoOtherHost(String host) throws Exception {
    for (String path : List.of("/healthz", "/metrics", "/api/v1/routes")) {
      assertThat(
              raw(
                  "GET "
                      + path
                      + " HTTP/1.1\r\nHost: "
                      + host
                      + "\r\nAuthorization: Bearer "
                      + VIEWER
                      + "\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 403 ")
          .contains("problem+json");
    }
  }

  @Test
  void anOpenListenerTakesAnyHost() throws Exception {
    try (var open =
        new AdminRig(folder.resolve("open"), AdminRig.config("0.0.0.0"), Duration.ofSeconds(10))) {
      assertThat(
              raw(
                  open.server.address().getPort(),
                  "GET /healthz HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nBad Field: x\r\n\r\n",
        "PUT /api/v1/switch HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        "GET healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
      })
  void aMalformedRequestIsAProblemAndTheEndOfTheConnection(String request) throws Exception {
    assertThat(raw(request))
        .startsWith("HTTP/1.1 400 ")
        .contains("problem+json")
        .contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Field: begun",
        "PUT /api/v1/switch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{",
        "PUT /api/v1/switch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"
      })
  void aRequestThatNeverArrivesWholeHoldsNoConnection(String begun) throws Exception {
    try (var impatient =
        new AdminRig(
            folder.resolve("slow"), AdminRig.config("127.0.0.1"), Duration.ofMillis(100))) {
      assertThat(raw(impatient.server.address().getPort(), begun)).doesNotContain("200 OK");
    }
  }

  @Test
  void aPortInUseIsOneClearLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      var config =
          new AdminConfig("127.0.0.1", taken.getLocalPort(), null, 0, null, Set.of(), List.of());

      var started =
          AdminServer.start(
              config,
              new AdminRooms(
                  "r", null, null, null, null, null, null, null, null, () -> 0, null, null, null,
                  null, null));

      assertThat(started).isInstanceOf(AdminServer.Started.Refused.class);
      String detail = ((AdminServer.Started.Refused) started).detail();
      assertThat(detail)
          .contains("127.0.0.1:" + taken.getLocalPort())
          .contains("admin.address")
          .doesNotContain("\n");
    }
  }

  /** The HTTP library's timer of idle connections lives on, and its listener with it. */
  @Test
  void afterItsEndItHoldsNothingOfTheGateway() {
    WeakReference<Object> state = closed(folder.resolve("held"));

    await()
        .until(
            () -> {
              System.gc();
              return state.refersTo(null);
            });
  }

  private static WeakReference<Object> closed(Path folder) {
    try (var rig = new AdminRig(folder)) {
      assertThat(rig.call("GET", "/api/v1/routes", VIEWER, null).status()).isEqualTo(200);
      return new WeakReference<>(rig.state);
    }
  }

  @Test
  void afterItsEndNobodyListens() {
    var address = rig.server.address();
    rig.server.close();

    assertThat(
            IntStream.of(address.getPort())
                .filter(
                    port -> {
                      try (var socket = new Socket("127.0.0.1", port)) {
                        return socket.isConnected();
                      } catch (java.io.IOException e) {
                        return false;
                      }
                    })
                .count())
        .isZero();
  }
}
