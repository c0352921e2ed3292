package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plans over HTTP, between a gateway, two platforms and clients who never stop calling. */
@Timeout(300)
class PlanIT {
  private static final String ROUTES =
      """
      defaults: { auth: none, stickBy: request }
      routes:
        - { name: orders, formerly: sales, match: { path: /orders }, plan: swift }
        - { name: stock, match: { path: /stock }, stickBy: "header:x-key" }
        - { name: cart, group: checkout, match: { path: /cart }, plan: swift }
        - { name: payment, group: checkout, match: { path: /payment }, plan: swift }
      plans:
        swift:
          steps: [ 50%, 100% ]
          hold: 4s
          bake: 1s
          gate: { minRequests: 50, tooFew: { extend: 1000 } }
        slow:
          steps: [ 50%, 100% ]
          hold: 1h
        bounded:
          steps: [ 50%, 100% ]
          hold: 1h
          gate: { errors: { max: 2% } }
      """;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Backend old = new Backend();
  private final Backend next = new Backend();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final List<Thread> clients = new ArrayList<>();
  private Stand stand;

  /** A platform that answers 200, and 500 to what is told to fail. */
  private static final class Backend implements AutoCloseable {
    volatile String failing = "nothing";
    volatile boolean checkFails;
    final AtomicInteger requests = new AtomicInteger();
    final RawPlatform platform =
        new RawPlatform(
            connection -> {
              String head;
              while ((head = connection.readHead()) != null) {
                boolean check = head.startsWith("GET /health ");
                requests.addAndGet(check ? 0 : 1);
                boolean fails = check ? checkFails : head.startsWith("GET " + failing);
                connection.send(
                    fails
                        ? "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops"
                        : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
              }
            });

    /** With a check of its health, and nothing else that would take it for ill. */
    String url() {
      return platform.url()
          + "\", health: { path: /health, interval: 100ms }, outlier: none, name: \"x";
    }

    @Override
    public void close() {
      platform.close();
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    stop.set(true);
    for (Thread client : clients) {
      client.join();
    }
    stand.close();
    old.close();
    next.close();
  }

  private void start() {
    stand = Stand.start(old.url(), next.url(), ROUTES);
  }

  /** Some forty clients call a path, one after the other, again and again. */
  private void calls(String path) {
    clients.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try (RawClient client = new RawClient(stand.port())) {
                    for (int i = 0; !stop.get(); i = (i + 1) % 40) {
                      client.send(
                          "GET %s HTTP/1.1\r\nHost: a\r\nX-Key: %d\r\n\r\n".formatted(path, i));
                      client.readAnswer();
                      Thread.sleep(5);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  private HttpResponse<String> verb(String route, String verb, String body) {
    return stand.admin("POST", "/api/v1/routes/" + route + "/plan/" + verb, body);
  }

  private void done(String route, String verb, String body) {
    HttpResponse<String> answer = verb(route, verb, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private JsonNode get(String path) {
    return JSON.readTree(stand.admin("GET", "/api/v1/routes/" + path, "").body());
  }

  private String state(String route) {
    return get(route + "/plan").path("state").asString("");
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
  }

  private static List<String> failing(JsonNode plan, String route) {
    return plan.path("evidence")
        .valueStream()
        .filter(one -> one.path("route").asString("").equals(route))
        .filter(one -> one.path("verdict").asString("").equals("breach"))
        .map(one -> one.path("words").asString(""))
        .toList();
  }

  @Test
  void aPlanThatHurtsIsUndoneAndOneThatDoesNotCompletes() {
    start();
    calls("/orders/1");
    done("orders", "start", "{\"reason\":\"go\",\"plan\":\"slow\"}");
    assertThat(get("orders").path("share").asString()).isEqualTo("50%");
    patiently().until(() -> next.requests.get() > 20);
    assertThat(state("orders")).isEqualTo("running");

    next.failing = "/orders";
    patiently().until(() -> state("orders").equals("rolledBack"));

    JsonNode plan = get("orders/plan");
    assertThat(failing(plan, "orders")).singleElement().asString().contains("5xx", "on new");
    assertThat(plan.path("verdict").path("verdict").asString()).isEqualTo("breach");
    assertThat(plan.path("note").asString()).contains("5xx");
    JsonNode route = get("orders");
    assertThat(route.path("share").asString()).isEqualTo("0%");
    assertThat(route.path("latch").path("cause").asString()).isEqualTo("gate");
    assertThat(stand.metrics())
        .contains(
            "cutover_rollbacks_total{cause=\"gate\",route=\"orders\"} 1",
            "cutover_latched{route=\"orders\"} 1",
            "cutover_plan_state{route=\"orders\",state=\"rolledBack\"} 1");
    HttpResponse<String> again = verb("orders", "start", "{\"reason\":\"again\"}");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("latched");

    next.failing = "nothing";
    // It cools down first; who must not wait for that says so.
    assertThat(verb("orders", "clear", "{\"reason\":\"mended\"}").statusCode()).isEqualTo(409);
    done("orders", "clear", "{\"reason\":\"mended\",\"force\":true}");
    done("orders", "start", "{\"reason\":\"again\"}");
    patiently().until(() -> state("orders").equals("complete"));
    assertThat(get("orders").path("share").asString()).isEqualTo("100%");
    assertThat(get("orders").path("home").asString()).isEqualTo("new");
  }

  @Test
  void oneRouteOfAGroupTakesTheOtherBackWithIt() {
    start();
    calls("/cart");
    calls("/payment");
    done("cart", "start", "{\"reason\":\"go\",\"plan\":\"slow\"}");
    for (String route : List.of("cart", "payment")) {
      assertThat(get(route).path("share").asString()).isEqualTo("50%");
      assertThat(state(route)).isEqualTo("running");
    }
    assertThat(verb("payment", "start", "{\"reason\":\"go\"}").statusCode()).isEqualTo(409);

    next.failing = "/payment";
    patiently().until(() -> state("cart").equals("rolledBack"));

    JsonNode plan = get("cart/plan");
    assertThat(failing(plan, "payment")).isNotEmpty();
    assertThat(failing(plan, "cart")).isEmpty();
    for (String route : List.of("cart", "payment")) {
      assertThat(get(route).path("share").asString()).isEqualTo("0%");
      assertThat(get(route).path("latch").path("cause").asString()).isEqualTo("gate");
    }
    done("payment", "clear", "{\"reason\":\"mended\",\"force\":true}");
    assertThat(get("cart").path("latch").isNull()).isTrue();
  }

  @Test
  void nothingIsRolledBackOntoAPlatformThatIsDown() {
    start();
    calls("/stock");
    done("stock", "start", "{\"reason\":\"go\",\"plan\":\"bounded\"}");
    patiently().until(() -> next.requests.get() > 20 && old.requests.get() > 20);

    old.checkFails = true;
    patiently()
        .until(() -> stand.metrics().contains("cutover_platform_healthy{platform=\"old\"} 0"));
    next.failing = "/stock";
    patiently().until(() -> state("stock").equals("paused"));

    assertThat(get("stock/plan").path("note").asString()).contains("the old platform is down");
    assertThat(get("stock").path("share").asString()).isEqualTo("50%");
    assertThat(get("stock").path("latch").isNull()).isTrue();

    // The guard stays on: as soon as there is somewhere to go back to, it does.
    old.checkFails = false;
    patiently().until(() -> state("stock").equals("rolledBack"));
    assertThat(get("stock").path("share").asString()).isEqualTo("0%");
  }
}
