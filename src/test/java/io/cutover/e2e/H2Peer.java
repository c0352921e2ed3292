package io.cutover.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that sends any frame it likes, right or wrong, and shows every frame that it gets. */
final class H2Peer implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;
  static final int PRIORITISED = 0x20;

  static final String MAGIC = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  /** One frame as it came. */
  record Frame(int type, int flags, int stream, byte[] payload) {
    int code() {
      int at = type == GOAWAY ? 4 : 0;
      return ((payload[at] & 0xff) << 24)
          | ((payload[at + 1] & 0xff) << 16)
          | ((payload[at + 2] & 0xff) << 8)
          | (payload[at + 3] & 0xff);
    }

    int lastStream() {
      return new Frame(RST_STREAM, 0, 0, payload).code();
    }

    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    @Override
    public String toString() {
      String[] names = {
        "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH", "PING", "GOAWAY", "WINDOW"
      };
      String code = type == RST_STREAM || type == GOAWAY ? " code " + code() : "";
      return (type < names.length ? names[type] : "" + type) + " on " + stream + code;
    }
  }

  H2Peer(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  H2Peer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    // A guard against a hang, not a measure.
    socket.setSoTimeout(8_000);
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
  }

  /** Takes a connection as the server of it, up to the client's first request. */
  static H2Peer accept(java.net.ServerSocket server, int... settings) throws IOException {
    H2Peer peer = new H2Peer(server.accept());
    peer.in.readNBytes(MAGIC.length());
    peer.settings(settings);
    return peer;
  }

  /** Reads the next request's head, answering what else comes. */
  Frame request() throws IOException {
    while (true) {
      Frame frame = read();
      if (frame == null || frame.type() == HEADERS) {
        return frame;
      }
      if (frame.type() == SETTINGS && !frame.has(ACK)) {
        frame(SETTINGS, ACK, 0);
      }
    }
  }

  /** Answers a request with a body. */
  H2Peer respond(int stream, String body) throws IOException {
    frame(
        HEADERS,
        END_HEADERS,
        stream,
        block(":status", "200", "content-length", "" + body.length()));
    return data(stream, body, true);
  }

  /** Sends the preface with these settings, and waits for the answers to them. */
  H2Peer begin(int... settings) throws IOException {
    raw(MAGIC.getBytes(StandardCharsets.US_ASCII));
    settings(settings);
    Frame first = read();
    if (first == null || first.type() != SETTINGS) {
      throw new AssertionError("the first frame is " + first);
    }
    frame(SETTINGS, ACK, 0);
    until(f -> f.type() == SETTINGS && f.has(ACK));
    return this;
  }

  H2Peer settings(int... pairs) throws IOException {
    var payload = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      payload.write(pairs[i] >> 8);
      payload.write(pairs[i]);
      payload.write(int4(pairs[i + 1]));
    }
    return frame(SETTINGS, 0, 0, payload.toByteArray());
  }

  H2Peer raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  H2Peer frame(int type, int flags, int stream, byte[]... payload) throws IOException {
    return raw(encoded(type, flags, stream, payload));
  }

  static byte[] encoded(int type, int flags, int stream, byte[]... payload) throws IOException {
    byte[] all = join(payload);
    var out = new ByteArrayOutputStream();
    out.write(all.length >> 16);
    out.write(all.length >> 8);
    out.write(all.length);
    out.write(type);
    out.write(flags);
    out.write(int4(stream));
    out.write(all);
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) throws IOException {
    var all = new ByteArrayOutputStream();
    for (byte[] each : parts) {
      all.write(each);
    }
    return all.toByteArray();
  }

  static byte[] int4(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  static byte[] bytes(int... values) {
    byte[] all = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      all[i] = (byte) values[i];
    }
    return all;
  }

  /** Writes fields as literals without indexing. */
  static byte[] block(String... namesAndValues) {
    try {
      var out = new ByteArrayOutputStream();
      for (int i = 0; i < namesAndValues.length; i += 2) {
        out.write(0);
        string(out, namesAndValues[i]);
        string(out, namesAndValues[i + 1]);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void string(ByteArrayOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int rest = bytes.length;
    if (rest < 127) {
      out.write(rest);
    } else {
      out.write(127);
      for (rest -= 127; rest >= 128; rest >>= 7) {
        out.write((rest & 127) | 128);
      }
      out.write(rest);
    }
    out.write(bytes);
  }

  /** The block of a plain request, and more fields behind it. */
  static byte[] request(String method, String path, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                ":method", method, ":scheme", "http", ":path", path, ":authority", "a.example"));
    all.addAll(List.of(more));
    return block(all.toArray(String[]::new));
  }

  H2Peer get(int stream) throws IOException {
    return get(stream, "/");
  }

  H2Peer get(int stream, String path) throws IOException {
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, request("GET", path));
  }

  H2Peer post(int stream, String... more) throws IOException {
    return frame(HEADERS, END_HEADERS, stream, request("POST", "/", more));
  }

  H2Peer data(int stream, String text, boolean last) throws IOException {
    return frame(DATA, last ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads a frame; null at the end of the connection, however it ended. */
  Frame read() {
    try {
      int length = in.read();
      if (length < 0) {
        return null;
      }
      length = (length << 16) | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt() & 0x7fffffff;
      byte[] payload = in.readNBytes(length);
      return new Frame(type, flags, stream, payload);
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("nothing came", e);
    } catch (IOException e) {
      return null;
    }
  }

  /** Reads up to the first frame of a kind; fails when there is none. */
  Frame until(java.util.function.Predicate<Frame> wanted) {
    List<String> seen = new ArrayList<>();
    Frame frame;
    while ((frame = read()) != null) {
      if (wanted.test(frame)) {
        return frame;
      }
      seen.add(frame.toString());
    }
    throw new AssertionError("the connection ended; before that: " + seen);
  }

  /** Reads a block of fields. */
  Http2Headers fields(Frame headers) {
    try {
      ByteBuf payload = Unpooled.wrappedBuffer(headers.payload());
      return decoder.decodeHeaders(headers.stream(), payload);
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
  }

  /** An answer, read to its end. */
  record Answer(String status, Http2Headers head, String body, Http2Headers trailers) {}

  /** Reads one stream's answer; frames of others are passed over. */
  Answer answer(int stream) {
    Http2Headers head = null;
    Http2Headers trailers = null;
    StringBuilder body = new StringBuilder();
    while (true) {
      Frame frame =
          until(f -> f.stream() == stream && f.type() != WINDOW_UPDATE || f.type() == GOAWAY);
      if (frame.type() == HEADERS) {
        Http2Headers fields = fields(frame);
        if (head == null && !fields.status().toString().startsWith("1")) {
          head = fields;
        } else if (head != null) {
          trailers = fields;
        }
      } else if (frame.type() == DATA) {
        body.append(new String(frame.payload(), StandardCharsets.ISO_8859_1));
      } else {
        throw new AssertionError("instead of an answer: " + frame);
      }
      if (frame.has(END_STREAM)) {
        return new Answer(head.status().toString(), head, body.toString(), trailers);
      }
    }
  }

  void finish() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
