package io.cutover.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs that are not ours, run to their end. */
public final class Tool {
  private Tool() {}

  /** What a run came to: its exit code, and all that it said. */
  public record Run(int exit, String output) {}

  /** Runs a program in a folder, with this text for its standard input. */
  public static Run run(Path folder, String input, String... command) {
    try {
      Path fed = Files.createTempFile("input", ".txt");
      try {
        Files.writeString(fed, input);
        Process process =
            new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectInput(fed.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
      } finally {
        Files.delete(fed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a program that must succeed. */
  public static String ok(Path folder, String... command) {
    Run run = run(folder, "", command);
    assertThat(run.exit()).as("%s%n%s", List.of(command), run.output()).isZero();
    return run.output();
  }
}
