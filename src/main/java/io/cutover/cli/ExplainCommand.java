package io.cutover.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Says where a request would go, or went, and every rule it met. */
@Command(
    name = "explain",
    description = "Says where a request would go, or went, and every rule it met.")
final class ExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", arity = "0..1", paramLabel = "METHOD", description = "As GET.")
  private @Nullable String method;

  @Parameters(index = "1", arity = "0..1", paramLabel = "URL", description = "Or its path.")
  private @Nullable String url;

  @Option(names = "-H", paramLabel = "'Name: value'", description = "A header; may be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(names = "--request-id", paramLabel = "ID", description = "A request that was made.")
  private @Nullable String requestId;

  @Mixin private final Shown.Rows shown = new Shown.Rows();
  @Mixin private final Remote remote = new Remote();

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (requestId == null && (method == null || url == null)) {
      throw new Failure(Exit.USAGE, "give METHOD and URL, or --request-id ID");
    }
    try (AdminClient gateway = remote.connect(terminal)) {
      return shown.show(terminal, () -> page(gateway));
    }
  }

  private Shown.Page page(AdminClient gateway) {
    JsonNode why =
        requestId != null
            ? gateway.get("/explain/" + Paths.segment(requestId)).json()
            : gateway.post("/explain", described()).json();
    var reasons =
        new Table(
            List.of("REASON"),
            why.path("reasons").valueStream().map(each -> List.of(each.asString())).toList());
    return new Shown.Page(why, reasons, text(why));
  }

  private Map<String, Object> described() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String header : headers) {
      String[] parts = header.split(":", 2);
      if (parts.length < 2) {
        throw new Failure(Exit.USAGE, "a header is written as 'Name: value'");
      }
      fields.put(parts[0].strip(), parts[1].strip());
    }
    return Map.of("method", String.valueOf(method), "url", String.valueOf(url), "headers", fields);
  }

  private static String text(JsonNode why) {
    var text = new StringBuilder();
    text.append(
        "%s: %s (%s)%n"
            .formatted(
                why.path("route").asString("no route"),
                why.path("platform").asString("answered here or by turns"),
                why.path("decision").asString()));
    why.path("reasons").forEach(reason -> text.append("  ").append(reason.asString()).append('\n'));
    return text.toString();
  }
}
