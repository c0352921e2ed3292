package io.cutover.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sun.misc.Signal;

/** Runs the gateway until it is told to stop. */
@Command(
    name = "run",
    description = "Starts the gateway. SIGTERM drains and ends it, SIGHUP reads its file again.")
final class RunCommand implements Callable<Integer> {
  static final String CONFIG = "config/cutover.yaml";
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  private final Terminal terminal;
  private final Serving.Start start;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; " + CONFIG + " unless given.")
  private Path config = Path.of(CONFIG);

  RunCommand(Terminal terminal, Serving.Start start) {
    this.terminal = terminal;
    this.start = start;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logs.join();
    Serving gateway = start.from(config, terminal.env());
    var stopping = new AtomicBoolean();
    on("TERM", () -> stop(gateway, stopping));
    on("INT", () -> stop(gateway, stopping));
    on("HUP", () -> reload(gateway));
    LOG.info("{}", gateway.ready());
    return gateway.awaitStop();
  }

  /** Drains; asked a second time, ends at once, for somebody is in a hurry. */
  private static void stop(Serving gateway, AtomicBoolean stopping) {
    if (stopping.getAndSet(true)) {
      LOG.warn("Asked to stop again: ends without waiting for open requests");
      Runtime.getRuntime().halt(Exit.FAILED);
    }
    gateway.stop();
  }

  private static void reload(Serving gateway) {
    // What came of it is logged where it is done, as for a reload by file or API.
    var _ = gateway.reload();
  }

  /** Each signal is handled on a thread of its own: one that reloads must not delay one to stop. */
  private static void on(String name, Runnable action) {
    try {
      Signal.handle(
          new Signal(name),
          signal -> Thread.ofPlatform().daemon().name("signal-" + name).start(action));
    } catch (IllegalArgumentException e) {
      LOG.debug("This system has no signal {}", name);
    }
  }
}
