package io.cutover.cli;

import io.cutover.demo.Demo;
import io.cutover.demo.DemoOptions;
import io.cutover.demo.Launch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows all of it running: gateway, both platforms, applications, a rising share. */
@Command(
    name = "demo",
    description = "Runs the gateway with two simulated platforms and traffic, and moves it.")
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Serving.Start start;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "Stop after this time, as 20s or 5m, with a summary; else run on.")
  private @Nullable Duration duration;

  @Option(names = "--rate", description = "Requests per second; ${DEFAULT-VALUE}.")
  private double rate = DemoOptions.RATE;

  @Option(names = "--port", description = "Where consumers call; ${DEFAULT-VALUE}, 0: any.")
  private int port = DemoOptions.PORT;

  @Option(names = "--admin-port", description = "Where operators call; ${DEFAULT-VALUE}, 0: any.")
  private int adminPort = DemoOptions.ADMIN_PORT;

  @Option(
      names = "--inject",
      paramLabel = "SPEC",
      description =
          "What goes wrong on the new platform: new-SIGNAL=RATE%%[@AFTER][,from=SHARE%%], as"
              + " new-5xx=5%%@40s; SIGNAL is 5xx, 401, 403, 404, 429 or 4xx.")
  private @Nullable String inject;

  DemoCommand(Terminal terminal, Serving.Start start) {
    this.terminal = terminal;
    this.start = start;
  }

  @Override
  public Integer call() {
    var options =
        new DemoOptions(
            Optional.ofNullable(duration), rate, port, adminPort, Optional.ofNullable(inject));
    Optional<String> fault = options.fault();
    if (fault.isPresent()) {
      throw new Failure(Exit.USAGE, fault.get());
    }
    Logs.join();
    Launch launch =
        (config, env) -> {
          Serving gateway = start.from(config, name -> name == null ? null : env.apply(name));
          var admin = gateway.admin();
          if (admin == null) {
            throw new IllegalStateException("the demo's configuration has an admin listener");
          }
          return new Launch.Running(gateway.stable(), admin, () -> end(gateway));
        };
    return Demo.run(options, launch, System.out, terminal.interactive());
  }

  private static void end(Serving gateway) {
    gateway.stop();
    try {
      var _ = gateway.awaitStop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
