package io.cutover.bridge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.cutover.config.ApplicationConfig;
import io.cutover.config.BridgeConfig;
import io.cutover.config.ClientTlsConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.ledger.Application;
import io.cutover.ledger.Ledger;
import io.cutover.metric.BridgeMetrics;
import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import io.cutover.token.BearerToken;
import io.cutover.token.Identity;
import io.cutover.token.Time;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bridge between two platforms whose token endpoints do as a test says; its clocks too. */
final class Crossing implements AutoCloseable {
  final WireMockServer endpoints =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
  final Time time = new Time();
  final PrometheusRegistry registry = new PrometheusRegistry();
  final BridgeMetrics metrics = new BridgeMetrics(registry);
  Ledger ledger = Ledger.of(List.of(), null);
  Bridge bridge;

  Crossing() {
    endpoints.start();
  }

  /** Takes a configuration into force, as a reload does. */
  Crossing with(BridgeConfig config, boolean sandbox, ApplicationConfig... applications) {
    Ledger before = ledger;
    ledger = Ledger.of(List.of(applications), before);
    bridge =
        Bridge.of(
            config,
            Map.of(
                Platform.OLD, platform(Platform.OLD, false),
                Platform.NEW, platform(Platform.NEW, sandbox)),
            ledger,
            bridge,
            before,
            metrics,
            time,
            time);
    return this;
  }

  private PlatformConfig platform(Platform platform, boolean sandbox) {
    URI url = URI.create("http://127.0.0.1:" + endpoints.port());
    URI tokens = url.resolve("/" + platform.label());
    return new PlatformConfig(
        platform,
        platform.label(),
        url,
        "127.0.0.1",
        endpoints.port(),
        tokens,
        ClientTlsConfig.SYSTEM,
        tokens,
        tokens,
        new PlatformConfig.Connections(
            1, Duration.ofSeconds(1), Duration.ofSeconds(1), PlatformConfig.Protocol.AUTO),
        null,
        null,
        PlatformConfig.AUTHORIZATION,
        List.of(),
        sandbox ? new PlatformConfig.Sandbox(url, "127.0.0.1", endpoints.port()) : null,
        null,
        io.cutover.config.HealthConfig.DEFAULT);
  }

  /** Says what the new platform's endpoint answers from now on. */
  void answer(ResponseDefinitionBuilder answer) {
    endpoints.stubFor(
        post(urlEqualTo("/new"))
            .willReturn(answer.withHeader("Content-Type", "application/json;charset=UTF-8")));
  }

  void answer(int status, String body) {
    answer(aResponse().withStatus(status).withBody(body));
  }

  /** Says which token it gives. */
  void issues(String token, String more) {
    answer(200, "{\"access_token\":\"%s\",\"token_type\":\"Bearer\"%s}".formatted(token, more));
  }

  List<LoggedRequest> asked() {
    return endpoints.findAll(postRequestedFor(urlEqualTo("/new")));
  }

  /** An old token of that client, which is an application's own. */
  static Identity own(String clientId, String... scopes) {
    return identity(clientId, null, true, scopes);
  }

  static Identity identity(
      String clientId, @Nullable String username, boolean own, String... scopes) {
    return new Identity(
        "cloud",
        TokenKind.OPAQUE,
        Set.of(Platform.OLD),
        clientId,
        null,
        username,
        Set.of(scopes),
        Time.START.plusSeconds(600),
        own);
  }

  static BearerToken token(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return BearerToken.of(bytes, 0, bytes.length);
  }

  Ask ask(Identity identity) {
    return bridge.ask(token("their-own"), identity, application(identity), Platform.NEW, "orders");
  }

  @Nullable Application application(Identity identity) {
    return ledger.byClientId(Platform.OLD, String.valueOf(identity.clientId()));
  }

  /** Asks as a request does: what is held, else what is got. */
  Swap swap(Identity identity) {
    Ask ask = ask(identity);
    Swap held = bridge.held(ask);
    return held != null ? held : done(fetching(ask));
  }

  CompletableFuture<Swap> fetching(Ask ask) {
    var answer = new CompletableFuture<Swap>();
    bridge.fetch(ask, Runnable::run, answer::complete);
    return answer;
  }

  Swap.Token refreshed(Identity identity, Swap refused) {
    var answer = new CompletableFuture<Swap.Token>();
    bridge.refresh(ask(identity), (Swap.Token) refused, Runnable::run, answer::complete);
    return done(answer);
  }

  static <T> T done(CompletableFuture<T> answer) {
    return answer.orTimeout(60, TimeUnit.SECONDS).join();
  }

  static String text(Swap swap) {
    return swap instanceof Swap.Token(byte[] authorization)
        ? new String(authorization, StandardCharsets.US_ASCII)
        : swap.toString();
  }

  double count(String outcome) {
    var all =
        (CounterSnapshot)
            registry.scrape("cutover_bridge"::equals).stream().findFirst().orElseThrow();
    return all.getDataPoints().stream()
        .filter(point -> outcome.equals(point.getLabels().get("outcome")))
        .filter(point -> "new".equals(point.getLabels().get("to")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  @Override
  public void close() {
    bridge.close();
    endpoints.stop();
  }
}
