package io.cutover.config;

import io.cutover.split.Platform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code tokenService:}. */
final class TokenServiceReader {
  private static final Keys PATHS_KEYS = new Keys();
  private static final Key<List<Kind.Placed<String>>> TOKEN =
      PATHS_KEYS.key("token", paths(), "where tokens are got; [/token, /oauth2/token] by default");
  private static final Key<List<Kind.Placed<String>>> REVOKE =
      PATHS_KEYS.key("revoke", paths(), "where they are given back; [/revoke] by default");
  private static final Key<List<Kind.Placed<String>>> AUTHORIZE =
      PATHS_KEYS.key("authorize", paths(), "where users consent; [/authorize] by default");

  private static final Keys KEYS = new Keys();
  private static final Key<List<String>> HOSTS =
      KEYS.key("hosts", Kind.some(Addresses.HOST), "hosts of requests; any by default");
  private static final Key<Block> PATHS =
      KEYS.key("paths", Kind.block(PATHS_KEYS), "what is answered by the token service");

  static final Kind<Block> KIND = Kind.block(KEYS);

  private TokenServiceReader() {}

  private static Kind<List<Kind.Placed<String>>> paths() {
    return Kind.list(Kind.placed(HttpWords.PATH));
  }

  static @Nullable TokenServiceConfig read(
      @Nullable Block block, Map<Platform, PlatformConfig> platforms) {
    if (block == null) {
      return null;
    }
    var once = new Unique("give each path one meaning");
    Block paths = block.sub(PATHS);
    for (PlatformConfig platform : new TreeMap<>(platforms).values()) {
      if (platform.tokenEndpoint() == null) {
        block
            .at(PATHS)
            .wrong(
                "lead nowhere: platforms." + platform.platform().label() + " has no tokenEndpoint",
                "add it there, or a preset that has one");
      }
    }
    return new TokenServiceConfig(
        new HashSet<>(block.get(HOSTS, List.of())),
        paths(paths, TOKEN, once, "/token", "/oauth2/token"),
        paths(paths, REVOKE, once, "/revoke"),
        paths(paths, AUTHORIZE, once, "/authorize"));
  }

  private static List<String> paths(
      Block paths, Key<List<Kind.Placed<String>>> key, Unique once, String... otherwise) {
    List<Kind.Placed<String>> named = paths.get(key);
    if (named == null) {
      return List.of(otherwise);
    }
    List<String> all = new ArrayList<>();
    for (Kind.Placed<String> path : named) {
      once.claim(path.it(), path.at());
      all.add(path.it());
    }
    return all;
  }
}
