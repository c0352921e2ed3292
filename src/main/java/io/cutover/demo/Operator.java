package io.cutover.demo;

import io.cutover.config.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The operator of the demo: does by HTTP what an operator would do. Its calls wait. */
final class Operator implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Pattern BLOCKED =
      Pattern.compile("^cutover_blocked_total\\{([^}]*)\\}\\s+([0-9.eE+]+)", Pattern.MULTILINE);
  private static final Pattern ROUTE = Pattern.compile("(?:^|,)\\s*route=\"([^\"]*)\"");
  private static final Pattern CAUSE = Pattern.compile("(?:^|,)\\s*cause=\"([^\"]*)\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final String base;
  private final Secret token;

  Operator(InetSocketAddress admin, Secret token) {
    this.base = "http://" + admin.getAddress().getHostAddress() + ":" + admin.getPort();
    this.token = token;
  }

  /** Lets a route's plan begin, or take its next step; returns why it did not, empty: it did. */
  Optional<String> raise(String route, boolean first) {
    ObjectNode body = JSON.createObjectNode();
    body.put("reason", "the demo goes on");
    if (!first) {
      // Too few requests for a verdict are no reason for a demo to wait; a breach still is.
      body.put("force", true);
    }
    String verb = first ? "start" : "advance";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1/routes/" + route + "/plan/" + verb))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token.reveal())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    return sent(request, "the plan of " + route + " did not " + verb + ": ");
  }

  /** Returns what a route's plan says of itself, as {@code state: note}; empty if nothing. */
  Optional<String> plan(String route) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1/routes/" + route + "/plan"))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token.reveal())
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        return Optional.empty();
      }
      JsonNode plan = JSON.readTree(answer.body());
      return Optional.of(plan.path("state").asString("") + ": " + plan.path("note").asString(""));
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<String> sent(HttpRequest request, String wish) {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() / 100 == 2
          ? Optional.empty()
          : Optional.of(wish + answer.statusCode() + " " + detail(answer.body()));
    } catch (IOException e) {
      return Optional.of(wish + "no answer from " + base + " (" + e + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(wish + "interrupted");
    }
  }

  private static String detail(String body) {
    try {
      JsonNode problem = JSON.readTree(body);
      return problem.path("detail").asString(problem.path("title").asString(""));
    } catch (JacksonException e) {
      return "";
    }
  }

  /**
   * Returns what is said of tokens and applications after that many requests; nothing if the
   * gateway does not say.
   */
  List<String> credentials(long requests) {
    try {
      return Credentials.lines(
          text("/metrics"), JSON.readTree(text("/api/v1/applications")), requests);
    } catch (IOException | JacksonException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private String text(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token.reveal())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /**
   * Returns how many requests could not move, by route and cause, as the gateway counts them; empty
   * if it does not say.
   */
  Map<String, Map<String, Long>> blocked() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/metrics"))
            .timeout(PATIENCE)
            .header("Accept", "text/plain;version=0.0.4")
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? blocked(answer.body()) : Map.of();
    } catch (IOException e) {
      return Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  /** Reads {@code cutover_blocked_total} from a Prometheus text. */
  static Map<String, Map<String, Long>> blocked(String metrics) {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    for (Matcher line = BLOCKED.matcher(metrics); line.find(); ) {
      Matcher route = ROUTE.matcher(line.group(1));
      Matcher cause = CAUSE.matcher(line.group(1));
      long count = (long) Double.parseDouble(line.group(2));
      if (route.find() && cause.find() && count > 0) {
        counts
            .computeIfAbsent(route.group(1), _ -> new TreeMap<>())
            .merge(cause.group(1), count, Long::sum);
      }
    }
    return counts;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
