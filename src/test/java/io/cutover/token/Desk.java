package io.cutover.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.AuthorityConfig;
import io.cutover.config.AuthorityConfig.Cache;
import io.cutover.config.AuthorityConfig.Check;
import io.cutover.config.AuthorityConfig.Introspection;
import io.cutover.config.Secret;
import io.cutover.metric.TokenMetrics;
import io.cutover.split.Platform;
import io.cutover.store.SealedMarks;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Authorities as a gateway holds them, with everything around them in the test's hand. */
final class Desk implements AutoCloseable {
  static final String ISSUER = "https://sts.example/oauth2/token";

  final Time time = new Time();
  final PrometheusRegistry registry = new PrometheusRegistry();
  final TokenMetrics metrics = new TokenMetrics(registry);
  Authorities authorities;
  Duration timeout = Duration.ofSeconds(30);
  SealedMarks revoked;

  Desk with(AuthorityConfig... configs) {
    authorities =
        Authorities.of(
            List.of(configs),
            List.of(),
            authorities,
            metrics,
            new Surroundings(time, time, timeout, revoked));
    return this;
  }

  static AuthorityConfig opaque(URI introspection) {
    return opaque(introspection, false);
  }

  static AuthorityConfig opaque(URI introspection, boolean refuse) {
    return new AuthorityConfig(
        "cloud",
        Set.of(Platform.OLD),
        new Check.Opaque(
            introspection == null
                ? null
                : new Introspection(introspection, "g w", new Secret("p:ss"))),
        new Cache(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMinutes(5), 50_000),
        refuse);
  }

  static AuthorityConfig jwt(URI jwks) {
    return jwt(jwks, ISSUER);
  }

  static AuthorityConfig jwt(URI jwks, String issuer) {
    return new AuthorityConfig(
        "choreo",
        Set.of(Platform.NEW),
        new Check.Jwt(
            issuer,
            jwks,
            List.of("api", "other"),
            List.of("at+jwt", "JWT"),
            List.of("RS256", "ES256"),
            Duration.ofSeconds(30),
            List.of("azp", "client_id")),
        new Cache(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMinutes(5), 50_000),
        true);
  }

  static BearerToken token(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return BearerToken.of(bytes, 0, bytes.length);
  }

  /** Asks as a request does: what is known already, else a check. */
  Verdict verdict(String token) {
    Verdict cached = authorities.cached(token(token));
    return cached != null ? cached : done(checking(token));
  }

  CompletableFuture<Verdict> checking(String token) {
    var answer = new CompletableFuture<Verdict>();
    authorities.check(
        token(token), Runnable::run, verdict -> assertThat(answer.complete(verdict)).isTrue());
    return answer;
  }

  static Verdict done(CompletableFuture<Verdict> answer) {
    return answer.orTimeout(60, TimeUnit.SECONDS).join();
  }

  static Verdict rejected(Verdict.Reason reason) {
    return new Verdict.Rejected(reason);
  }

  static Identity identity(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Granted.class);
    return ((Verdict.Granted) verdict).identity();
  }

  /** Returns a series, given as NAME{AUTHORITY,VALUE} without the suffix. */
  double count(String name, String authority, String value) {
    CounterSnapshot snapshot =
        (CounterSnapshot) registry.scrape(name::equals).stream().findFirst().orElseThrow();
    return snapshot.getDataPoints().stream()
        .filter(
            point ->
                authority.equals(point.getLabels().get("authority"))
                    && (value.equals(point.getLabels().get("result"))
                        || value.equals(point.getLabels().get("outcome"))))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  @Override
  public void close() {
    if (authorities != null) {
      authorities.close();
    }
  }
}
