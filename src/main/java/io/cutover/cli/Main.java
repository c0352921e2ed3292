package io.cutover.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cutover}: finds the command and turns what came of it into an exit code. */
@Command(
    name = "cutover",
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Moves live API traffic from one API platform to another.",
    footer = {
      "",
      "Exit: 0 ok, 1 failed or negative answer, 2 wrong usage or invalid config, 3 not reached in"
          + " time,",
      "4 conflict or stale, 5 gateway not reachable, 6 not authorised."
    })
public final class Main implements Runnable {
  @Option(names = "--version", versionHelp = true, description = "Prints the versions.")
  private boolean version;

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), RunningGateway::start, args));
  }

  /** Runs a command on a terminal and returns its exit code. */
  static int run(Terminal terminal, Serving.Start start, String... args) {
    return line(terminal, start).execute(args);
  }

  /** Returns every command there is, with its options. */
  static CommandLine line(Terminal terminal, Serving.Start start) {
    var line = new CommandLine(new Main());
    line.addSubcommand(new RunCommand(terminal, start))
        .addSubcommand(new DemoCommand(terminal, start))
        .addSubcommand(new CheckCommand(terminal))
        .addSubcommand(new DiffCommand(terminal))
        .addSubcommand(new RoutesCommand(terminal))
        .addSubcommand(new ShareCommand(terminal))
        .addSubcommand(new SwitchCommand(terminal))
        .addSubcommand(new RollbackCommand(terminal))
        .addSubcommand(new PlanCommand(terminal))
        .addSubcommand(new RehearseCommand(terminal))
        .addSubcommand(new PinCommand(terminal))
        .addSubcommand(new ExplainCommand(terminal))
        .addSubcommand(new ReportCommand(terminal))
        .addSubcommand(new RetireCommand(terminal))
        .addSubcommand(new UndoCommand(terminal))
        .addSubcommand(new AuditCommand(terminal))
        .addSubcommand(new WaitCommand(terminal))
        .addSubcommand(new CompletionCommand(terminal))
        .addSubcommand(
            new CommandLine(new ApplicationsCommand(terminal))
                .addSubcommand(new ApplicationsCommand.Verify(terminal)));
    for (String later : NotThereYet.COMMANDS) {
      line.addSubcommand(later, new NotThereYet());
    }
    // A command is there once for each of its names.
    line.getSubcommands().values().stream().distinct().forEach(Main::withHelp);
    withHelp(line);
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.interactive() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler((wrong, given) -> usage(terminal, wrong));
    line.setExecutionExceptionHandler((thrown, command, parsed) -> failed(terminal, thrown));
    return line;
  }

  private static void withHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Prints this.")
                .build());
  }

  private static int usage(Terminal terminal, ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String what = String.valueOf(wrong.getMessage()).replaceFirst("^Error: ", "");
    terminal.err().println("cutover: " + what + " — see '" + command + " --help'");
    terminal.err().flush();
    return Exit.USAGE;
  }

  private static int failed(Terminal terminal, Exception thrown) throws Exception {
    if (thrown instanceof Failure failure) {
      failure.line().lines().forEach(line -> terminal.err().println("cutover: " + line));
      terminal.err().flush();
      return failure.exit();
    }
    throw thrown;
  }

  /** Without a command there is nothing to do but say what there is. */
  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "which command?");
    }
  }

  /** The program's own version, and the machine it runs on. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      var properties = new Properties();
      try (InputStream in = Main.class.getResourceAsStream("/cutover.properties")) {
        if (in != null) {
          properties.load(in);
        }
      }
      return new String[] {
        "cutover %s (Java %s, %s %s)"
            .formatted(
                properties.getProperty("version", "unknown"),
                Runtime.version(),
                System.getProperty("java.vm.name"),
                System.getProperty("os.arch"))
      };
    }
  }
}
