package io.cutover.config;

import io.cutover.config.BridgeConfig.Fallback;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code bridge:}. */
final class BridgeReader {
  private static final Keys FALLBACK_KEYS = new Keys();
  private static final Key<String> APPLICATION =
      FALLBACK_KEYS.required(
          "application", Scalars.NAME_TEXT, "whose pairs are used for those that have none");
  private static final Key<List<Kind.Placed<String>>> ROUTES =
      FALLBACK_KEYS.required(
          "routes",
          Kind.some(Kind.placed(Scalars.NAME_TEXT)),
          "the only routes on which that is done");

  private static final Keys KEYS = new Keys();
  private static final Key<Double> REFRESH_AHEAD =
      KEYS.key(
          "refreshAhead",
          Scalars.PERCENT_VALUE,
          "the part of a token's life after which the next one is got; 80% by default");
  private static final Key<Boolean> USER_TOKENS =
      KEYS.key(
          "userTokens",
          Scalars.either("stay", "exchange"),
          "stay (the default): users' tokens go where they are native; exchange: by RFC 8693");
  private static final Key<Map<String, Kind.Placed<String>>> SCOPES =
      KEYS.key(
          "scopes",
          Kind.named(HttpWords.SCOPE, Kind.placed(HttpWords.SCOPE)),
          "what a scope is called on new, by its name on old; those not named are called alike");
  private static final Key<Block> FALLBACK =
      KEYS.key(
          "fallback",
          Kind.block(FALLBACK_KEYS),
          "an application of yours for consumers whose secrets are not yours to hold; none by"
              + " default");

  static final Kind<Block> KIND = Kind.block(KEYS);

  private BridgeReader() {}

  static BridgeConfig read(
      @Nullable Block block, List<ApplicationConfig> applications, List<RouteConfig> routes) {
    if (block == null) {
      return BridgeConfig.DEFAULT;
    }
    return new BridgeConfig(
        block.get(REFRESH_AHEAD, BridgeConfig.DEFAULT.refreshAhead()),
        block.get(USER_TOKENS, false),
        scopes(block.get(SCOPES, Map.of())),
        fallback(block.get(FALLBACK), applications, routes));
  }

  /** Two names for one would be given back as either, which is more than was granted. */
  private static Map<String, String> scopes(Map<String, Kind.Placed<String>> named) {
    Map<String, String> scopes = new HashMap<>();
    Set<String> taken = new HashSet<>();
    named.forEach(
        (old, next) -> {
          boolean another = !old.equals(next.it()) && named.containsKey(next.it());
          if (!taken.add(next.it()) || another) {
            next.at()
                .wrong(
                    next.at().shown() + " is another scope's name too",
                    "give each scope a name of its own on new");
          }
          scopes.put(old, next.it());
        });
    return scopes;
  }

  private static @Nullable Fallback fallback(
      @Nullable Block block, List<ApplicationConfig> applications, List<RouteConfig> routes) {
    if (block == null) {
      return null;
    }
    String application = block.need(APPLICATION);
    List<Kind.Placed<String>> named = block.need(ROUTES);
    if (application != null
        && applications.stream().noneMatch(each -> each.name().equals(application))) {
      block
          .at(APPLICATION)
          .wrong(
              block.at(APPLICATION).shown() + " is no application",
              "name one of those under applications");
    }
    Set<String> known = routes.stream().map(RouteConfig::name).collect(Collectors.toSet());
    Set<String> on = new HashSet<>();
    for (Kind.Placed<String> route : named == null ? List.<Kind.Placed<String>>of() : named) {
      if (!known.contains(route.it())) {
        route.at().wrong(route.at().shown() + " is no route", "name one of those under routes");
      }
      on.add(route.it());
    }
    return application == null || named == null ? null : new Fallback(application, on);
  }
}
