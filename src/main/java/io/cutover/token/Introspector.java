package io.cutover.token;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import io.cutover.config.AuthorityConfig.Introspection;
import io.cutover.metric.TokenMetrics;
import io.cutover.metric.TokenMetrics.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an authority about a token (RFC 7662). On virtual threads only: it waits.
 *
 * <p>Whatever is not a clear answer is none: an error page must never pass for a rejection.
 */
final class Introspector {
  private static final Logger LOG = LoggerFactory.getLogger(Introspector.class);
  private static final int MOST_BYTES = 64 * 1024;

  private final String authority;
  private final Introspection config;
  private final ClientSecretBasic credentials;
  private final Outgoing outgoing;
  private final TokenMetrics.Series series;
  private final AtomicBoolean silent = new AtomicBoolean();

  Introspector(
      String authority, Introspection config, Outgoing outgoing, TokenMetrics.Series series) {
    this.authority = authority;
    this.config = config;
    this.credentials =
        new ClientSecretBasic(
            new ClientID(config.clientId()), new Secret(config.clientSecret().reveal()));
    this.outgoing = outgoing;
    this.series = series;
  }

  /** Asks about a token, each time anew. */
  Introspected ask(BearerToken token) {
    Introspected answer;
    try {
      answer = read(outgoing.send(request(token), MOST_BYTES));
      noteWellBeing();
    } catch (IOException e) {
      noteOutage(e.getMessage());
      answer = new Introspected.Nothing();
    } catch (ParseException e) {
      // Its message quotes the answer.
      noteOutage("its answer is not as RFC 7662 §2.2 has it");
      answer = new Introspected.Nothing();
    }
    series.introspection(
        switch (answer) {
          case Introspected.Active _ -> Outcome.OK;
          case Introspected.Inactive _ -> Outcome.REJECTED;
          case Introspected.Nothing _ -> Outcome.UNAVAILABLE;
        });
    return answer;
  }

  private HTTPRequest request(BearerToken token) {
    return new TokenIntrospectionRequest(
            config.url(), credentials, new BearerAccessToken(token.reveal()))
        .toHTTPRequest();
  }

  private static Introspected read(HTTPResponse answer) throws IOException, ParseException {
    if (answer.getStatusCode() != HTTPResponse.SC_OK) {
      throw new IOException("it answers " + answer.getStatusCode());
    }
    var said = TokenIntrospectionResponse.parse(answer).toSuccessResponse();
    if (!said.isActive()) {
      return new Introspected.Inactive();
    }
    Map<String, Object> values = said.getParameters();
    String type = text(values, "token_type");
    // WSO2 tells of refresh tokens too, and these open nothing.
    if (type != null
        && (type.equalsIgnoreCase("refresh") || type.equalsIgnoreCase("refresh_token"))) {
      return new Introspected.Inactive();
    }
    String scope = text(values, "scope");
    return new Introspected.Active(
        text(values, "client_id"),
        text(values, "sub"),
        text(values, "username"),
        text(values, "aut"),
        scope == null ? Set.of() : Scopes.of(scope),
        date(values, "exp"),
        date(values, "nbf"));
  }

  private static @Nullable String text(Map<String, Object> values, String name)
      throws ParseException {
    return switch (values.get(name)) {
      case null -> null;
      case String text -> text;
      default -> throw new ParseException(name);
    };
  }

  private static @Nullable Instant date(Map<String, Object> values, String name)
      throws ParseException {
    return switch (values.get(name)) {
      case null -> null;
      case Number seconds -> NumericDate.of(seconds);
      default -> throw new ParseException(name);
    };
  }

  private void noteOutage(@Nullable String why) {
    if (!outgoing.isClosed() && silent.compareAndSet(false, true)) {
      LOG.warn(
          "Authority {}: introspection fails: {}. Check its url, clientId and clientSecret, and"
              + " whether {} answers.",
          authority,
          why,
          config.url().getHost());
    }
  }

  private void noteWellBeing() {
    if (silent.compareAndSet(true, false)) {
      LOG.info("Authority {}: introspection answers again.", authority);
    }
  }
}
