package io.cutover.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|csv",
      converter = OutputFormat.Converter.class,
      description = "How to print it; a table unless given.")
  private OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = {"-w", "--watch"},
      description = "Print again every second until interrupted.")
  private boolean watch;

  @Mixin private final Remote remote = new Remote();

  RoutesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (AdminClient gateway = remote.connect(terminal)) {
      while (true) {
        String page = page(gateway);
        boolean redraw = watch && terminal.interactive() && output == OutputFormat.TABLE;
        // Home and clear below, in one write with the page: it does not flicker.
        terminal.print(redraw ? "\u001b[H\u001b[J" + page : page);
        if (!watch) {
          return Exit.OK;
        }
        Thread.sleep(1000);
      }
    }
  }

  private String page(AdminClient gateway) {
    JsonNode answer =
        gateway.get(route == null ? "/routes" : "/routes/" + Paths.segment(route)).json();
    List<JsonNode> routes =
        route == null ? answer.path("routes").valueStream().toList() : List.of(answer);
    return switch (output) {
      case JSON -> (watch ? answer.toString() : answer.toPrettyString()) + "\n";
      case CSV -> RouteTable.of(routes).csv();
      case TABLE -> {
        Table table = RouteTable.of(routes);
        yield table
            .text()
            .lines()
            .flatMap(line -> Stream.of(style(line), "\n"))
            .reduce("", String::concat);
      }
    };
  }

  private String style(String line) {
    if (line.startsWith("ROUTE ")) {
      return terminal.styled(line, "1");
    }
    return line.endsWith(RouteTable.LATCHED) ? terminal.styled(line, "31") : line;
  }
}
