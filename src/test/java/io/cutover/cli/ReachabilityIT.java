package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.cutover.config.AuthorityConfig.Introspection;
import io.cutover.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachabilityIT {
  @TempDir Path folder;
  private final AtomicReference<String> asked = new AtomicReference<>("");
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI answering(int status, String body) {
    server.createContext(
        "/it",
        exchange -> {
          asked.set(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {\"keys\":[{\"kty\":\"RSA\"}]} | true  | (1)",
        "200 | {\"keys\":[]}                  | false | no keys",
        "200 | <html>                         | false | no JSON",
        "404 | {}                             | false | 404"
      })
  void aKeySetMustHaveKeys(int status, String body, boolean good, String said) {
    var found = Endpoints.keySet("authority choreo: ", answering(status, body));

    assertThat(found.good()).as(found.line()).isEqualTo(good);
    assertThat(found.line()).startsWith("authority choreo: keys http://").contains(said);
  }

  @Test
  void aKeySetMayBeAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("jwks.json"), "{\"keys\":[{}]}");

    assertThat(Endpoints.keySet("", file.toUri()).good()).isTrue();
    assertThat(Endpoints.keySet("", folder.resolve("none").toUri()).good()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {\"active\":false}   | true  | introspection http",
        "200 | {\"active\":true}    | false | unknown token is inactive",
        "200 | {\"active\":\"no\"}  | false | unknown token is inactive",
        "200 | <html>               | false | no JSON",
        "401 | {}                   | false | refuses clientId",
        "500 | {}                   | false | 500"
      })
  void anIntrospectionMustKnowUsAndDenyAnUnknownToken(
      int status, String body, boolean good, String said) {
    var introspection =
        new Introspection(answering(status, body), "gate:way", new Secret("s3cr&t"));

    var found = Endpoints.introspection("authority cloud: ", introspection);

    assertThat(found.good()).as(found.line()).isEqualTo(good);
    assertThat(found.line()).contains(said).doesNotContain("s3cr");
    // gate%3Away:s3cr%26t
    assertThat(asked.get()).isEqualTo("Basic Z2F0ZSUzQXdheTpzM2NyJTI2dA== token=cutover-check");
  }

  @Test
  void nobodyListeningIsFoundOut() throws IOException {
    int free;
    try (var socket = new java.net.ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    assertThat(Endpoints.keySet("", URI.create("http://127.0.0.1:" + free + "/")).good()).isFalse();
  }

  @Test
  void anAddressThatIsListenedOnIsOurOwn() throws IOException {
    var any = new OwnListeners(List.of(new InetSocketAddress("0.0.0.0", 8080)));
    var one = new OwnListeners(List.of(new InetSocketAddress("127.0.0.1", 8080)));
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    InetAddress elsewhere = InetAddress.getByName("192.0.2.1");

    assertThat(any.contain(loopback, 8080)).isTrue();
    assertThat(any.contain(InetAddress.getByName("::1"), 8080)).isTrue();
    assertThat(any.contain(loopback, 8081)).isFalse();
    assertThat(any.contain(elsewhere, 8080)).isFalse();
    assertThat(one.contain(loopback, 8080)).isTrue();
    assertThat(one.contain(elsewhere, 8080)).isFalse();
  }
}
