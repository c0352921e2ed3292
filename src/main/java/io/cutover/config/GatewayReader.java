package io.cutover.config;

import io.cutover.split.Platform;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the whole file, and the lists of those that it includes. */
final class GatewayReader {
  private static final Keys PLATFORMS_KEYS = new Keys();
  private static final Key<Block> OLD =
      PLATFORMS_KEYS.required("old", PlatformReader.KIND, "the platform that traffic leaves");
  private static final Key<Block> NEW =
      PLATFORMS_KEYS.required("new", PlatformReader.KIND, "the platform that traffic moves to");

  private static final Keys KEYS = new Keys();
  private static final Key<Integer> VERSION =
      KEYS.key("version", Scalars.integer(1, 1), "of this format: 1");
  static final Key<List<Kind.Placed<String>>> INCLUDE =
      KEYS.key(
          "include",
          Kind.list(Kind.placed(Scalars.TEXT)),
          "files, or patterns of files as routes/*.yaml, whose lists are joined with those here");
  private static final Key<Block> RUNTIME =
      KEYS.key("runtime", ServerReader.RUNTIME, "event loops and transport; needs a restart");
  private static final Key<String> ACCESS_LOG =
      KEYS.key("accessLog", Scalars.TEXT, "stdout (the default), none, or a file");
  private static final Key<Block> LIMITS =
      KEYS.key("limits", ServerReader.LIMITS, "what clients may send");
  private static final Key<Block> SHUTDOWN =
      KEYS.key("shutdown", ServerReader.SHUTDOWN, "what SIGTERM does");
  private static final Key<Block> TRACES =
      KEYS.key("traces", TracesReader.KIND, "spans of requests, by OpenTelemetry; off unless here");
  private static final Key<List<Kind.Placed<Cidr>>> TRUSTED_PROXIES =
      KEYS.key(
          "trustedProxies",
          Kind.list(Kind.placed(Addresses.CIDR)),
          "whose X-Forwarded-* and X-Request-Id are believed, as 10.0.0.0/8; none by default");
  private static final Key<List<Kind.Placed<ListenerConfig>>> LISTENERS =
      KEYS.key("listeners", Kind.list(ServerReader.LISTENER), "where clients connect");
  private static final Key<Block> ADMIN =
      KEYS.key("admin", AdminReader.KIND, "API and console; without it there is none");
  private static final Key<Block> STATE =
      KEYS.key("state", ServerReader.STATE, "where shares and audit are kept; needs a restart");
  private static final Key<Block> PLATFORMS =
      KEYS.required("platforms", Kind.block(PLATFORMS_KEYS), "the two platforms: old and new");
  private static final Key<List<Block>> AUTHORITIES =
      KEYS.key("authorities", Kind.list(AuthorityReader.KIND), "who issues bearer tokens");
  private static final Key<List<Block>> APPLICATIONS =
      KEYS.key("applications", Kind.list(ApplicationReader.KIND), "consumers' registered clients");
  private static final Key<String> APPLICATIONS_FILE =
      KEYS.key(
          "applicationsFile",
          Scalars.TEXT,
          "a file with more of them: a list in YAML, or .csv with columns as name, old.clientId");
  private static final Key<Block> SECRETS =
      KEYS.key(
          "secrets",
          SecretsFolder.KIND,
          "where applications' secrets are that are not written here");
  private static final Key<Block> TOKEN_SERVICE =
      KEYS.key(
          "tokenService",
          TokenServiceReader.KIND,
          "tokens on the stable URL; without it there are none");
  private static final Key<Block> BRIDGE =
      KEYS.key(
          "bridge",
          BridgeReader.KIND,
          "tokens of one platform swapped for the same application's on the other");
  private static final Key<Map<String, Block>> PLANS =
      KEYS.key("plans", PlanReader.KIND, "how shares are raised step by step, by name");
  private static final Key<Block> ANNOUNCE =
      KEYS.key(
          "announce",
          AnnounceReader.KIND,
          "what answers tell consumers that use their old credentials; nothing unless here");
  private static final Key<List<Block>> NOTIFY =
      KEYS.key(
          "notify",
          Kind.list(NotifyReader.KIND),
          "whom webhooks tell of rollbacks, latches, pauses, ends and refused configurations");
  private static final Key<Block> DEFAULTS =
      KEYS.key("defaults", RouteKeys.DEFAULTS, "any key of a route, for all routes; and unmatched");
  private static final Key<List<Block>> ROUTES =
      KEYS.key("routes", Kind.list(RouteKeys.KIND), "the APIs, as their consumers see them");

