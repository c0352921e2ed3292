package io.cutover.cli;

import io.cutover.config.ConfigError;
import io.cutover.config.ConfigFile;
import io.cutover.config.GatewayConfig;
import io.cutover.config.Redacted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Says what a configuration would change in a running gateway, before it is put there. */
@Command(
    name = "diff",
    description =
        "What a configuration would change in the running gateway, and who would move; exit 1 if"
            + " anything. Secrets are left out.")
final class DiffCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration.")
  private Path config = Path.of(RunCommand.CONFIG);

  @Option(names = "--no-secrets", description = "Do without the environment's secrets.")
  private boolean noSecrets;

  @Mixin private final Shown.Rows shown = new Shown.Rows();
  @Mixin private final Remote remote = new Remote();

  DiffCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    return switch (ConfigFile.load(
        config, name -> CheckCommand.variable(terminal, name, noSecrets))) {
      case ConfigFile.Refused(List<ConfigError> errors, var _) ->
          throw new Failure(
              Exit.USAGE,
              errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n")));
      case ConfigFile.Loaded(GatewayConfig loaded) -> compared(loaded);
    };
  }

  private int compared(GatewayConfig loaded) throws InterruptedException {
    try (AdminClient gateway = remote.connect(terminal)) {
      return shown.show(terminal, () -> page(gateway, loaded));
    }
  }

  private static Shown.Page page(AdminClient gateway, GatewayConfig loaded) {
    JsonNode found = gateway.post("/config/preview", Map.of("config", Redacted.of(loaded))).json();
    boolean same = found.path("changes").isEmpty();
    Table table = table(found);
    return new Shown.Page(
        found,
        table,
        (same ? "" : table.text()) + moves(found),
        null,
        same ? Exit.OK : Exit.FAILED);
  }

  private static Table table(JsonNode found) {
    return new Table(
        List.of("PATH", "RUNNING", "FILE"),
        found
            .path("changes")
            .valueStream()
            .map(
                change ->
                    List.of(
                        change.path("path").asString(),
                        shown(change.path("running")),
                        shown(change.path("file"))))
            .toList());
  }

  private static String shown(JsonNode value) {
    String text =
        value.isNull() || value.isMissingNode()
            ? "-"
            : value.isValueNode() ? value.asString() : value.toString();
    return text.length() > 60 ? text.substring(0, 59) + "…" : text;
  }

  private static String moves(JsonNode found) {
    var text = new StringBuilder();
    if (found.path("changes").isEmpty()) {
      text.append("nothing would change\n");
    }
    found
        .path("restart")
        .forEach(path -> text.append("needs a restart: " + path.asString() + "\n"));
    for (JsonNode share : found.path("shares")) {
      String route = share.path("route").asString();
      if (share.path("acts").asBoolean(false)) {
        text.append(PreviewText.of(share.path("preview")));
      } else {
        text.append(
            "%s stays at %s: %s%n"
                .formatted(route, share.path("state").asString(), share.path("why").asString()));
      }
    }
    for (JsonNode drift : found.path("drift")) {
      text.append(
          "drift: %s is at %s, the running file says %s%n"
              .formatted(
                  drift.path("route").asString(),
                  drift.path("state").asString(),
                  drift.path("file").asString()));
    }
    return text.toString();
  }
}
