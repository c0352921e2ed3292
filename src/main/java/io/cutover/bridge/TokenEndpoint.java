package io.cutover.bridge;

import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.split.TokenKind;
import io.cutover.token.BearerToken;
import io.cutover.token.Json;
import io.cutover.token.Outgoing;
import io.cutover.token.Scopes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gets tokens from one platform's token endpoint, each time anew. On virtual threads only: it
 * waits.
 *
 * <p>Whatever is neither a token nor a clear refusal is nothing: an error page must never pass for
 * either.
 */
final class TokenEndpoint implements AutoCloseable {
  /** A token, and what is said with it, at most. */
  private static final int MOST_BYTES = 64 * 1024;

  /** How long a token is believed to be good whose issuer does not say, in seconds. */
  static final long UNSAID = 60;

  static final long ENDLESS = 365L * 24 * 3600;

  private final URI url;
  private final Outgoing outgoing;
  private final InstantSource clock;

  TokenEndpoint(URI url, Outgoing outgoing, InstantSource clock) {
    this.url = url;
    this.outgoing = outgoing;
    this.clock = clock;
  }

  URI url() {
    return url;
  }

  /** Asks for a token. */
  Issued get(Ask ask) {
    String secret = secret(ask.pair().secrets());
    if (secret == null) {
      return new Issued.Refused("its secrets have ended");
    }
    var client = new ClientSecretBasic(new ClientID(ask.pair().clientId()), new Secret(secret));
    var request = new TokenRequest.Builder(url, client, grant(ask));
    if (!ask.wanted().scopes().isEmpty()) {
      request.scope(new Scope(new TreeSet<>(ask.wanted().scopes()).toArray(String[]::new)));
    }
    try {
      return read(outgoing.send(request.build().toHTTPRequest(), MOST_BYTES));
    } catch (IOException e) {
      return new Issued.Nothing(String.valueOf(e.getMessage()), 0);
    } catch (ParseException e) {
      // Its message quotes the answer.
      return new Issued.Nothing("its answer is not as RFC 6749 §5 has it", 0);
    }
  }

  private @Nullable String secret(List<DatedSecret> secrets) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (DatedSecret each : secrets) {
      if (each.until() == null || !each.until().isBefore(today)) {
        return each.secret().reveal();
      }
    }
    return null;
  }

  private static AuthorizationGrant grant(Ask ask) {
    BearerToken user = ask.user();
    return user == null
        ? new ClientCredentialsGrant()
        : new TokenExchangeGrant(
            new BearerAccessToken(user.reveal()),
            user.kind() == TokenKind.JWT ? TokenTypeURI.JWT : TokenTypeURI.ACCESS_TOKEN);
  }

  private static Issued read(HTTPResponse answer) throws ParseException {
    int status = answer.getStatusCode();
    if (status == 429 || status >= 500) {
      return new Issued.Nothing("it answers " + status, retryAfter(answer));
    }
    Map<String, Object> said = json(answer);
    if (status == HTTPResponse.SC_OK) {
      return token(said);
    }
    return said.get("error") instanceof String error && error.matches("[ -~]{1,80}")
        ? new Issued.Refused(error)
        : new Issued.Nothing("it answers " + status + " without an error of RFC 6749 §5.2", 0);
  }

  private static Map<String, Object> json(HTTPResponse answer) throws ParseException {
    try {
      return Json.object(String.valueOf(answer.getBody()).getBytes(StandardCharsets.UTF_8));
    } catch (java.text.ParseException e) {
      throw new ParseException("no JSON object", e);
    }
  }

  private static Issued token(Map<String, Object> said) {
    String token = said.get("access_token") instanceof String text ? text : "";
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    if (!"bearer".equalsIgnoreCase(String.valueOf(said.get("token_type")))
        || !BearerToken.of(bytes, 0, bytes.length).isWellFormed()) {
      return new Issued.Nothing("its answer has no bearer token (RFC 6750)", 0);
    }
    return new Issued.Token(token, scopes(said, token), seconds(said.get("expires_in")));
  }

  /** A negative life is endless at API Cloud. */
  static long seconds(@Nullable Object said) {
    long seconds =
        switch (said) {
          case Number number -> number.longValue();
          case String text when text.matches("-?[0-9]{1,18}") -> Long.parseLong(text);
          case null, default -> UNSAID;
        };
    return seconds < 0 || seconds > ENDLESS ? ENDLESS : seconds;
  }

  /** What the answer says; else what a JWT says of itself; else nothing is said. */
  private static @Nullable Set<String> scopes(Map<String, Object> said, String token) {
    if (said.get("scope") != null) {
      return Scopes.ofClaims(said);
    }
    try {
      Map<String, Object> claims = JWTParser.parse(token).getJWTClaimsSet().getClaims();
      return claims.containsKey("scope") || claims.containsKey("scp")
          ? Scopes.ofClaims(claims)
          : null;
    } catch (java.text.ParseException | IllegalArgumentException _) {
      return null; // opaque, or nothing that tells of itself
    }
  }

  private static long retryAfter(HTTPResponse answer) {
    String after = answer.getHeaderValue("Retry-After");
    return after != null && after.matches("[0-9]{1,6}") ? Long.parseLong(after) : 0;
  }

  boolean isClosed() {
    return outgoing.isClosed();
  }

  @Override
  public void close() {
    outgoing.close();
  }
}