  /** The main file. */
  static final Kind<Block> MAIN = Kind.block(KEYS);

  /** A file that the main one includes. */
  static final Kind<Block> INCLUDED =
      Kind.block(
          KEYS.without(
              "belongs to the main file",
              "move it there",
              "include",
              "runtime",
              "accessLog",
              "limits",
              "shutdown",
              "traces",
              "admin",
              "state",
              "platforms",
              "announce",
              "notify",
              "applicationsFile",
              "secrets",
              "bridge",
              "tokenService",
              "defaults"));

  private final Source source;
  private final Block main;
  private final List<Block> files;

  GatewayReader(Source source, Block main, List<Block> included) {
    this.source = source;
    this.main = main;
    this.files = new ArrayList<>(List.of(main));
    this.files.addAll(included);
  }

  /** Returns the configuration; what is missing in it, or wrong, was reported. */
  @Nullable GatewayConfig read() {
    files.forEach(file -> file.get(VERSION));
    RuntimeConfig runtime = ServerReader.runtime(main.sub(RUNTIME));
    String accessLog = accessLog();
    LimitsConfig limits = ServerReader.limits(main.sub(LIMITS));
    ShutdownConfig shutdown = ServerReader.shutdown(main.sub(SHUTDOWN));
    Unique addresses = new Unique("give each listener an address of its own");
    List<ListenerConfig> listeners = listeners(addresses);
    Block traces = main.get(TRACES);
    Block adminBlock = main.get(ADMIN);
    AdminConfig admin = adminBlock == null ? null : AdminReader.read(adminBlock, addresses);
    StateConfig state = ServerReader.state(main.sub(STATE));
    Map<Platform, PlatformConfig> platforms = platforms();
    List<AuthorityConfig> authorities = each(AUTHORITIES, new AuthorityReader()::read);
    SecretsFolder folder = SecretsFolder.of(main.get(SECRETS));
    var applicationReader = new ApplicationReader(folder);
    List<ApplicationConfig> applications = applications(applicationReader);
    folder.warnOfOthers(applications);
    Map<String, PlanConfig> plans = plans();
    RouteReader reader =
        new RouteReader(
            main.sub(DEFAULTS),
            isThere(AUTHORITIES),
            plans.keySet(),
            capacity(platforms.get(Platform.NEW)));
    RouteConfig unmatched = reader.unmatched();
    List<RouteConfig> routes = each(ROUTES, reader::read);
    applicationReader.checkRoutes(
        routes.stream().map(RouteConfig::name).collect(Collectors.toSet()));
    if (!isThere(ROUTES)) {
      main.at(ROUTES).wrong("has no route", "add one: - { name: …, match: { path: /… }, auth: … }");
    }
    if (platforms.size() < 2) {
      return null;
    }
    return new GatewayConfig(
        source.file(),
        source.reading().files(),
        runtime,
        accessLog,
        limits,
        shutdown,
        traces == null ? null : TracesReader.read(traces),
        trustedProxies(),
        listeners,
        admin,
        state,
        platforms,
        authorities,
        applications,
        BridgeReader.read(main.get(BRIDGE), applications, routes),
        TokenServiceReader.read(main.get(TOKEN_SERVICE), platforms),
        AnnounceReader.read(main.get(ANNOUNCE)),
        each(NOTIFY, NotifyReader::read),
        reader.passUnmatched(),
        unmatched,
        routes,
        plans,
        source.reading().warnings());
  }

