package io.cutover.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Calls a running gateway's operators' API. Blocks; every call ends within its timeout. */
final class AdminClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long LARGEST_ANSWER = 16L * 1024 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI base;
  private final @Nullable String token;
  private final @Nullable String as;
  private final HttpClient http;

  /**
   * Makes a client.
   *
   * @param base without a slash at its end
   * @param as who the caller claims to be; null: only who the token is
   * @param trust who vouches for the gateway, in TLS; null: whom the system trusts
   */
  AdminClient(URI base, @Nullable String token, @Nullable String as, @Nullable SSLContext trust) {
    this.base = base;
    this.token = token;
    this.as = as;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (trust != null) {
      builder.sslContext(trust);
    }
    this.http = builder.build();
  }

  /**
   * What a call was answered, if it went well.
   *
   * @param etag for If-Match; {@code *} if there was none
   */
  record Reply(JsonNode json, String etag) {}

  Reply get(String path) {
    return send("GET", path, null, null);
  }

  /**
   * Asks for a change.
   *
   * @param ifMatch what the change is based on
   */
  Reply change(String method, String path, Map<String, String> body, String ifMatch) {
    return send(method, path, body, ifMatch);
  }

  /** Asks a question that needs a body; changes nothing. */
  Reply post(String path, Map<String, ?> body) {
    return send("POST", path, body, null);
  }

  private Reply send(
      String method, String path, @Nullable Map<String, ?> body, @Nullable String ifMatch) {
    var request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (as != null) {
      request.header("X-Cutover-As", as);
    }
    if (ifMatch != null) {
      request.header("If-Match", ifMatch);
    }
    HttpResponse<byte[]> response = exchange(request.build());
    if (response.statusCode() / 100 != 2) {
      throw failure(response);
    }
    return new Reply(json(response.body()), response.headers().firstValue("ETag").orElse("*"));
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    } catch (IOException e) {
      String why = e.getMessage() == null ? "no connection" : e.getMessage();
      throw new Failure(
          Exit.UNREACHABLE,
          "no gateway answers at "
              + base
              + " ("
              + why
              + ") — start it, or set --admin URL or"
              + " CUTOVER_ADMIN");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.FAILED, "interrupted");
    }
  }

  private Failure failure(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    String detail = json(response.body()).path("detail").asString("");
    String said = detail.isEmpty() ? "the answer was " + status : detail;
    return switch (status) {
      case 400 -> new Failure(Exit.USAGE, said);
      case 401 ->
          new Failure(
              Exit.UNAUTHORISED,
              token == null
                  ? "no token — set CUTOVER_TOKEN, or give --token-file"
                  : "the token is refused — see CUTOVER_TOKEN or --token-file");
      case 403, 429 -> new Failure(Exit.UNAUTHORISED, said);
      case 409 -> new Failure(Exit.CONFLICT, said);
      case 412 -> new Failure(Exit.CONFLICT, said);
      default -> new Failure(Exit.FAILED, said);
    };
  }

  /** Returns an empty object for what is no JSON, as an error page of something else. */
  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
