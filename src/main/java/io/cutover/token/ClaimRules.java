package io.cutover.token;

import io.cutover.config.AuthorityConfig;
import io.cutover.config.AuthorityConfig.Check.Jwt;
import io.cutover.split.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an authority's tokens must say of themselves (RFC 7519 §4.1, RFC 8725 §3). Pure. */
final class ClaimRules {
  /**
   * What only an ID token says (OpenID Connect Core 1.0, §§3.1.3.6, 3.3.2.11): it tells a client
   * who its user is, and is no permission, though it may have an access token's {@code typ}.
   */
  private static final Set<String> ID_TOKEN_ONLY = Set.of("at_hash", "c_hash");

  private final AuthorityConfig authority;
  private final Jwt check;
  private final Set<String> types;

  ClaimRules(AuthorityConfig authority, Jwt check) {
    this.authority = authority;
    this.check = check;
    this.types = check.types().stream().map(ClaimRules::type).collect(Collectors.toSet());
  }

  // RFC 7515 §4.1.9: "application/" may be left out.
  private static String type(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
  }

  /** Says what is wrong with a header; null: nothing. Before any key is looked for. */
  Verdict.@Nullable Reason header(SignedToken token) {
    if (token.critical()) {
      return Verdict.Reason.MALFORMED; // no extension is understood (RFC 7515 §4.1.11)
    }
    if (!check.algorithms().contains(token.algorithm())) {
      return Verdict.Reason.BAD_ALGORITHM;
    }
    String type = token.type() == null ? "jwt" : type(token.type());
    return types.contains(type) ? null : Verdict.Reason.BAD_TYPE;
  }

  /** Says what is wrong with the claims of a token whose signature is good; null: nothing. */
  Verdict.@Nullable Reason claims(Map<String, Object> claims, Instant now) {
    if (!(claims.get("exp") instanceof Number)
        || !(claims.get("nbf") instanceof Number) && claims.get("nbf") != null) {
      return Verdict.Reason.MALFORMED;
    }
    if (ID_TOKEN_ONLY.stream().anyMatch(claims::containsKey)) {
      return Verdict.Reason.BAD_TYPE;
    }
    if (now.toEpochMilli() >= expires(claims)) {
      return Verdict.Reason.EXPIRED;
    }
    if (now.toEpochMilli() < notBefore(claims)) {
      return Verdict.Reason.NOT_YET_VALID;
    }
    return check.audience().isEmpty()
            || texts(claims.get("aud")).stream().anyMatch(check.audience()::contains)
        ? null
        : Verdict.Reason.WRONG_AUDIENCE;
  }

  /** Returns when it ends, skew added, in milliseconds of the epoch. */
  long expires(Map<String, Object> claims) {
    return skewed(claims, "exp", check.clockSkew());
  }

  /** Returns when it begins, skew taken off, in milliseconds of the epoch. */
  long notBefore(Map<String, Object> claims) {
    return skewed(claims, "nbf", check.clockSkew().negated());
  }

  private static long skewed(Map<String, Object> claims, String name, Duration skew) {
    return claims.get(name) instanceof Number seconds
        ? NumericDate.of(seconds).toEpochMilli() + skew.toMillis()
        : Long.MIN_VALUE;
  }

  /** Returns whose a good token is. */
  Identity identity(Map<String, Object> claims) {
    String client = null;
    for (String name : check.applicationClaims()) {
      if (client == null && claims.get(name) instanceof String named) {
        client = named;
      }
    }
    String subject = claims.get("sub") instanceof String text ? text : null;
    // What it says of whom it stands for decides; the subject tells where it says nothing.
    boolean applicationOwn =
        claims.get("aut") != null
            ? Identity.APPLICATION.equals(claims.get("aut"))
            : subject != null
                && (subject.equals(claims.get("azp")) || subject.equals(claims.get("client_id")));
    return new Identity(
        authority.name(),
        TokenKind.JWT,
        authority.nativeTo(),
        client,
        subject,
        null,
        Scopes.ofClaims(claims),
        claims.get("exp") instanceof Number seconds ? NumericDate.of(seconds) : null,
        applicationOwn);
  }

  private static List<String> texts(@Nullable Object claim) {
    return switch (claim) {
      case String text -> List.of(text);
      case List<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }
}
