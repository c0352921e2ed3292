package io.cutover.cli;

import io.cutover.split.Share;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

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

  @Option(names = "--preview", description = "Only say who would move; changes nothing.")
  private boolean preview;

  @Option(
      names = "--lease",
      paramLabel = "DURATION",
      description = "For a time only, as 2h; ends by itself, never higher than it began.")
  private @Nullable String lease;

  @Option(
      names = "--then",
      paramLabel = "SHARE",
      description = "With a lease: the most that the share is after it.")
  private @Nullable String then;

  @Mixin private final Await await = new Await();
  @Mixin private final Reason reason = new Reason();
  @Mixin private final Remote remote = new Remote();

  ShareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Share wanted = parsed(share);
    String left = then == null ? null : parsed(then).toString();
    String path = "/routes/" + Paths.segment(route);
    String why = preview ? "" : reason.required(terminal);
    try (AdminClient gateway = remote.connect(terminal)) {
      AdminClient.Reply seen = gateway.get(path);
      String before = seen.json().path("share").asString("0%");
      int step = Math.abs(wanted.basisPoints() - parsed(before).basisPoints());
      boolean asks = terminal.interactive() && !yes;
      if (preview || asks) {
        JsonNode moves =
            gateway
                .change("POST", path + "/share/preview", Map.of("share", wanted.toString()), "*")
                .json();
        asks = asks && (step > LARGE_STEP || !moves.path("whales").isEmpty());
        if (preview || asks) {
          terminal.print(PreviewText.of(moves));
        }
      }
      if (preview) {
        return Exit.OK;
      }
      if (asks && !agreed(before, wanted)) {
        throw new Failure(Exit.FAILED, "nothing was changed");
      }
      AdminClient.Reply done =
          gateway.change("PUT", path + "/share", body(wanted, why, left), seen.etag());
      terminal.print(
          "%s: %s → %s (%s)\n".formatted(route, before, wanted, Receipt.text(done.json())));
      return await.arrived(terminal, gateway, done.json());
    }
  }

  private Map<String, String> body(Share wanted, String why, @Nullable String left) {
    Map<String, String> body = new HashMap<>();
    body.put("share", wanted.toString());
    body.put("reason", why);
    if (lease != null) {
      body.put("lease", lease);
    }
    if (left != null) {
      body.put("then", left);
    }
    return body;
  }

  private boolean agreed(String before, Share wanted) {
    String answer =
        terminal.ask("This moves %s from %s to %s. Go on? [y/N]".formatted(route, before, wanted));
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
