package io.cutover.demo;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a simulated platform received it, its body whole. Valid only until it is answered:
 * the message belongs to the connection.
 */
record Request(FullHttpRequest message) {
  private static final String FORM = "application/x-www-form-urlencoded";

  String method() {
    return message.method().name();
  }

  /** Returns the target as it stood in the request line. */
  String target() {
    return message.uri();
  }

  /** Returns the target up to its question mark, not decoded. */
  String path() {
    int question = message.uri().indexOf('?');
    return question < 0 ? message.uri() : message.uri().substring(0, question);
  }

  HttpHeaders headers() {
    return message.headers();
  }

  @Nullable String header(String name) {
    return message.headers().get(name);
  }

  /** Returns the host asked for, in lower case and without its port; empty when there is none. */
  String host() {
    String host = message.headers().get(HttpHeaderNames.HOST, "").toLowerCase(Locale.ROOT);
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  /** Returns whether this machine was asked for: where the demo has its token endpoints. */
  boolean isToLoopback() {
    return host().equals("127.0.0.1") || host().equals("localhost");
  }

  boolean asksForWebSocket() {
    return message
        .headers()
        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  byte[] body() {
    return ByteBufUtil.getBytes(message.content());
  }

  /** Returns the first value of each parameter of the query and, winning over it, of the form. */
  Map<String, String> parameters() {
    Map<String, String> all = new LinkedHashMap<>();
    put(all, new QueryStringDecoder(message.uri(), StandardCharsets.UTF_8));
    String type = message.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
    if (type.startsWith(FORM)) {
      String form = message.content().toString(StandardCharsets.UTF_8);
      put(all, new QueryStringDecoder(form, StandardCharsets.UTF_8, false));
    }
    return all;
  }

  private static void put(Map<String, String> all, QueryStringDecoder decoder) {
    for (Map.Entry<String, List<String>> parameter : decoder.parameters().entrySet()) {
      all.put(parameter.getKey(), parameter.getValue().getFirst());
    }
  }

  /** Returns method, host and path; never the query, which may hold a secret. */
  @Override
  public String toString() {
    return method() + " " + host() + path();
  }
}
