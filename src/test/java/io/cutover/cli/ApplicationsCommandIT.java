package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands about applications, against what a gateway answers. */
class ApplicationsCommandIT {
  private static final String VERIFIED =
      """
      {"at":"2026-11-24T12:00:00Z","passed":{"old":true,"new":false},"trials":[
        {"platform":"old","route":null,"verdict":"pass","detail":"the platform gives a token"},
        {"platform":"new","route":"orders","verdict":"fail","detail":"answers 403: subscribe it"}]}
      """;
  private static final String ONE =
      """
      {"name":"mobile","state":"bridged","cohort":"pilot","environment":"production","contact":null,
       "tokensSeen":{"old":"2026-11-24T11:00:00Z","new":null},"canMove":true,"blocked":null,
       "verified":%s,
       "routes":[{"route":"orders","bucket":499,"movesAt":"5%%","platform":"new","decision":"share",
         "blocked":null,"seen":{"old":{"last":"x","requests":7,"errors":1},"new":null}},
         {"route":"stock","bucket":null,"movesAt":null,"platform":"old","decision":"credential",
         "blocked":"no-pair","seen":{"old":null,"new":null}}]}
      """
          .formatted(VERIFIED);

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext("/api/v1/applications", this::answer);
    gateway.start();
  }

  private void answer(HttpExchange call) throws IOException {
    String path = call.getRequestURI().getPath();
    asked.add(call.getRequestMethod() + " " + path);
    String body =
        path.endsWith("/verify")
            ? "{\"name\":\"mobile\",\"verified\":" + VERIFIED + "}"
            : path.endsWith("/mobile") ? ONE : "{\"applications\":[" + ONE + "]}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(200, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  private Typed types(String... args) {
    return Typed.By.script()
        .env("CUTOVER_ADMIN", "http://127.0.0.1:" + gateway.getAddress().getPort())
        .types(args);
  }

  @Test
  void allAreATable() {
    Typed typed = types("applications");

    assertThat(typed.exit()).isZero();
    assertThat(typed.out().lines())
        .containsExactly(
            "APPLICATION  STATE    COHORT  TOKENS SEEN(old/new)    CAN MOVE  VERIFIED",
            "mobile       bridged  pilot   2026-11-24T11:00:00Z/-  yes       old"
                + " 2026-11-24T12:00:00Z");
  }

  @Test
  void oneIsItsPage() {
    Typed typed = types("applications", "mobile");

    assertThat(typed.out())
        .contains("state        bridged")
        .contains(
            "ROUTE   BUCKET  MOVES AT  PLATFORM  DECISION    CAN MOVE     LAST DAY(old/new) "
                + " ERRORS(old/new)")
        .containsPattern("orders +499 +5% +new +share +yes +7/- +1/-")
        .containsPattern("stock +- +- +old +credential +no: no-pair +-/- +-/-");
    assertThat(types("applications", "mobile", "-o", "csv").out()).startsWith("ROUTE,BUCKET,");
  }

  @Test
  void aTrialThatFailsIsAFailure() {
    Typed typed = types("applications", "verify", "--all");

    assertThat(typed.exit()).isEqualTo(Exit.FAILED);
    assertThat(typed.out())
        .containsPattern("mobile +old +token +pass +the platform gives a token")
        .containsPattern("mobile +new +route orders +fail +answers 403: subscribe it");
    assertThat(asked).contains("POST /api/v1/applications/mobile/verify");
    assertThat(types("applications", "verify").exit()).isEqualTo(Exit.USAGE);
    assertThat(types("applications", "verify", "mobile", "--all").exit()).isEqualTo(Exit.USAGE);
  }
}
