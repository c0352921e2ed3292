package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.Gateway;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Bodies far larger than the heap, through a gateway in a JVM of its own with 128 MiB. {@code
 * verify} sends 128 MiB each way, {@code bench/stream} a whole GiB.
 */
class StreamIT {
  private static final long BYTES = Long.getLong("cutover.stream.bytes", 128L << 20);

  /** The gateway in its own JVM: prints its port, and ends with its standard input. */
  static final class Child {
    public static void main(String[] args) throws Exception {
      try (Gateway gateway = Gateway.start(Path.of(args[0]), _ -> Stand.TOKEN)) {
        System.out.println(gateway.addresses().getFirst().getPort());
        while (System.in.read() >= 0) {}
      }
    }
  }

  private static byte[] piece(int seed) {
    byte[] piece = new byte[64 * 1024];
    new java.util.Random(seed).nextBytes(piece);
    return piece;
  }

  private static long send(OutputStream out, long bytes) throws Exception {
    var sum = new CRC32();
    byte[] piece = piece(1);
    for (long left = bytes; left > 0; left -= piece.length) {
      int length = (int) Math.min(left, piece.length);
      piece[0]++;
      sum.update(piece, 0, length);
      out.write(piece, 0, length);
    }
    out.flush();
    return sum.getValue();
  }

  private static long receive(InputStream in, long bytes) throws Exception {
    var sum = new CRC32();
    byte[] piece = new byte[256 * 1024];
    long left = bytes;
    while (left > 0) {
      int read = in.read(piece, 0, (int) Math.min(piece.length, left));
      if (read < 0) {
        throw new AssertionError((bytes - left) + " of " + bytes + " bytes, then the end");
      }
      sum.update(piece, 0, read);
      left -= read;
    }
    return sum.getValue();
  }

  private static String readHead(InputStream in) throws Exception {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new AssertionError("no head: " + head);
      }
      head.append((char) b);
    }
    return head.toString();
  }

  @Test
  void bodiesLargerThanTheHeapPassBothWaysWithAllTheirBytes() throws Exception {
    Path folder = Files.createTempDirectory("stream");
    Path file = folder.resolve("cutover.yaml");
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + server.getLocalPort();
      Files.writeString(
          file,
          Stand.config(
              url,
              url,
              "routes: [ { name: all, match: { path: / }, auth: none, stickBy: request } ]"));
      Process child =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx128m",
                      "-XX:MaxDirectMemorySize=64m",
                      "-XX:+ExitOnOutOfMemoryError",
                      "--enable-native-access=ALL-UNNAMED",
                      "-Dio.netty.leakDetection.level=paranoid",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Child.class.getName(),
                      file.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (var out =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        int port = Integer.parseInt(out.readLine());
        var platformReceived = new CompletableFuture<Long>();
        var platformSent = new CompletableFuture<Long>();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (Socket socket = server.accept()) {
                    assertThat(readHead(socket.getInputStream())).startsWith("PUT /up ");
                    platformReceived.complete(receive(socket.getInputStream(), BYTES));
                    socket
                        .getOutputStream()
                        .write(
                            "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    assertThat(readHead(socket.getInputStream())).startsWith("GET /down ");
                    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + BYTES + "\r\n\r\n";
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    platformSent.complete(send(socket.getOutputStream(), BYTES));
                    socket.getInputStream().read();
                  } catch (Exception | AssertionError e) {
                    platformReceived.completeExceptionally(e);
                    platformSent.completeExceptionally(e);
                  }
                });
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
          client
              .getOutputStream()
              .write(
                  ("PUT /up HTTP/1.1\r\nHost: a\r\nContent-Length: " + BYTES + "\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
          long sent = send(client.getOutputStream(), BYTES);
          assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 204 ");
          assertThat(platformReceived.get()).isEqualTo(sent);

          client
              .getOutputStream()
              .write("GET /down HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 ");
          assertThat(receive(client.getInputStream(), BYTES)).isEqualTo(platformSent.get());
        }
      } finally {
        child.getOutputStream().close();
        assertThat(child.waitFor()).isZero();
      }
    }
    System.out.printf(
        "%d MiB up and %d MiB down with a heap of 128 MiB%n", BYTES >> 20, BYTES >> 20);
  }

  @Test
  void theFirstEventArrivesBeforeTheAnswerEnds() throws Exception {
    var goOn = new CompletableFuture<Void>();
    try (RawPlatform old =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  connection.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                          + "Transfer-Encoding: chunked\r\n\r\nb\r\ndata: one\n\n\r\n");
                  goOn.join();
                  connection.send("0\r\n\r\n");
                });
        Stand stand =
            Stand.start(
                old.url(),
                old.url(),
                "routes: [ { name: all, match: { path: / }, auth: none, stickBy: request } ]");
        RawClient client = new RawClient(stand.port())) {
      client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
      assertThat(client.readHead()).isEqualTo("b\r\ndata: one\n\n");
      goOn.complete(null);
    }
  }
}
