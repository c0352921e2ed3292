package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.ClassPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway in a process of its own, which takes signals and can be killed. */
final class GatewayProcess implements AutoCloseable {
  /** Of an operator that is an admin; the configuration names {@code GATEWAY_TOKEN}. */
  static final String TOKEN = "operator-of-the-process";

  private static final Pattern READY =
      Pattern.compile("ready: http://127\\.0\\.0\\.1:(\\d+).*admin http://127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final int port;
  private final int adminPort;
  private final Queue<String> said;
  private final Thread reader;
  private final HttpClient http = HttpClient.newHttpClient();

  private GatewayProcess(Process process, Matcher ready, Queue<String> said, Thread reader) {
    this.process = process;
    this.port = Integer.parseInt(ready.group(1));
    this.adminPort = Integer.parseInt(ready.group(2));
    this.said = said;
    this.reader = reader;
  }

  /** What a call was answered. */
  record Reply(int status, JsonNode json) {}

  /** Starts one on a configuration; returns when it is ready. */
  static GatewayProcess start(Path config) throws IOException {
    return start(config, List.of());
  }

  /**
   * Starts one.
   *
   * @param before a command that runs the words that follow it
   */
  static GatewayProcess start(Path config, List<String> before) throws IOException {
    Process process = process(config, before).redirectErrorStream(true).start();
    BufferedReader says = process.inputReader();
    Queue<String> said = new ConcurrentLinkedQueue<>();
    for (String line = says.readLine(); line != null; line = says.readLine()) {
      said.add(line);
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        // What nobody reads would in the end hold it up.
        Thread reader = Thread.ofVirtual().start(() -> says.lines().forEach(said::add));
        return new GatewayProcess(process, ready, said, reader);
      }
    }
    throw new AssertionError("it does not start:\n" + String.join("\n", said));
  }

  /** What came of one that ended by itself. */
  record Ended(int exit, String out, String err) {}

  /** Runs one that cannot start; returns when it has ended. */
  static Ended refused(Path config) throws IOException, InterruptedException {
    Process process = process(config, List.of()).start();
    var out = CompletableFuture.supplyAsync(() -> text(process.inputReader()));
    String err = text(process.errorReader());
    return new Ended(process.waitFor(), out.join(), err);
  }

  private static String text(BufferedReader from) {
    return from.lines().map(line -> line + "\n").collect(Collectors.joining());
  }

  private static ProcessBuilder process(Path config, List<String> before) {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            // Its file is one that a limit on the size of files would hit.
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            // Not the one for tests, which is silent.
            "-Dlogback.configurationFile=logback.xml",
            "-cp",
            ClassPath.text(),
            "io.cutover.cli.Main",
            "run",
            "-c",
            config.toString()));
    var builder = new ProcessBuilder(command);
    builder.environment().put("GATEWAY_TOKEN", TOKEN);
    return builder;
  }

  /** Calls the operators' API. */
  Reply call(String method, String path, String body) {
    return send(method, path, body).join();
  }

  /** Calls it; fails if it dies before it answers. */
  CompletableFuture<Reply> send(String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/api/v1" + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.sendAsync(request, BodyHandlers.ofString()).thenApply(GatewayProcess::reply);
  }

  private static Reply reply(HttpResponse<String> response) {
    return new Reply(response.statusCode(), JsonMapper.shared().readTree(response.body()));
  }

  /** Returns where consumers call it. */
  int port() {
    return port;
  }

  /** Returns where operators call it. */
  int adminPort() {
    return adminPort;
  }

  long pid() {
    return process.pid();
  }

  /** Returns what it has said so far, on both streams, line by line. */
  List<String> said() {
    return List.copyOf(said);
  }

  /** Returns what its probes and metrics say; the status, and all of the body. */
  HttpResponse<String> probe(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  /** Sends it a signal, as {@code kill -NAME} does. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Returns its exit code, once it has ended by itself and all that it said is read. */
  int awaitExit() throws InterruptedException {
    reader.join();
    return process.waitFor();
  }

  /** Kills it as {@code kill -9} does; returns when it is gone. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    assertThat(process.waitFor()).as("killed").isEqualTo(128 + 9);
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
    http.shutdownNow();
  }
}
