package io.cutover.cli;

import io.cutover.split.Share;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a route's share. */
@Command(
    name = "share",
    description = "Sets the part of a route's traffic that goes to the new platform.")
final class ShareCommand implements Callable<Integer> {
  /** More than this is asked about, in basis points. */
  private static final int LARGE_STEP = 1000;

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "ROUTE", description = "The route.")
  private String route = "";

  @Parameters(index = "1", paramLabel = "SHARE", description = "With a percent sign: 5%%, 0.25%%.")
  private String share = "";

  @Option(names = "--yes", description = "Do not ask before a change of more than 10 points.")
  private boolean yes;

  @Option(names = "--preview", hidden = true)
  private boolean preview;

  @Option(names = "--wait", hidden = true)
  private boolean await;

  @Option(names = "--lease", hidden = true)
  private @Nullable String lease;

  @Option(names = "--then", hidden = true)
  private @Nullable String then;

  @Mixin private final Reason reason = new Reason();
  @Mixin private final Remote remote = new Remote();

  ShareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    NotThereYet.refuse("--preview", preview);
    NotThereYet.refuse("--wait", await);
    NotThereYet.refuse("--lease", lease != null);
    NotThereYet.refuse("--then", then != null);
    Share wanted = parsed(share);
    String path = "/routes/" + Paths.segment(route);
    String why = reason.required(terminal);
    try (AdminClient gateway = remote.connect(terminal)) {
      AdminClient.Reply seen = gateway.get(path);
      String before = seen.json().path("share").asString("0%");
      int step = Math.abs(wanted.basisPoints() - parsed(before).basisPoints());
      if (step > LARGE_STEP && terminal.interactive() && !yes && !agreed(before, wanted)) {
        throw new Failure(Exit.FAILED, "nothing was changed");
      }
      AdminClient.Reply done =
          gateway.change(
              "PUT",
              path + "/share",
              Map.of("share", wanted.toString(), "reason", why),
              seen.etag());
      terminal.print(
          "%s: %s → %s (%s)\n".formatted(route, before, wanted, Receipt.text(done.json())));
      return Exit.OK;
    }
  }

  private boolean agreed(String before, Share wanted) {
    String answer =
        terminal.ask(
            "This moves %s from %s to %s, more than 10 points. Go on? [y/N]"
                .formatted(route, before, wanted));
    return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
  }

  private static Share parsed(String text) {
    try {
      return Share.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
