package io.cutover.demo;

import io.cutover.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The clients registered on one platform. Any thread. */
final class Consumers {
  private final Map<String, Consumer> byKey = new ConcurrentHashMap<>();

  /**
   * A registered client.
   *
   * @param key its client id, which is no secret
   * @param apis the names of the APIs that it subscribed to
   */
  record Consumer(String key, Secret secret, Set<String> apis) {
    Consumer {
      apis = Set.copyOf(apis);
    }
  }

  void add(Consumer consumer) {
    byKey.put(consumer.key(), consumer);
  }

  @Nullable Consumer byKey(String key) {
    return byKey.get(key);
  }

  /**
   * Returns who asks, by the Basic credentials of the header or those of the body (RFC 6749,
   * section 2.3.1); null: nobody known.
   */
  @Nullable Consumer authenticated(Request request, Map<String, String> parameters) {
    String authorization = request.header("Authorization");
    String key = parameters.get("client_id");
    String secret = parameters.get("client_secret");
    if (authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      String pair = decoded(authorization.substring(6).strip());
      int colon = pair.indexOf(':');
      if (colon < 0) {
        return null;
      }
      key = pair.substring(0, colon);
      secret = pair.substring(colon + 1);
    }
    if (key == null || secret == null) {
      return null;
    }
    Consumer consumer = byKey.get(key);
    return consumer != null && consumer.secret().matches(secret) ? consumer : null;
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
