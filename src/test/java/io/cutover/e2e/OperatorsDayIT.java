package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.cli.Cli;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A day in an operator's life, over the commands and a gateway that serves. What was typed and said
 * is {@code docs/day.md}; {@code -Dcutover.day.write=true} writes it anew.
 */
class OperatorsDayIT {
  private static final Path DOCS = Path.of("docs/day.md");
  private static final String CONFIG =
      """
      authorities:
        - name: cloud
          native: both
          opaque:
            introspection: { url: "http://127.0.0.1:%d/introspect", clientId: gw, clientSecret: "${env:S}" }
      applications:
        - { name: qa, old: { clientId: qa } }
        - { name: shop, contact: shop@example.com, old: { clientId: shop } }
      routes:
        - { name: orders, match: { path: /orders }, share: 0%%, override: { header: X-Ask, applications: [qa] } }
      """;

  private final RawPlatform old =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  private final RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private final StringBuilder transcript = new StringBuilder();
  private Introspecting issuer;
  private Stand stand;
  private Map<String, String> env;

  @BeforeEach
  void start() throws Exception {
    issuer = new Introspecting();
    stand = Stand.start(old.url(), next.url(), CONFIG.formatted(issuer.port()));
    env =
        Map.of(
            "CUTOVER_ADMIN",
            "http://127.0.0.1:" + stand.adminPort(),
            "CUTOVER_TOKEN",
            Stand.TOKEN,
            "STAND_TOKEN",
            Stand.TOKEN,
            "S",
            "secret");
  }

  @AfterEach
  void close() {
    stand.close();
    issuer.close();
    old.close();
    next.close();
  }

  // ---- what is typed, and what consumers do meanwhile

  private void chapter(String title, String words) {
    transcript.append("\n## %s\n\n%s\n\n".formatted(title, words));
  }

  private String types(int exit, String... args) {
    Cli.Ran ran = run(exit, args);
    String typed =
        Arrays.stream(args)
            .map(arg -> arg.matches("[\\w%./:=-]+") ? arg : "'" + arg + "'")
            .collect(Collectors.joining(" "));
    transcript
        .append("```console\n$ cutover ")
        .append(scrubbed(typed))
        .append('\n')
        .append(scrubbed(ran.output()))
        .append(exit == 0 ? "" : "(exit %d)\n".formatted(exit))
        .append("```\n\n");
    return ran.output();
  }

  private Cli.Ran run(int exit, String... args) {
    Cli.Ran ran = Cli.run(env, args);
    assertThat(ran.exit()).as("%s: %s", List.of(args), ran.output()).isEqualTo(exit);
    return ran;
  }

  private String scrubbed(String text) {
    return text.replace(stand.folder().toString(), "/etc/cutover")
        .replaceAll("\\(Java [^)]*\\)", "(Java 25)");
  }

  private static String change(String output) {
    return output.replaceFirst("(?s).*change ([0-9a-f]{12}).*", "$1");
  }

  private HttpResponse<String> shop() {
    return stand.get("/orders/1", "Authorization", "Bearer shop-token");
  }

  private String qa() {
    return stand.get("/orders/1", "Authorization", "Bearer qa-token", "X-Ask", "new").body();
  }

  private void asks(String share) {
    await()
        .until(
            () ->
                run(0, "routes", "orders", "-o", "csv").output().contains("orders," + share + ","));
  }

  /** The exchange is counted a moment after its answer. */
  private void isKnown(String requestId) {
    await().until(() -> Cli.run(env, "explain", "--request-id", requestId).exit() == 0);
  }

