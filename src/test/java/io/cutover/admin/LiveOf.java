package io.cutover.admin;

import io.cutover.bridge.Bridge;
import io.cutover.config.ConfigFile;
import io.cutover.config.GatewayConfig;
import io.cutover.decide.Live;
import io.cutover.decide.Standing;
import io.cutover.http.HeadLimits;
import io.cutover.ledger.Announcements;
import io.cutover.ledger.Ledger;
import io.cutover.metric.BridgeMetrics;
import io.cutover.metric.Metrics;
import io.cutover.metric.TokenMetrics;
import io.cutover.net.AddressSet;
import io.cutover.route.Route;
import io.cutover.route.RouteTable;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.state.CutoverState;
import io.cutover.state.RouteState;
import io.cutover.state.StateKeeper;
import io.cutover.token.Authorities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** What requests would use of the admin tests' two routes and four applications. */
final class LiveOf {
  private static final String YAML =
      """
      version: 1
      listeners: [ { address: "127.0.0.1:0" } ]
      platforms:
        old: { url: "http://127.0.0.1:1" }
        new: { url: "http://127.0.0.1:2" }
      authorities:
        - { name: cloud, native: old, opaque: { introspection: none } }
      applications:
        - { name: mobile, old: { clientId: m-old }, new: { clientId: m-new } }
        - { name: batch, old: { clientId: b-old } }
        - { name: partner, new: { clientId: p-new } }
        - { name: shop, old: { clientId: s-old, clientSecret: a }, new: { clientId: s-new, clientSecret: b } }
      routes:
        - { name: orders, match: { path: /orders }, share: 5%, auth: optional }
        - { name: billing, match: { path: /billing }, auth: none, stickBy: header:x-key }
      """;

  private LiveOf() {}

  static Live config(
      Path file, StateKeeper state, Metrics metrics, InstantSource clock, LongSupplier nanos) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, YAML);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!(ConfigFile.load(file, name -> null) instanceof ConfigFile.Loaded(GatewayConfig config))) {
      throw new AssertionError("the configuration is valid");
    }
    var routes = new RouteTable(config);
    Ledger ledger = Ledger.of(config.applications(), null);
    List<Live.InForce> inForce =
        routes.routes().stream().map(route -> inForce(route, state.current(), metrics)).toList();
    return new Live(
        routes,
        inForce,
        inForce(routes.unmatched(), state.current(), metrics),
        state.current().switchState().position(),
        Authorities.of(
            config.authorities(),
            config.applications(),
            null,
            new TokenMetrics(metrics.registry()),
            null,
            clock,
            nanos),
        ledger,
        Announcements.of(config.announce()),
        Bridge.of(
            config.bridge(),
            config.platforms(),
            ledger,
            null,
            null,
            new BridgeMetrics(metrics.registry()),
            clock,
            nanos),
        null,
        null,
        null,
        Map.of(),
        null,
        new AddressSet(List.of()),
        new HeadLimits(16_384, 65_536, 16_384));
  }

  static Live with(Live live, CutoverState now) {
    return live.with(
        live.inForce().stream()
            .map(
                each ->
                    new Live.InForce(
                        each.route(), standing(each.route(), now), each.metrics(), null))
            .toList(),
        now.switchState().position(),
        now.retired());
  }

  private static Live.InForce inForce(Route route, CutoverState now, Metrics metrics) {
    return new Live.InForce(route, standing(route, now), metrics.route(route.name()), null);
  }

  private static Standing standing(Route route, CutoverState now) {
    RouteState known = now.routes().get(route.name());
    return known == null
        ? new Standing(Share.NONE, Platform.OLD, false, Map.of())
        : new Standing(
            known.share(),
            known.home(),
            known.latch() != null,
            known.pins(),
            Set.of(),
            Set.of(),
            now.retired(),
            known.revision());
  }
}
