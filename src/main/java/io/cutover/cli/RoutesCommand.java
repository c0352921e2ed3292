package io.cutover.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows routes: what was asked of each, what is expected, what happens. */
@Command(
    name = "routes",
    aliases = "status",
    description = "Shows what every route was asked to do and what it did in the last minute.")
final class RoutesCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "ROUTE", description = "One route; else all.")
  private @Nullable String route;

  @Mixin private final Shown.Rows shown = new Shown.Rows();
  @Mixin private final Remote remote = new Remote();

  RoutesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (AdminClient gateway = remote.connect(terminal)) {
      return shown.show(terminal, () -> page(gateway));
    }
  }

  private Shown.Page page(AdminClient gateway) {
    JsonNode answer =
        gateway.get(route == null ? "/routes" : "/routes/" + Paths.segment(route)).json();
    Table table =
        RouteTable.of(
            route == null ? answer.path("routes").valueStream().toList() : List.of(answer));
    String text =
        table
            .text()
            .lines()
            .flatMap(line -> Stream.of(style(line), "\n"))
            .reduce("", String::concat);
    return new Shown.Page(answer, table, text);
  }

  private String style(String line) {
    if (line.startsWith("ROUTE ")) {
      return terminal.styled(line, "1");
    }
    return line.endsWith(RouteTable.LATCHED) ? terminal.styled(line, "31") : line;
  }
}
