package io.cutover.bridge;

import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the token service answers.
 *
 * @param headers names and values; values on one line
 * @param platform whose answer it is; null: the gateway's own
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TokenAnswer(
    int status, Map<String, String> headers, byte[] body, @Nullable Platform platform) {
  public TokenAnswer {
    headers = Map.copyOf(headers);
  }

  /** An error of RFC 6749 §5.2, in which nothing of the request stands. */
  static TokenAnswer error(int status, String error, String description) {
    Map<String, String> headers = own();
    if (status == 401) {
      headers.put("WWW-Authenticate", "Basic realm=\"WSO2 API Manager\"");
    }
    headers.put("Proxy-Status", "cutover; error=http_request_denied");
    String body = "{\"error_description\":\"" + description + "\",\"error\":\"" + error + "\"}";
    return new TokenAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8), null);
  }

  static TokenAnswer of(
      int status, Map<String, String> headers, byte[] body, @Nullable Platform platform) {
    return new TokenAnswer(status, headers, body, platform);
  }

  /** The fields of an answer that must not be kept by anybody (RFC 6749 §5.1). */
  static Map<String, String> own() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Cache-Control", "no-store");
    headers.put("Pragma", "no-cache");
    return headers;
  }

  TokenAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new TokenAnswer(status, more, body, platform);
  }

  @Override
  public String toString() {
    return "TokenAnswer[" + status + "]";
  }
}
