package io.cutover.demo;

import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /oauth2/introspect} of API Cloud (RFC 7662), for callers with Basic credentials. */
final class CloudIntrospection {
  private static final JsonMapper JSON = new JsonMapper();

  private final CloudTokens tokens;
  private final Consumers callers;
  private final InstantSource clock;

  /**
   * @param callers who may ask: resource servers, not consumers
   */
  CloudIntrospection(CloudTokens tokens, Consumers callers, InstantSource clock) {
    this.tokens = tokens;
    this.callers = callers;
    this.clock = clock;
  }

  Answer answer(Request request) {
    Map<String, String> form = request.parameters();
    if (callers.authenticated(request, form) == null) {
      return CloudTokenAnswer.invalidClient();
    }
    String text = form.getOrDefault("token", "");
    CloudToken access = tokens.access(text);
    if (access != null) {
      return access.isExpired(clock.instant()) ? inactive() : active(access, "Bearer");
    }
    CloudToken refresh = tokens.refresh(text);
    return refresh == null ? inactive() : active(refresh, "Refresh");
  }

  private static Answer inactive() {
    return Answer.of(200, "application/json", "{\"active\":false}");
  }

  private static Answer active(CloudToken token, String type) {
    ObjectNode body = JSON.createObjectNode();
    @Nullable String user = token.user;
    if (user != null) {
      body.put("aut", "APPLICATION_USER");
    }
    body.put("nbf", token.issued.getEpochSecond());
    body.put("scope", token.scope);
    body.put("active", true);
    body.put("token_type", type);
    if (token.expires != null) {
      body.put("exp", token.expires.getEpochSecond());
    }
    body.put("iat", token.issued.getEpochSecond());
    body.put("client_id", token.consumer.key());
    if (user != null) {
      body.put("username", user);
    }
    return Answer.of(200, "application/json", body.toString());
  }
}
