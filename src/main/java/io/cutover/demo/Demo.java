package io.cutover.demo;

import io.cutover.config.Secret;
import io.cutover.split.Platform;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** One stable URL, two simulated platforms, a population that calls it, and a rising share. */
public final class Demo {
  private static final long SEED = 20_261_124L;

  /** As many as the gateway takes by itself; written down, for a split is even on each. */
  private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();

  private final DemoOptions options;
  private final Launch launch;
  private final EventLoopGroup loops;
  private final Interrupt interrupt;
  private final PrintStream out;
  private final boolean tty;

  private Demo(
      DemoOptions options,
      Launch launch,
      EventLoopGroup loops,
      Interrupt interrupt,
      PrintStream out,
      boolean tty) {
    this.options = options;
    this.launch = launch;
    this.loops = loops;
    this.interrupt = interrupt;
    this.out = out;
    this.tty = tty;
  }

  /**
   * Runs the demo until its time is over or the process is interrupted.
   *
   * @param tty whether {@code out} is a terminal, on which the table is redrawn in place
   * @return 0 if every request was served, by the right platform and with no foreign token, and
   *     each platform served at least one; 1 if not, or if the gateway cannot start; 2 for options
   *     that make no sense
   */
  public static int run(DemoOptions options, Launch launch, PrintStream out, boolean tty) {
    Optional<String> fault = options.fault();
    if (fault.isPresent()) {
      out.println("cutover demo: " + fault.get());
      return 2;
    }
    var threads = new DefaultThreadFactory("demo", true);
    var loops = new MultiThreadIoEventLoopGroup(2, threads, NioIoHandler.newFactory());
    try (var interrupt = new Interrupt()) {
      return new Demo(options, launch, loops, interrupt, out, tty).play();
    } catch (IOException e) {
      out.println("cutover demo: its files cannot be written: " + e.getMessage());
      return 1;
    } finally {
      var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private int play() throws IOException {
    Population all = Population.of(SEED);
    Population population = launch.swapsTokens() ? all : all.staying();
    Secret introspection = secret();
    Path folder = Files.createTempDirectory("cutover-demo");
    try (var platforms =
        new Platforms(loops, population, introspection, InstantSource.system(), work())) {
      platforms.choreo.limit(tier(options.rate()));
      Path file = folder.resolve("cutover.yaml");
      String yaml =
          DemoConfig.yaml(
              options,
              EVENT_LOOPS,
              platforms.address(Platform.OLD),
              platforms.address(Platform.NEW),
              population);
      Files.writeString(file, yaml);
      return play(population, platforms, file, introspection);
    } finally {
      delete(folder);
    }
  }

  private int play(Population population, Platforms platforms, Path file, Secret introspection) {
    Secret token = secret();
    Map<String, String> env = new HashMap<>(DemoConfig.secrets(population));
    env.put(DemoConfig.TOKEN, token.reveal());
    env.put(DemoConfig.INTROSPECTION, introspection.reveal());
    Launch.Running gateway;
    try {
      gateway = launch.start(file, env::get);
    } catch (RuntimeException e) {
      out.println("cutover demo: " + e.getMessage());
      return 1;
    }
    try (var operator = new Operator(gateway.admin(), token)) {
      out.println("console " + url(gateway.admin()) + " token " + token.reveal());
      out.println("stable URL " + url(gateway.stable()) + " (try " + sample(gateway) + ")");
      Summary summary =
          new Run(
                  options,
                  population,
                  platforms,
                  loops.next(),
                  gateway.stable(),
                  launch.streams(),
                  operator,
                  EVENT_LOOPS,
                  SEED,
                  interrupt,
                  out,
                  tty)
              .play();
      summary.lines().forEach(out::println);
      operator.credentials(summary.seen().sent()).forEach(out::println);
      out.flush();
      return summary.faults().isEmpty() ? 0 : 1;
    } finally {
      gateway.stop().run();
    }
  }

  private static String url(InetSocketAddress address) {
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/";
  }

  private static String sample(Launch.Running gateway) {
    return "curl -i -H 'X-Client: me' " + url(gateway.stable()) + "news/headlines/1";
  }

  private static Secret secret() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** How long a simulated platform works on a request: a few milliseconds, now and then more. */
  private static LongSupplier work() {
    Random random = new Random(SEED);
    return () ->
        (long) ((2 - 2 * Math.log(1 - random.nextDouble())) * TimeUnit.MILLISECONDS.toNanos(1));
  }

  /** Returns the smallest tier of Choreo that any one API stays below at this rate; 0: none. */
  private static int tier(double rate) {
    return Stream.of(10_000, 20_000, 50_000).filter(tier -> rate * 60 < tier).findFirst().orElse(0);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
