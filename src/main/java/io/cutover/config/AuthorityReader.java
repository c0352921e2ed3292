package io.cutover.config;

import io.cutover.config.AuthorityConfig.Cache;
import io.cutover.config.AuthorityConfig.Check.Jwt;
import io.cutover.config.AuthorityConfig.Check.Opaque;
import io.cutover.config.AuthorityConfig.Introspection;
import io.cutover.split.Platform;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code authorities:}. */
final class AuthorityReader {
  private static final int LARGEST_JWKS = 1 << 20;
  private static final Duration DAY = Duration.ofDays(1);

  private static final Keys INTROSPECTION_KEYS = new Keys();
  private static final Key<URI> INTROSPECTION_URL =
      INTROSPECTION_KEYS.required("url", Addresses.URL, "the endpoint of RFC 7662, as https://…");
  private static final Key<String> CLIENT_ID =
      INTROSPECTION_KEYS.required("clientId", Scalars.TEXT, "who asks");
  private static final Key<Secret> CLIENT_SECRET =
      INTROSPECTION_KEYS.required("clientSecret", Scalars.SECRET, "as ${env:NAME} or ${file:PATH}");
  private static final Key<Boolean> INTROSPECTION_INSECURE =
      INTROSPECTION_KEYS.key("insecure", Scalars.BOOLEAN, "true: a url without TLS is meant");

  private static final Keys OPAQUE_KEYS = new Keys();
  private static final Key<Optional<Introspection>> INTROSPECTION =
      OPAQUE_KEYS.required(
          "introspection",
          Kind.wordOr("none", Kind.block(INTROSPECTION_KEYS, AuthorityReader::introspection)),
          "how to ask about a token; or none: not checked here but by the native platform");

  private static final Keys JWT_KEYS = new Keys();
  private static final Key<String> ISSUER =
      JWT_KEYS.required("issuer", Scalars.TEXT, "exactly the token's iss");
  private static final Key<URI> JWKS =
      JWT_KEYS.required(
          "jwks",
          Kind.of(Scalars.TEXT.schema(), AuthorityReader::jwks),
          "the key set: an https URL, or a file");
  private static final Key<Boolean> JWT_INSECURE =
      JWT_KEYS.key("insecure", Scalars.BOOLEAN, "true: a jwks URL without TLS is meant");
  private static final Key<List<String>> AUDIENCE =
      JWT_KEYS.key(
          "audience",
          Kind.wordOr("any", List.of(), Kind.some(Scalars.TEXT)),
          "a list of which one must be in aud; or any, the default");
  private static final Key<List<String>> TYPES =
      JWT_KEYS.key(
          "types",
          Kind.some(Scalars.TEXT),
          "accepted typ, [at+jwt, JWT] by default; a missing one counts as JWT");
  private static final Key<List<String>> ALGORITHMS =
      JWT_KEYS.key(
          "algorithms", Kind.some(HttpWords.ALGORITHM), "accepted alg, [RS256] by default");
  private static final Key<Duration> CLOCK_SKEW =
      JWT_KEYS.key(
          "clockSkew",
          Scalars.duration(Duration.ZERO, Duration.ofMinutes(10)),
          "how far the issuer's clock may be off; 30s by default");
  private static final Key<String> APPLICATION_CLAIM =
      JWT_KEYS.key(
          "applicationClaim", Scalars.TEXT, "the claim that names the client; azp, then client_id");

  private static final Keys CACHE_KEYS = new Keys();
  private static final Key<Duration> TTL =
      CACHE_KEYS.key("ttl", Scalars.duration(Duration.ZERO, DAY), "of good tokens; 60s by default");
  private static final Key<Duration> NEGATIVE_TTL =
      CACHE_KEYS.key(
          "negativeTtl", Scalars.duration(Duration.ZERO, DAY), "of bad tokens; 10s by default");
  private static final Key<Duration> STALE_IF_ERROR =
      CACHE_KEYS.key(
          "staleIfError",
          Scalars.duration(Duration.ZERO, DAY),
          "how long a good answer serves on while the authority is away; 5m by default");
  private static final Key<Integer> MAX_ENTRIES =
      CACHE_KEYS.key(
          "maxEntries", Scalars.integer(1, 10_000_000), "tokens kept in mind; 200000 by default");

  private static final Keys KEYS = new Keys();
  private static final Key<String> NAME =
      KEYS.required("name", Scalars.NAME_TEXT, "what metrics call it");
  private static final Key<Set<Platform>> NATIVE =
      KEYS.required(
          "native",
          Scalars.words(natives()),
          "the platform that accepts its tokens: old, new or both");
  private static final Key<Block> OPAQUE =
      KEYS.key("opaque", Kind.block(OPAQUE_KEYS), "its tokens have no structure; at most one such");
  private static final Key<Block> JWT =
      KEYS.key("jwt", Kind.block(JWT_KEYS), "its tokens are signed JWTs");
  private static final Key<Block> CACHE =
      KEYS.key("cache", Kind.block(CACHE_KEYS), "how long answers about its tokens are kept");
  private static final Key<Boolean> WHEN_UNAVAILABLE =
      KEYS.key(
          "whenUnavailable",
          Scalars.either("native", "refuse"),
          "native (the default): the token goes, as it is, to its native platform only; refuse:"
              + " 503");

