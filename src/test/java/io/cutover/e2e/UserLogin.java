package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user's browser does at {@link SpringServer} until a client has its code (RFC 6749 §4.1).
 */
final class UserLogin {
  static final String BACK = "http://127.0.0.1/back";

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

  private final SpringServer server;
  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  UserLogin(SpringServer server) {
    this.server = server;
  }

  /** Logs ann in, and returns the code that a client may redeem for her token. */
  String code(String client, String scope) throws IOException, InterruptedException {
    String wanted =
        server.url(
            "/oauth2/authorize?response_type=code&client_id=%s&scope=%s&redirect_uri=%s"
                .formatted(client, scope, BACK));
    assertThat(get(wanted).statusCode()).isEqualTo(302);
    String form = "_csrf=" + found(CSRF, get(server.url("/login")).body());
    HttpResponse<String> in =
        browser.send(
            page(server.url("/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form + "&username=ann&password=PASSWORD"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(in.statusCode()).isEqualTo(302);
    return found(CODE, get(wanted).headers().firstValue("Location").orElse("nowhere"));
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return browser.send(page(url).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder page(String url) {
    return HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/html");
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }
}
