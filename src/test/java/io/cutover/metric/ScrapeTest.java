package io.cutover.metric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cutover.deploy.MetricsReference;
import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrapeTest {
  /** Every name that the product promises, whether it is built yet or not. */
  private static final Set<String> PROMISED = MetricsReference.metrics().keySet();

  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "(\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*\\})?"
              + " (NaN|[+-]Inf|[-+0-9.eE]+)");

  private final AtomicLong nanos = new AtomicLong();
  private final Metrics metrics =
      new Metrics("1.2.3", InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)), nanos::get);

  @AfterEach
  void close() {
    metrics.close();
  }

  private static Map<String, Double> parse(Exposition exposition) {
    var samples = new LinkedHashMap<String, Double>();
    for (String line : new String(exposition.body(), UTF_8).split("\n", -1)) {
      if (line.isEmpty() || line.matches("# (HELP|TYPE|UNIT) [a-zA-Z_:][a-zA-Z0-9_:]*( .*)?")) {
        continue;
      }
      if (line.equals("# EOF")) {
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as("a line of the exposition: %s", line).isTrue();
      double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
      String name = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
      assertThat(samples.put(name, value)).as("%s, seen before", name).isNull();
    }
    return samples;
  }

  private Map<String, Double> scrape() {
    return parse(metrics.scrape(null));
  }

  @Test
  void everyOwnNameIsPromised() {
    metrics.route("orders");
    metrics.configApplied();
    metrics.retires(Platform.OLD, Instant.ofEpochSecond(2_000_000_000));

    var own = new TreeSet<String>();
    Set<String> types = new TreeSet<>();
    for (String line : new String(metrics.scrape(null).body(), UTF_8).split("\n", -1)) {
      if (line.startsWith("# TYPE cutover_")) {
        own.add(line.split(" ", -1)[2]);
        types.add(line.split(" ", -1)[3]);
      }
    }

    assertThat(PROMISED).containsAll(own);
    assertThat(own).isNotEmpty();
    assertThat(types).containsExactly("counter", "gauge", "histogram");
  }

  @Test
  void everySampleOfOursBelongsToAPromisedName() {
    metrics.route("orders").upstreamHead(Platform.NEW, 1_000, 0);

    assertThat(scrape().keySet())
        .filteredOn(name -> name.startsWith("cutover_"))
        .allSatisfy(
            name ->
                assertThat(PROMISED)
                    .contains(
                        name.replaceFirst("\\{.*", "").replaceFirst("_(bucket|sum|count)$", "")));
  }

  @Test
  void everyOwnSeriesSaysWhatItIs() {
    metrics.route("orders");

    assertThat(new String(metrics.scrape(null).body(), UTF_8).lines())
        .filteredOn(line -> line.startsWith("# HELP cutover_"))
        .isNotEmpty()
        .allMatch(line -> line.matches("# HELP \\w+ \\S.*\\."));
  }

  @Test
  void nothingIsNamedMax() {
    assertThat(scrape().keySet())
        .noneMatch(name -> name.replaceFirst("\\{.*", "").endsWith("_max"));
  }

  @Test
  void theJvmAndTheProcessAreThere() {
    var names = new TreeSet<String>();
    scrape().keySet().forEach(name -> names.add(name.replaceFirst("\\{.*", "")));

    assertThat(names)
        .contains(
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads",
            "jvm_classes_loaded_classes",
            "jvm_info",
            "process_cpu_usage",
            "process_files_open_files",
            "process_uptime_seconds");
  }

  @Test
  void aConfiguredRouteExistsAtZero() {
    metrics.route("orders");

    assertThat(scrape())
        .containsEntry(
            "cutover_requests_total{code=\"2xx\",decision=\"share\",platform=\"new\",route=\"orders\",token=\"none\"}",
            0.0)
        .containsEntry(
            "cutover_requests_total{code=\"5xx\",decision=\"share\",platform=\"old\",route=\"orders\",token=\"none\"}",
            0.0)
        .containsEntry("cutover_blocked_total{cause=\"no-pair\",route=\"orders\"}", 0.0)
        .containsEntry(
            "cutover_upstream_errors_total{kind=\"reset\",platform=\"new\",route=\"orders\"}", 0.0)
        .containsEntry(
            "cutover_request_duration_seconds_count{platform=\"none\",route=\"orders\"}", 0.0)
        .containsEntry("cutover_spilled_total{route=\"orders\"}", 0.0)
        .containsEntry("cutover_capacity_used_ratio{route=\"orders\"}", 0.0)
        .containsEntry("cutover_throttled_total{route=\"orders\",scope=\"capacity\"}", 0.0)
        .containsEntry("cutover_gateway_duration_seconds_count{route=\"orders\"}", 0.0)
        .containsEntry("cutover_share_observed_ratio{route=\"orders\"}", 0.0)
        .containsEntry(
            "cutover_platform_last_request_timestamp_seconds{platform=\"new\",route=\"orders\"}",
            0.0)
        .containsEntry("cutover_inflight_requests{platform=\"old\"}", 0.0)
        .containsEntry("cutover_connections{side=\"client\",state=\"idle\"}", 0.0);
    for (Blocked cause : Blocked.values()) {
      assertThat(scrape())
          .containsKey("cutover_blocked_total{cause=\"" + cause.label() + "\",route=\"orders\"}");
    }
  }

  @Test
  void theReservedRoutesAreThereFromTheStart() {
    assertThat(scrape())
        .containsEntry(
            "cutover_requests_total{code=\"404\",decision=\"none\",platform=\"none\",route=\"none\",token=\"none\"}",
            0.0)
        .containsEntry(
            "cutover_requests_total{code=\"2xx\",decision=\"home\",platform=\"old\",route=\"unmatched\",token=\"none\"}",
            0.0);
  }

  @Test
  void anExchangeCountsOnceInEachOfItsSeries() {
    var orders = metrics.route("orders");

    orders.finished(
        Platform.NEW, Decision.CREDENTIAL, TokenKind.JWT, 201, 30_000_000, 120_000, nanos.get());

    assertThat(scrape())
        .containsEntry(
            "cutover_requests_total{code=\"2xx\",decision=\"credential\",platform=\"new\",route=\"orders\",token=\"jwt\"}",
            1.0)
        .containsEntry(
            "cutover_request_duration_seconds_bucket{platform=\"new\",route=\"orders\",le=\"0.025\"}",
            0.0)
        .containsEntry(
            "cutover_request_duration_seconds_bucket{platform=\"new\",route=\"orders\",le=\"0.05\"}",
            1.0)
        .containsEntry(
            "cutover_request_duration_seconds_bucket{platform=\"new\",route=\"orders\",le=\"+Inf\"}",
            1.0)
        .containsEntry(
            "cutover_request_duration_seconds_sum{platform=\"new\",route=\"orders\"}", 0.03)
        .containsEntry(
            "cutover_gateway_duration_seconds_bucket{route=\"orders\",le=\"1.0E-4\"}", 0.0)
        .containsEntry(
            "cutover_gateway_duration_seconds_bucket{route=\"orders\",le=\"2.5E-4\"}", 1.0)
        .containsEntry(
            "cutover_platform_last_request_timestamp_seconds{platform=\"new\",route=\"orders\"}",
            1_700_000_000.0)
        .containsEntry(
            "cutover_platform_last_request_timestamp_seconds{platform=\"old\",route=\"orders\"}",
            0.0);
  }

  @ParameterizedTest
  @CsvSource({
    "101, 1xx",
    "200, 2xx",
    "304, 3xx",
    "400, 4xx",
    "401, 401",
    "403, 403",
    "404, 404",
    "405, 4xx",
    "429, 429",
    "499, 4xx",
    "500, 5xx",
    "508, 5xx",
    "0, 5xx",
    "600, 5xx"
  })
  void statusesFallIntoTheirClass(int status, String code) {
    metrics
        .route("orders")
        .finished(null, Decision.NONE, TokenKind.NONE, status, 1, 1, nanos.get());

    assertThat(scrape())
        .containsEntry(
            "cutover_requests_total{code=\""
                + code
                + "\",decision=\"none\",platform=\"none\",route=\"orders\",token=\"none\"}",
            1.0);
  }

  @Test
  void aDurationOnABoundFallsBelowIt() {
    metrics.route("orders").upstreamHead(Platform.OLD, Duration.ofMillis(5).toNanos(), 0);
    metrics.route("orders").upstreamHead(Platform.OLD, Duration.ofMillis(5).toNanos() + 1, 0);
    metrics.route("orders").upstreamHead(Platform.OLD, Duration.ofSeconds(31).toNanos(), 0);

    var samples = scrape();

    String bucket =
        "cutover_upstream_duration_seconds_bucket{platform=\"old\",route=\"orders\",le=";
    assertThat(samples)
        .containsEntry(bucket + "\"0.005\"}", 1.0)
        .containsEntry(bucket + "\"0.01\"}", 2.0)
        .containsEntry(bucket + "\"30.0\"}", 2.0)
        .containsEntry(bucket + "\"+Inf\"}", 3.0);
    assertThat(samples.keySet().stream().filter(name -> name.startsWith(bucket))).hasSize(13);
  }

  @Test
  void theRatiosAreThoseOfTheLastMinute() {
    var orders = metrics.route("orders");
    for (int i = 0; i < 10; i++) {
      orders.split(i < 4, i < 3 ? Platform.NEW : Platform.OLD, nanos.get());
    }

    assertThat(scrape())
        .containsEntry("cutover_share_expected_ratio{route=\"orders\"}", 0.4)
        .containsEntry("cutover_share_observed_ratio{route=\"orders\"}", 0.3);

    nanos.addAndGet(Duration.ofSeconds(60).toNanos());

    assertThat(scrape())
        .containsEntry("cutover_share_expected_ratio{route=\"orders\"}", 0.0)
        .containsEntry("cutover_share_observed_ratio{route=\"orders\"}", 0.0);
  }

  @Test
  void levelsGoUpAndDown() {
    metrics.inflight(Platform.NEW).up();
    metrics.inflight(Platform.NEW).up();
    metrics.inflight(Platform.NEW).down();
    metrics.clientConnections(ConnectionState.ACTIVE).up();
    metrics.platformConnections(Platform.OLD, ConnectionState.IDLE).up();

    assertThat(scrape())
        .containsEntry("cutover_inflight_requests{platform=\"new\"}", 1.0)
        .containsEntry("cutover_connections{side=\"client\",state=\"active\"}", 1.0)
        .containsEntry("cutover_connections{side=\"old\",state=\"idle\"}", 1.0)
        .containsEntry("cutover_connections{side=\"new\",state=\"idle\"}", 0.0);
  }

  @Test
  void aRefusedConfigurationKeepsTheTimeOfTheLastGoodOne() {
    metrics.configApplied();
    metrics.configRefused();

    assertThat(scrape())
        .containsEntry("cutover_config_last_reload_successful", 0.0)
        .containsEntry("cutover_config_last_reload_success_timestamp_seconds", 1_700_000_000.0);
  }

  @Test
  void aPlatformWithoutAnEndHasNoSeriesForIt() {
    metrics.retires(Platform.OLD, Instant.ofEpochSecond(2_000_000_000));
    assertThat(scrape())
        .containsEntry(
            "cutover_platform_retires_timestamp_seconds{platform=\"old\"}", 2_000_000_000.0);

    metrics.retires(Platform.OLD, null);
    assertThat(scrape().keySet())
        .noneMatch(name -> name.startsWith("cutover_platform_retires_timestamp_seconds"));
  }

  @Test
  void aRouteSeenAgainKeepsItsCounts() {
    assertThat(metrics.route("orders")).isSameAs(metrics.route("orders"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "- | text/plain; version=0.0.4",
        "*/* | text/plain; version=0.0.4",
        "text/plain | text/plain; version=0.0.4",
        "nonsense;;,, | text/plain; version=0.0.4",
        "application/openmetrics-text; version=1.0.0 | application/openmetrics-text; version=1.0.0",
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
            + " | application/openmetrics-text; version=1.0.0",
        "application/openmetrics-text;q=0.1, text/plain | text/plain; version=0.0.4",
        "application/openmetrics-text;q=0 | text/plain; version=0.0.4",
        "application/vnd.google.protobuf | text/plain; version=0.0.4"
      })
  void theFormatFollowsAccept(String accept, String contentType) {
    var exposition = metrics.scrape(accept);

    assertThat(exposition.contentType()).startsWith(contentType);
    assertThat(new String(exposition.body(), UTF_8).endsWith("# EOF\n"))
        .isEqualTo(contentType.startsWith("application/openmetrics-text"));
    assertThat(parse(exposition)).isNotEmpty();
  }

  @Test
  void bothFormatsSayTheSame() {
    metrics.route("orders").upstreamHead(Platform.OLD, 7_000_000, 0);

    var text = parse(metrics.scrape(null));
    var openMetrics = parse(metrics.scrape("application/openmetrics-text"));

    text.keySet().removeIf(name -> !name.startsWith("cutover_"));
    openMetrics.keySet().removeIf(name -> !name.startsWith("cutover_"));
    assertThat(openMetrics).isEqualTo(text);
    assertThat(text.get("cutover_upstream_duration_seconds_sum{platform=\"old\",route=\"orders\"}"))
        .isCloseTo(0.007, within(1e-12));
  }
}