  @Test
  void fromTheFirstCheckToTheEndOfTheOldPlatform() throws Exception {
    String file = stand.folder().resolve("cutover.yaml").toString();
    chapter("Install and check", "Is it there, and is the configuration right?");
    types(0, "--version");
    types(0, "check", "-c", file);
    types(0, "diff", "-c", file);
    types(0, "status");
    String first = shop().headers().firstValue("X-Request-Id").orElseThrow();
    isKnown(first);

    chapter("A share, looked at before", "Who would move? Then for good, and seen to arrive.");
    assertThat(types(0, "share", "orders", "100%", "--preview")).contains("moves 1 caller,");
    assertThat(shop().body()).isEqualTo("old");
    types(0, "share", "orders", "10%", "--reason", "the first tenth", "--wait");
    asks("10%");

    chapter("A share for a while", "It ends by itself, never higher than it began.");
    types(0, "share", "orders", "60%", "--lease", "1s", "--then", "5%", "--reason", "a short try");
    asks("5%");
    types(0, "status");

    chapter(
        "Testers first", "The application qa asks for new by a header; the others do not move.");
    assertThat(qa()).isEqualTo("new");
    types(0, "pin", "shop", "new", "--route", "orders", "--reason", "they asked to be first");
    assertThat(shop().body()).isEqualTo("new");
    types(0, "applications", "shop");

    chapter(
        "Why did this request go there?", "A request that was made, and one that is described.");
    String id = shop().headers().firstValue("X-Request-Id").orElseThrow();
    isKnown(id);
    assertThat(types(0, "explain", "--request-id", id)).contains("orders: new (pin)");
    types(0, "explain", "GET", "/orders/1", "-H", "Authorization: Bearer shop-token");

    chapter(
        "Back, at once", "No reason is needed, nothing is asked. Pins and overrides stay behind.");
    assertThat(types(0, "rollback", "orders", "--reason", "support is being called"))
        .contains("moved: shop")
        .doesNotContain("could not move");
    assertThat(shop().body()).isEqualTo("old");
    assertThat(qa()).isEqualTo("old");
    types(4, "share", "orders", "10%", "--reason", "once more");
    types(0, "plan", "clear", "orders", "--reason", "it was their own release");

    chapter("A change taken back", "Every change keeps its inverse.");
    String set = types(0, "share", "orders", "40%", "--reason", "on we go");
    types(0, "undo", change(set), "--reason", "not before the weekend");
    asks("0%");
    assertThat(types(0, "audit"))
        .contains("shop pinned to new on orders", "orders rolled back to 0%", "undone (share of");
    types(0, "audit", "--verify");

    chapter(
        "The end of the old platform", "Is it still used, and by whom? Only then is it retired.");
    types(0, "pin", "shop", "auto", "--route", "orders", "--reason", "they go with the others");
    types(0, "share", "orders", "100%", "--reason", "everybody");
    assertThat(shop().body()).isEqualTo("new");
    assertThat(types(1, "report", "--since", "1d")).contains("shop@example.com");
    types(4, "retire", "old", "--reason", "the contract ends");
    Path counts = stand.folder().resolve("counts.csv");
    Files.writeString(counts, "name,requests\norders,0\n");
    String[] proof = {"report", "--since", "1s", "--old-counts", counts.toString()};
    await().until(() -> Cli.run(env, proof).exit() == 0);
    types(0, proof);
    types(0, "retire", "old", "--force", "--reason", "the contract ends; nobody is left");
    assertThat(shop().body()).isEqualTo("new");
    types(0, "audit", "--verify");

    isInTheDocs();
  }

  private void isInTheDocs() throws Exception {
    String page =
        """
        # A day in an operator's life

        What an operator types from the first check to the end of the old platform, and what is said.
        A test types the same; `CUTOVER_ADMIN` and `CUTOVER_TOKEN` are set.
        """
            + transcript;
    if (Boolean.getBoolean("cutover.day.write")) {
      Files.writeString(DOCS, page.stripTrailing() + "\n");
    }
    assertThat(commands(Files.readString(DOCS))).isEqualTo(commands(page));
  }

  /** What was typed; ids are of their day. */
  private static List<String> commands(String page) {
    return page.lines()
        .filter(line -> line.startsWith("$ "))
        .map(line -> line.replaceFirst("(undo|--request-id) [0-9A-Za-z-]+", "$1 ID"))
        .toList();
  }
}
