package io.cutover.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The words of API Cloud's token endpoints: bodies in their order, and headers. */
final class CloudTokenAnswer {
  private static final JsonMapper JSON = new JsonMapper();

  private CloudTokenAnswer() {}

  static Answer token(CloudToken token, Instant now) {
    ObjectNode body = JSON.createObjectNode();
    // The order differs between an application's own token and a user's, as seen in the wild.
    if (token.refresh == null) {
      body.put("access_token", token.access);
      body.put("scope", token.scope);
      body.put("token_type", "Bearer");
      body.put("expires_in", token.expiresIn(now));
    } else {
      body.put("scope", token.scope);
      body.put("token_type", "Bearer");
      body.put("expires_in", token.expiresIn(now));
      body.put("refresh_token", token.refresh);
      body.put("access_token", token.access);
    }
    return guarded(200, body.toString()).inChunks();
  }

  static Answer invalidClient() {
    return guarded(401, fault("Client credentials are invalid.", "invalid_client"))
        .with("WWW-Authenticate", "Basic realm=\"WSO2 API Manager\"");
  }

  static Answer error(String error, String description) {
    return guarded(400, fault(description, error));
  }

  /** Returns the answer to a revocation; null: nothing was revoked, which is not said. */
  static Answer revoked(@Nullable CloudToken token) {
    Answer answer = Answer.empty(200);
    if (token == null) {
      return answer;
    }
    answer = answer.with("RevokedAccessToken", token.access);
    if (token.refresh != null) {
      answer = answer.with("RevokedRefreshToken", token.refresh);
    }
    return answer.with("AuthorizedUser", token.user != null ? token.user : token.consumer.key());
  }

  private static String fault(String description, String error) {
    ObjectNode body = JSON.createObjectNode();
    body.put("error_description", description);
    body.put("error", error);
    return body.toString();
  }

  private static Answer guarded(int status, String body) {
    return Answer.of(status, "application/json", body)
        .with("X-Frame-Options", "DENY")
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff")
        .with("Pragma", "no-cache")
        .with("X-XSS-Protection", "1; mode=block");
  }
}
