package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.e2e.GatewayProcess.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A gateway that is killed at any moment, comes up on damaged files, and has no room on its disk:
 * what it acknowledged is there, and no rollback is undone. {@code -Dcutover.kill.changes=500} and
 * {@code bench/kill} make it long; {@code -Dcutover.kill.seed} asks for the same once more.
 */
@Timeout(1800)
class KilledGatewayIT {
  private static final int CHANGES = Integer.getInteger("cutover.kill.changes", 60);

  /** On the average, between two kills. */
  private static final int BETWEEN = 8;

  private static final List<String> ROUTES = List.of("orders", "users", "stock");

  @TempDir Path folder;
  private Path config;

  @BeforeEach
  void configure() throws IOException {
    config = folder.resolve("cutover.yaml");
    Files.writeString(
        config,
        """
        version: 1
        runtime: { eventLoops: 1, transport: nio }
        accessLog: none
        listeners: [ { address: "127.0.0.1:0" } ]
        admin:
          address: "127.0.0.1:0"
          operators: [ { name: ops, role: admin, token: "${env:GATEWAY_TOKEN}" } ]
        state: { store: file, path: var }
        platforms: { old: { url: "http://127.0.0.1:9" }, new: { url: "http://127.0.0.1:9" } }
        defaults: { auth: none, stickBy: ip }
        routes:
          - { name: orders, match: { path: /orders }, share: 5% }
          - { name: users, match: { path: /users }, share: 5% }
          - { name: stock, match: { path: /stock }, share: 5% }
        """);
  }

  private Path log() {
    return folder.resolve("var/audit.jsonl");
  }

  private Path document() {
    return folder.resolve("var/state.json");
  }

  /** One change, as it is asked for and as it must be found again. */
  private record Asked(String route, String verb, int percent) {
    static Asked random(Random random) {
      String route = ROUTES.get(random.nextInt(ROUTES.size()));
      return switch (random.nextInt(10)) {
        case 0, 1, 2 -> new Asked(route, "rollback", 0);
        case 3, 4 -> new Asked(route, "clear", 0);
        default -> new Asked(route, "share", random.nextInt(101));
      };
    }

    CompletableFuture<Reply> sendTo(GatewayProcess gateway) {
      String path = "/routes/" + route;
      return switch (verb) {
        case "rollback" -> gateway.send("POST", path + "/rollback", "{}");
        case "clear" ->
            gateway.send("POST", path + "/plan/clear", "{\"reason\":\"r\",\"force\":true}");
        default ->
            gateway.send(
                "PUT", path + "/share", "{\"reason\":\"r\",\"share\":\"%d%%\"}".formatted(percent));
      };
    }
  }

  /** What was acknowledged, and what it must have led to. */
  private static final class Promised {
    final List<String> changes = new ArrayList<>();
    final Set<String> known = new HashSet<>();
    final Map<String, Integer> shares = new TreeMap<>();
    final Map<String, Boolean> latched = new TreeMap<>();
    int lost;
    int undone;

    Promised() {
      ROUTES.forEach(route -> shares.put(route, 5));
      ROUTES.forEach(route -> latched.put(route, false));
    }

    void take(Asked asked, Reply reply) {
      if (reply.status() == 409) {
        return;
      }
      assertThat(reply.status()).as("%s: %s", asked, reply.json()).isEqualTo(200);
      assertThat(reply.json().path("persisted").asBoolean()).isTrue();
      String change = reply.json().path("change").asString();
      // What changes nothing is answered with the change that made it so.
      if (known.add(change)) {
        changes.add(change);
      }
      take(asked);
    }

    private void take(Asked asked) {
      switch (asked.verb()) {
        case "rollback" -> {
          shares.put(asked.route(), 0);
          latched.put(asked.route(), true);
        }
        case "clear" -> latched.put(asked.route(), false);
        default -> shares.put(asked.route(), asked.percent());
      }
    }

    /** Reads the whole audit, page by page. */
    private static List<JsonNode> audit(GatewayProcess gateway) {
      List<JsonNode> records = new ArrayList<>();
      long last = 0;
      int before;
      do {
        before = records.size();
        JsonNode page =
            gateway.call("GET", "/audit?after=%d&limit=1000".formatted(last), "").json();
        page.path("changes").forEach(records::add);
        last = page.path("last").asLong();
      } while (records.size() > before);
      return records;
    }

