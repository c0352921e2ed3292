package io.cutover.admin;

import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import io.cutover.split.Blocked;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A share that is set, by one operator or by two. */
class SharesIT extends WithRig {
  @Test
  void aShareIsSetAndItsReceiptNamesTheChange() {
    String before = get("/api/v1/routes/orders", VIEWER).field("ETag");

    Got got = rig.call("PUT", SHARE, OPERATOR, TO_10, "If-Match", before);

    assertThat(got.status()).as(got.text()).isEqualTo(200);
    assertThat(got.json().path("change").stringValue()).isNotEmpty();
    assertThat(got.json().path("persisted").booleanValue()).isTrue();
    Got after = get("/api/v1/routes/orders", VIEWER);
    assertThat(after.json().path("share").stringValue()).isEqualTo("10%");
    assertThat(after.field("ETag")).isEqualTo(got.field("ETag")).isNotEqualTo(before);
  }

  @Test
  void anotherRoutesTagStaysWhenThisOneChanges() {
    String billing = get("/api/v1/routes/billing", VIEWER).field("ETag");
    String theSwitch = get("/api/v1/switch", VIEWER).field("ETag");

    rig.call("PUT", SHARE, OPERATOR, TO_10);

    assertThat(get("/api/v1/routes/billing", VIEWER).field("ETag")).isEqualTo(billing);
    assertThat(get("/api/v1/switch", VIEWER).field("ETag")).isEqualTo(theSwitch);
  }

  @Test
  void aTagStaysWhenOnlyCountersMove() {
    String before = get("/api/v1/routes/orders", VIEWER).field("ETag");

    rig.metrics.route("orders").blocked(Blocked.NO_PAIR, rig.nanos.get());

    assertThat(get("/api/v1/routes/orders", VIEWER).field("ETag")).isEqualTo(before);
  }

  @Test
  void aStaleTagChangesNothing() {
    String stale = get("/api/v1/routes/orders", VIEWER).field("ETag");
    rig.call("PUT", SHARE, OPERATOR, TO_10);

    Got got =
        rig.call(
            "PUT", SHARE, OPERATOR, "{\"share\":\"90%\",\"reason\":\"late\"}", "If-Match", stale);

    assertThat(got.problem(412)).contains("has changed since");
    assertThat(share()).isEqualTo("10%");
  }

  @Test
  void tagsAreComparedStrongly() {
    String tag = get("/api/v1/routes/orders", VIEWER).field("ETag");

    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10, "If-Match", "W/" + tag).status())
        .isEqualTo(412);
    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10, "If-Match", "\"other\", " + tag).status())
        .isEqualTo(200);
    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10, "If-Match", "*").status()).isEqualTo(200);
  }

  @Test
  void ofTwoOperatorsAtOnceExactlyOneWins() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        String tag = get("/api/v1/routes/orders", VIEWER).field("ETag");
        var together = new CyclicBarrier(2);
        List<String> shares = List.of((20 + 2 * round) + "%", (21 + 2 * round) + "%");
        List<Future<Integer>> both =
            shares.stream()
                .map(
                    wanted ->
                        threads.submit(
                            () -> {
                              together.await();
                              String body = "{\"share\":\"" + wanted + "\",\"reason\":\"race\"}";
                              return rig.call("PUT", SHARE, OPERATOR, body, "If-Match", tag)
                                  .status();
                            }))
                .toList();

        List<Integer> statuses = List.of(both.get(0).get(), both.get(1).get());

        assertThat(statuses).containsExactlyInAnyOrder(200, 412);
        assertThat(share()).isEqualTo(shares.get(statuses.indexOf(200)));
      }
    }
  }
}
