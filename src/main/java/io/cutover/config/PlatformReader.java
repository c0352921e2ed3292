package io.cutover.config;

import io.cutover.config.PlatformConfig.Capacity;
import io.cutover.config.PlatformConfig.Connections;
import io.cutover.config.PlatformConfig.Protocol;
import io.cutover.config.PlatformConfig.Sandbox;
import io.cutover.split.Platform;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one platform. */
final class PlatformReader {
  private static final Keys CONNECTIONS_KEYS = new Keys();
  private static final Key<Integer> MAX_PER_LOOP =
      CONNECTIONS_KEYS.key(
          "maxPerLoop", Scalars.integer(1, 65_536), "connections of one event loop; 64 by default");
  private static final Key<Duration> IDLE =
      CONNECTIONS_KEYS.key(
          "idle",
          Scalars.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          "how long an unused connection is kept; 60s by default");
  private static final Key<Duration> CONNECT_TIMEOUT =
      CONNECTIONS_KEYS.key(
          "connectTimeout",
          Scalars.duration(Duration.ofMillis(1), Duration.ofMinutes(5)),
          "how long a connection may take to stand; 2s by default");
  private static final Key<Protocol> PROTOCOL =
      CONNECTIONS_KEYS.key(
          "protocol",
          Scalars.words(Protocol.class),
          "auto (the default: what ALPN chooses, without TLS HTTP/1.1), h1 or h2");

  private static final Keys SANDBOX_KEYS = new Keys();
  private static final Key<URI> SANDBOX_URL =
      SANDBOX_KEYS.required("url", Addresses.BASE_URL, "as the platform's own");
  private static final Key<Addresses.Address> SANDBOX_CONNECT =
      SANDBOX_KEYS.key(
          "connect", Addresses.CONNECT, "host:port to connect to; that of the url by default");

  private static final Keys CAPACITY_KEYS = new Keys();
  private static final Key<Integer> TIER =
      CAPACITY_KEYS.key(
          "tier", QuotaReader.TIER, "by WSO2's name, as 10KPerMin; Unlimited is as no capacity");
  private static final Key<Integer> PER_MINUTE =
      CAPACITY_KEYS.key("requestsPerMinute", QuotaReader.COUNT, "in numbers, in place of a tier");
  private static final Key<Boolean> PER =
      CAPACITY_KEYS.key(
          "per",
          Scalars.either("platform", "route"),
          "what it counts: route (the default), each by itself; platform, all together");
  private static final Key<Double> HEADROOM =
      CAPACITY_KEYS.key(
          "headroom", Scalars.PERCENT_VALUE, "the part that is left to others; 5% by default");

  private static final Keys KEYS = new Keys();
  private static final Key<String> NAME = KEYS.key("name", Scalars.TEXT, "what people call it");
  private static final Key<Preset> PRESET =
      KEYS.key(
          "preset",
          Scalars.words(presets()),
          "which product it is; fills in its token endpoint and the names of its headers");
  private static final Key<URI> URL =
      KEYS.required(
          "url",
          Addresses.BASE_URL,
          "where it answers, as https://host/path; gives Host, SNI, the verified name, and a path"
              + " that comes before a route's");
  private static final Key<Addresses.Address> CONNECT =
      KEYS.key("connect", Addresses.CONNECT, "host:port to connect to; that of the url by default");
  private static final Key<URI> TOKEN_ENDPOINT =
      KEYS.key(
          "tokenEndpoint", Addresses.URL, "where its applications get tokens; the preset's else");
  private static final Key<URI> REVOKE_ENDPOINT =
      KEYS.key(
          "revokeEndpoint",
          Addresses.URL,
          "where tokens are given back; beside the tokenEndpoint by default");
  private static final Key<URI> AUTHORIZE_ENDPOINT =
      KEYS.key(
          "authorizeEndpoint",
          Addresses.URL,
          "where users consent; beside the tokenEndpoint by default");
  private static final Key<String> AUTH_HEADER =
      KEYS.key(
          "authHeader",
          HttpWords.FIELD_NAME,
          "the header that carries its bearer tokens (x-wso2-auth-header); Authorization by"
              + " default");
  private static final Key<Block> SANDBOX =
      KEYS.key(
          "sandbox",
          Kind.block(SANDBOX_KEYS),
          "where its sandbox applications go; without it they stay on the old platform");
  private static final Key<Boolean> INSECURE =
      KEYS.key("insecure", Scalars.BOOLEAN, "true: a tokenEndpoint without TLS is meant");
  private static final Key<LocalDate> RETIRES =
      KEYS.key("retires", Scalars.DATE, "its last day, as 2030-12-31; drives a metric only");
  private static final Key<Block> CONNECTIONS =
      KEYS.key("connections", Kind.block(CONNECTIONS_KEYS), "the pool of connections to it");

