package io.cutover.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both platforms as WireMock servers: what each gets, and what the client gets of them. */
class PlatformsIT {
  private static final String ROUTES =
      """
      routes:
        - name: orders
          match: { hosts: [127.0.0.1], path: /orders/v1 }
          old: { path: /t/acme/orders/1.0.0 }
          new: { path: /commerce/orders/v1.0, setHeaders: { X-Env: prod }, response: { removeHeaders: [X-Debug] } }
          auth: none
          stickBy: request
          share: 0%
          timeouts: { request: 2s }
        - { name: gone, match: { path: /gone }, respond: 410 }
        - { name: health, match: { path: /health }, respond: 200 }
        - name: browser
          match: { path: /browser }
          auth: none
          stickBy: request
          share: 0%
          cors: { origins: ["https://app.example"], methods: [GET, PUT], headers: [X-A] }
      """;

  private final WireMockServer old = new WireMockServer(options().dynamicPort());
  private final WireMockServer next = new WireMockServer(options().dynamicPort());
  private Stand stand;

  @BeforeEach
  void start() {
    old.start();
    next.start();
    old.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200).withBody("old")));
    next.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(201)
                    .withHeader("X-Debug", "1")
                    .withHeader("X-Keep", "2")
                    .withBody("new")));
    stand =
        Stand.start(
            "http://127.0.0.1:" + old.port(), "http://127.0.0.1:" + next.port() + "/base", ROUTES);
  }

  @AfterEach
  void stop() {
    stand.close();
    old.stop();
    next.stop();
  }

  @Test
  void eachPlatformIsAskedByItsOwnHostAndPath() {
    assertThat(stand.get("/orders/v1/7?x=1").body()).isEqualTo("old");
    stand.share("orders", "100%");
    HttpResponse<String> moved = stand.get("/orders/v1/7?x=1");

    assertThat(moved.statusCode()).isEqualTo(201);
    assertThat(moved.headers().firstValue("X-Keep")).hasValue("2");
    assertThat(moved.headers().firstValue("X-Debug")).isEmpty();
    old.verify(
        1,
        getRequestedFor(urlEqualTo("/t/acme/orders/1.0.0/7?x=1"))
            .withHeader("Host", equalTo("127.0.0.1:" + old.port())));
    next.verify(
        1,
        getRequestedFor(urlEqualTo("/base/commerce/orders/v1.0/7?x=1"))
            .withHeader("Host", equalTo("127.0.0.1:" + next.port()))
            .withHeader("X-Env", equalTo("prod")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 100_000, 3_000_000})
  void bodiesOfAnySizePassBothWays(int size) {
    String body = "b".repeat(size);
    old.stubFor(any(anyUrl()).willReturn(aResponse().withBody(body)));

    HttpResponse<String> answer =
        stand.send(
            HttpRequest.newBuilder(URI.create(stand.url("/orders/v1/x")))
                .POST(HttpRequest.BodyPublishers.ofString(body)));

    assertThat(answer.body()).isEqualTo(body);
    old.verify(
        1, postRequestedFor(urlEqualTo("/t/acme/orders/1.0.0/x")).withRequestBody(equalTo(body)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE", "CONNECTION_RESET_BY_PEER"})
  void aPlatformThatFailsIs502AndIsCountedForEachAttempt(Fault fault) {
    old.stubFor(any(anyUrl()).willReturn(aResponse().withFault(fault)));

    HttpResponse<String> answer = stand.get("/orders/v1/x");

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.headers().firstValue("Proxy-Status").orElse(""))
        .startsWith("cutover; error=");
    // One repeat after a reset, since a GET may be repeated; none after a byte of an answer.
    if (fault == Fault.RANDOM_DATA_THEN_CLOSE) {
      return;
    }
    old.verify(2, anyRequestedFor(anyUrl()));
    assertThat(stand.metrics())
        .contains(
            "cutover_upstream_errors_total{kind=\"reset\",platform=\"old\",route=\"orders\"} 2.0");
  }

  @Test
  void aPlatformThatIsSlowIs504() {
    old.stubFor(any(anyUrl()).willReturn(aResponse().withFixedDelay(60_000)));

    assertThat(stand.get("/orders/v1/x").statusCode()).isEqualTo(504);
    assertThat(stand.metrics())
        .contains(
            "cutover_upstream_errors_total{kind=\"timeout\",platform=\"old\",route=\"orders\"}"
                + " 1.0");
  }

  @Test
  void somePathsAreAnsweredHere() {
    assertThat(stand.get("/gone").statusCode()).isEqualTo(410);
    assertThat(stand.get("/health").statusCode()).isEqualTo(200);
    assertThat(stand.get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(stand.metrics())
        .contains(
            "cutover_requests_total{code=\"404\",decision=\"none\",platform=\"none\",route=\"none\",token=\"none\"}"
                + " 1.0");
    old.verify(0, anyRequestedFor(anyUrl()));
  }

  @Test
  void preflightsAreAnsweredHereOrByThePlatform() {
    try (RawClient client = new RawClient(stand.port())) {
      String preflight =
          "OPTIONS %s HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://app.example\r\n"
              + "Access-Control-Request-Method: PUT\r\n\r\n";
      client.send(preflight.formatted("/browser"));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 204 ")
          .contains("Access-Control-Allow-Origin: https://app.example\r\n")
          .contains("Access-Control-Allow-Methods: GET, PUT\r\n");
      client.send(preflight.formatted("/orders/v1"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").contains("old");
      client.send(
          "GET /browser HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://app.example\r\n\r\n");
      assertThat(client.readAnswer())
          .contains("Access-Control-Allow-Origin: https://app.example\r\n");
      client.send(
          "GET /browser/%2e%2e HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://app.example\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void manyClientsAtOnceGetTheirOwnAnswers() throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers =
          IntStream.range(0, 300)
              .mapToObj(i -> clients.submit(() -> stand.get("/orders/v1/" + i)))
              .toList();
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    }
    for (int i = 0; i < 300; i++) {
      old.verify(1, getRequestedFor(urlEqualTo("/t/acme/orders/1.0.0/" + i)));
    }
  }
}
