package io.cutover.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console as a person sees it: a real browser in front of a gateway under traffic. */
class BrowserIT {
  private static Playwright playwright;
  private static Browser browser;
  private static ConsoleRig rig;

  private final List<String> complaints = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() {
    // A busy machine draws late; what is waited for is said by each assertion.
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    rig = new ConsoleRig();
    playwright = ConsoleRig.playwright();
    browser = ConsoleRig.browser(playwright);
  }

  @AfterAll
  static void stop() {
    browser.close();
    playwright.close();
    rig.close();
  }

  @BeforeEach
  void open() {
    open(new Browser.NewContextOptions().setViewportSize(1280, 900));
  }

  private void open(Browser.NewContextOptions options) {
    context = browser.newContext(options);
    context.setDefaultTimeout(60_000);
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          // What the gateway refuses is told on the page; the browser says it once more.
          if (message.type().equals("error") && !message.text().startsWith("Failed to load")) {
            complaints.add(message.text() + " " + message.location());
          }
        });
    page.onPageError(complaints::add);
  }

  @AfterEach
  void close() {
    context.close();
    rig.calm();
  }

  private void logIn() {
    logIn(rig);
  }

  private void logIn(ConsoleRig rig) {
    page.navigate(rig.url());
    page.getByLabel("Operator's token").fill(Stand.TOKEN);
    button("Log in").click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Routes"))).isVisible();
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, named(name));
  }

  private Locator inDialog(String button) {
    return page.getByRole(AriaRole.DIALOG)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button).setExact(true));
  }

  private Locator row(String text) {
    return page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText(text));
  }

  private void picture(String folder, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(ConsoleRig.picture(folder, name)));
  }

  private void nothingWasComplainedOf() {
    assertThat(complaints).isEmpty();
  }

  @Test
  void aWrongTokenIsToldInWordsAndARightOneOpensTheRoutes() {
    page.navigate(rig.url());
    page.getByLabel("Operator's token").fill("wrong");
    button("Log in").click();

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("no operator");
    picture("light", "login");

    logIn();

    assertThat(row("orders")).isVisible();
    assertThat(page.getByText("live", new Page.GetByTextOptions().setExact(true))).isVisible();
    assertThat(page.url()).doesNotContain(Stand.TOKEN);
    assertThat(context.cookies().getFirst().httpOnly).isTrue();
  }

  @Test
  void aShareIsSeenBeforeItIsSetAndTheTrafficFollows() {
    logIn();
    page.getByRole(AriaRole.LINK, named("each")).click();
    page.getByLabel("New share").fill("40");
    button("Preview").click();
    assertThat(page.getByRole(AriaRole.REGION, named("Preview"))).isVisible();
    button("Set to 40%").click();
    page.getByLabel("Reason").fill("the first step");
    inDialog("Set to 40%").click();

    assertThat(page.getByRole(AriaRole.STATUS).filter(hasText("each is at 40%"))).isVisible();
    // What is expected is what is observed, to the hundredth: the split is exact.
    assertThat(page.locator("p.big").first())
        .containsText(
            Pattern.compile("40% asked expected ([1-9][0-9.]*)%, observed \\1%"), patiently());
    assertThat(page.locator("canvas").first()).isVisible();
    nothingWasComplainedOf();
  }

  @Test
  void aPreviewSaysWhereCapacityEndsAndWhatWouldBeRefused() {
    try (ConsoleRig tight = new ConsoleRig("{ requestsPerMinute: 2 }")) {
      logIn(tight);
      page.getByRole(AriaRole.LINK, named("each")).click();
      button("Roll back").click();
      inDialog("Roll back now").click();
      assertThat(page.getByRole(AriaRole.REGION, named("Latch"))).isVisible();
      // As soon as anything is expected, there was traffic.
      assertThat(page.locator("p.big").first()).containsText(Pattern.compile("expected [0-9]"));
      page.getByLabel("New share").fill("100%");
      button("Preview").click();

      Locator preview = page.getByRole(AriaRole.REGION, named("Preview"));
      assertThat(preview)
          .containsText(Pattern.compile("Above about [0-9.]+% requests spill to old"));
      assertThat(preview).containsText("each is latched");
      picture("light", "preview");
    }
    // The link was cut by the gateway's end.
    complaints.removeIf(each -> each.contains("api/v1/events"));
    nothingWasComplainedOf();
  }

  private static Locator.FilterOptions hasText(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  @Test
  void oneConfirmationRollsEverythingBackAndALatchIsClearedByAPerson() {
    rig.share("orders", "30%");
    logIn();
    button("Roll back all").click();
    picture("light", "dialog");
    inDialog("Roll back all routes now").click();

    assertThat(row("orders").getByText("latched")).isVisible();
    page.getByRole(AriaRole.LINK, named("orders")).click();
    assertThat(page.getByRole(AriaRole.REGION, named("Latch"))).containsText("by ops");
    button("Clear the latch").click();
    assertThat(page.getByLabel("Reason")).isFocused();
    page.getByLabel("Reason").fill("<img src=x onerror=alert(1)>");
    page.getByLabel("also during its cool-down").check();
    inDialog("Clear the latch").click();
    assertThat(page.getByRole(AriaRole.REGION, named("Latch"))).isHidden();

    page.getByRole(AriaRole.LINK, named("Audit")).click();
    assertThat(row("<img src=x onerror=alert(1)>").first()).isVisible();
    assertThat(page.locator("main img")).hasCount(0);
    // A rollback is never undone, and that is said in place of a button that would only refuse.
    Locator rollback = row("rolled back to 0%").first();
    assertThat(rollback.getByRole(AriaRole.BUTTON)).hasCount(0);
    rollback.getByText("not possible").click();
    assertThat(rollback.getByText("a rollback is not undone")).isVisible();
    picture("light", "audit-why");
    nothingWasComplainedOf();
  }

  @Test
  void aPlanThatHurtsIsSeenToBeRolledBackAndLatched() {
    logIn();
    page.getByRole(AriaRole.LINK, named("cart")).click();
    button("Start a plan").click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    dialog.getByLabel("Plan").fill("patient");
    dialog.getByLabel("Reason").fill("half of them first");
    inDialog("Start a plan").click();

    Locator plan = page.getByRole(AriaRole.REGION, named("Plan"));
    assertThat(plan.getByText("running", exactly())).isVisible();
    assertThat(plan.locator(".steps li")).hasText(new String[] {"25%", "50%", "100%"});
    assertThat(plan.locator("[aria-current=step]")).hasText("25%");
    assertThat(page.locator("p.big").first()).containsText("25% asked");
    // A group's evidence stands under each of its routes.
    Locator evidence = page.getByRole(AriaRole.REGION, named("Evidence"));
    assertThat(evidence.locator("h3")).hasText(new String[] {"cart", "payment"});
    assertThat(evidence.locator("tbody tr").filter(hasText("5xx")).first())
        .containsText("pass", patiently());

    rig.fail("cart");

    assertThat(page.getByRole(AriaRole.REGION, named("Latch")))
        .containsText("by gate", patiently());
    assertThat(plan.getByText("rolled back", exactly())).isVisible();
    assertThat(page.locator("p.big").first()).containsText("0% asked");
    assertThat(evidence.locator("tbody tr").filter(hasText("5xx")).first()).containsText("breach");
    picture("light", "rolled-back");
    page.getByRole(AriaRole.LINK, named("Routes")).click();
    assertThat(row("payment").getByText("latched")).isVisible();

    rig.fail("nothing");
    page.getByRole(AriaRole.LINK, named("payment")).click();
    button("Clear the latch").click();
    assertThat(dialog).containsText("So is cart: one group has one share, plan and latch.");
    dialog.getByLabel("Reason").fill("mended");
    dialog.getByLabel("also during its cool-down").check();
    inDialog("Clear the latch").click();
    assertThat(page.getByRole(AriaRole.REGION, named("Latch"))).isHidden();
    page.getByRole(AriaRole.LINK, named("Audit")).click();
    assertThat(row("mended").first()).isVisible();
    nothingWasComplainedOf();
  }

  /** For what takes some seconds of traffic, however slow the machine is. */
  private static LocatorAssertions.ContainsTextOptions patiently() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(120_000);
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  @Test
  void anApplicationIsPinnedAndLetGo() {
    logIn();
    page.getByRole(AriaRole.LINK, named("Applications")).click();
    page.getByRole(AriaRole.LINK, named("mobile")).click();
    Locator orders = row("orders");
    assertThat(orders.locator("[data-label=Pin]")).hasText("– Pin…");

    pin(orders, "old", "they asked to be last");
    assertThat(page.getByRole(AriaRole.STATUS).filter(hasText("mobile"))).isVisible();
    assertThat(orders.locator("[data-label=Pin]")).hasText("old Pin…");
    assertThat(orders.locator("[data-label='Now on']")).containsText("old by pin");

    pin(orders, "auto", "with the others again");
    assertThat(orders.locator("[data-label=Pin]")).hasText("– Pin…");
    nothingWasComplainedOf();
  }

  private void pin(Locator row, String platform, String reason) {
    row.getByRole(AriaRole.BUTTON).click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    dialog.getByLabel("Platform").selectOption(platform);
    dialog.getByLabel("Reason").fill(reason);
    dialog.locator("button[type=submit]").click();
    assertThat(dialog).isHidden();
  }

  @Test
  void aLostLinkIsSaidAndComesBackByItself() {
    logIn();
    assertThat(page.locator(".link")).hasText("live");

    rig.cable().cut();
    assertThat(page.locator(".link")).containsText("link lost");

    rig.cable().mend();
    assertThat(page.locator(".link")).hasText("live");
  }

  @Test
  void whatAnotherOperatorDidMeanwhileIsToldInsteadOfOverwritten() {
    logIn();
    page.getByRole(AriaRole.LINK, named("orders")).click();
    page.getByLabel("New share").fill("3%");
    button("Preview").click();
    button("Set to 3%").click();
    page.getByLabel("Reason").fill("mine");
    // The page must not have heard of the other's change when it writes its own.
    page.route("**/api/v1/routes/orders", route -> route.abort());
    rig.share("orders", "2%");
    inDialog("Set to 3%").click();

    assertThat(page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.ALERT)).containsText("412");
    assertThat(page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.ALERT)).containsText("ops");
  }

  @Test
  void aLongListIsShownPieceByPiece() {
    context.close();
    open(new Browser.NewContextOptions().setViewportSize(360, 740));
    logIn();
    // Ninety-seven callers of each of two routes come by turns.
    await().until(() -> rig.users() > 100);
    page.navigate(rig.url() + "#/report");

    assertThat(page.locator("tbody tr")).hasCount(50);
    button("Show 50 more").click();
    assertThat(page.locator("tbody tr")).hasCount(100);
    nothingWasComplainedOf();
  }

  @ParameterizedTest
  @CsvSource({"360,740,phone", "1280,900,light"})
  void aRequestIsExplainedAsItWouldComeAndAsItCame(int width, int height, String name) {
    context.close();
    open(new Browser.NewContextOptions().setViewportSize(width, height));
    logIn();
    page.getByRole(AriaRole.LINK, named("Explain")).click();
    page.getByLabel("URL").fill("http://127.0.0.1/orders/1");
    page.getByLabel("Headers").fill("X-Client: c1");
    button("Explain").first().click();

    Locator answer = page.getByRole(AriaRole.REGION, named("Answer")).first();
    assertThat(answer).containsText("bucket");
    picture(name, "explained");

    page.getByLabel("Request id").fill(rig.request("/orders/1"));
    button("Explain").last().click();
    assertThat(answer).containsText("which was answered with 200");
    picture(name, "explained-past");
    nothingWasComplainedOf();
  }

  @Test
  void everythingIsReachedByKeyboard() {
    logIn();
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#main")).isFocused();
    page.keyboard().press("Tab");
    while (!(boolean) page.evaluate("document.activeElement.textContent === 'orders'")) {
      page.keyboard().press("Tab");
    }
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.HEADING, named("orders"))).isVisible();
    button("Roll back").focus();
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
    nothingWasComplainedOf();
  }

  @ParameterizedTest
  @CsvSource({
    "360,740,LIGHT,phone",
    "1280,900,LIGHT,light",
    "1280,900,DARK,dark",
    "1920,1080,LIGHT,wide"
  })
  void everyPageFitsItsScreen(int width, int height, ColorScheme colors, String name) {
    context.close();
    open(new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(colors));
    rig.share("each", "20%");
    rig.plan("cart", "patient");
    logIn();
    for (String path : ConsoleRig.PAGES) {
      page.navigate(rig.url() + "#/" + path);
      assertThat(page.locator("main h1")).isVisible();
      assertThat(page.getByText("Loading…")).hasCount(0);
      if (path.equals("routes")) {
        assertThat(page.locator(".spark path[d*=L]").first()).isAttached();
      }
      if (path.startsWith("routes/")) {
        assertThat(page.locator("canvas")).hasCount(4);
      }
      picture(name, path);

      assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
          .as(path)
          .isLessThanOrEqualTo(width);
      assertThat((List<?>) page.evaluate(ConsoleRig.UNNAMED)).as(path).isEmpty();
      assertThat((List<?>) page.evaluate(ConsoleRig.CUT_OFF)).as(path).isEmpty();
      assertThat((List<?>) page.evaluate(ConsoleRig.PALE)).as(path).isEmpty();
    }
    nothingWasComplainedOf();
  }
}
