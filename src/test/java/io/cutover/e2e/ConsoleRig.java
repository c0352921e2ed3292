package io.cutover.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** A gateway under traffic for a browser to look at, and the browser. */
final class ConsoleRig implements AutoCloseable {
  /** Every page, by what stands behind the {@code #/}. */
  static final List<String> PAGES =
      List.of(
          "routes",
          "routes/each",
          "routes/cart",
          "applications",
          "applications/mobile",
          "shadow",
          "explain",
          "audit",
          "report",
          "replicas");

  /** Controls that a screen reader could not name, by their markup. */
  static final String UNNAMED =
      """
      [...document.querySelectorAll('button, a, input, select, textarea')]
        .filter(e => !(e.textContent.trim() || e.ariaLabel || e.labels?.length || e.title
                       || e.querySelector('img[alt]:not([alt=""])')))
        .map(e => e.outerHTML)
      """;

  /** Texts whose contrast with their ground is below WCAG's AA of 4.5, by their first words. */
  static final String PALE =
      """
      (() => {
        const rgb = text => text.match(/[0-9.]+/g).map(Number);
        const luminance = ([r, g, b]) => [r, g, b]
          .map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
          .reduce((all, c, i) => all + c * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = e => {
          for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] > 0) return c;
          }
          return [255, 255, 255];
        };
        return [...document.querySelectorAll('body *')]
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
                       && e.checkVisibility() && !e.disabled && !e.closest('svg, .sr'))
          .filter(e => {
            const [a, b] = [luminance(rgb(getComputedStyle(e).color)), luminance(ground(e))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
          })
          .map(e => e.className + ': ' + e.textContent.trim().slice(0, 40));
      })()
      """;

  /** Links between the pages that are cut off by the window, by their words. */
  static final String CUT_OFF =
      """
      [...document.querySelectorAll('nav a')]
        .filter(a => a.getBoundingClientRect().right > a.closest('nav').getBoundingClientRect().right + 1)
        .map(a => a.textContent)
      """;

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
  private static final String EMPTY = "Content-Length: 0\r\n\r\n";

  private static final String ROUTES =
      """
      routes:
        - { name: orders, match: { path: /orders }, share: 0%, auth: none, stickBy: "header:X-Client" }
        - { name: each, match: { path: /each }, share: 0%, auth: none, stickBy: request }
        - { name: cart, group: checkout, match: { path: /cart }, share: 0%, auth: none, stickBy: request }
        - { name: payment, group: checkout, match: { path: /payment }, share: 0%, auth: none, stickBy: request }
        - { name: catalogue, match: { path: /catalogue }, share: 5%, auth: none, stickBy: "header:X-Client", new: none }
      applications:
        - { name: mobile, old: { clientId: mobile-old }, new: { clientId: mobile-new } }
        - { name: partner, old: { clientId: partner-old } }
      plans:
        patient: { steps: [ 25%, 50%, 100% ], hold: 1h, bake: 1h, gate: { minRequests: 50 } }
      authorities:
        - { name: cloud, native: old, opaque: { introspection: none } }
      """;

  private static final List<String> NAMES =
      List.of("orders", "each", "cart", "payment", "catalogue");

  private volatile String failing = "nothing";
  private final RawPlatform old = answering("old");
  private final RawPlatform next =
      new RawPlatform(
          connection -> {
            String head;
            while ((head = connection.readHead()) != null) {
              connection.send(
                  head.startsWith("GET /" + failing)
                      ? "HTTP/1.1 500 Oops\r\n" + EMPTY
                      : OK + "new");
            }
          });
  private final Stand stand;
  private final Cable cable;
  private final AtomicInteger turn = new AtomicInteger();
  private final ScheduledExecutorService callers = Executors.newSingleThreadScheduledExecutor();

  ConsoleRig() {
    this("{ requestsPerMinute: 1000000 }");
  }

  /** A gateway whose new platform has such a capacity. */
  ConsoleRig(String capacity) {
    stand =
        Stand.start(old.url(), next.url() + "\", capacity: " + capacity + ", name: \"x", ROUTES);
    cable = new Cable(stand.adminPort());
    var _ = callers.scheduleAtFixedRate(this::call, 0, 10, TimeUnit.MILLISECONDS);
  }

  private static RawPlatform answering(String name) {
    return RawPlatform.answering(OK + name);
  }

  private void call() {
    int i = turn.getAndIncrement();
    String route = NAMES.get(i % NAMES.size());
    var request =
        HttpRequest.newBuilder(URI.create(stand.url("/" + route))).header("X-Client", "c" + i % 97);
    var _ = stand.http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
  }

  String url() {
    return "http://127.0.0.1:" + cable.port() + "/";
  }

  /** Returns what the browser reaches the gateway by. */
  Cable cable() {
    return cable;
  }

  void share(String route, String share) {
    stand.share(route, share);
  }

  /** Has the new platform answer 500 to one route, until the test ends. */
  void fail(String route) {
    failing = route;
  }

  void plan(String route, String plan) {
    HttpResponse<String> answer =
        stand.admin(
            "POST",
            "/api/v1/routes/" + route + "/plan/start",
            "{\"plan\":\"%s\",\"reason\":\"test\"}".formatted(plan));
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
  }

  /** Returns how many are known to use the old platform. */
  int users() {
    HttpResponse<String> answer = stand.admin("GET", "/api/v1/report?since=1d", "");
    return JsonMapper.shared().readTree(answer.body()).path("users").size();
  }

  /** Returns the id of a request that was just made. */
  String request(String path) {
    return stand.get(path).headers().firstValue("X-Request-Id").orElseThrow();
  }

  /** Leaves no fault, no plan, no latch and no share behind for the next test. */
  void calm() {
    failing = "nothing";
    for (String route : NAMES) {
      String plan = "/api/v1/routes/" + route + "/plan/";
      // What a route does not have is refused, and that is as good.
      stand.admin("POST", plan + "abort", "{\"reason\":\"next test\"}");
      stand.admin("POST", plan + "clear", "{\"reason\":\"next test\",\"force\":true}");
      stand.share(route, "0%");
    }
  }

  static Path picture(String name, String path) {
    return Path.of("target", "console", name, path.replace('/', '-') + ".png");
  }

  static Playwright playwright() {
    return Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  static Browser browser(Playwright playwright) {
    return playwright
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(Path.of("/usr/bin/chromium"))
                .setArgs(
                    List.of(
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync")));
  }

  @Override
  public void close() {
    callers.shutdownNow();
    cable.close();
    stand.close();
    old.close();
    next.close();
  }
}
