package io.cutover.token;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where an authority's keys are read. */
sealed interface JwksSource extends AutoCloseable {
  int MOST_BYTES = 512 * 1024;

  /**
   * What was read.
   *
   * @param life how long it may be held to be true
   */
  record Document(byte[] json, Duration life) {}

  /** Reads it anew; waits. */
  Document read() throws IOException;

  /** Returns how long after one look for a key not known another one may be made. */
  Duration pause();

  @Override
  default void close() {}

  /** Returns the one of a URI, whose scheme the configuration has checked. */
  static JwksSource of(URI uri, Duration timeout) {
    return "file".equalsIgnoreCase(uri.getScheme())
        ? new OnDisk(Path.of(uri))
        : new OnNetwork(uri, new Outgoing(timeout));
  }

  /** A file on this machine. */
  record OnDisk(Path path) implements JwksSource {
    private static final Duration LOOK = Duration.ofSeconds(5);

    @Override
    public Document read() throws IOException {
      try (InputStream in = Files.newInputStream(path)) {
        byte[] json = in.readNBytes(MOST_BYTES + 1);
        if (json.length > MOST_BYTES) {
          throw new IOException("it is longer than " + MOST_BYTES + " bytes");
        }
        return new Document(json, LOOK);
      }
    }

    @Override
    public Duration pause() {
      return LOOK;
    }
  }

  /** An address; no redirect is followed. */
  record OnNetwork(URI uri, Outgoing outgoing) implements JwksSource {
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    @Override
    public Document read() throws IOException {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Accept", "application/jwk-set+json, application/json")
              .build();
      HttpResponse<byte[]> answer = outgoing.send(request, MOST_BYTES);
      if (answer.statusCode() != 200) {
        throw new IOException("it answers " + answer.statusCode());
      }
      return new Document(
          answer.body(), life(String.join(",", answer.headers().allValues("Cache-Control"))));
    }

    /** Reads {@code max-age} (RFC 9111 §5.2.2.1), within bounds. */
    static Duration life(String cacheControl) {
      for (String directive : cacheControl.toLowerCase(Locale.ROOT).split(",", -1)) {
        String text = directive.strip();
        if (text.equals("no-store") || text.equals("no-cache")) {
          return SHORTEST;
        }
      }
      for (String directive : cacheControl.toLowerCase(Locale.ROOT).split(",", -1)) {
        String text = directive.strip();
        if (text.matches("max-age=\"?[0-9]{1,18}\"?")) {
          Duration said = Duration.ofSeconds(Long.parseLong(text.replaceAll("[^0-9]", "")));
          return said.compareTo(SHORTEST) < 0
              ? SHORTEST
              : said.compareTo(LONGEST) > 0 ? LONGEST : said;
        }
      }
      return USUAL;
    }

    @Override
    public Duration pause() {
      return PAUSE;
    }

    @Override
    public void close() {
      outgoing.close();
    }
  }

  /** Returns it for a person: without user, query and fragment. */
  default @Nullable String shown() {
    return switch (this) {
      case OnDisk(Path path) -> path.toString();
      case OnNetwork(URI uri, Outgoing _) -> uri.getHost();
    };
  }
}
