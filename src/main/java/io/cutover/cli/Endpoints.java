package io.cutover.cli;

import io.cutover.cli.Reachability.Found;
import io.cutover.config.AuthorityConfig.Introspection;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tries the endpoints of token authorities, as the gateway will call them. */
final class Endpoints {
  private static final long LARGEST_ANSWER = 1024 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Endpoints() {}

  /** Fetches a key set, RFC 7517 section 5. */
  static Found keySet(String name, URI jwks) {
    String what = name + "keys " + jwks;
    try {
      byte[] body;
      if ("file".equals(jwks.getScheme())) {
        body = Files.readAllBytes(Path.of(jwks));
      } else {
        HttpResponse<byte[]> answer =
            send(HttpRequest.newBuilder(jwks).header("Accept", "application/json"));
        if (answer.statusCode() != 200) {
          return new Found(false, what + ": the answer was " + answer.statusCode());
        }
        body = answer.body();
      }
      int keys = JSON.readTree(body).path("keys").size();
      return keys == 0
          ? new Found(false, what + ": there are no keys in it")
          : new Found(true, what + " (" + keys + ")");
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return new Found(false, what + ": " + why(e));
    }
  }

  /** Asks about a token that nobody has issued, RFC 7662 section 2: it must be inactive. */
  static Found introspection(String name, Introspection introspection) {
    String what = name + "introspection " + introspection.url();
    String credentials =
        encoded(introspection.clientId()) + ":" + encoded(introspection.clientSecret().reveal());
    var request =
        HttpRequest.newBuilder(introspection.url())
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
            .POST(BodyPublishers.ofString("token=cutover-check"));
    try {
      HttpResponse<byte[]> answer = send(request);
      return switch (answer.statusCode()) {
        case 200 -> {
          JsonNode active = JSON.readTree(answer.body()).path("active");
          yield active.isBoolean() && !active.booleanValue()
              ? new Found(true, what)
              : new Found(false, what + ": it does not say that an unknown token is inactive");
        }
        case 401, 403 -> new Found(false, what + ": it refuses clientId and clientSecret");
        default -> new Found(false, what + ": the answer was " + answer.statusCode());
      };
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return new Found(false, what + ": " + why(e));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
    try (var http =
        HttpClient.newBuilder()
            .connectTimeout(Reachability.TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build()) {
      return http.send(
          request.timeout(Reachability.TIMEOUT).build(),
          BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String why(Exception e) {
    return e instanceof JacksonException
        ? "the answer is no JSON"
        : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
