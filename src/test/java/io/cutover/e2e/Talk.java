package io.cutover.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One client's connection, in whatever it speaks: what every protocol has in common. */
interface Talk extends AutoCloseable {
  /** What a client may speak. */
  enum Speech {
    H1,
    H2,
    TLS_H1,
    TLS_H2;

    boolean isTls() {
      return this == TLS_H1 || this == TLS_H2;
    }

    boolean isH2() {
      return this == H2 || this == TLS_H2;
    }

    /** Connects to the listener that is meant. */
    Talk connect(int plain, int tls) throws Exception {
      if (!isTls()) {
        return this == H2 ? new OverH2(new H2Peer(plain)) : new OverH1(new RawClient(plain));
      }
      String[] offered = {isH2() ? "h2" : "http/1.1"};
      java.net.Socket tcp = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), tls);
      SSLSocket socket =
          (SSLSocket)
              new Pki.Client(null)
                  .context
                  .getSocketFactory()
                  .createSocket(tcp, "a.example", tls, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(offered);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      if (!socket.getApplicationProtocol().equals(offered[0])) {
        throw new AssertionError("ALPN chose " + socket.getApplicationProtocol());
      }
      return isH2() ? new OverH2(new H2Peer(socket)) : new OverH1(new RawClient(socket));
    }
  }

  /**
   * An answer.
   *
   * @param interim the statuses before it
   * @param fields names in lower case
   */
  record Answer(
      int status,
      List<Integer> interim,
      Map<String, String> fields,
      String body,
      Map<String, String> trailers) {}

  /**
   * Sends a request.
   *
   * @param body null: none
   * @param declared whether the body's length is said
   * @param trailer a field behind the body, {@code name: value}; null: none
   */
  void send(
      String method, String path, String fields, String body, boolean declared, String trailer)
      throws Exception;

  /** Reads the answer to the request that was sent last. */
  Answer answer() throws Exception;

  /** Reads on until the answer breaks off; fails if it ends regularly. */
  void brokenOff() throws Exception;

  default Answer get(String path) throws Exception {
    send("GET", path, "", null, false, null);
    return answer();
  }

  @Override
  void close() throws IOException;

  /** HTTP/1.1. */
  final class OverH1 implements Talk {
    private final RawClient client;
    private String method = "";

    OverH1(RawClient client) {
      this.client = client;
    }

    @Override
    public void send(
        String method, String path, String fields, String body, boolean declared, String trailer) {
      this.method = method;
      StringBuilder out = new StringBuilder();
      out.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: a.example\r\n");
      out.append(fields);
      if (body == null) {
        client.send(out + "\r\n");
      } else if (declared) {
        client.send(out + "Content-Length: " + body.length() + "\r\n\r\n" + body);
      } else {
        out.append("Transfer-Encoding: chunked\r\n\r\n");
        if (!body.isEmpty()) {
          out.append(Integer.toHexString(body.length())).append("\r\n").append(body);
          out.append("\r\n");
        }
        client.send(out + "0\r\n" + (trailer == null ? "" : trailer + "\r\n") + "\r\n");
      }
    }

    @Override
    public Answer answer() {
      List<Integer> interim = new java.util.ArrayList<>();
      while (true) {
        String head = client.readHead();
        int status = Integer.parseInt(head.substring(9, 12));
        Map<String, String> fields = fields(head.substring(head.indexOf("\r\n") + 2));
        if (status < 200) {
          interim.add(status);
          continue;
        }
        boolean bodyless = method.equals("HEAD") || status == 204 || status == 304;
        String body = "";
        Map<String, String> trailers = Map.of();
        if (!bodyless && fields.containsKey("content-length")) {
          body = client.read(Integer.parseInt(fields.get("content-length")));
        } else if (!bodyless && fields.containsKey("transfer-encoding")) {
          String[] parts = client.readChunked();
          body = parts[0];
          trailers = fields(parts[1]);
        }
        return new Answer(status, interim, fields, body, trailers);
      }
    }

    private static Map<String, String> fields(String lines) {
      Map<String, String> fields = new TreeMap<>();
      for (String line : lines.split("\r\n")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          fields.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
      }
      return fields;
    }

    @Override
    public void brokenOff() {
      String all = client.readAll();
      if (all.endsWith("0\r\n\r\n")) {
        throw new AssertionError("it ended regularly");
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }

  /** HTTP/2. */
  final class OverH2 implements Talk {
    private static final int WINDOW = 65_535;

    private final H2Peer peer;
    private int stream = -1;
    private long connectionWindow = WINDOW;
    private long initialWindow = WINDOW;
    private long streamWindow;
    private final java.util.ArrayDeque<H2Peer.Frame> early = new java.util.ArrayDeque<>();

    OverH2(H2Peer peer) throws IOException {
      this.peer = peer;
      peer.raw(H2Peer.MAGIC.getBytes(StandardCharsets.US_ASCII));
      // Windows that hold whatever a test asks for.
      peer.settings(4, 0x7fffffff);
      peer.frame(H2Peer.WINDOW_UPDATE, 0, 0, H2Peer.int4(0x7fffffff - WINDOW));
      peer.frame(H2Peer.SETTINGS, H2Peer.ACK, 0);
    }

    @Override
    public void send(
        String method, String path, String fields, String body, boolean declared, String trailer)
        throws Exception {
      stream += 2;
      streamWindow = initialWindow;
      early.clear();
      List<String> block = new java.util.ArrayList<>();
      block.addAll(List.of(":method", method, ":scheme", "https", ":path", path));
      block.addAll(List.of(":authority", "a.example"));
      for (String line : fields.split("\r\n")) {
        if (!line.isEmpty()) {
          String[] parts = line.split(": ", 2);
          block.addAll(List.of(parts[0].toLowerCase(Locale.ROOT), parts[1]));
        }
      }
      if (body != null && declared) {
        block.addAll(List.of("content-length", "" + body.length()));
      }
      byte[] all = H2Peer.block(block.toArray(String[]::new));
      int end = body == null ? H2Peer.END_STREAM : 0;
      int first = Math.min(all.length, 16_000);
      boolean whole = first == all.length;
      peer.frame(
          H2Peer.HEADERS,
          end | (whole ? H2Peer.END_HEADERS : 0),
          stream,
          java.util.Arrays.copyOf(all, first));
      for (int at = first; at < all.length; at += 16_000) {
        int next = Math.min(all.length, at + 16_000);
        peer.frame(
            H2Peer.CONTINUATION,
            next == all.length ? H2Peer.END_HEADERS : 0,
            stream,
            java.util.Arrays.copyOfRange(all, at, next));
      }
      if (body != null) {
        upload(body, trailer);
      }
    }

    private void upload(String body, String trailer) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
      int at = 0;
      while (at < bytes.length) {
        int most = (int) Math.min(16_384, Math.min(connectionWindow, streamWindow));
        if (most <= 0) {
          H2Peer.Frame frame = peer.read();
          if (frame == null || frame.type() == H2Peer.RST_STREAM) {
            return;
          }
          note(frame);
          early.add(frame);
          continue;
        }
        int next = Math.min(bytes.length, at + most);
        boolean last = next == bytes.length && trailer == null;
        peer.frame(
            H2Peer.DATA,
            last ? H2Peer.END_STREAM : 0,
            stream,
            java.util.Arrays.copyOfRange(bytes, at, next));
        connectionWindow -= next - at;
        streamWindow -= next - at;
        at = next;
      }
      if (bytes.length == 0 && trailer == null) {
        peer.frame(H2Peer.DATA, H2Peer.END_STREAM, stream);
      }
      if (trailer != null) {
        String[] parts = trailer.split(": ", 2);
        peer.frame(
            H2Peer.HEADERS,
            H2Peer.END_HEADERS | H2Peer.END_STREAM,
            stream,
            H2Peer.block(parts[0].toLowerCase(Locale.ROOT), parts[1]));
      }
    }

    private void note(H2Peer.Frame frame) {
      if (frame.type() == H2Peer.WINDOW_UPDATE) {
        int more = new H2Peer.Frame(H2Peer.RST_STREAM, 0, 0, frame.payload()).code();
        if (frame.stream() == 0) {
          connectionWindow += more;
        } else if (frame.stream() == stream) {
          streamWindow += more;
        }
      } else if (frame.type() == H2Peer.SETTINGS && !frame.has(H2Peer.ACK)) {
        byte[] pairs = frame.payload();
        for (int i = 0; i + 6 <= pairs.length; i += 6) {
          if (pairs[i + 1] == 4) {
            byte[] value = java.util.Arrays.copyOfRange(pairs, i + 2, i + 6);
            int window = new H2Peer.Frame(H2Peer.RST_STREAM, 0, 0, value).code();
            streamWindow += window - initialWindow;
            initialWindow = window;
          }
        }
      }
    }

    private H2Peer.Frame next() {
      H2Peer.Frame frame = early.isEmpty() ? peer.read() : early.poll();
      if (frame != null) {
        note(frame);
      }
      return frame;
    }

    @Override
    public Answer answer() {
      List<Integer> interim = new java.util.ArrayList<>();
      Map<String, String> fields = null;
      Map<String, String> trailers = Map.of();
      int status = 0;
      var body = new ByteArrayOutputStream();
      while (true) {
        H2Peer.Frame frame = next();
        if (frame == null || frame.type() == H2Peer.GOAWAY) {
          throw new AssertionError("instead of an answer: " + frame);
        }
        if (frame.stream() != stream) {
          continue;
        }
        switch (frame.type()) {
          case H2Peer.HEADERS -> {
            Map<String, String> these = new TreeMap<>();
            peer.fields(frame)
                .forEach(each -> these.put(each.getKey().toString(), each.getValue().toString()));
            if (fields != null) {
              trailers = these;
            } else {
              int code = Integer.parseInt(these.get(":status"));
              if (code < 200) {
                interim.add(code);
              } else {
                status = code;
                fields = these;
              }
            }
          }
          case H2Peer.DATA -> body.writeBytes(frame.payload());
          case H2Peer.RST_STREAM -> throw new AssertionError("instead of an answer: " + frame);
          default -> {}
        }
        if (frame.has(H2Peer.END_STREAM)
            && (frame.type() == H2Peer.HEADERS || frame.type() == H2Peer.DATA)) {
          return new Answer(
              status, interim, fields, body.toString(StandardCharsets.ISO_8859_1), trailers);
        }
      }
    }

    @Override
    public void brokenOff() {
      while (true) {
        H2Peer.Frame frame = next();
        if (frame == null || frame.stream() == stream && frame.type() == H2Peer.RST_STREAM) {
          return;
        }
        if (frame.stream() == stream
            && frame.type() <= H2Peer.HEADERS
            && frame.has(H2Peer.END_STREAM)) {
          throw new AssertionError("it ended regularly");
        }
      }
    }

    @Override
    public void close() throws IOException {
      peer.close();
    }
  }
}
