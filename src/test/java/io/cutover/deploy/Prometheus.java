package io.cutover.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus with the shipped configuration, rules included, in a hurry. */
public final class Prometheus implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("msg=\"Listening on\" address=\\S+:(\\d+)");

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  private Prometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param folder for its data, deleted by the caller
   * @param target the one address that it scrapes, in place of the shipped one
   */
  public static Prometheus start(Path folder, String target) {
    try {
      String shipped = Files.readString(Path.of("deploy/prometheus/prometheus.yml"));
      assertThat(shipped).contains("\"cutover:9901\"", "15s", "rules/*.yml");
      Path config = folder.resolve("prometheus.yml");
      Files.writeString(
          config,
          shipped
              .replace("\"cutover:9901\"", '"' + target + '"')
              .replace("15s", "1s")
              .replace(
                  "rules/*.yml", Path.of("deploy/prometheus/rules").toAbsolutePath() + "/*.yml"));
      Path log = folder.resolve("log");
      Process process =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:0")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      int[] port = new int[1];
      await("Prometheus listens")
          .until(
              () -> {
                String said = Files.readString(log);
                assertThat(process.isAlive()).as("%s", said).isTrue();
                Matcher listening = LISTENING.matcher(said);
                return listening.find() && (port[0] = Integer.parseInt(listening.group(1))) > 0;
              });
      return new Prometheus(process, port[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what an expression evaluates to: the answer's {@code data.result}. */
  public JsonNode query(String expr) {
    JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expr, StandardCharsets.UTF_8));
    assertThat(answer.path("status").asString()).as("%s: %s", expr, answer).isEqualTo("success");
    return answer.path("data").path("result");
  }

  /** Returns the answer of a call of its API. */
  public JsonNode get(String path) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      return JsonMapper.shared().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
