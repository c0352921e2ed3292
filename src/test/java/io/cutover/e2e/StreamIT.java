package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.ClassPath;
import io.cutover.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bodies far larger than the heap, through a gateway in a JVM of its own with 128 MiB. {@code
 * verify} sends 128 MiB each way over each protocol, {@code bench/stream} a whole GiB.
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

  /** One end of the connection to the gateway: whoever asks, or whoever answers. */
  private interface End extends AutoCloseable {
    /** Sends a request for a path, or answers the one that came; returns where its body goes. */
    OutputStream send(String start, boolean body) throws Exception;

    /** Reads a head; it must say that. Returns where its body comes from. */
    InputStream receive(String start) throws Exception;

    @Override
    void close() throws IOException;
  }

  private record OverH1(Socket socket) implements End {
    @Override
    public OutputStream send(String start, boolean body) throws IOException {
      boolean request = start.contains("/");
      String line = request ? start + " HTTP/1.1\r\nHost: a" : "HTTP/1.1 " + start + " Fine";
      String length = body ? "Content-Length: " + BYTES + "\r\n" : "";
      byte[] head = (line + "\r\n" + length + "\r\n").getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(head);
      return socket.getOutputStream();
    }

    @Override
    public InputStream receive(String start) throws Exception {
      boolean request = start.contains("/");
      assertThat(readHead(socket.getInputStream()))
          .startsWith(request ? start + " " : "HTTP/1.1 " + start + " ");
      return socket.getInputStream();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static final class OverH2 implements End {
    private final H2Peer peer;
    private final H2Bytes bytes;
    private int stream = -1;

    OverH2(H2Peer peer) {
      this.peer = peer;
      this.bytes = new H2Bytes(peer);
    }

    static OverH2 to(int port) throws IOException {
      H2Peer peer = new H2Peer(port);
      peer.raw(H2Peer.MAGIC.getBytes(StandardCharsets.US_ASCII)).settings();
      return new OverH2(peer);
    }

    @Override
    public OutputStream send(String start, boolean body) throws IOException {
      String[] words = start.split(" ");
      String[] length = body ? new String[] {"content-length", "" + BYTES} : new String[0];
      if (words.length == 2) {
        stream += 2;
        bytes.head(stream, !body, H2Peer.request(words[0], words[1], length));
      } else {
        byte[] status = H2Peer.block(":status", start);
        bytes.head(stream, !body, H2Peer.join(status, H2Peer.block(length)));
      }
      return bytes.out(stream);
    }

    @Override
    public InputStream receive(String start) throws IOException {
      H2Peer.Frame head = bytes.head();
      stream = head.stream();
      var fields = peer.fields(head);
      assertThat(start.contains("/") ? fields.method() + " " + fields.path() : fields.status())
          .hasToString(start);
      return bytes.in(stream);
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  /** Takes the gateway's connection and answers one request with a body, and one for a body. */
  private static void platform(
      ServerSocket server,
      boolean h2,
      CompletableFuture<Long> received,
      CompletableFuture<Long> sent) {
    try (End gateway = h2 ? new OverH2(H2Peer.accept(server)) : new OverH1(server.accept())) {
      received.complete(receive(gateway.receive("PUT /up"), BYTES));
      gateway.send("204", false);
      InputStream rest = gateway.receive("GET /down");
      OutputStream out = gateway.send("200", true);
      sent.complete(send(out, BYTES));
      if (h2) {
        out.close();
      }
      var _ = rest.read();
    } catch (Exception | AssertionError e) {
      received.completeExceptionally(e);
      sent.completeExceptionally(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"h1, h1", "h2, h1", "h2, h2"})
  void bodiesLargerThanTheHeapPassBothWaysWithAllTheirBytes(String down, String up)
      throws Exception {
    Path folder = Files.createTempDirectory("stream");
    Path file = folder.resolve("cutover.yaml");
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String url =
          "http://127.0.0.1:%d\", connections: { protocol: %s }, name: \"x"
              .formatted(server.getLocalPort(), up);
      Files.writeString(
          file,
          Stand.config(
              url,
              url,
              "routes: [ { name: all, match: { path: / }, auth: none, stickBy: request } ]"));
      Process child = child(file);
      try (var out =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        int port = Integer.parseInt(out.readLine());
        var platformReceived = new CompletableFuture<Long>();
        var platformSent = new CompletableFuture<Long>();
        Thread.ofVirtual()
            .start(() -> platform(server, up.equals("h2"), platformReceived, platformSent));
        try (End client =
            down.equals("h2")
                ? OverH2.to(port)
                : new OverH1(new Socket(InetAddress.getLoopbackAddress(), port))) {
          OutputStream body = client.send("PUT /up", true);
          long sent = send(body, BYTES);
          if (down.equals("h2")) {
            body.close();
          }
          client.receive("204");
          assertThat(platformReceived.get()).isEqualTo(sent);

          client.send("GET /down", false);
          assertThat(receive(client.receive("200"), BYTES)).isEqualTo(platformSent.get());
        }
      } finally {
        child.getOutputStream().close();
        assertThat(child.waitFor()).isZero();
      }
    }
    System.out.printf(
        "%d MiB up and %d MiB down, clients %s, platform %s, with a heap of 128 MiB%n",
        BYTES >> 20, BYTES >> 20, down, up);
  }

  private static Process child(Path file) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-Dio.netty.leakDetection.level=paranoid",
                "-cp",
                ClassPath.text(),
                Child.class.getName(),
                file.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
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
