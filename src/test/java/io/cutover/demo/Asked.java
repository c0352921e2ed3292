package io.cutover.demo;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Requests to a simulated platform, without a connection. */
final class Asked {
  private final DefaultFullHttpRequest message;

  private Asked(String method, String host, String target, String body) {
    message =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(method),
            target,
            Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
    message.headers().set("Host", host);
  }

  static Asked get(String host, String target) {
    return new Asked("GET", host, target, "");
  }

  static Asked post(String host, String target, String body) {
    return new Asked("POST", host, target, body);
  }

  static Asked method(String method, String host, String target) {
    return new Asked(method, host, target, "");
  }

  static Asked form(String target, String body) {
    return post("127.0.0.1:1", target, body)
        .with("Content-Type", "application/x-www-form-urlencoded");
  }

  Asked with(String name, String value) {
    message.headers().set(name, value);
    return this;
  }

  Asked basic(String key, String secret) {
    String pair = key + ":" + secret;
    return with(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  Asked bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  Request request() {
    return new Request(message);
  }
}
