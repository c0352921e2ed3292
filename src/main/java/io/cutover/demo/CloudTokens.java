package io.cutover.demo;

import io.cutover.config.Secret;
import io.cutover.demo.Consumers.Consumer;
import io.cutover.split.Platform;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of API Cloud and the endpoints that give, renew and revoke them.
 *
 * <p>An application that asks again before its token expires gets the same one, with what is left
 * of its time. Any thread.
 */
final class CloudTokens {
  private static final long DEFAULT_SECONDS = 3600;

  private final Consumers consumers;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final IssuedTokens issued;
  private final Map<String, Secret> users = new HashMap<>();
  private final Map<String, CloudToken> byAccess = new HashMap<>();
  private final Map<String, CloudToken> byRefresh = new HashMap<>();
  private final Map<Owner, CloudToken> current = new HashMap<>();
  private int made;

  /** What makes a token unique. */
  private record Owner(String key, @Nullable String user, String scope) {}

  CloudTokens(
      Consumers consumers, InstantSource clock, RandomGenerator random, IssuedTokens issued) {
    this.consumers = consumers;
    this.clock = clock;
    this.random = random;
    this.issued = issued;
  }

  synchronized void addUser(String name, Secret password) {
    users.put(name, password);
  }

  /** Returns a token that is known, expired or not; null: never issued, renewed or revoked. */
  synchronized @Nullable CloudToken access(String token) {
    return byAccess.get(token);
  }

  /** Returns a refresh token's record; null: never issued, used up or revoked. */
  synchronized @Nullable CloudToken refresh(String token) {
    return byRefresh.get(token);
  }

  /**
   * Answers {@code POST /token}: the grant stands in the form, or in the query with an empty body,
   * as real clients send it.
   */
  synchronized Answer token(Request request) {
    Map<String, String> form = request.parameters();
    Consumer consumer = consumers.authenticated(request, form);
    if (consumer == null) {
      return CloudTokenAnswer.invalidClient();
    }
    String grant = form.get("grant_type");
    return switch (grant) {
      case null -> CloudTokenAnswer.error("invalid_request", "Missing grant_type parameter value");
      case "client_credentials" -> granted(consumer, null, form);
      case "password" -> {
        Secret password = users.get(form.getOrDefault("username", ""));
        yield password != null && password.matches(form.getOrDefault("password", ""))
            ? granted(consumer, form.get("username"), form)
            : CloudTokenAnswer.error(
                "invalid_grant", "Authentication failed for " + form.get("username"));
      }
      case "refresh_token" -> refreshed(consumer, form);
      default -> CloudTokenAnswer.error("unsupported_grant_type", "Unsupported grant_type value");
    };
  }

  private Answer granted(Consumer consumer, @Nullable String user, Map<String, String> form) {
    Instant now = clock.instant();
    String scope = form.getOrDefault("scope", CloudToken.DEFAULT_SCOPE);
    Owner owner = new Owner(consumer.key(), user, scope);
    CloudToken token = current.get(owner);
    if (token == null || token.isExpired(now) || !byAccess.containsKey(token.access)) {
      token = issue(owner, consumer, seconds(form), now);
    }
    return CloudTokenAnswer.token(token, now);
  }

  private Answer refreshed(Consumer consumer, Map<String, String> form) {
    CloudToken before = byRefresh.get(form.getOrDefault("refresh_token", ""));
    if (before == null || !before.consumer.key().equals(consumer.key())) {
      return CloudTokenAnswer.error("invalid_grant", "Persisted access token data not found");
    }
    forget(before);
    Owner owner = new Owner(consumer.key(), before.user, before.scope);
    Instant now = clock.instant();
    return CloudTokenAnswer.token(issue(owner, consumer, seconds(form), now), now);
  }

  private static long seconds(Map<String, String> form) {
    String asked = form.getOrDefault("validity_period", "");
    return asked.matches("-?[0-9]{1,9}") ? Long.parseLong(asked) : DEFAULT_SECONDS;
  }

  private CloudToken issue(Owner owner, Consumer consumer, long seconds, Instant now) {
    // Each shape in turn, so that every client of the tokens meets all three.
    OpaqueShape shape = OpaqueShape.values()[made++ % OpaqueShape.values().length];
    String access = shape.next(random);
    String refresh = owner.user() == null ? null : shape.next(random);
    Instant expires = seconds < 0 ? null : now.plusSeconds(seconds);
    CloudToken token =
        new CloudToken(access, refresh, consumer, owner.user(), owner.scope(), now, expires);
    byAccess.put(access, token);
    issued.add(access, Platform.OLD);
    if (refresh != null) {
      byRefresh.put(refresh, token);
      issued.add(refresh, Platform.OLD);
    }
    current.put(owner, token);
    return token;
  }

  /** Answers {@code POST /revoke}: always 200 and empty to a client that is known. */
  synchronized Answer revoke(Request request) {
    Map<String, String> form = request.parameters();
    Consumer consumer = consumers.authenticated(request, form);
    if (consumer == null) {
      return CloudTokenAnswer.invalidClient();
    }
    String text = form.getOrDefault("token", "");
    CloudToken token = byAccess.getOrDefault(text, byRefresh.get(text));
    if (token == null || !token.consumer.key().equals(consumer.key())) {
      return CloudTokenAnswer.revoked(null);
    }
    forget(token);
    return CloudTokenAnswer.revoked(token);
  }

  private void forget(CloudToken token) {
    byAccess.remove(token.access);
    if (token.refresh != null) {
      byRefresh.remove(token.refresh);
    }
  }
}
