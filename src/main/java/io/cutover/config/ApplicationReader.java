package io.cutover.config;

import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.config.ApplicationConfig.Environment;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.config.ApplicationConfig.Throttle;
import io.cutover.split.Platform;
import io.cutover.split.StickBy;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code applications:}, wherever it is written. */
final class ApplicationReader {
  private static final Keys DATED_KEYS = new Keys();
  private static final Key<Secret> SECRET =
      DATED_KEYS.required("secret", Scalars.SECRET, "as ${env:NAME} or ${file:PATH}");
  private static final Key<LocalDate> UNTIL =
      DATED_KEYS.key("until", Scalars.DATE, "the last day on which it counts, as 2030-12-31");

  private static final Kind<Secret> TOKEN_DIGEST =
      Scalars.text(
          Scalars.pattern("sha256:[0-9a-f]{64}|.*\\$\\{.*"),
          (text, at) ->
              text.matches("sha256:[0-9a-f]{64}")
                  ? new Secret(text.substring("sha256:".length()))
                  : at.wrong(
                      "is no digest of a token",
                      "write sha256: and 64 hexadecimal digits in lower case, as from sha256sum"));

  private static final Keys PAIR_KEYS = new Keys();
  private static final Key<String> CLIENT_ID =
      PAIR_KEYS.required("clientId", Scalars.TEXT, "the consumer key on this platform");
  private static final Key<List<DatedSecret>> CLIENT_SECRET =
      PAIR_KEYS.key(
          "clientSecret",
          secrets(Kind.some(Kind.block(DATED_KEYS, ApplicationReader::dated))),
          "the consumer secret, or a list of { secret, until }, the one in force first; needed to"
              + " get tokens here");
  private static final Key<List<Kind.Placed<Secret>>> TOKEN_DIGESTS =
      PAIR_KEYS.key(
          "tokenDigests",
          Kind.list(Kind.placed(TOKEN_DIGEST)),
          "sha256:… of opaque tokens that its clients hold for good; they count as its own");
  private static final Key<Boolean> BRIDGE =
      PAIR_KEYS.key(
          "bridge", Scalars.BOOLEAN, "false: no token is got with this pair; true by default");

  private static final Keys SUBSCRIPTION_KEYS = new Keys();
  private static final Key<String> ROUTE =
      SUBSCRIPTION_KEYS.required("name", Scalars.NAME_TEXT, "the route's name");
  private static final QuotaReader SUBSCRIPTION = new QuotaReader(SUBSCRIPTION_KEYS);

  private static final Keys THROTTLE_KEYS = new Keys();
  private static final QuotaReader QUOTA = new QuotaReader(THROTTLE_KEYS);
  private static final Key<List<Block>> ROUTES =
      THROTTLE_KEYS.key(
          "routes",
          Kind.list(SUBSCRIPTION.kind()),
          "quotas of its requests to single routes, in place of a route's throttle.perApplication");

  private static final Keys KEYS = new Keys();
  private static final Key<String> NAME =
      KEYS.required("name", Scalars.NAME_TEXT, "what operators call it");
  private static final Key<String> CONTACT =
      KEYS.key("contact", Scalars.TEXT, "whom to tell; for people only");
  private static final Key<String> KEY =
      KEYS.key(
          "key",
          Scalars.TEXT,
          "what its bucket hashes; old.clientId, else new.clientId by default");
  private static final Key<Environment> ENVIRONMENT =
      KEYS.key(
          "environment",
          Scalars.words(Environment.class),
          "production (the default), or sandbox: it goes to platforms.new.sandbox only");
  private static final Key<String> COHORT =
      KEYS.key("cohort", Scalars.NAME_TEXT, "the group that a plan moves together");
  private static final Key<Block> OLD =
      KEYS.key("old", Kind.block(PAIR_KEYS), "its registration on the old platform");
  private static final Key<Block> NEW =
      KEYS.key("new", Kind.block(PAIR_KEYS), "its registration on the new platform");
  private static final Key<Platform> TOKENS =
      KEYS.key(
          "tokens",
          Scalars.words(platforms()),
          "whose tokens the token service gives for its old credentials: old (the default) or new");
  private static final Key<StickBy> STICK_BY =
      KEYS.key("stickBy", Scalars.STICK_BY, "in place of every route's, to move it in parts");
  private static final Key<Block> THROTTLE =
      KEYS.key(
          "throttle",
          QUOTA.kind(),
          "how many requests it may make, whichever platform serves them; any number by default");

  static final Kind<Block> KIND = Kind.block(KEYS);

  /** What a table's cells hold several of. */
  static final List<String> LISTS = List.of("old.tokenDigests", "new.tokenDigests");

  private final SecretsFolder folder;
  private final Unique names = new Unique("give each application a name of its own");
  private final Unique keys = new Unique("give each application a key of its own");
  private final Unique oldIds = new Unique("register each client once");
  private final Unique newIds = new Unique("register each client once");
  private final Unique digests = new Unique("name each token once");
  private final Map<String, Value> routes = new LinkedHashMap<>();

