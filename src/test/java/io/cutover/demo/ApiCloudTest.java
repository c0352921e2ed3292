package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.Secret;
import io.cutover.demo.Consumers.Consumer;
import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ApiCloudTest {
  private static final String ORDERS = "/t/acme/orders/1.0.0/orders/1";
  private static final String PAYMENTS = "/t/acme/payments/1.2.0/payments/1";
  private static final String REALM = "OAuth2 realm=\"WSO2 API Manager\"";

  private final SetClock clock = new SetClock();
  private final IssuedTokens issued = new IssuedTokens();
  private final ApiCloud cloud = new ApiCloud(clock, new Random(1), issued);

  @BeforeEach
  void register() {
    cloud.register(new Consumer("keya", new Secret("secreta"), Set.of("orders", "payments")));
  }

  private String token(String form) {
    Answer answer = cloud.answer(Asked.form("/token", form).basic("keya", "secreta").request());
    return new JsonMapper().readTree(answer.body()).path("access_token").asString();
  }

  private String token() {
    return token("grant_type=client_credentials");
  }

  private Answer asked(Asked asked) {
    return cloud.answer(asked.request());
  }

  @Test
  void aMissingCredentialIs900902InTheShapeThatIsAskedFor() {
    Answer json = asked(Asked.get(ApiCloud.HOST, ORDERS).with("Accept", "application/json"));
    Answer xml = asked(Asked.get(ApiCloud.HOST, ORDERS));

    assertThat(json.status()).isEqualTo(401);
    assertThat(json.header("Content-Type")).isEqualTo("application/json");
    assertThat(json.body())
        .isEqualTo(
            "{\"fault\":{\"code\":900902,\"message\":\"Missing"
                + " Credentials\",\"description\":\"Required OAuth credentials not provided. Make"
                + " sure your API invocation call has a header: \\\"Authorization: Bearer"
                + " ACCESS_TOKEN\\\"\"}}");
    assertThat(json.header("WWW-Authenticate")).isEqualTo(REALM);
    assertThat(xml.header("Content-Type")).isEqualTo("application/xml; charset=UTF-8");
    assertThat(xml.body())
        .isEqualTo(
            "<ams:fault"
                + " xmlns:ams=\"http://wso2.org/apimanager/security\"><ams:code>900902</ams:code><ams:message>Missing"
                + " Credentials</ams:message><ams:description>Required OAuth credentials not"
                + " provided. Make sure your API invocation call has a header: \"Authorization:"
                + " Bearer ACCESS_TOKEN\"</ams:description></ams:fault>");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, application/json",
    "text/javascript, text/javascript",
    "text/xml, text/xml; charset=UTF-8",
    "*/*, application/xml; charset=UTF-8",
    "'application/json, text/plain', application/xml; charset=UTF-8",
    "application/json; q=1, application/xml; charset=UTF-8"
  })
  void onlyAnAcceptThatIsExactlyOneTypeIsHeeded(String accept, String contentType) {
    Answer answer = asked(Asked.get(ApiCloud.HOST, ORDERS).with("Accept", accept));

    assertThat(answer.header("Content-Type")).isEqualTo(contentType);
  }

  @Test
  void anUnknownTokenIs900901AndSoIsAnExpiredOneInOtherWords() {
    String token = token("grant_type=client_credentials&validity_period=60");
    clock.advance(Duration.ofSeconds(60));

    Answer unknown = asked(Asked.get(ApiCloud.HOST, ORDERS).bearer("made-up"));
    Answer expired = asked(Asked.get(ApiCloud.HOST, ORDERS).bearer(token));

    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.body()).contains("<ams:code>900901</ams:code>");
    assertThat(unknown.header("WWW-Authenticate"))
        .isEqualTo(
            REALM
                + ", error=\"invalid_token\", error_description=\"The provided token is"
                + " invalid\"");
    assertThat(expired.status()).isEqualTo(401);
    assertThat(expired.body()).contains("<ams:code>900901</ams:code>");
    assertThat(expired.header("WWW-Authenticate"))
        .isEqualTo(
            REALM + ", error=\"invalid_token\", error_description=\"The access token expired\"");
  }

  @Test
  void anApiThatWasNotSubscribedToIs900908WithoutAChallenge() {
    Answer answer =
        asked(Asked.get(ApiCloud.HOST, "/t/acme/catalog/2.1.0/products/1").bearer(token()));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body())
        .startsWith("<ams:fault xmlns:ams=\"http://wso2.org/apimanager/security\">")
        .contains("<ams:code>900908</ams:code><ams:message>Resource forbidden</ams:message>");
    assertThat(answer.header("WWW-Authenticate")).isNull();
  }

  @Test
  void aMissingScopeIs900910AndTheRightOnePasses() {
    Answer without = asked(Asked.get(ApiCloud.HOST, PAYMENTS).bearer(token()));
    Answer with =
        asked(
            Asked.get(ApiCloud.HOST, PAYMENTS)
                .bearer(token("grant_type=client_credentials&scope=payments")));

    assertThat(without.status()).isEqualTo(403);
    assertThat(without.body()).contains("<ams:code>900910</ams:code>");
    assertThat(with.status()).isEqualTo(200);
  }

  @Test
  void aJwtOfSomebodyElseIsNotRefusedButBreaks() {
    Answer answer = asked(Asked.get(ApiCloud.HOST, ORDERS).bearer("e30.e30.c2ln"));

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("<ams:code>900900</ams:code>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/orders/v1/orders/1",
        "/t/acme/orders/1.0.0",
        "/t/acme/orders/1.0.0x/orders/1",
        "/t/acme/orders/1.0.0/elsewhere"
      })
  void aPathThatIsNotHereIsTheGenericFaultAndCounted(String path) {
    Answer answer = asked(Asked.get(ApiCloud.HOST, path));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo(
            "<am:fault"
                + " xmlns:am=\"http://wso2.org/apimanager\"><am:code>404</am:code><am:type>Status"
                + " report</am:type><am:message>Runtime Error</am:message><am:description>No"
                + " matching resource found for given API Request</am:description></am:fault>");
    assertThat(cloud.tally().misrouted()).isEqualTo(1);
  }

  @Test
  void anApiUnderAnotherHostIsMisrouted() {
    Answer answer = asked(Asked.get("127.0.0.1:8080", ORDERS).bearer(token()));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(cloud.tally().misrouted()).isEqualTo(1);
    assertThat(cloud.tally().examples())
        .containsExactly("old: no such host or path here: GET 127.0.0.1" + ORDERS);
  }

  @Test
  void anExplicitPortIsNoOtherHost() {
    Answer answer = asked(Asked.get(ApiCloud.HOST + ":443", ORDERS).bearer(token()));

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void theBackendRepeatsWhatItWasAskedAndNeverSeesTheToken() {
    Answer answer =
        asked(
            Asked.post(ApiCloud.HOST, ORDERS + "?q=a%2Fb", "four")
                .bearer(token())
                .with(Backend.ID, "id-7"));

    assertThat(answer.body())
        .isEqualTo(
            "{\"api\":\"orders\",\"method\":\"POST\",\"resource\":\"/orders/1?q=a%%2Fb\",\"bodyBytes\":4,\"bodyCrc\":%d,\"id\":\"id-7\",\"authorization\":false}"
                .formatted(Backend.crc("four".getBytes(StandardCharsets.UTF_8))));
    assertThat(answer.header("X-Served-By")).isEqualTo("old");
    assertThat(answer.header("X-Demo-Id")).isEqualTo("id-7");
    assertThat(cloud.tally().served()).containsExactly(Map.entry("orders", 1L));
  }

  @Test
  void anOpenApiAsksForNoTokenAndPassesOnWhateverComes() {
    Answer plain = asked(Asked.get(ApiCloud.HOST, "/t/acme/news/1.0.0/articles/1"));
    Answer carried = asked(Asked.get(ApiCloud.HOST, "/t/acme/news/1.0.0/articles/1").bearer("x"));

    assertThat(plain.body()).contains("\"authorization\":false");
    assertThat(carried.body()).contains("\"authorization\":true");
  }

  @ParameterizedTest
  @CsvSource({"API, 900800", "SUBSCRIPTION, 900804", "APPLICATION, 900803"})
  void whatExceedsALimitIs429UntilTheClockMinuteIsOver(ApiCloud.Tier tier, int code) {
    cloud.limit(tier, 1);
    Asked orders =
        Asked.get(ApiCloud.HOST, ORDERS).bearer(token()).with("Accept", "application/json");
    Asked xml = Asked.get(ApiCloud.HOST, ORDERS).bearer(token());

    Answer first = asked(orders);
    Answer second = asked(orders);
    Answer third = asked(xml);
    clock.advance(Duration.ofSeconds(30));
    Answer next = asked(orders);

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(429);
    assertThat(second.body())
        .isEqualTo(
            "{\"fault\":{\"code\":%d,\"message\":\"Message throttled out\",\"description\":\"You have exceeded your quota\",\"nextAccessTime\":\"2026-Sep-05 16:00:00+0000 UTC\"}}"
                .formatted(code));
    assertThat(second.header("Retry-After")).isEqualTo("Sat, 05 Sep 2026 16:00:00 GMT");
    assertThat(third.body())
        .isEqualTo(
            "<amt:fault xmlns:amt=\"http://wso2.org/apimanager/throttling\"><amt:code>%d</amt:code><amt:message>Message Throttled Out</amt:message><amt:description>You have exceeded your quota</amt:description></amt:fault>"
                .formatted(code));
    assertThat(next.status()).isEqualTo(200);
  }

  @Test
  void aTokenOfTheOtherPlatformIsCountedWhereverItStands() {
    issued.add("a.b.c", Platform.NEW);
    String own = token();

    asked(Asked.get(ApiCloud.HOST, ORDERS).bearer("a.b.c"));
    asked(Asked.get(ApiCloud.HOST, ORDERS).bearer(own).with("X-Forwarded-Token", "a.b.c"));
    asked(Asked.get(ApiCloud.HOST, ORDERS + "?access_token=a.b.c").bearer(own));
    asked(Asked.form("/oauth2/introspect", "token=a.b.c"));
    asked(Asked.get(ApiCloud.HOST, ORDERS).bearer(own));
    asked(Asked.get(ApiCloud.HOST, ORDERS).bearer("nobodys"));

    assertThat(cloud.tally().foreign()).isEqualTo(4);
    assertThat(cloud.tally().examples().toString()).doesNotContain("a.b.c");
  }
}
