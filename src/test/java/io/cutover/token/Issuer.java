package io.cutover.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An authority's server, which answers as it is told to. */
final class Issuer implements AutoCloseable {
  final List<String> bodies = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final AtomicInteger calls = new AtomicInteger();
  volatile int status = 200;
  volatile String type = "application/json";
  volatile String body = "{}";
  volatile String cacheControl = "";
  volatile String location = "";
  volatile CountDownLatch hold = new CountDownLatch(0);
  volatile CountDownLatch called = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  Issuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  void says(int status, String body) {
    this.status = status;
    this.body = body;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      calls.incrementAndGet();
      bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      // What it will say is settled before anybody hears that it was asked.
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      int code = status;
      CountDownLatch until = hold;
      called.countDown();
      until.await();
      exchange.getResponseHeaders().set("Content-Type", type);
      if (!cacheControl.isEmpty()) {
        exchange.getResponseHeaders().set("Cache-Control", cacheControl);
      }
      if (!location.isEmpty()) {
        exchange.getResponseHeaders().set("Location", location);
      }
      exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
