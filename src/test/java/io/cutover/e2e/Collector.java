package io.cutover.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/** A collector of OTLP over HTTP: takes spans in protobuf, and keeps what tests ask about. */
final class Collector implements AutoCloseable {
  /** A span; ids in hex, times in nanoseconds since 1970. */
  record Span(
      String trace,
      String id,
      String parent,
      String name,
      long start,
      long end,
      Map<String, String> attributes) {}

  private final HttpServer server;
  final List<Span> spans = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  Collector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
          }
          authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
          request(body);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  // Fields by number, from opentelemetry/proto/trace/v1/trace.proto.
  private void request(byte[] request) {
    fields(
        request,
        (_, resourceSpans) ->
            fields(
                (byte[]) resourceSpans,
                (field, scopeSpans) -> {
                  if (field == 2) {
                    fields(
                        (byte[]) scopeSpans,
                        (inner, span) -> {
                          if (inner == 2) {
                            spans.add(span((byte[]) span));
                          }
                        });
                  }
                }));
  }

  private static Span span(byte[] message) {
    Map<Integer, Object> fields = new TreeMap<>();
    Map<String, String> attributes = new TreeMap<>();
    fields(
        message,
        (field, value) -> {
          fields.put(field, value);
          if (field == 9) {
            List<Object> pair = new ArrayList<>();
            fields((byte[]) value, (_, part) -> pair.add(part));
            fields(
                (byte[]) pair.get(1),
                (_, any) ->
                    attributes.put(text(pair.get(0)), any instanceof Long n ? "" + n : text(any)));
          }
        });
    return new Span(
        hex(fields.get(1)),
        hex(fields.get(2)),
        hex(fields.get(4)),
        text(fields.get(5)),
        (Long) fields.get(7),
        (Long) fields.get(8),
        attributes);
  }

  private static String hex(Object bytes) {
    return bytes == null ? "" : HexFormat.of().formatHex((byte[]) bytes);
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  /** Calls back with each field's number and its value: a Long, or bytes. */
  private static void fields(byte[] message, BiConsumer<Integer, Object> each) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      Object value =
          switch ((int) (tag & 7)) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> {
              byte[] bytes = new byte[(int) varint(in)];
              in.get(bytes);
              yield bytes;
            }
            case 5 -> (long) in.getInt();
            default -> throw new AssertionError("no wire type of protobuf: " + tag);
          };
      each.accept((int) (tag >>> 3), value);
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
