package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.config.AuthorityConfig.Check.Jwt;
import io.cutover.config.AuthorityConfig.Check.Opaque;
import io.cutover.config.RouteConfig.Auth;
import io.cutover.config.RouteConfig.Endpoint;
import io.cutover.config.RouteConfig.Errors;
import io.cutover.config.RouteConfig.Match;
import io.cutover.config.RouteConfig.Retry;
import io.cutover.config.RouteConfig.Timeouts;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What good files become. */
class ConfigFileTest extends WithFile {
  @Test
  void theSmallestFileHasEveryDefault() throws IOException {
    GatewayConfig config =
        load(PLATFORMS + "routes: [{ name: r, match: { path: / }, auth: passthrough }]");

    assertThat(config.file()).isEqualTo(dir.resolve("cutover.yaml"));
    assertThat(config.files()).containsExactly(dir.resolve("cutover.yaml"));
    assertThat(config.runtime()).isEqualTo(new RuntimeConfig(0, RuntimeConfig.Transport.AUTO));
    assertThat(config.accessLog()).isEqualTo("stdout");
    assertThat(config.limits()).isEqualTo(new LimitsConfig(16_384, 65_536, 16_384, 20_000, 0));
    assertThat(config.shutdown())
        .isEqualTo(new ShutdownConfig(Duration.ZERO, Duration.ofSeconds(30)));
    assertThat(config.trustedProxies()).isEmpty();
    assertThat(config.listeners()).containsExactly(new ListenerConfig("127.0.0.1", 0));
    assertThat(config.admin()).isNull();
    assertThat(config.state()).isEqualTo(new StateConfig(dir.resolve("var")));
    assertThat(config.platforms())
        .isEqualTo(
            Map.of(
                Platform.OLD,
                platform(Platform.OLD, "http://old", "old", 80),
                Platform.NEW,
                platform(Platform.NEW, "https://new/base", "new", 443)));
    assertThat(config.authorities()).isEmpty();
    assertThat(config.applications()).isEmpty();
    assertThat(config.passUnmatched()).isFalse();
    assertThat(config.routes())
        .containsExactly(
            new RouteConfig(
                "r",
                List.of(new Match(Set.of(), "/")),
                Map.of(Platform.OLD, Endpoint.AS_MATCHED, Platform.NEW, Endpoint.AS_MATCHED),
                Share.NONE,
                Steering.NONE,
                Auth.PASSTHROUGH,
                new StickBy.Application(),
                Set.of(),
                new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(60)),
                -1,
                new Retry(1, Set.of(Retry.When.CONNECT, Retry.When.RESET), 20.0),
                Errors.WSO2,
                RouteConfig.Faults.AS_IS,
                null,
                RouteConfig.Throttle.NONE,
                new RouteConfig.Streams(null, 0, false),
                null,
                0,
                null));
    assertThat(config.warnings()).isEmpty();
  }

  private static PlatformConfig platform(Platform platform, String url, String host, int port) {
    return new PlatformConfig(
        platform,
        platform.label(),
        URI.create(url),
        host,
        port,
        null,
        ClientTlsConfig.SYSTEM,
        null,
        null,
        new PlatformConfig.Connections(
            64, Duration.ofSeconds(60), Duration.ofSeconds(2), PlatformConfig.Protocol.AUTO),
        null,
        null,
        "authorization",
        List.of(),
        null,
        null,
        io.cutover.config.HealthConfig.DEFAULT);
  }

  @Test
  void aRouteIsReadWithEverythingThatItSays() throws IOException {
    GatewayConfig config =
        load(
            PLATFORMS
                + """
                authorities: [{ name: a, native: old, opaque: { introspection: none } }]
                routes:
                  - name: orders
                    match:
                      - { hosts: [API.Example.com., "api.example.org:8443", "[2001:DB8::1]:443"], path: /orders/v1 }
                      - { path: /o }
                    old: { path: /t/acme/orders/1.0.0 }
                    new:
                      path: /commerce/orders/v1.0
                      setHeaders: { X-Env: "${env:STAGE}-1", X-B: b }
                      removeHeaders: [X-Legacy]
                      response: { setHeaders: { X-C: c }, removeHeaders: [X-Debug] }
                    share: 12.25%
                    auth: optional
                    stickBy: "header:X-Client"
                    scopes: [orders_read, orders_write]
                    timeouts: { request: 500ms, idle: 2h }
                    limits: { body: 10MiB }
                    retry: { attempts: 2, when: [connect], budget: 12.5% }
                    errors: problem
                    failover: { to: old, when: [connect, timeout, 503], methods: [GET, PUT] }
                    streams: { maxAge: 12h, drainPerMinute: 12.5%, endWithToken: true }
                    cors: { origins: ["https://App.example.com"], methods: [GET], headers: [X-A], expose: [X-E], credentials: true, maxAge: 1h }
                """,
            Map.of("STAGE", "prod"));

    assertThat(config.routes())
        .containsExactly(
            new RouteConfig(
                "orders",
                List.of(
                    new Match(
                        Set.of("api.example.com", "api.example.org", "[2001:db8::1]"),
                        "/orders/v1"),
                    new Match(Set.of(), "/o")),
                Map.of(
                    Platform.OLD,
                    new Endpoint(
                        "/t/acme/orders/1.0.0", null, Map.of(), Set.of(), Map.of(), Set.of()),
                    Platform.NEW,
                    new Endpoint(
                        "/commerce/orders/v1.0",
                        null,
                        Map.of("X-Env", "prod-1", "X-B", "b"),
                        Set.of("X-Legacy"),
                        Map.of("X-C", "c"),
                        Set.of("X-Debug"))),
                new Share(1225),
                Steering.NONE,
                Auth.OPTIONAL,
                new StickBy.Header("x-client"),
                Set.of("orders_read", "orders_write"),
                new Timeouts(Duration.ofMillis(500), Duration.ofHours(2)),
                10 << 20,
                new Retry(2, Set.of(Retry.When.CONNECT), 12.5),
                Errors.PROBLEM,
                RouteConfig.Faults.AS_IS,
                new RouteConfig.Cors(
                    List.of("https://app.example.com"),
                    List.of("GET"),
                    List.of("X-A"),
                    List.of("X-E"),
                    true,
                    Duration.ofHours(1)),
                RouteConfig.Throttle.NONE,
                new RouteConfig.Streams(Duration.ofHours(12), 12.5, true),
                new FailoverConfig(
                    Platform.OLD, Set.of("connect", "timeout", "503"), Set.of("GET", "PUT")),
                0,
                null));
    assertThat(config.routes().getFirst().endpoints().get(Platform.NEW).setHeaders().keySet())
        .containsExactly("X-Env", "X-B");
    assertThat(config.toString()).doesNotContain("prod-1");
  }

  @Test
  void theDefaultsLieUnderEachRouteKeyByKey() throws IOException {
    GatewayConfig config =
        load(
            PLATFORMS
                + """
                defaults:
                  unmatched: old
                  auth: none
                  stickBy: ip
                  share: 10%
                  timeouts: { request: 5s, idle: 6s }
                  retry: { attempts: 3, budget: 50% }
                  limits: { body: 1MiB }
                  errors: problem
                  cors: { origins: ["*"] }
                  old: { removeHeaders: [X-A] }
                  new: none
                routes:
                  - { name: a, match: { path: /a } }
                  - name: b
                    match: { path: /b }
                    stickBy: request
                    share: 20%
                    timeouts: { idle: 7s }
                    retry: { budget: 1% }
                    limits: { body: none }
                    errors: wso2
                    cors: platform
                    old: { path: /c }
                    new: { path: /d }
                """);

    RouteConfig a = config.routes().get(0);
    RouteConfig b = config.routes().get(1);
    assertThat(a.endpoints().keySet()).containsExactly(Platform.OLD);
    assertThat(a.endpoints().get(Platform.OLD).removeHeaders()).containsExactly("X-A");
    assertThat(a.share()).isEqualTo(new Share(1000));
    assertThat(a.auth()).isEqualTo(Auth.NONE);
    assertThat(a.bodyLimit()).isEqualTo(1 << 20);
    assertThat(a.cors()).isNotNull();
    assertThat(b.endpoints().get(Platform.OLD))
        .isEqualTo(new Endpoint("/c", null, Map.of(), Set.of("X-A"), Map.of(), Set.of()));
    assertThat(b.endpoints().get(Platform.NEW))
        .isEqualTo(new Endpoint("/d", null, Map.of(), Set.of(), Map.of(), Set.of()));
    assertThat(b.stickBy()).isEqualTo(new StickBy.Request());
    assertThat(b.share()).isEqualTo(new Share(2000));
    assertThat(b.timeouts()).isEqualTo(new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(7)));
    assertThat(b.retry().attempts()).isEqualTo(3);
    assertThat(b.retry().budget()).isEqualTo(1.0);
    assertThat(b.bodyLimit()).isEqualTo(-1);
    assertThat(b.errors()).isEqualTo(Errors.WSO2);
    assertThat(b.cors()).isNull();
    assertThat(config.passUnmatched()).isTrue();
    RouteConfig unmatched = config.unmatched();
    assertThat(unmatched.name()).isEqualTo("unmatched");
    assertThat(unmatched.matches()).containsExactly(new Match(Set.of(), "/"));
    assertThat(unmatched.auth()).isEqualTo(Auth.PASSTHROUGH);
    assertThat(unmatched.endpoints()).isEqualTo(Map.of(Platform.OLD, Endpoint.AS_MATCHED));
    assertThat(unmatched.share()).isEqualTo(Share.NONE);
    assertThat(unmatched.timeouts()).isEqualTo(a.timeouts());
    assertThat(unmatched.bodyLimit()).isEqualTo(1 << 20);
    assertThat(unmatched.errors()).isEqualTo(Errors.PROBLEM);
  }

  @Test
  void anAnsweredRouteHasNoPlatformAndNoCredential() throws IOException {
    GatewayConfig config =
        load(
            PLATFORMS
                + """
                defaults: { auth: required, share: 5%, scopes: [a] }
                routes: [{ name: gone, match: { path: /gone }, respond: 410 }]
                """);

    RouteConfig gone = config.routes().getFirst();
    assertThat(gone.respond()).isEqualTo(410);
    assertThat(gone.auth()).isEqualTo(Auth.NONE);
    assertThat(gone.endpoints()).isEmpty();
    assertThat(gone.share()).isEqualTo(Share.NONE);
    assertThat(gone.scopes()).isEmpty();
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void theServerAndItsNeighboursAreReadWithEverythingTheySay() throws IOException {
    Files.writeString(dir.resolve("token"), "from-file\r\n");
    Files.writeString(dir.resolve("keys.json"), "{}");
    GatewayConfig config =
        load(
            """
            version: 1
            runtime: { eventLoops: 3, transport: io_uring }
            accessLog: logs/access.json
            limits: { header: 1KiB, headers: 2KiB, uri: 512B, connections: 7 }
            shutdown: { delay: 5s, drain: 1m }
            trustedProxies: [10.0.0.0/8, "::1/128"]
            listeners: [{ address: "[::]:8080" }, { address: localhost:0 }, { address: 127.0.0.1:0 }]
            admin:
              address: 0.0.0.0:9900
              insecure: true
              probes: "[::1]:9901"
              operators:
                - { name: a, role: admin, token: "${env:TOKEN}" }
                - { name: b, role: viewer, token: "x-${file:token}" }
            state: { store: file, path: ../state }
            platforms:
              old:
                name: API Cloud
                preset: wso2-api-cloud
                url: http://Old.Example.com:8280
                connect: "[::1]:9000"
                tokenEndpoint: http://sts.example.com/token
                insecure: true
                retires: 2030-12-31
                connections: { maxPerLoop: 1, idle: 1s, connectTimeout: 100ms, protocol: h1 }
              new: { url: "https://[2001:db8::1]" }
            authorities:
              - name: cloud
                native: both
                opaque: { introspection: { url: "http://127.0.0.1/introspect", clientId: gw, clientSecret: "${env:TOKEN}" } }
                cache: { ttl: 1s, negativeTtl: 2s, staleIfError: 3s, maxEntries: 4 }
                whenUnavailable: refuse
              - name: choreo
                native: new
                jwt: { issuer: i, jwks: keys.json, audience: [a, b], types: [JWT], algorithms: [ES256, EdDSA], clockSkew: 0s, applicationClaim: client_id }
              - { name: third, native: old, jwt: { issuer: j, jwks: "http://j/jwks", insecure: true } }
            applications:
              - name: app
                contact: Jane
                key: k
                environment: sandbox
                cohort: pilot
                old:
                  clientId: o
                  clientSecret: [{ secret: "${env:TOKEN}" }, { secret: "${env:TOKEN}", until: 2030-01-31 }]
                  tokenDigests: ["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]
                new: { clientId: n, clientSecret: "${env:TOKEN}", bridge: false }
                tokens: new
                stickBy: subject
              - { name: only-new, new: { clientId: n2 } }
            routes: [{ name: r, match: { path: /r } }]
            """,
            Map.of("TOKEN", "from-env"));

    assertThat(config.runtime()).isEqualTo(new RuntimeConfig(3, RuntimeConfig.Transport.IO_URING));
    assertThat(config.accessLog()).isEqualTo(dir.resolve("logs/access.json").toString());
    assertThat(config.limits()).isEqualTo(new LimitsConfig(1024, 2048, 512, 7, 0));
    assertThat(config.shutdown())
        .isEqualTo(new ShutdownConfig(Duration.ofSeconds(5), Duration.ofMinutes(1)));
    assertThat(config.trustedProxies())
        .containsExactly(
            new Cidr(InetAddress.ofLiteral("10.0.0.0"), 8),
            new Cidr(InetAddress.ofLiteral("::1"), 128));
    assertThat(config.listeners())
        .containsExactly(
            new ListenerConfig("::", 8080),
            new ListenerConfig("localhost", 0),
            new ListenerConfig("127.0.0.1", 0));
    assertThat(config.admin())
        .isEqualTo(
            new AdminConfig(
                "0.0.0.0",
                9900,
                "::1",
                9901,
                null,
                Set.of(),
                List.of(
                    new AdminConfig.OperatorConfig(
                        "a", AdminConfig.Role.ADMIN, new Secret("from-env")),
                    new AdminConfig.OperatorConfig(
                        "b", AdminConfig.Role.VIEWER, new Secret("x-from-file")))));
    assertThat(config.state().path()).isEqualTo(dir.resolveSibling("state"));
    assertThat(config.platforms().get(Platform.OLD))
        .isEqualTo(
            new PlatformConfig(
                Platform.OLD,
                "API Cloud",
                URI.create("http://old.example.com:8280"),
                "::1",
                9000,
                URI.create("http://sts.example.com/token"),
                ClientTlsConfig.SYSTEM,
                URI.create("http://sts.example.com/revoke"),
                URI.create("http://sts.example.com/authorize"),
                new PlatformConfig.Connections(
                    1, Duration.ofSeconds(1), Duration.ofMillis(100), PlatformConfig.Protocol.H1),
                null,
                "wso2-api-cloud",
                "authorization",
                List.of(),
                null,
                LocalDate.of(2030, 12, 31),
                HealthConfig.DEFAULT));
    assertThat(config.platforms().get(Platform.NEW).connectHost()).isEqualTo("2001:db8::1");
    assertThat(config.authorities())
        .containsExactly(
            new AuthorityConfig(
                "cloud",
                Set.of(Platform.OLD, Platform.NEW),
                new Opaque(
                    new AuthorityConfig.Introspection(
                        URI.create("http://127.0.0.1/introspect"), "gw", new Secret("from-env"))),
                new AuthorityConfig.Cache(
                    Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), 4),
                true),
            new AuthorityConfig(
                "choreo",
                Set.of(Platform.NEW),
                new Jwt(
                    "i",
                    dir.resolve("keys.json").toUri(),
                    List.of("a", "b"),
                    List.of("JWT"),
                    List.of("ES256", "EdDSA"),
                    Duration.ZERO,
                    List.of("client_id")),
                cacheByDefault(),
                false),
            new AuthorityConfig(
                "third",
                Set.of(Platform.OLD),
                new Jwt(
                    "j",
                    URI.create("http://j/jwks"),
                    List.of(),
                    List.of("at+jwt", "JWT"),
                    List.of("RS256"),
                    Duration.ofSeconds(30),
                    List.of("azp", "client_id")),
                cacheByDefault(),
                false));
    assertThat(config.applications())
        .containsExactly(
            new ApplicationConfig(
                "app",
                "Jane",
                "k",
                ApplicationConfig.Environment.SANDBOX,
                "pilot",
                new Registration(
                    "o",
                    List.of(
                        new DatedSecret(new Secret("from-env"), null),
                        new DatedSecret(new Secret("from-env"), LocalDate.of(2030, 1, 31))),
                    Set.of(new Secret("0123456789abcdef".repeat(4))),
                    true),
                new Registration(
                    "n", List.of(new DatedSecret(new Secret("from-env"), null)), Set.of(), false),
                Platform.NEW,
                new StickBy.Subject(),
                ApplicationConfig.Throttle.NONE),
            new ApplicationConfig(
                "only-new",
                null,
                null,
                ApplicationConfig.Environment.PRODUCTION,
                null,
                null,
                new Registration("n2", List.of(), Set.of(), true),
                Platform.OLD,
                null,
                ApplicationConfig.Throttle.NONE));
    assertThat(config.files())
        .containsExactlyInAnyOrder(
            dir.resolve("cutover.yaml"), dir.resolve("token"), dir.resolve("keys.json"));
    assertThat(config.toString()).doesNotContain("from-env", "from-file");
  }

  private static AuthorityConfig.Cache cacheByDefault() {
    return new AuthorityConfig.Cache(
        Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMinutes(5), 200_000);
  }
}
