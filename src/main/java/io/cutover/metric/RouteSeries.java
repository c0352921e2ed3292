package io.cutover.metric;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The series that each route has, by name and labels. */
record RouteSeries(
    Counter requests,
    Durations duration,
    Durations upstream,
    Durations gateway,
    Counter upstreamErrors,
    Counter blocked,
    Counter throttled,
    Counter spilled) {
  private static final double[] UPSTREAM_BOUNDS = {
    .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30
  };
  private static final double[] GATEWAY_BOUNDS = {
    .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1
  };

  static RouteSeries in(PrometheusRegistry registry) {
    return new RouteSeries(
        counter(
            registry,
            "cutover_requests",
            "Client exchanges that ended, each counted once.",
            "route",
            "platform",
            "decision",
            "token",
            "code"),
        new Durations(
            registry,
            "cutover_request_duration",
            "Whole client exchanges, first byte to last.",
            UPSTREAM_BOUNDS,
            "route",
            "platform"),
        new Durations(
            registry,
            "cutover_upstream_duration",
            "From a request sent to the platform's response head.",
            UPSTREAM_BOUNDS,
            "route",
            "platform"),
        new Durations(
            registry,
            "cutover_gateway_duration",
            "What the gateway added to an exchange.",
            GATEWAY_BOUNDS,
            "route"),
        counter(
            registry,
            "cutover_upstream_errors",
            "Attempts on a platform that failed without an answer.",
            "route",
            "platform",
            "kind"),
        counter(
            registry,
            "cutover_blocked",
            "Requests that cannot move to the new platform, whatever their bucket.",
            "route",
            "cause"),
        counter(
            registry,
            "cutover_throttled",
            "Requests answered by 429 here, by whose limit they were over.",
            "route",
            "scope"),
        counter(
            registry,
            "cutover_spilled",
            "Requests that went to the old platform because the new one was at its capacity.",
            "route"));
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }
}