    /**
     * Compares with what a gateway that came up has.
     *
     * @param unanswered what may or may not have been done; null: nothing
     */
    void compare(GatewayProcess gateway, Asked unanswered) {
      List<JsonNode> records = audit(gateway);
      List<String> stored = records.stream().map(each -> each.path("change").asString()).toList();
      lost += (int) changes.stream().filter(change -> !stored.contains(change)).count();
      assertThat(lost).as("acknowledged changes lost; stored are %s", stored).isZero();
      assertThat(stored.stream().filter(changes::contains)).containsExactlyElementsOf(changes);
      int after = changes.isEmpty() ? stored.size() : stored.indexOf(changes.getLast()) + 1;
      List<JsonNode> unsaid = records.subList(after, records.size());
      assertThat(unsaid).as("changes that nobody asked for").hasSizeBetween(0, 1);
      if (!unsaid.isEmpty()) {
        assertThat(unanswered).as("%s", unsaid).isNotNull();
        changes.add(unsaid.getFirst().path("change").asString());
        take(unanswered);
      }
      known.addAll(stored);
      JsonNode routes = gateway.call("GET", "/routes", "").json().path("routes");
      for (JsonNode route : routes) {
        String name = route.path("name").asString();
        boolean isLatched = !route.path("latch").isNull();
        boolean isZero = route.path("share").asString().equals("0%");
        if (latched.get(name) && !(isLatched && isZero)) {
          undone++;
        }
        assertThat(isLatched).as("latch of %s", route).isEqualTo(latched.get(name));
        assertThat(route.path("share").asString()).isEqualTo(shares.get(name) + "%");
      }
      assertThat(routes).hasSize(ROUTES.size());
      JsonNode chain = gateway.call("GET", "/audit/verify", "").json();
      assertThat(chain.path("intact").asBoolean()).as("%s", chain).isTrue();
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesKillsAndDamagedFiles() throws Exception {
    // What is asked and damaged can be had again; at what moment a kill comes can not.
    long seed = Long.getLong("cutover.kill.seed", System.nanoTime());
    System.out.println("-Dcutover.kill.seed=" + seed);
    var random = new Random(seed);
    var promised = new Promised();
    Map<String, Integer> damaged = new TreeMap<>();
    Asked unanswered = null;
    int kills = 0;
    while (promised.changes.size() < CHANGES) {
      try (GatewayProcess gateway = GatewayProcess.start(config)) {
        promised.compare(gateway, unanswered);
        for (int left = random.nextInt(2 * BETWEEN); left > 0; left--) {
          Asked asked = Asked.random(random);
          promised.take(asked, asked.sendTo(gateway).join());
        }
        unanswered = Asked.random(random);
        CompletableFuture<Reply> last = unanswered.sendTo(gateway);
        LockSupport.parkNanos(random.nextLong(6_000_000));
        gateway.kill();
        kills++;
        try {
          promised.take(unanswered, last.join());
          unanswered = null;
        } catch (CompletionException e) {
          assertThat(e).hasCauseInstanceOf(IOException.class);
        }
      }
      damaged.merge(damage(random), 1, Integer::sum);
    }
    try (GatewayProcess gateway = GatewayProcess.start(config)) {
      promised.compare(gateway, unanswered);
    }
    System.out.printf(
        "%d kills -9 during %d acknowledged changes, files damaged %s: %d acknowledged changes"
            + " lost, %d rollbacks undone, 0 unreadable starts, the audit chain verifies%n",
        kills, promised.changes.size(), damaged, promised.lost, promised.undone);
    assertThat(promised.undone).isZero();
  }

  /** Does to the files, while nobody holds them, what a crash or a bad disk does. */
  private String damage(Random random) throws IOException {
    byte[] was = Files.readAllBytes(document());
    byte[] record = Files.readAllLines(log()).getLast().getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(7)) {
      case 0 -> {
        Files.write(document(), Arrays.copyOf(was, random.nextInt(was.length)));
        yield "document truncated";
      }
      case 1 -> {
        Files.write(document(), new byte[was.length]);
        yield "document zeroed";
      }
      case 2 -> {
        Files.delete(document());
        yield "document gone";
      }
      case 3 -> {
        was[random.nextInt(was.length)] ^= 4;
        Files.write(document(), was);
        yield "document with a flipped bit";
      }
      case 4 -> {
        byte[] torn = Arrays.copyOf(record, 1 + random.nextInt(record.length - 1));
        Files.write(log(), torn, StandardOpenOption.APPEND);
        yield "log with a torn record";
      }
      default -> "none";
    };
  }

