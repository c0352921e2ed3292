package io.cutover.token;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges with one party: no redirect is followed, and time and answers are bounded. On virtual
 * threads only: it waits.
 */
public final class Outgoing implements AutoCloseable {
  /** From the connection's start to the answer's last byte. */
  public static final Duration TOTAL = Duration.ofSeconds(5);

  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final HttpClient client;
  private final Duration total;
  private volatile boolean closed;

  /**
   * Prepares them.
   *
   * @param total how long one exchange may take
   */
  public Outgoing(Duration total) {
    this.total = total;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param mostBytes of the answer's body
   * @throws IOException if there is none in time, or it is too long
   */
  public HttpResponse<byte[]> send(HttpRequest request, long mostBytes) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), mostBytes));
    try {
      return answer.get(total.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer within " + total.toMillis() + " ms");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("the gateway stops", e);
    } catch (ExecutionException e) {
      throw new IOException(said(e.getCause()), e);
    }
  }

  /**
   * Sends an OAuth request and waits for its answer, whatever its status.
   *
   * @param mostBytes of the answer's body
   * @throws IOException if there is none in time, or it is too long
   * @throws ParseException if it has no media type that can be read
   */
  public HTTPResponse send(HTTPRequest request, long mostBytes) throws IOException, ParseException {
    HttpRequest.Builder out =
        HttpRequest.newBuilder(request.getURI())
            .POST(BodyPublishers.ofString(Objects.requireNonNullElse(request.getBody(), "")));
    request
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> out.setHeader(name, value)));
    HttpResponse<byte[]> in = send(out.setHeader("Accept", "application/json").build(), mostBytes);
    var answer = new HTTPResponse(in.statusCode());
    answer.setContentType(in.headers().firstValue("Content-Type").orElse("text/plain"));
    in.headers()
        .firstValue("Retry-After")
        .ifPresent(after -> answer.setHeader("Retry-After", after));
    answer.setBody(new String(in.body(), StandardCharsets.UTF_8));
    return answer;
  }

  // The client's connection failures come without a word.
  private static String said(@Nullable Throwable cause) {
    if (cause == null) {
      return "it failed";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Returns whether it was ended, so that failures say nothing about the other side. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends it at once; what is under way fails. */
  @Override
  public void close() {
    closed = true;
    client.shutdownNow();
  }
}
