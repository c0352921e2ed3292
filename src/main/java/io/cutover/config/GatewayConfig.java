package io.cutover.config;

import io.cutover.split.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration, checked. Defaults are filled in everywhere: a route's values are those in
 * force.
 *
 * @param file the file that was read
 * @param files every file that it was read from, absolute, secrets included, and the folders that
 *     {@code include} patterns look into: a change of one is a change of the configuration
 * @param accessLog {@code stdout}, {@code none}, or an absolute path
 * @param traces null: exchanges are not traced
 * @param listeners at least one; no two have the same address, port 0 (any free one) excepted
 * @param admin null: no admin listener
 * @param platforms both, always
 * @param authorities names and issuers are unique, at most one is opaque
 * @param tokenService null: it is off
 * @param webhooks whom {@code notify} tells
 * @param passUnmatched whether unknown paths pass to the old platform untouched, else 404
 * @param unmatched timeouts, limits, errors and the rest for requests that match no route: the
 *     defaults as a route named {@code unmatched} that matches {@code /}, with auth PASSTHROUGH and
 *     the old platform as its only endpoint
 * @param plans by name, those that are shipped among them
 * @param warnings what is accepted and yet worth a word, as {@code FILE:LINE:COL key: text}
 */
public record GatewayConfig(
    Path file,
    Set<Path> files,
    RuntimeConfig runtime,
    String accessLog,
    LimitsConfig limits,
    ShutdownConfig shutdown,
    @Nullable TracesConfig traces,
    List<Cidr> trustedProxies,
    List<ListenerConfig> listeners,
    @Nullable AdminConfig admin,
    StateConfig state,
    Map<Platform, PlatformConfig> platforms,
    List<AuthorityConfig> authorities,
    List<ApplicationConfig> applications,
    BridgeConfig bridge,
    @Nullable TokenServiceConfig tokenService,
    AnnounceConfig announce,
    List<NotifyConfig> webhooks,
    boolean passUnmatched,
    RouteConfig unmatched,
    List<RouteConfig> routes,
    Map<String, PlanConfig> plans,
    List<String> warnings) {

  public GatewayConfig {
    files = Set.copyOf(files);
    trustedProxies = List.copyOf(trustedProxies);
    listeners = List.copyOf(listeners);
    platforms = Map.copyOf(platforms);
    authorities = List.copyOf(authorities);
    applications = List.copyOf(applications);
    webhooks = List.copyOf(webhooks);
    routes = List.copyOf(routes);
    plans = Map.copyOf(plans);
    warnings = List.copyOf(warnings);
  }
}
