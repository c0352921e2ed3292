package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.e2e.Collector.Span;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces as a collector gets them, and as platforms are told of them. */
class TracesIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SAMPLED = "00-" + TRACE + "-b7ad6b7169203331-01";

  private static final String REST =
      """

      trustedProxies: [127.0.0.1/32]
      authorities:
        - { name: cloud, native: old, opaque: { introspection: none } }
      routes:
        - { name: orders, match: { path: /orders }, share: 100%, auth: optional, stickBy: request }
      """;

  private final Collector collector = new Collector();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private RawPlatform old;
  private RawPlatform next;
  private Stand stand;

  @BeforeEach
  void start() {
    old = RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
    next =
        new RawPlatform(
            connection -> {
              for (String head = connection.readHead();
                  head != null;
                  head = connection.readHead()) {
                heads.add(head);
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
              }
            });
  }

  @AfterEach
  void close() {
    stand.close();
    old.close();
    next.close();
    collector.close();
  }

  private void stand(String traces) {
    stand = Stand.start(old.url(), next.url(), traces + REST);
  }

  private String traces(String sample) {
    return "traces: { endpoint: \"%s\", sample: %s, headers: { Authorization: secret-of-the-collector } }"
        .formatted(collector.endpoint(), sample);
  }

  private List<Span> await(int count) {
    Awaitility.await("spans").until(() -> collector.spans.size() >= count);
    return collector.spans;
  }

  @Test
  void aTraceTellsTheStagesOfAnExchangeInTheirOrder() {
    stand(traces("100%"));

    String id = stand.get("/orders").headers().firstValue("X-Request-Id").orElseThrow();

    Map<String, Span> spans =
        await(8).stream().collect(Collectors.toMap(Span::name, Function.identity()));
    assertThat(spans)
        .containsOnlyKeys(
            "GET", "accept", "auth", "decide", "platform new", "connect", "first byte", "stream");
    Span whole = spans.get("GET");
    assertThat(whole.parent()).isEmpty();
    assertThat(whole.attributes())
        .containsEntry("cutover.route", "orders")
        .containsEntry("cutover.decision", "share")
        .containsEntry("cutover.platform", "new")
        .containsEntry("cutover.request_id", id)
        .containsEntry("http.response.status_code", "200");
    assertThat(spans.values()).extracting(Span::trace).containsOnly(whole.trace());
    Span platform = spans.get("platform new");
    for (String stage : List.of("accept", "auth", "decide", "platform new")) {
      assertThat(spans.get(stage).parent()).as(stage).isEqualTo(whole.id());
    }
    for (String stage : List.of("connect", "first byte", "stream")) {
      assertThat(spans.get(stage).parent()).as(stage).isEqualTo(platform.id());
    }
    long at = whole.start();
    for (String stage : List.of("accept", "auth", "decide", "connect", "first byte", "stream")) {
      assertThat(spans.get(stage).start()).as(stage).isGreaterThanOrEqualTo(at);
      at = spans.get(stage).end();
    }
    assertThat(whole.end()).isGreaterThanOrEqualTo(at);
    assertThat(heads.getFirst())
        .contains("traceparent: 00-" + whole.trace() + "-" + platform.id() + "-01\r\n");
    assertThat(collector.authorizations).containsOnly("secret-of-the-collector");
  }

  @Test
  void aTraceThatWasBegunElsewhereGoesOn() {
    stand(traces("0%"));

    stand.get("/orders", "traceparent", SAMPLED, "tracestate", "a=b");

    Map<String, Span> spans =
        await(8).stream().collect(Collectors.toMap(Span::name, Function.identity()));
    assertThat(spans.get("GET").trace()).isEqualTo(TRACE);
    assertThat(spans.get("GET").parent()).isEqualTo("b7ad6b7169203331");
    assertThat(heads.getFirst())
        .contains("traceparent: 00-" + TRACE + "-" + spans.get("platform new").id() + "-01\r\n")
        .contains("tracestate: a=b\r\n")
        .doesNotContain("b7ad6b7169203331");
  }

  @Test
  void whatIsNotSampledPassesUntouched() {
    stand(traces("0%"));

    stand.get("/orders", "traceparent", SAMPLED.replaceFirst("1$", "0"));
    stand.get("/orders", "traceparent", SAMPLED);

    await(8);
    assertThat(collector.spans).filteredOn(span -> span.name().equals("GET")).hasSize(1);
    assertThat(heads.getFirst()).contains("traceparent: " + SAMPLED.replaceFirst("1$", "0"));
  }

  @Test
  void aReloadSwitchesThemOnAndOff() {
    stand("");
    stand.get("/orders");
    assertThat(stand.reload(old.url(), next.url(), traces("100%") + REST).toString())
        .startsWith("Reloaded");
    stand.get("/orders");
    assertThat(stand.reload(old.url(), next.url(), REST).toString()).startsWith("Reloaded");
    stand.get("/orders");

    await(8);
    assertThat(collector.spans).filteredOn(span -> span.name().equals("GET")).hasSize(1);
    assertThat(stand.admin("GET", "/api/v1/config", "").body())
        .doesNotContain("secret-of-the-collector");
  }
}