  /**
   * @param folder where secrets are looked for that are not written beside their client id
   */
  ApplicationReader(SecretsFolder folder) {
    this.folder = folder;
  }

  private static Map<String, Platform> platforms() {
    Map<String, Platform> words = new LinkedHashMap<>();
    words.put("old", Platform.OLD);
    words.put("new", Platform.NEW);
    return words;
  }

  /** One secret, or a list of dated ones. */
  private static Kind<List<DatedSecret>> secrets(Kind<List<DatedSecret>> list) {
    return Kind.of(
        Map.of("anyOf", List.of(Scalars.SECRET.schema(), list.schema())),
        value -> {
          if (value.isList()) {
            return list.read(value);
          }
          Secret one = Scalars.SECRET.read(value);
          return one == null ? null : List.of(new DatedSecret(one, null));
        });
  }

  private static @Nullable DatedSecret dated(Block block) {
    Secret secret = block.need(SECRET);
    LocalDate until = block.get(UNTIL);
    return secret == null ? null : new DatedSecret(secret, until);
  }

  @Nullable ApplicationConfig read(Block block) {
    String name = block.need(NAME);
    if (name != null) {
      names.claim(name, block.at(NAME));
    }
    if (!block.has(OLD) && !block.has(NEW)) {
      block
          .at(OLD)
          .wrong("is missing, and so is new", "add old: { clientId: … } or new: { clientId: … }");
    }
    Registration old = registration(block.get(OLD), name, Platform.OLD);
    Registration next = registration(block.get(NEW), name, Platform.NEW);
    String contact = block.get(CONTACT);
    String key = block.get(KEY);
    Environment environment = block.get(ENVIRONMENT, Environment.PRODUCTION);
    String cohort = block.get(COHORT);
    Platform tokens = block.get(TOKENS, Platform.OLD);
    StickBy stickBy = block.get(STICK_BY);
    Throttle throttle = throttle(block.sub(THROTTLE));
    boolean oldIsFree = old == null || oldIds.claim(old.clientId(), block.at(OLD));
    boolean newIsFree = next == null || newIds.claim(next.clientId(), block.at(NEW));
    if (tokens == Platform.NEW && (next == null || next.secrets().isEmpty())) {
      block
          .at(TOKENS)
          .wrong("is new, and there is no secret to get tokens with", "add new.clientSecret");
    }
    if (name == null || (old == null && next == null)) {
      return null;
    }
    var application =
        new ApplicationConfig(
            name, contact, key, environment, cohort, old, next, tokens, stickBy, throttle);
    if (key != null || (oldIsFree && newIsFree)) {
      keys.claim(application.effectiveKey(), block.at(key != null ? KEY : old != null ? OLD : NEW));
    }
    return application;
  }

  private Throttle throttle(Block block) {
    Map<String, Quota> quotas = new LinkedHashMap<>();
    for (Block one : block.get(ROUTES, List.of())) {
      String route = one.need(ROUTE);
      Quota quota = SUBSCRIPTION.need(one);
      if (route == null || quota == null) {
        continue;
      }
      routes.putIfAbsent(route, one.at(ROUTE));
      if (quotas.putIfAbsent(route, quota) != null) {
        one.at(ROUTE).wrong(one.at(ROUTE).shown() + " is named twice", "keep one of them");
      }
    }
    return new Throttle(QUOTA.read(block), quotas);
  }

  /** Reports quotas for routes that the whole file does not have. */
  void checkRoutes(Set<String> known) {
    routes.forEach(
        (name, at) -> {
          if (!known.contains(name)) {
            at.wrong(at.shown() + " is no route", "write the name of a route");
          }
        });
  }

  private @Nullable Registration registration(
      @Nullable Block pair, @Nullable String name, Platform platform) {
    if (pair == null) {
      return null;
    }
    String clientId = pair.need(CLIENT_ID);
    List<DatedSecret> secrets = pair.get(CLIENT_SECRET, List.of());
    Secret kept = name == null ? null : folder.secret(name, platform);
    if (kept != null && pair.has(CLIENT_SECRET)) {
      pair.at(CLIENT_SECRET)
          .wrong("is given here and in the folder of secrets", "keep one of the two");
    } else if (kept != null) {
      secrets = List.of(new DatedSecret(kept, null));
    }
    Set<Secret> tokens = new LinkedHashSet<>();
    for (Kind.Placed<Secret> digest : pair.get(TOKEN_DIGESTS, List.of())) {
      digests.claim(digest.it().reveal(), digest.at());
      tokens.add(digest.it());
    }
    if (platform == Platform.NEW && !tokens.isEmpty()) {
      pair.at(TOKEN_DIGESTS)
          .wrong("are of opaque tokens, which the new platform has none of", "move them to old");
    }
    boolean bridge = pair.get(BRIDGE, true);
    return clientId == null ? null : new Registration(clientId, secrets, tokens, bridge);
  }
}
