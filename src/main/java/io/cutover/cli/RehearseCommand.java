package io.cutover.cli;

import io.cutover.config.ConfigFile;
import io.cutover.config.PlanConfig;
import io.cutover.plan.Injection;
import io.cutover.plan.Rehearsal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays a plan over a simulated population, at high speed, and says what its gate does. */
@Command(
    name = "rehearse",
    description = "Plays a plan over a simulated population and prints what its gate says, when.",
    footer = {
      "",
      "SPEC: new-SIGNAL=RATE%%[@AFTER][,from=SHARE%%]: SIGNAL is 5xx, reset, 401, 403, 404, 429,",
      "4xx or slow; AFTER, as 40s or 20m, counts from the start; SHARE is where it begins.",
      "Exit 1 when something was injected and the gate did not undo it."
    })
final class RehearseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "PLAN", description = "careful, quick, … or one of yours.")
  private String plan = "";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Where your own plans are; only those that are shipped unless given.")
  private @Nullable Path config;

  @Option(
      names = "--inject",
      paramLabel = "SPEC",
      description = "What goes wrong, as new-5xx=3%%,from=10%%; may be given again.")
  private List<String> inject = new ArrayList<>();

  @Option(names = "--rate", description = "Requests per second of everybody; ${DEFAULT-VALUE}.")
  private double rate = 40;

  @Option(names = "--seed", description = "Of the population; ${DEFAULT-VALUE}.")
  private long seed = 1;

  RehearseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Map<String, PlanConfig> plans = plans();
    PlanConfig wanted = plans.get(plan);
    if (wanted == null) {
      throw new Failure(
          Exit.USAGE,
          "there is no plan '" + plan + "'; there are " + String.join(", ", plans.keySet()));
    }
    if (!(rate > 0) || rate > 10_000) {
      throw new Failure(Exit.USAGE, "--rate is more than 0 and at most 10000");
    }
    List<Injection> injections = new ArrayList<>();
    for (String spec : inject) {
      try {
        injections.add(Injection.parse(spec));
      } catch (IllegalArgumentException e) {
        throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
      }
    }
    Rehearsal.Ending ending =
        Rehearsal.play(wanted, injections, rate, seed, line -> terminal.print(line + "\n"));
    String example = injections.isEmpty() ? "; rehearse it with --inject new-5xx=3%,from=10%" : "";
    terminal.print(
        switch (ending) {
          case ROLLED_BACK -> "the guard fired: the plan was undone\n";
          case UNPROVEN ->
              "the plan came through, UNPROVEN: its guard never fired" + example + "\n";
          case COMPLETE -> "the plan came through; its guard fired on the way\n";
          case STUCK -> "the plan came to no end\n";
        });
    boolean good =
        injections.isEmpty()
            ? ending != Rehearsal.Ending.STUCK
            : ending == Rehearsal.Ending.ROLLED_BACK;
    return good ? Exit.OK : Exit.FAILED;
  }

  private Map<String, PlanConfig> plans() {
    Map<String, PlanConfig> plans = new LinkedHashMap<>();
    if (config == null) {
      PlanConfig.shipped().forEach(each -> plans.put(each.name(), each));
      return plans;
    }
    switch (ConfigFile.load(config, name -> stand(name))) {
      case ConfigFile.Loaded loaded -> plans.putAll(loaded.config().plans());
      case ConfigFile.Refused refused -> {
        refused.errors().forEach(error -> terminal.err().println(error));
        throw new Failure(Exit.USAGE, config + " is no valid configuration; see above");
      }
    }
    return plans;
  }

  /** Nothing secret is needed to rehearse; each secret is stood in for by one of its own. */
  private @Nullable String stand(@Nullable String name) {
    String value = terminal.env().apply(name);
    return value == null ? "not-set-here-" + name : value;
  }
}
