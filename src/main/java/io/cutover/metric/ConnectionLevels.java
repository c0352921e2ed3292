package io.cutover.metric;

import io.cutover.split.Platform;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Open connections, by whom they are with and whether they serve an exchange. */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal: no map is asked on the hot path
final class ConnectionLevels {
  private static final int CLIENT = Platform.values().length;

  private final Level[][] levels = new Level[CLIENT + 1][ConnectionState.values().length];

  ConnectionLevels(PrometheusRegistry registry) {
    for (Level[] side : levels) {
      for (int state = 0; state < side.length; state++) {
        side[state] = new Level();
      }
    }
    GaugeWithCallback.builder()
        .name("cutover_connections")
        .help("Open connections with clients and platforms.")
        .labelNames("side", "state")
        .callback(this::collect)
        .register(registry);
  }

  Level client(ConnectionState state) {
    return levels[CLIENT][state.ordinal()];
  }

  Level platform(Platform platform, ConnectionState state) {
    return levels[platform.ordinal()][state.ordinal()];
  }

  private void collect(GaugeWithCallback.Callback gauge) {
    for (ConnectionState state : ConnectionState.values()) {
      gauge.call((double) client(state).value(), "client", state.label());
      for (Platform platform : Platform.values()) {
        gauge.call((double) platform(platform, state).value(), platform.label(), state.label());
      }
    }
  }
}
