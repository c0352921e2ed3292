package io.cutover.e2e;

import io.cutover.Gateway;
import io.cutover.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A real gateway on free ports, from a configuration text. */
final class Stand implements AutoCloseable {
  /** The one operator of a stand, an admin. */
  static final String TOKEN = "operator-of-the-stand";

  static {
    Leaks.watch();
  }

  /** What follows it in a rest that begins so is the access log; else there is none. */
  static final String LOG = "accessLog: ";

  private static final String PLAIN = "[ { address: \"127.0.0.1:0\" } ]";

  private final String listeners;
  private final Path folder;
  private final Path file;
  private Gateway gateway;
  final HttpClient http = HttpClient.newHttpClient();

  private Stand(Path folder, Path file, String listeners, Gateway gateway) {
    this.listeners = listeners;
    this.folder = folder;
    this.file = file;
    this.gateway = gateway;
  }

  /**
   * Starts a gateway.
   *
   * @param old where the old platform listens, as {@code http://127.0.0.1:PORT}
   * @param next where the new one does
   * @param rest the rest of the configuration: routes, authorities, defaults
   */
  static Stand start(String old, String next, String rest) {
    return start(PLAIN, old, next, rest);
  }

  /**
   * Starts a gateway.
   *
   * @param listeners the list of listeners
   */
  static Stand start(String listeners, String old, String next, String rest) {
    try {
      Path folder = Files.createTempDirectory("stand");
      Path file = folder.resolve("cutover.yaml");
      Files.writeString(file, config(listeners, old, next, rest));
      return new Stand(folder, file, listeners, Gateway.start(file, Stand::secret));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GatewayException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Every secret is the operator's token, but {@code SECRET_…}, which stand for themselves. */
  private static String secret(String name) {
    return name.startsWith("SECRET_") ? name : TOKEN;
  }

  static String config(String old, String next, String rest) {
    return config(PLAIN, old, next, rest);
  }

  private static String config(String listeners, String old, String next, String rest) {
    return """
    version: 1
    runtime: { eventLoops: 2 }
    %s
    shutdown: { drain: 5s }
    listeners: %s
    admin:
      address: "127.0.0.1:0"
      operators: [ { name: ops, role: admin, token: "${env:STAND_TOKEN}" } ]
    state: { store: file, path: var }
    platforms:
      old: { url: "%s" }
      new: { url: "%s" }
    %s
    """
        .formatted(rest.startsWith(LOG) ? "" : LOG + "none", listeners, old, next, rest);
  }

  /** Writes the configuration anew and reads it again. */
  Object reload(String old, String next, String rest) {
    try {
      Files.writeString(file, config(listeners, old, next, rest));
      return gateway.reload();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the gateway and starts another one over the same files, on other ports. */
  void restart() {
    gateway.close();
    try {
      gateway = Gateway.start(file, Stand::secret);
    } catch (GatewayException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Returns where its configuration and state lie. */
  Path folder() {
    return folder;
  }

  int port() {
    return gateway.addresses().getFirst().getPort();
  }

  int adminPort() {
    return gateway.adminAddress().getPort();
  }

  Gateway gateway() {
    return gateway;
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(HttpRequest.newBuilder(URI.create(url(path))), headers);
  }

  HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Calls the operators' API. */
  HttpResponse<String> admin(String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  void share(String route, String share) {
    HttpResponse<String> answer =
        admin(
            "PUT",
            "/api/v1/routes/" + route + "/share",
            "{\"share\":\"%s\",\"reason\":\"test\"}".formatted(share));
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
  }

  /** Returns every series as it stands. */
  String metrics() {
    return admin("GET", "/metrics", "").body();
  }

  @Override
  public void close() {
    gateway.close();
    http.close();
    Leaks.check();
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
