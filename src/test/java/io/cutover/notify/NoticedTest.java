package io.cutover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.NotifyConfig.Event;
import io.cutover.state.Recorded;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is read off the records of changes. */
class NoticedTest {

  private static List<Notice> notices(String what, String reason, String before, String after) {
    return notices(what, reason, before, after, List.of("orders"));
  }

  private static List<Notice> notices(
      String what, String reason, String before, String after, List<String> named) {
    var record =
        (ObjectNode)
            JsonMapper.shared()
                .readTree(
                    """
                    { "change": "0123456789ab", "revision": 7, "at": "2026-11-24T12:00:00Z",
                      "by": "alice", "as": "Alice A", "from": "admin 127.0.0.1", "what": %s, %s
                      "before": { "routes": { "orders": %s } },
                      "after": { "routes": { "orders": %s } } }
                    """
                        .formatted(what, reason, before, after));
    return Noticed.in(new Recorded("0123456789ab", 7, record, true), _ -> named);
  }

  @Test
  void aRollbackSaysFromWhereAndWhatElseItEnded() {
    Notice notice =
        notices(
                "{ \"kind\": \"rollback\" }",
                "\"reason\": \"503s from Choreo\",",
                "{ \"share\": 2500, \"plan\": { \"plan\": \"careful\", \"state\": \"running\" } }",
                """
                { "share": 0, "plan": { "plan": "careful", "state": "rolledBack" },
                  "latch": { "cause": "operator", "cools": "2026-11-24T12:15:00Z" } }
                """)
            .getFirst();

    assertThat(notice.event()).isEqualTo(Event.ROLLBACK);
    assertThat(notice.what()).isEqualTo("orders was rolled back from 25% to 0%");
    assertThat(notice.why()).isEqualTo("503s from Choreo");
    assertThat(notice.by()).isEqualTo("alice (as Alice A)");
    assertThat(notice.done())
        .contains("from 25% to 0%", "plan careful was ended", "2026-11-24T12:15:00Z");
    assertThat(notice.next()).isEqualTo("cutover plan clear orders --reason …");
    assertThat(notice.change()).isEqualTo("0123456789ab");
  }

  @Test
  void withoutAReasonThatIsSaid() {
    assertThat(
            notices(
                "{ \"kind\": \"rollback\" }",
                "",
                "{ \"share\": 100 }",
                "{ \"share\": 0, \"latch\": { \"cause\": \"operator\" } }"))
        .extracting(Notice::why)
        .containsExactly("no reason was given");
  }

  @Test
  void aLatchForDamageSaysWhatWasFound() {
    Notice notice =
        notices(
                "{ \"kind\": \"declare\", \"damage\": \"state.json fails its checksum\" }",
                "",
                "{ \"share\": 500 }",
                "{ \"share\": 500, \"latch\": { \"cause\": \"damage\" } }")
            .getFirst();

    assertThat(notice.event()).isEqualTo(Event.LATCH);
    assertThat(notice.what()).contains("orders is latched at 5%");
    assertThat(notice.why()).isEqualTo("state.json fails its checksum");
  }

  /** The latch for damage holds the share where it was; a person may well take it back. */
  @Test
  void aRollbackOfWhatIsLatchedForDamageIsTold() {
    String held = "{ \"share\": 500, \"latch\": { \"cause\": \"damage\" } }";
    String back = held.replace("500", "0");

    assertThat(notices("{ \"kind\": \"rollback\" }", "", held, back))
        .extracting(Notice::event, Notice::what)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Event.ROLLBACK, "orders was rolled back from 5% to 0%"));
    assertThat(notices("{ \"kind\": \"share\" }", "", held, back)).isEmpty();
  }

  @Test
  void aPlanThatPausesOrEndsIsTold() {
    String running = "{ \"share\": 500, \"plan\": { \"plan\": \"p\", \"state\": \"running\" } }";

    assertThat(
            notices(
                "{ \"kind\": \"plan\" }",
                "\"reason\": \"too few requests\",",
                running,
                running.replace("running", "paused")))
        .extracting(Notice::event, Notice::what, Notice::why, Notice::next)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Event.PAUSE,
                "plan p of orders is paused at 5%",
                "too few requests",
                "cutover plan resume orders --reason …"));
    assertThat(
            notices("{ \"kind\": \"plan\" }", "", running, running.replace("running", "complete")))
        .extracting(Notice::event)
        .containsExactly(Event.COMPLETE);
  }

  @Test
  void whatNeedsNobodyIsNotTold() {
    assertThat(notices("{ \"kind\": \"share\" }", "", "{ \"share\": 1 }", "{ \"share\": 2 }"))
        .isEmpty();
    // Rolled back once more: the latch was there.
    String latched = "{ \"share\": 0, \"latch\": { \"cause\": \"operator\" } }";
    assertThat(notices("{ \"kind\": \"rollback\" }", "", latched, latched)).isEmpty();
    String paused = "{ \"share\": 5, \"plan\": { \"plan\": \"p\", \"state\": \"paused\" } }";
    assertThat(notices("{ \"kind\": \"plan\" }", "", paused, paused)).isEmpty();
  }

  @Test
  void aGroupIsNamedWithItsRoutesAndCommandsTakeOneOfThem() {
    Notice notice =
        notices(
                "{ \"kind\": \"rollback\" }",
                "",
                "{ \"share\": 100 }",
                "{ \"share\": 0, \"latch\": { \"cause\": \"operator\" } }",
                List.of("cart", "pay"))
            .getFirst();

    assertThat(notice.what()).isEqualTo("orders (cart, pay) was rolled back from 1% to 0%");
    assertThat(notice.next()).isEqualTo("cutover plan clear cart --reason …");
  }
}
