package io.cutover.bridge;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token request says: the parameters of query and body, each once, and who its client is.
 *
 * @param basic the field that says who the client is; null: its parameters do
 * @param clientId null: nobody says
 * @param secret null: none came
 */
record TokenForm(
    Map<String, String> parameters,
    @Nullable String basic,
    @Nullable String clientId,
    @Nullable String secret) {

  /**
   * Reads a request; null when it has a parameter twice, two clients, or cannot be read at all (RFC
   * 6749 §2.3, §3.2).
   */
  static @Nullable TokenForm of(TokenCall call) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String body = utf8(call.form());
    if (body == null || !take(parameters, call.query()) || !take(parameters, body)) {
      return null;
    }
    String clientId = parameters.get("client_id");
    if (call.authorization() == null) {
      return new TokenForm(parameters, null, clientId, parameters.get("client_secret"));
    }
    try {
      ClientSecretBasic client = ClientSecretBasic.parse(call.authorization());
      String named = client.getClientID().getValue();
      return clientId != null && !clientId.equals(named)
          ? null
          : new TokenForm(
              parameters, call.authorization(), named, client.getClientSecret().getValue());
    } catch (ParseException | IllegalArgumentException _) {
      return null;
    }
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  private static boolean take(Map<String, String> into, String encoded) {
    for (Map.Entry<String, List<String>> each : URLUtils.parseParameters(encoded).entrySet()) {
      if (each.getValue().size() != 1
          || into.putIfAbsent(each.getKey(), each.getValue().getFirst()) != null) {
        return false;
      }
    }
    return true;
  }

  /** Returns a parameter, or an empty text. */
  String get(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** Returns all parameters as a body holds them. */
  String encoded() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    parameters.forEach((name, value) -> all.put(name, List.of(value)));
    return URLUtils.serializeParameters(all);
  }

  @Override
  public String toString() {
    return "TokenForm[***]";
  }
}