  @Test
  void neitherFileReadableLatchesEveryRouteAndStarts() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(config)) {
      Asked asked = new Asked("orders", "share", 40);
      assertThat(asked.sendTo(gateway).join().status()).isEqualTo(200);
      gateway.kill();
    }
    Files.write(document(), new byte[(int) Files.size(document())]);
    Files.write(log(), new byte[(int) Files.size(log())]);

    try (GatewayProcess gateway = GatewayProcess.start(config)) {
      for (JsonNode route : gateway.call("GET", "/routes", "").json().path("routes")) {
        assertThat(route.path("latch").path("cause").asString()).as("%s", route).isNotEmpty();
        assertThat(route.path("share").asString()).isEqualTo("5%");
      }
      assertThat(new Asked("orders", "share", 50).sendTo(gateway).join().status()).isEqualTo(409);
      assertThat(new Asked("orders", "clear", 0).sendTo(gateway).join().status()).isEqualTo(200);
      assertThat(new Asked("orders", "share", 50).sendTo(gateway).join().status()).isEqualTo(200);
    }
  }

  /** A limit on the size of its files is to a process what a full disk is, and needs no root. */
  @Test
  void aFullDiskRefusesRaisingAndAcceptsLowering() throws Exception {
    List<String> limited = List.of("sh", "-c", "ulimit -S -f 64; exec \"$@\"", "sh");
    String rollback;
    try (GatewayProcess gateway = GatewayProcess.start(config, limited)) {
      Reply refused = fill(gateway);
      assertThat(refused.json().path("detail").asString()).contains("can not be written");

      Reply lowered = new Asked("orders", "rollback", 0).sendTo(gateway).join();
      assertThat(lowered.status()).as("%s", lowered.json()).isEqualTo(200);
      assertThat(lowered.json().path("persisted").asBoolean()).isFalse();
      rollback = lowered.json().path("change").asString();
      JsonNode orders = gateway.call("GET", "/routes/orders", "").json();
      assertThat(orders.path("share").asString()).isEqualTo("0%");
      assertThat(orders.path("latch").path("cause").asString()).isEqualTo("operator");

      // With room again it is stored without anybody asking.
      Process more =
          new ProcessBuilder("prlimit", "--pid", "" + gateway.pid(), "--fsize=unlimited:").start();
      assertThat(more.waitFor()).as(more.errorReader().readAllAsString()).isZero();
      await()
          .until(
              () ->
                  gateway
                      .call("GET", "/changes/" + rollback, "")
                      .json()
                      .path("persisted")
                      .asBoolean());
      gateway.kill();
    }
    try (GatewayProcess gateway = GatewayProcess.start(config)) {
      JsonNode orders = gateway.call("GET", "/routes/orders", "").json();
      assertThat(orders.path("share").asString()).isEqualTo("0%");
      assertThat(orders.path("latch").path("cause").asString()).isEqualTo("operator");
      assertThat(gateway.call("GET", "/audit/verify", "").json().path("intact").asBoolean())
          .isTrue();
    }
  }

  /** Raises until there is no room; returns the refusal. */
  private static Reply fill(GatewayProcess gateway) {
    for (int i = 0; i < 500; i++) {
      Reply reply = new Asked("users", "share", 10 + i % 50).sendTo(gateway).join();
      if (reply.status() == 503) {
        return reply;
      }
      assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
      // Only a raise is refused; so each one is followed by room for the next.
      Reply back = new Asked("users", "share", 1).sendTo(gateway).join();
      if (!back.json().path("persisted").asBoolean()) {
        return new Asked("users", "share", 60).sendTo(gateway).join();
      }
    }
    throw new AssertionError("the disk never was full");
  }
}