  static final Kind<Block> KIND = Kind.block(KEYS);

  private final Unique names = new Unique("give each authority a name of its own");
  private final Unique issuers = new Unique("trust each issuer once");
  private final Unique opaques = new Unique("keep one opaque authority, the others are jwt");

  private static Map<String, Set<Platform>> natives() {
    Map<String, Set<Platform>> words = new LinkedHashMap<>();
    words.put("old", Set.of(Platform.OLD));
    words.put("new", Set.of(Platform.NEW));
    words.put("both", Set.of(Platform.OLD, Platform.NEW));
    return words;
  }

  @Nullable AuthorityConfig read(Block block) {
    String name = block.need(NAME);
    if (name != null) {
      names.claim(name, block.at(NAME));
    }
    Set<Platform> nativeTo = block.need(NATIVE);
    AuthorityConfig.Check check = null;
    if (block.has(OPAQUE)) {
      opaques.claim("", block.at(OPAQUE));
      check = opaque(block.get(OPAQUE));
    }
    if (block.has(JWT)) {
      check = jwt(block.get(JWT));
    }
    if (block.has(OPAQUE) == block.has(JWT)) {
      block
          .at(block.has(JWT) ? JWT : OPAQUE)
          .wrong(
              block.has(JWT) ? "stands beside opaque" : "is missing, and so is jwt",
              "give an authority exactly one of opaque, jwt");
    }
    Cache cache = cache(block.sub(CACHE));
    boolean refuse = block.get(WHEN_UNAVAILABLE, false);
    return name == null || nativeTo == null || check == null
        ? null
        : new AuthorityConfig(name, nativeTo, check, cache, refuse);
  }

  private static @Nullable Opaque opaque(@Nullable Block block) {
    Optional<Introspection> introspection = block == null ? null : block.need(INTROSPECTION);
    return introspection == null ? null : new Opaque(introspection.orElse(null));
  }

  private static @Nullable Introspection introspection(Block block) {
    URI url = block.need(INTROSPECTION_URL);
    String clientId = block.need(CLIENT_ID);
    Secret secret = block.need(CLIENT_SECRET);
    Addresses.guard(block, INTROSPECTION_URL, url, INTROSPECTION_INSECURE);
    return url == null || clientId == null || secret == null
        ? null
        : new Introspection(url, clientId, secret);
  }

  private @Nullable Jwt jwt(@Nullable Block block) {
    if (block == null) {
      return null;
    }
    String issuer = block.need(ISSUER);
    if (issuer != null) {
      issuers.claim(issuer, block.at(ISSUER));
    }
    URI jwks = block.need(JWKS);
    Addresses.guard(block, JWKS, jwks, JWT_INSECURE);
    List<String> audience = block.get(AUDIENCE, List.of());
    List<String> types = block.get(TYPES, List.of("at+jwt", "JWT"));
    List<String> algorithms = block.get(ALGORITHMS, List.of("RS256"));
    Duration skew = block.get(CLOCK_SKEW, Duration.ofSeconds(30));
    String claim = block.get(APPLICATION_CLAIM);
    return issuer == null || jwks == null
        ? null
        : new Jwt(
            issuer,
            jwks,
            audience,
            types,
            algorithms,
            skew,
            claim == null ? List.of("azp", "client_id") : List.of(claim));
  }

  /** A text with a scheme is a URL; all else is a file, which is then a part of what is watched. */
  private static @Nullable URI jwks(Value at) {
    String text = Scalars.TEXT.read(at);
    if (text == null) {
      return null;
    }
    if (text.contains("://")) {
      return Addresses.URL.read(at);
    }
    Path file = ServerReader.file(at, text, Path.of("jwks"));
    Source.Content content = Source.read(at.source().reading(), file, LARGEST_JWKS);
    return content.bytes() != null
        ? file.toUri()
        : at.wrong(
            at.shown() + " can not be read: " + content.problem(),
            "write an https URL, or the path of a file, relative to this one");
  }

  private static Cache cache(Block block) {
    return new Cache(
        block.get(TTL, Duration.ofSeconds(60)),
        block.get(NEGATIVE_TTL, Duration.ofSeconds(10)),
        block.get(STALE_IF_ERROR, Duration.ofMinutes(5)),
        block.get(MAX_ENTRIES, 200_000));
  }
}
