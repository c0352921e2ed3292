package io.cutover.bridge;

import io.cutover.config.PlatformConfig;
import io.cutover.split.Platform;
import io.cutover.token.Authorities;
import io.cutover.token.BearerToken;
import io.cutover.token.Json;
import io.cutover.token.Outgoing;
import io.cutover.token.Scopes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Token requests on their way to the platform that owns the client, and what its answers tell of
 * tokens: kept as digests only. On virtual threads: it waits.
 */
final class TokenRelay {
  private static final Logger LOG = LoggerFactory.getLogger(TokenRelay.class);
  private static final int MOST_BYTES = 256 * 1024;
  private static final List<String> PASSED =
      List.of("Content-Type", "WWW-Authenticate", "Cache-Control", "Pragma", "Retry-After");

  private final Map<Platform, PlatformConfig> platforms;
  private final Bridge bridge;
  private final Authorities authorities;
  private final Outgoing outgoing;
  private final InstantSource clock;

  TokenRelay(
      Map<Platform, PlatformConfig> platforms,
      Bridge bridge,
      Authorities authorities,
      Outgoing outgoing,
      InstantSource clock) {
    this.platforms = platforms;
    this.bridge = bridge;
    this.authorities = authorities;
    this.outgoing = outgoing;
    this.clock = clock;
  }

  /** Sends it there, and no token anywhere else. */
  TokenAnswer pass(TokenCall call, TokenForm form, Platform owner) {
    PlatformConfig platform = Objects.requireNonNull(platforms.get(owner));
    URI url =
        Objects.requireNonNull(
            call.place() == TokenPlace.TOKEN
                ? platform.tokenEndpoint()
                : platform.revokeEndpoint());
    // In the body, wherever they came: what the old platform takes from a query, the new one may
    // not.
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .POST(BodyPublishers.ofString(form.encoded()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .header("X-Forwarded-For", call.client().getHostAddress());
    if (form.basic() != null) {
      request.header("Authorization", form.basic());
    }
    try {
      HttpResponse<byte[]> answer = outgoing.send(request.build(), MOST_BYTES);
      if (answer.statusCode() < 200 || answer.statusCode() / 100 == 3) {
        return away(owner, "it answers " + answer.statusCode());
      }
      if (answer.statusCode() == 200) {
        note(call, form, owner, answer.body());
      }
      Map<String, String> headers = new LinkedHashMap<>();
      for (String name : PASSED) {
        answer.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
      }
      return TokenAnswer.of(answer.statusCode(), headers, answer.body(), owner);
    } catch (IOException e) {
      return away(owner, String.valueOf(e.getMessage()));
    }
  }

  private static TokenAnswer away(Platform owner, String why) {
    LOG.warn(
        "The {} platform's token or revoke endpoint fails: {}. Check platforms.{}.",
        owner.label(),
        why,
        owner.label());
    return TokenAnswer.error(
            503, "temporarily_unavailable", "The platform that issues these tokens is away.")
        .with("Retry-After", "1");
  }

  private void note(TokenCall call, TokenForm form, Platform owner, byte[] body) {
    if (call.place() == TokenPlace.REVOKE) {
      forget(form);
      return;
    }
    if (owner != Platform.OLD || form.clientId() == null) {
      return; // a JWT tells of itself
    }
    try {
      Map<String, Object> said = Json.object(body);
      if (said.get("access_token") instanceof String text) {
        long seconds = TokenEndpoint.seconds(said.get("expires_in"));
        boolean told = said.get("scope") != null;
        authorities.learn(
            token(text),
            form.clientId(),
            told ? Scopes.ofClaims(said) : Scopes.of(form.get("scope")),
            endsAt(seconds),
            form.get("grant_type").equals("client_credentials"));
      }
    } catch (ParseException _) {
      // It is the client's to make something of.
    }
  }

  /** Forgets the token that is given back, in every cache at once. */
  void forget(TokenForm form) {
    BearerToken token = token(form.get("token"));
    authorities.revoke(token, form.clientId());
    bridge.forget(token.digest());
  }

  private @Nullable Instant endsAt(long seconds) {
    return seconds >= TokenEndpoint.ENDLESS ? null : clock.instant().plusSeconds(seconds);
  }

  private static BearerToken token(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return BearerToken.of(bytes, 0, bytes.length);
  }
}
