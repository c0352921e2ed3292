package io.cutover.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a running gateway. */
final class Remote {
  private static final String DEFAULT = "http://127.0.0.1:9900";

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description = "The gateway's admin address; else CUTOVER_ADMIN, else " + DEFAULT + ".")
  private @Nullable String admin;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with the operator's token; else CUTOVER_TOKEN.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "A PEM file of who alone vouches for an https address; else CUTOVER_CA, else the"
              + " system's.")
  private @Nullable Path ca;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Who you are, where several share a token: kept in the audit as claimed.")
  private @Nullable String as;

  /** Returns a client for the gateway that is meant. */
  AdminClient connect(Terminal terminal) {
    return new AdminClient(base(terminal), token(terminal), claimed(), Trust.of(ca(terminal)));
  }

  private @Nullable Path ca(Terminal terminal) {
    String named = terminal.env().apply("CUTOVER_CA");
    return ca != null || named == null || named.isEmpty() ? ca : Path.of(named);
  }

  private @Nullable String claimed() {
    if (as == null) {
      return null;
    }
    String name = as.strip();
    if (name.isEmpty()
        || name.length() > 100
        || !name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new Failure(Exit.USAGE, "--as takes a name of at most 100 letters in ASCII");
    }
    return name;
  }

  private URI base(Terminal terminal) {
    String text = admin != null ? admin : terminal.env().apply("CUTOVER_ADMIN");
    if (text == null || text.isEmpty()) {
      text = DEFAULT;
    }
    try {
      URI uri = URI.create(text.replaceFirst("/+$", ""));
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, as for any other address that cannot be.
    }
    throw new Failure(Exit.USAGE, "'" + text + "' is no admin address; write it as " + DEFAULT);
  }

  private @Nullable String token(Terminal terminal) {
    String token = tokenFile != null ? read(tokenFile) : terminal.env().apply("CUTOVER_TOKEN");
    if (token == null || token.isBlank()) {
      return null;
    }
    String stripped = token.strip();
    if (!stripped.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new Failure(
          Exit.USAGE,
          "the token has characters that no token has — see CUTOVER_TOKEN or --token-file");
    }
    return stripped;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new Failure(Exit.USAGE, "cannot read the token file " + file + " — see that it exists");
    }
  }
}
