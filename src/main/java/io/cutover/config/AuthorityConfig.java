package io.cutover.config;

import io.cutover.split.Platform;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code authorities:}: who issued a bearer token, and how it is checked.
 *
 * @param nativeTo the platforms that accept its tokens as they are: one, or both
 * @param refuseWhenUnavailable 503 when the check cannot be made; else the token goes, as it is, to
 *     its native platform only
 */
public record AuthorityConfig(
    String name, Set<Platform> nativeTo, Check check, Cache cache, boolean refuseWhenUnavailable) {

  public AuthorityConfig {
    nativeTo = Set.copyOf(nativeTo);
  }

  /** How its tokens are checked. */
  public sealed interface Check {

    /** Tokens without structure; null: they are not checked here but by their native platform. */
    record Opaque(@Nullable Introspection introspection) implements Check {}

    /**
     * Signed tokens.
     *
     * @param jwks https (http only to loopback or insecure) or file
     * @param audience one of these must be in {@code aud}; empty: any
     * @param types accepted {@code typ}, upper or lower case alike; a missing one counts as JWT
     * @param algorithms accepted {@code alg}; asymmetric ones only
     * @param applicationClaims the first of these that is there names the client
     */
    record Jwt(
        String issuer,
        URI jwks,
        List<String> audience,
        List<String> types,
        List<String> algorithms,
        Duration clockSkew,
        List<String> applicationClaims)
        implements Check {
      public Jwt {
        audience = List.copyOf(audience);
        types = List.copyOf(types);
        algorithms = List.copyOf(algorithms);
        applicationClaims = List.copyOf(applicationClaims);
      }
    }
  }

  /** RFC 7662. */
  public record Introspection(URI url, String clientId, Secret clientSecret) {}

  /** {@code cache:}. */
  public record Cache(Duration ttl, Duration negativeTtl, Duration staleIfError, int maxEntries) {}
}
