package io.cutover.config;

import io.cutover.split.Platform;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code failover} of a route. */
final class FailoverReader {
  private static final Set<String> WORDS = Set.of("connect", "reset", "timeout");
  private static final Kind<String> WHEN_KIND =
      Kind.filled(
          Map.of(
              "anyOf",
              List.of(
                  Map.of("enum", List.copyOf(new TreeSet<>(WORDS))),
                  Map.of("type", "integer", "minimum", 500, "maximum", 599),
                  Map.of("type", "string", "pattern", "^5[0-9]{2}$"))),
          (text, at) ->
              WORDS.contains(text) || text.matches("5[0-9]{2}")
                  ? text
                  : at.wrong(
                      at.shown() + " is nothing to fail over for",
                      "write connect, reset, timeout or a status as 503"));

  private static final Keys KEYS = new Keys();
  private static final Key<Platform> TO =
      KEYS.required(
          "to",
          Scalars.words(Platform.class),
          "old or new: the platform that takes over when the other one fails");
  private static final Key<List<String>> WHEN =
      KEYS.key(
          "when",
          Kind.some(WHEN_KIND),
          "connect, reset, timeout, or statuses from 500; [connect, 503] by default");
  private static final Key<List<String>> METHODS =
      KEYS.key("methods", Kind.some(HttpWords.TOKEN_TEXT), "[GET, HEAD] by default");

  static final Kind<FailoverConfig> KIND = Kind.block(KEYS, FailoverReader::read);

  private FailoverReader() {}

  private static @Nullable FailoverConfig read(Block block) {
    Platform to = block.need(TO);
    return to == null
        ? null
        : new FailoverConfig(
            to,
            new HashSet<>(block.get(WHEN, List.of("connect", "503"))),
            new HashSet<>(block.get(METHODS, List.of("GET", "HEAD"))));
  }

  static Object show(@Nullable FailoverConfig failover) {
    return failover == null
        ? "none"
        : new Tree()
            .with("to", failover.to().label())
            .with("when", List.copyOf(new TreeSet<>(failover.when())))
            .with("methods", List.copyOf(new TreeSet<>(failover.methods())));
  }
}
