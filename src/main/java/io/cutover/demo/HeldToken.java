package io.cutover.demo;

import io.cutover.demo.Application.Keys;
import io.cutover.demo.Application.Style;
import io.cutover.demo.Application.User;
import io.cutover.split.Platform;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The token that an application holds of one platform, as real clients hold it: kept until it
 * expires or is refused, then asked for once by all who wait. On one event loop only.
 */
final class HeldToken {
  private static final JsonMapper JSON = new JsonMapper();

  private final Application application;
  private final Platform platform;
  private final Caller platformCaller;
  private final InstantSource clock;
  private final List<Consumer<@Nullable String>> waiting = new ArrayList<>();
  private @Nullable String access;
  private @Nullable String refresh;
  private Instant expires = Instant.MIN;
  private int fetched;

  HeldToken(
      Application application, Platform platform, Caller platformCaller, InstantSource clock) {
    this.application = application;
    this.platform = platform;
    this.platformCaller = platformCaller;
    this.clock = clock;
  }

  /** Returns how often the platform was asked. */
  int fetched() {
    return fetched;
  }

  /** Hands over the token, now or when it has come; null: the platform gave none. */
  void use(Consumer<@Nullable String> then) {
    if (access != null && clock.instant().isBefore(expires)) {
      then.accept(access);
      return;
    }
    waiting.add(then);
    if (waiting.size() == 1) {
      fetch();
    }
  }

  /** Forgets a token that was answered with 401, unless it has been replaced since. */
  void refused(String token) {
    if (token.equals(access)) {
      expires = Instant.MIN;
    }
  }

  private void fetch() {
    fetched++;
    boolean refreshing = refresh != null;
    platformCaller.send(
        request(),
        outcome -> {
          boolean got = outcome instanceof Outcome.Answered answer && take(answer);
          if (!got && refreshing) {
            refresh = null;
            fetch();
            return;
          }
          List<Consumer<@Nullable String>> all = List.copyOf(waiting);
          waiting.clear();
          all.forEach(then -> then.accept(got ? access : null));
        });
  }

  private boolean take(Outcome.Answered answer) {
    if (answer.status() != 200) {
      return false;
    }
    try {
      JsonNode body = JSON.readTree(answer.body());
      access = body.path("access_token").stringValue();
      refresh = body.path("refresh_token").stringValue(null);
      expires = clock.instant().plusSeconds(body.path("expires_in").longValue());
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }

  private Call request() {
    Map<String, String> form = new LinkedHashMap<>(grant());
    Keys keys = application.keys(platform);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    if (application.style() == Style.BODY) {
      form.put("client_id", keys.clientId());
      form.put("client_secret", keys.secret().reveal());
    } else {
      String pair = keys.clientId() + ":" + keys.secret().reveal();
      byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
      headers.add(Map.entry("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes)));
    }
    String path = platform == Platform.OLD ? "/token" : "/oauth2/token";
    String text =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    // Only API Cloud takes the grant in the query.
    if (application.style() == Style.QUERY && platform == Platform.OLD) {
      return new Call("POST", path + "?" + text, headers, "", false);
    }
    headers.add(Map.entry("Content-Type", "application/x-www-form-urlencoded"));
    return new Call("POST", path, headers, text, false);
  }

  private Map<String, String> grant() {
    Map<String, String> form = new LinkedHashMap<>();
    User user = application.user();
    String renew = refresh;
    if (renew != null) {
      form.put("grant_type", "refresh_token");
      form.put("refresh_token", renew);
    } else if (user != null && platform == Platform.OLD) {
      form.put("grant_type", "password");
      form.put("username", user.name());
      form.put("password", user.password().reveal());
    } else {
      form.put("grant_type", "client_credentials");
    }
    if (platform == Platform.OLD) {
      form.put("validity_period", Integer.toString(application.seconds()));
    }
    String scopes =
        application.apis().stream()
            .map(Api::scope)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" "));
    if (!scopes.isEmpty() && renew == null) {
      form.put("scope", scopes);
    }
    return form;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
