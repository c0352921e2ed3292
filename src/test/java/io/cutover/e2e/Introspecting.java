package io.cutover.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** An issuer that is asked whose an opaque token is. */
final class Introspecting implements AutoCloseable {
  private final HttpServer server;

  /** One to whom {@code qa-token} is the client qa's, and every other token shop's. */
  Introspecting() throws IOException {
    this(
        token ->
            "{\"active\":true,\"client_id\":\"%s\"}"
                .formatted(token.equals("qa-token") ? "qa" : "shop"));
  }

  /** One that answers of each token what the function says, in JSON. */
  Introspecting(UnaryOperator<String> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/introspect",
        call -> {
          String form = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String token = form.replaceFirst("(?s)^(.*&)?token=", "").replaceFirst("&.*", "");
          byte[] body = answers.apply(token).getBytes(StandardCharsets.UTF_8);
          call.getResponseHeaders().add("Content-Type", "application/json");
          call.sendResponseHeaders(200, body.length);
          call.getResponseBody().write(body);
          call.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
