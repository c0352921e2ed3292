package io.cutover.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Holds an application on one platform for a route, or lets it go. */
@Command(
    name = "pin",
    description = "Holds an application on one platform for a route, or lets it go.")
final class PinCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "APP", description = "The application.")
  private String application = "";

  @Parameters(index = "1", paramLabel = "old|new|auto", description = "Where; auto: the share.")
  private String platform = "";

  @Option(names = "--route", required = true, paramLabel = "ROUTE", description = "For this route.")
  private String route = "";

  @Option(names = "--until", paramLabel = "DATE", description = "When it ends, as 2030-12-31.")
  private @Nullable String until;

  @Mixin private final Reason reason = new Reason();
  @Mixin private final Await await = new Await();
  @Mixin private final Remote remote = new Remote();

  PinCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!platform.matches("old|new|auto")) {
      throw new Failure(Exit.USAGE, "'" + platform + "' is none of old, new, auto");
    }
    Map<String, String> body = new HashMap<>();
    body.put("route", route);
    body.put("platform", platform);
    body.put("reason", reason.required(terminal));
    if (until != null) {
      body.put("until", until);
    }
    try (AdminClient gateway = remote.connect(terminal)) {
      String tag = gateway.get("/routes/" + Paths.segment(route)).etag();
      JsonNode done =
          gateway
              .change("PUT", "/applications/" + Paths.segment(application) + "/pin", body, tag)
              .json();
      terminal.print(
          "%s on %s: %s (%s)\n".formatted(application, route, platform, Receipt.text(done)));
      return await.arrived(terminal, gateway, done);
    }
  }
}
