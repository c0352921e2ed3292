package io.cutover.cli;

import io.cutover.config.ConfigError;
import io.cutover.config.ConfigFile;
import io.cutover.config.GatewayConfig;
import io.cutover.ledger.Abilities;
import io.cutover.ledger.Ledger;
import io.cutover.split.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what is wrong with a configuration, all of it at once. */
@Command(name = "check", description = "Validates a configuration; prints every error at once.")
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; " + RunCommand.CONFIG + " unless given.")
  private Path config = Path.of(RunCommand.CONFIG);

  @Option(
      names = "--connect",
      description = "Also try platforms, key sets and introspection; needs the network.")
  private boolean connect;

  @Option(
      names = "--no-secrets",
      description = "Do without the environment's secrets, as where changes are tested.")
  private boolean noSecrets;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return switch (ConfigFile.load(config, name -> variable(terminal, name, noSecrets))) {
      case ConfigFile.Refused(List<ConfigError> errors, var _) -> {
        errors.forEach(error -> terminal.err().println(error));
        terminal.err().flush();
        yield Exit.USAGE;
      }
      case ConfigFile.Loaded(GatewayConfig loaded) -> {
        loaded.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
        terminal.err().flush();
        yield connect ? connected(loaded) : valid(loaded);
      }
    };
  }

  static @Nullable String variable(Terminal terminal, @Nullable String name, boolean noSecrets) {
    String value = terminal.env().apply(name);
    // A stand-in: what is checked is that the file is right, not that this machine has secrets. One
    // for each name, for two operators must not have the same token.
    return value == null && noSecrets ? "not-set-here-" + name : value;
  }

  private int connected(GatewayConfig loaded) {
    var found = new Reachability(loaded, noSecrets).check();
    found.forEach(
        one -> {
          terminal.print((one.good() ? "ok      " : "FAILED  ") + one.line() + "\n");
        });
    boolean good = found.stream().allMatch(Reachability.Found::good);
    return good ? valid(loaded) : Exit.FAILED;
  }

  private int valid(GatewayConfig loaded) {
    terminal.print(
        "%s: valid, %s, %s\n"
            .formatted(
                loaded.file(),
                count(loaded.routes().size(), "route"),
                count(loaded.applications().size(), "application")));
    var abilities =
        Abilities.of(
            Ledger.of(loaded.applications(), null).all(),
            Objects.requireNonNull(loaded.platforms().get(Platform.NEW)).sandbox() != null);
    abilities.lines().forEach(line -> terminal.print("  " + line + "\n"));
    return Exit.OK;
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
