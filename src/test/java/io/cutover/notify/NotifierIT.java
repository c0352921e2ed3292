package io.cutover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.config.NotifyConfig;
import io.cutover.config.NotifyConfig.Event;
import io.cutover.config.NotifyConfig.Format;
import io.cutover.config.Secret;
import io.cutover.notify.Receiver.Delivery;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages to a receiver on a real socket: signed, tried again, never waited for. */
class NotifierIT {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-24T12:00:00Z"));
  private static final Set<Event> ALL = EnumSet.allOf(Event.class);
  private static final Secret SECRET = new Secret("between-us");

  private Receiver receiver;
  private Notifier notifier;

  @BeforeEach
  void start() throws Exception {
    receiver = new Receiver();
    notifier = new Notifier(CLOCK, Duration.ofMillis(1));
  }

  @AfterEach
  void stop() {
    notifier.close();
    receiver.close();
  }

  private NotifyConfig to(URI url, Format format, Set<Event> events) {
    return new NotifyConfig(url, format, SECRET, events);
  }

  private void refuse(String error) {
    notifier.configRefused(Path.of("cutover.yaml"), List.of(error));
  }

  private List<Delivery> awaited(int deliveries) {
    await().until(() -> receiver.deliveries().size() >= deliveries);
    return receiver.deliveries();
  }

  private static JsonNode json(Delivery delivery) {
    return JsonMapper.shared().readTree(delivery.body());
  }

  @Test
  void aMessageSaysWhatWhyWhatWasDoneAndWhatToDo() {
    notifier.configure(List.of(to(receiver.url(), Format.JSON, ALL)));

    refuse("cutover.yaml:3:1 routes: has no route — add one");

    Delivery delivery = awaited(1).getFirst();
    JsonNode said = json(delivery);
    assertThat(delivery.event()).isEqualTo("config");
    assertThat(said.path("event").asString()).isEqualTo("config");
    assertThat(said.path("at").asString()).isEqualTo("2026-11-24T12:00:00Z");
    assertThat(said.path("what").asString()).contains("cutover.yaml was refused");
    assertThat(said.path("why").asString()).contains("has no route — add one");
    assertThat(said.path("done").asString()).contains("last good configuration stays");
    assertThat(said.path("next").asString()).isEqualTo("cutover check -c cutover.yaml");
    assertThat(said.path("id").asString()).isEqualTo(delivery.id());
  }

  @Test
  void aMessageIsSignedTogetherWithItsTime() {
    notifier.configure(List.of(to(receiver.url(), Format.JSON, ALL)));

    refuse("wrong");

    Delivery delivery = awaited(1).getFirst();
    assertThat(delivery.timestamp()).isEqualTo("1795521600");
    assertThat(delivery.signature())
        .isEqualTo(
            "sha256="
                + Webhook.signature(
                    SECRET, "1795521600", delivery.body().getBytes(StandardCharsets.UTF_8)))
        .isNotEqualTo(
            "sha256="
                + Webhook.signature(
                    SECRET, "1795521601", delivery.body().getBytes(StandardCharsets.UTF_8)));
  }

  /** RFC 4231 has no case with a dot in it; this one is by openssl dgst -sha256 -hmac key. */
  @Test
  void theSignatureIsHmacSha256() {
    assertThat(Webhook.signature(new Secret("key"), "1", "{}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224");
  }

  @Test
  void slackIsToldInItsOwnFormAndNobodyIsCalledByAReason() {
    notifier.configure(List.of(to(receiver.url(), Format.SLACK, ALL)));

    refuse("<!channel> & more");

    JsonNode said = json(awaited(1).getFirst());
    assertThat(said.propertyNames()).containsExactly("text");
    assertThat(said.path("text").asString())
        .contains("*Why:* &lt;!channel&gt; &amp; more", "*Done:*", "*Next:* `cutover check -c");
  }

  @Test
  void aReceiverThatFailsIsTriedAgainWithTheSameIdAndOrder() {
    receiver.answering(503, 429, 500);
    notifier.configure(List.of(to(receiver.url(), Format.JSON, ALL)));

    refuse("first");
    refuse("second");

    List<Delivery> all = awaited(5);
    assertThat(all.subList(0, 4)).extracting(Delivery::body).containsOnly(all.getFirst().body());
    assertThat(json(all.get(3)).path("why").asString()).isEqualTo("first");
    assertThat(json(all.get(4)).path("why").asString()).isEqualTo("second");
  }

  @Test
  void whatIsGivenUpIsToldOfInTheNextMessage() {
    receiver.answering(404);
    notifier.configure(List.of(to(receiver.url(), Format.JSON, ALL)));

    refuse("never taken");
    refuse("taken");

    JsonNode second = json(awaited(2).get(1));
    assertThat(second.path("why").asString()).isEqualTo("taken");
    assertThat(second.path("dropped").asInt()).isEqualTo(1);
  }

  /** In order to each: what comes to a receiver first was all that was sent to it before. */
  @Test
  void aReceiverIsToldOnlyWhatItAskedFor() throws Exception {
    try (var other = new Receiver()) {
      notifier.configure(
          List.of(
              to(receiver.url(), Format.JSON, Set.of(Event.ROLLBACK)),
              to(other.url(), Format.JSON, Set.of(Event.CONFIG))));

      refuse("wrong");
      notifier.tell(rollback());
      refuse("wrong again");

      assertThat(awaited(1)).extracting(Delivery::event).containsExactly("rollback");
      await().until(() -> other.deliveries().size() >= 2);
      assertThat(other.deliveries())
          .extracting(Delivery::event)
          .containsExactly("config", "config");
    }
  }

  private static Notice rollback() {
    return new Notice(
        "c1-orders",
        Event.ROLLBACK,
        CLOCK.instant(),
        "orders",
        "c1",
        "ops",
        "orders was rolled back from 5% to 0%",
        "errors",
        "it is latched",
        "cutover plan clear orders --reason …");
  }

  @Test
  void aReceiverThatHangsHoldsUpNobodyAndIsToldTheLatest() {
    CountDownLatch gate = receiver.hold();
    notifier.configure(List.of(to(receiver.url(), Format.JSON, ALL)));
    refuse("first");
    awaited(1);

    IntStream.range(0, 10 * Webhook.WAITING).forEach(i -> refuse("error " + i));
    // It came this far while the receiver held the first one.
    gate.countDown();

    List<Delivery> all = awaited(1 + Webhook.WAITING);
    assertThat(json(all.get(1)).path("dropped").asInt()).isEqualTo(9 * Webhook.WAITING);
    assertThat(json(all.get(2)).path("dropped").asInt()).isZero();
    assertThat(json(all.getLast()).path("why").asString()).isEqualTo("error 999");
  }

  @Test
  void aReceiverThatStaysOverAReloadIsNotBegunAnew() {
    NotifyConfig config = to(receiver.url(), Format.JSON, ALL);
    notifier.configure(List.of(config));
    refuse("before");
    awaited(1);

    notifier.configure(List.of(to(receiver.url(), Format.JSON, ALL)));
    refuse("after");
    awaited(2);
    notifier.configure(List.of());
    refuse("to nobody");

    assertThat(receiver.deliveries()).hasSize(2);
  }
}