  private static final Key<Block> TLS =
      KEYS.key("tls", TlsReader.CLIENT, "how an https url is trusted, and what is shown to it");
  private static final Key<Block> CAPACITY =
      KEYS.key(
          "capacity",
          Kind.block(CAPACITY_KEYS),
          "how many requests it takes in a clock minute; what is too much spills to the old one");
  private static final Key<HealthConfig.Check> HEALTH =
      KEYS.key("health", HealthReader.CHECK, "what the gateway asks it, to know that it is well");
  private static final Key<Optional<HealthConfig.Outlier>> OUTLIER =
      KEYS.key(
          "outlier",
          HealthReader.OUTLIER,
          "what in its answers means that it is not well; none: nothing does");

  static final Kind<Block> KIND = Kind.block(KEYS);

  private PlatformReader() {}

  static @Nullable PlatformConfig read(Platform platform, Block block) {
    URI url = block.need(URL);
    Addresses.Address connect = block.get(CONNECT);
    URI tokenEndpoint = block.get(TOKEN_ENDPOINT);
    URI revoke = block.get(REVOKE_ENDPOINT);
    URI authorize = block.get(AUTHORIZE_ENDPOINT);
    Addresses.guard(block, TOKEN_ENDPOINT, tokenEndpoint, INSECURE);
    Addresses.guard(block, REVOKE_ENDPOINT, revoke, INSECURE);
    Addresses.guard(block, AUTHORIZE_ENDPOINT, authorize, INSECURE);
    String name = block.get(NAME, platform.label());
    Preset preset = block.get(PRESET);
    String authHeader =
        block.get(AUTH_HEADER, PlatformConfig.AUTHORIZATION).toLowerCase(Locale.ROOT);
    Sandbox sandbox = sandbox(platform, block);
    LocalDate retires = block.get(RETIRES);
    Connections connections = connections(block.sub(CONNECTIONS));
    ClientTlsConfig tls = TlsReader.client(block.sub(TLS));
    if (url != null && block.has(TLS) && !url.getScheme().equals("https")) {
      block.at(TLS).wrong("means nothing for an http url", "write https, or remove it");
    }
    Capacity capacity = block.owns(CAPACITY) ? capacity(platform, block) : null;
    if (url == null) {
      return null;
    }
    if (tokenEndpoint == null && preset != null) {
      tokenEndpoint = preset.tokenEndpoint(url);
    }
    return new PlatformConfig(
        platform,
        name,
        url,
        connect == null ? Addresses.host(url) : connect.host(),
        connect == null ? Addresses.port(url) : connect.port(),
        tokenEndpoint,
        tls,
        revoke == null ? beside(tokenEndpoint, "revoke") : revoke,
        authorize == null ? beside(tokenEndpoint, "authorize") : authorize,
        connections,
        capacity,
        preset == null ? null : preset.word(),
        authHeader,
        Preset.keyHeaders(preset),
        sandbox,
        retires,
        new HealthConfig(
            block.get(HEALTH),
            block.get(OUTLIER, Optional.of(HealthConfig.Outlier.DEFAULT)).orElse(null)));
  }

  private static Map<String, Preset> presets() {
    Map<String, Preset> words = new LinkedHashMap<>();
    for (Preset preset : Preset.values()) {
      words.put(preset.word(), preset);
    }
    return words;
  }

  /** Returns the endpoint with its last segment replaced. */
  private static @Nullable URI beside(@Nullable URI endpoint, String segment) {
    return endpoint == null ? null : endpoint.resolve(segment);
  }

  private static @Nullable Sandbox sandbox(Platform platform, Block block) {
    Block sandbox = block.get(SANDBOX);
    URI url = sandbox == null ? null : sandbox.need(SANDBOX_URL);
    if (sandbox == null || url == null) {
      return null;
    }
    if (platform == Platform.OLD) {
      return block
          .at(SANDBOX)
          .wrong("has no meaning here: the token alone tells it there", "write it under new");
    }
    Addresses.Address connect = sandbox.get(SANDBOX_CONNECT);
    return new Sandbox(
        url,
        connect == null ? Addresses.host(url) : connect.host(),
        connect == null ? Addresses.port(url) : connect.port());
  }

  private static @Nullable Capacity capacity(Platform platform, Block platformBlock) {
    if (platform == Platform.OLD) {
      return platformBlock
          .at(CAPACITY)
          .wrong("is never asked for: nothing spills to the new platform", "remove it");
    }
    Block block = platformBlock.sub(CAPACITY);
    Integer perMinute = block.get(block.has(TIER) ? TIER : PER_MINUTE);
    boolean perRoute = block.get(PER, true);
    double headroom = block.get(HEADROOM, 5.0);
    if (block.has(TIER) == block.has(PER_MINUTE)) {
      return block
          .at(TIER)
          .wrong(
              block.has(TIER)
                  ? "says what requestsPerMinute says too"
                  : "is missing, and so is requestsPerMinute",
              "write one of the two");
    }
    return perMinute == null || perMinute == Quota.UNLIMITED.perMinute()
        ? null
        : new Capacity(perMinute, perRoute, headroom);
  }

  private static Connections connections(Block block) {
    return new Connections(
        block.get(MAX_PER_LOOP, 64),
        block.get(IDLE, Duration.ofSeconds(60)),
        block.get(CONNECT_TIMEOUT, Duration.ofSeconds(2)),
        block.get(PROTOCOL, Protocol.AUTO));
  }
}
