package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real OAuth 2.0 server, Spring Authorization Server, as a process of its own on loopback: see
 * {@code src/test/spring}.
 */
final class SpringServer implements AutoCloseable {
  private static final Path CLASS_PATH = Path.of("target/spring/classpath.txt");

  private final Process process;
  private final BufferedReader said;
  private final int port;

  private SpringServer(Process process) throws IOException {
    this.process = process;
    this.said = process.inputReader();
    this.port = Integer.parseInt(await("ready "));
  }

  /**
   * Starts it; returns when it serves.
   *
   * @param clients each {@code opaque|jwt:ID:SECRET:SCOPE,SCOPE…}
   */
  static SpringServer start(String... clients) {
    assertThat(CLASS_PATH)
        .as("run ./mvnw antrun:run@spring-authorization-server, as the build does")
        .exists();
    try {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      List<String> command =
          Stream.concat(
                  Stream.of(
                      java,
                      "-XX:TieredStopAtLevel=1",
                      "-XX:+UseSerialGC",
                      "-cp",
                      Files.readString(CLASS_PATH).strip(),
                      "src/test/spring/AuthorizationServer.java"),
                  Stream.of(clients))
              .toList();
      return new SpringServer(
          new ProcessBuilder(command)
              .redirectError(Path.of("target/spring/server.log").toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String await(String beginning) throws IOException {
    String line = said.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = said.readLine();
    }
    assertThat(line).as("what target/spring/server.log explains").isNotNull();
    return line.substring(beginning.length());
  }

  /** Returns the address of one of its endpoints. */
  String url(String path) {
    return issuer() + path;
  }

  /** Returns what its tokens name as their issuer. */
  String issuer() {
    return "http://127.0.0.1:" + port;
  }

  /** Has it sign with a new key from now on; the last one stays. */
  void rotateKeys() {
    say("rotate");
  }

  /** Has it sign with a new key, and forget all others. */
  void retireKeys() {
    say("retire");
  }

  private void say(String command) {
    try {
      process.outputWriter().write(command + "\n");
      process.outputWriter().flush();
      var _ = await(command + " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