  private List<ApplicationConfig> applications(ApplicationReader reader) {
    List<ApplicationConfig> all = new ArrayList<>(each(APPLICATIONS, reader::read));
    String file = main.get(APPLICATIONS_FILE);
    if (file != null) {
      for (Block block : ApplicationsFile.read(main.at(APPLICATIONS_FILE), file)) {
        ApplicationConfig read = reader.read(block);
        if (read != null) {
          all.add(read);
        }
      }
    }
    return all;
  }

  /** The file's over those that are shipped; each once among all files. */
  private Map<String, PlanConfig> plans() {
    Map<String, PlanConfig> plans = new LinkedHashMap<>();
    ShippedPlans.all().forEach(plan -> plans.put(plan.name(), plan));
    Unique names = new Unique("give each plan a name of its own");
    for (Block file : files) {
      file.get(PLANS, Map.<String, Block>of())
          .forEach(
              (name, block) -> {
                PlanConfig plan = PlanReader.read(name, block);
                if (names.claim(name, file.at(PLANS)) && plan != null) {
                  plans.put(name, plan);
                }
              });
    }
    return plans;
  }

  private String accessLog() {
    String named = main.get(ACCESS_LOG, "stdout");
    return named.equals("stdout") || named.equals("none")
        ? named
        : ServerReader.file(main.at(ACCESS_LOG), named, source.file()).toString();
  }

  private List<ListenerConfig> listeners(Unique addresses) {
    List<ListenerConfig> listeners = new ArrayList<>();
    for (Kind.Placed<ListenerConfig> listener : joined(LISTENERS)) {
      ListenerConfig it = listener.it();
      addresses.claimAddress(new Addresses.Address(it.host(), it.port()), listener.at());
      listeners.add(it);
    }
    if (!isThere(LISTENERS)) {
      main.at(LISTENERS).wrong("has no listener", "add one: - { address: \"0.0.0.0:8080\" }");
    }
    return listeners;
  }

  private List<Cidr> trustedProxies() {
    List<Cidr> proxies = new ArrayList<>();
    for (Kind.Placed<Cidr> proxy : joined(TRUSTED_PROXIES)) {
      if (proxy.it().prefix() == 0) {
        proxy.at().warn("believes every client's word about where a request came from");
      }
      proxies.add(proxy.it());
    }
    return proxies;
  }

  private Map<Platform, PlatformConfig> platforms() {
    Map<Platform, PlatformConfig> platforms = new EnumMap<>(Platform.class);
    Block block = main.need(PLATFORMS);
    if (block == null) {
      return platforms;
    }
    for (Platform platform : Platform.values()) {
      Block one = block.need(platform == Platform.OLD ? OLD : NEW);
      PlatformConfig read = one == null ? null : PlatformReader.read(platform, one);
      if (read != null) {
        platforms.put(platform, read);
      }
    }
    return platforms;
  }

  private static PlatformConfig.@Nullable Capacity capacity(@Nullable PlatformConfig platform) {
    return platform == null ? null : platform.capacity();
  }

  /** Whether any file has an entry in this list, be it good or not. */
  private boolean isThere(Key<? extends List<?>> key) {
    return files.stream()
        .anyMatch(
            file -> {
              List<Value> items = file.owns(key) ? file.at(key).items() : null;
              return file.owns(key) && (items == null || !items.isEmpty());
            });
  }

  private <T> List<T> joined(Key<List<T>> key) {
    List<T> all = new ArrayList<>();
    files.forEach(file -> all.addAll(file.get(key, List.of())));
    return all;
  }

  private <T> List<T> each(Key<List<Block>> key, Function<Block, @Nullable T> reader) {
    List<T> all = new ArrayList<>();
    for (Block block : joined(key)) {
      T read = reader.apply(block);
      if (read != null) {
        all.add(read);
      }
    }
    return all;
  }
}
