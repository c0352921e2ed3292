package io.cutover.e2e;

import static io.cutover.e2e.H2Peer.END_HEADERS;
import static io.cutover.e2e.H2Peer.END_STREAM;
import static io.cutover.e2e.H2Peer.GOAWAY;
import static io.cutover.e2e.H2Peer.HEADERS;
import static io.cutover.e2e.H2Peer.RST_STREAM;
import static io.cutover.e2e.H2Peer.block;
import static io.cutover.e2e.H2Peer.int4;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Platforms that speak HTTP/2, well and badly. */
class H2UpIT {
  private static final int REFUSED_STREAM = 7;
  private static final String ROUTES =
      "routes: [ { name: all, match: { path: / }, share: 0%, auth: none, stickBy: request } ]";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ServerSocket server;
  private Stand stand;

  /** What the platform does with its connections, one after the other. */
  interface Script {
    void run() throws Exception;
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    String url =
        "http://127.0.0.1:%d\", connections: { protocol: h2 }, name: \"x"
            .formatted(server.getLocalPort());
    stand = Stand.start(url, url, ROUTES);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    stand.close();
    threads.shutdownNow();
  }

  private Future<?> platform(Script script) {
    return threads.submit(
        () -> {
          script.run();
          return null;
        });
  }

  private HttpResponse<String> post() {
    return stand.send(
        HttpRequest.newBuilder(URI.create(stand.url("/x")))
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  @Test
  void manyRequestsShareAConnectionOfTheirLoop() throws Exception {
    var connections = new AtomicInteger();
    platform(
        () -> {
          while (true) {
            H2Peer peer = H2Peer.accept(server);
            connections.incrementAndGet();
            platform(
                () -> {
                  H2Peer.Frame request;
                  while ((request = peer.request()) != null) {
                    assertThat(peer.fields(request).path()).hasToString("/x");
                    peer.respond(request.stream(), "fine");
                  }
                });
          }
        });
    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      answers.add(threads.submit(this::post));
    }
    for (Future<HttpResponse<String>> each : answers) {
      assertThat(each.get().body()).isEqualTo("fine");
    }
    assertThat(connections.get()).isBetween(1, 2);
  }

  @Test
  void whatWasRefusedIsAskedAgainEvenIfItIsNotIdempotent() throws Exception {
    platform(
        () -> {
          try (H2Peer peer = H2Peer.accept(server)) {
            peer.frame(RST_STREAM, 0, peer.request().stream(), int4(REFUSED_STREAM));
            peer.respond(peer.request().stream(), "again");
            peer.request();
          }
        });
    assertThat(post().body()).isEqualTo("again");
  }

  @Test
  void whatAGoawayLeavesOutIsAskedAgainOnAnotherConnection() throws Exception {
    platform(
        () -> {
          try (H2Peer first = H2Peer.accept(server)) {
            first.request();
            first.frame(GOAWAY, 0, 0, int4(0), int4(0));
            try (H2Peer second = H2Peer.accept(server)) {
              second.respond(second.request().stream(), "elsewhere");
              second.request();
            }
          }
        });
    assertThat(post().body()).isEqualTo("elsewhere");
  }

  @Test
  void noMoreThanThePlatformAllowsBeginsAtOnce() throws Exception {
    platform(
        () -> {
          while (true) {
            H2Peer peer = H2Peer.accept(server, 3, 1);
            platform(
                () -> {
                  int open = 0;
                  H2Peer.Frame request;
                  while ((request = peer.request()) != null) {
                    assertThat(++open).isEqualTo(1);
                    peer.respond(request.stream(), "one");
                    open--;
                  }
                });
          }
        });
    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(threads.submit(this::post));
    }
    for (Future<HttpResponse<String>> each : answers) {
      assertThat(each.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerThatBreaksTheRulesIsA502AndTheConnectionGoesOn() throws Exception {
    platform(
        () -> {
          try (H2Peer peer = H2Peer.accept(server)) {
            byte[][] bad = {
              block(":status", "200", "X-Upper", "1"),
              block(":status", "200", "x", "a\r\ny: z"),
              block(":status", "200", "connection", "close"),
              block(":status", "101"),
              block("x", "1"),
              block(":status", "200", "content-length", "5")
            };
            for (byte[] each : bad) {
              peer.frame(HEADERS, END_HEADERS | END_STREAM, peer.request().stream(), each);
            }
            peer.respond(peer.request().stream(), "good");
            peer.request();
          }
        });
    for (int i = 0; i < 6; i++) {
      assertThat(post().statusCode()).isEqualTo(502);
    }
    assertThat(post().body()).isEqualTo("good");
  }

  @Test
  void anAnswerThatBreaksOffIsAResetForAnHttp1Client() throws Exception {
    platform(
        () -> {
          try (H2Peer peer = H2Peer.accept(server)) {
            int stream = peer.request().stream();
            peer.frame(HEADERS, END_HEADERS, stream, block(":status", "200"));
            peer.data(stream, "half", false).frame(RST_STREAM, 0, stream, int4(2));
            peer.request();
          }
        });
    try (RawClient client = new RawClient(stand.port())) {
      client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAll()).doesNotContain("\r\n0\r\n");
    }
  }
}
