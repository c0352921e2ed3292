package io.cutover.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class OwnAnswerTest {
  private static final byte[] DATE = "Sun, 06 Nov 1994 08:49:37 GMT".getBytes(US_ASCII);

  private static Asked asked(ErrorShape shape, String accept) {
    return new Asked(
        shape, accept, false, false, false, "id-1".getBytes(US_ASCII), DATE, new byte[0]);
  }

  private static String write(OwnAnswer answer, Asked asked) {
    ByteBuf out = Unpooled.buffer();
    answer.writeTo(out, asked);
    String text = out.toString(ISO_8859_1);
    out.release();
    return text;
  }

  private static String head(String answer) {
    return answer.substring(0, answer.indexOf("\r\n\r\n") + 2);
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static String field(String answer, String name) {
    return head(answer)
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .reduce((_, _) -> "several")
        .orElse("none");
  }

  private static JsonNode json(String text) {
    return new ObjectMapper().readTree(text);
  }

  private static Element xml(String text) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(UTF_8)))
        .getDocumentElement();
  }

  private static String child(Element element, String name) {
    return element.getElementsByTagNameNS(element.getNamespaceURI(), name).item(0).getTextContent();
  }

  @Test
  void aMissingTokenIsAnsweredLikeThis() {
    String answer = write(OwnAnswer.to(Problem.MISSING_TOKEN), asked(ErrorShape.WSO2, null));

    assertThat(answer)
        .isEqualTo(
            "HTTP/1.1 401 Unauthorized\r\n"
                + "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                + "X-Request-Id: id-1\r\n"
                + "Proxy-Status: cutover; error=http_request_denied\r\n"
                + "Content-Type: application/json; charset=UTF-8\r\n"
                + "Content-Length: 202\r\n"
                + "Cache-Control: no-store\r\n"
                + "WWW-Authenticate: Bearer realm=\"WSO2 API Manager\"\r\n"
                + "\r\n"
                + "{\"fault\":{\"code\":900902,\"message\":\"Missing"
                + " Credentials\",\"description\":\"Required OAuth credentials not provided. Make"
                + " sure your API invocation call has a header: \\\"Authorization: Bearer"
                + " ACCESS_TOKEN\\\"\"}}");
  }

  @Test
  void anInvalidTokenInXmlIsAnsweredLikeThis() {
    String answer =
        write(OwnAnswer.to(Problem.INVALID_TOKEN), asked(ErrorShape.WSO2, "application/xml"));

    assertThat(field(answer, "Content-Type")).isEqualTo("application/xml; charset=UTF-8");
    assertThat(body(answer))
        .isEqualTo(
            "<ams:fault xmlns:ams=\"http://wso2.org/apimanager/security\"><ams:code>900901"
                + "</ams:code><ams:message>Invalid Credentials</ams:message><ams:description>The"
                + " access token is invalid, inactive or expired. Make sure you have given the"
                + " correct access token, or request a new one</ams:description></ams:fault>");
  }

  @Test
  void aProblemIsAnsweredLikeThis() {
    String answer = write(OwnAnswer.to(Problem.NO_ROUTE), asked(ErrorShape.PROBLEM, "text/xml"));

    assertThat(field(answer, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(body(answer))
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"No"
                + " matching resource found for given API Request. Check host and path\"}");
  }

  @ParameterizedTest
  @EnumSource
  void everyProblemIsWellFormedInEveryShape(Problem problem) throws Exception {
    OwnAnswer answer = OwnAnswer.to(problem);
    String asJson = write(answer, asked(ErrorShape.WSO2, "*/*"));
    String asXml = write(answer, asked(ErrorShape.WSO2, "text/xml"));
    String asProblem = write(answer, asked(ErrorShape.PROBLEM, null));

    JsonNode fault = json(body(asJson)).get("fault");
    assertThat(fault.get("code").isNumber()).isTrue();
    assertThat(fault.get("code").asInt()).isEqualTo(problem.code());
    assertThat(fault.get("message").asString()).isEqualTo(problem.message()).isNotEmpty();
    assertThat(fault.get("description").asString()).isEqualTo(problem.description());
    Element element = xml(body(asXml));
    assertThat(element.getLocalName()).isEqualTo("fault");
    assertThat(child(element, "code")).isEqualTo(String.valueOf(problem.code()));
    assertThat(child(element, "message")).isEqualTo(problem.message());
    assertThat(child(element, "description")).isEqualTo(problem.description());
    JsonNode details = json(body(asProblem));
    assertThat(details.get("status").asInt()).isEqualTo(problem.status());
    assertThat(details.get("title").asString()).isEqualTo(ReasonPhrase.of(problem.status()));
    assertThat(details.get("title").asString()).isNotEmpty();
    for (String each : List.of(asJson, asXml, asProblem)) {
      assertThat(each).startsWith("HTTP/1.1 " + problem.status() + " ");
      assertThat(field(each, "Content-Length")).isEqualTo(String.valueOf(body(each).length()));
      assertThat(field(each, "Proxy-Status")).isEqualTo("cutover; error=" + problem.proxyError());
      assertThat(field(each, "X-Request-Id")).isEqualTo("id-1");
      assertThat(field(each, "Cache-Control")).isEqualTo("no-store");
      assertThat(head(each).lines().skip(1)).allMatch(line -> line.matches("[A-Za-z-]+: [ -~]+"));
    }
  }

  /** RFC 9209 §2.3. */
  @ParameterizedTest
  @EnumSource
  void everyErrorTypeIsRegistered(Problem problem) {
    assertThat(problem.proxyError())
        .isIn(
            "dns_timeout",
            "dns_error",
            "destination_not_found",
            "destination_unavailable",
            "destination_ip_prohibited",
            "destination_ip_unroutable",
            "connection_refused",
            "connection_terminated",
            "connection_timeout",
            "connection_read_timeout",
            "connection_write_timeout",
            "connection_limit_reached",
            "http_request_error",
            "http_request_denied",
            "http_response_incomplete",
            "http_response_timeout",
            "http_protocol_error",
            "proxy_internal_response",
            "proxy_internal_error",
            "proxy_configuration_error",
            "proxy_loop_detected");
  }

  @Test
  void noTextBreaksAChallenge() {
    var answer = OwnAnswer.to(Problem.INVALID_TOKEN).withDescription("a\"b\\c\r\nd\u00e9e");

    assertThat(field(write(answer, asked(ErrorShape.PROBLEM, null)), "WWW-Authenticate"))
        .endsWith(", error_description=\"a'b'c''d'e\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MISSING_TOKEN  | 401 | 900902 | ams",
        "INVALID_TOKEN  | 401 | 900901 | ams",
        "UNUSABLE_TOKEN | 401 | 900901 | ams",
        "MISSING_SCOPE  | 403 | 900910 | ams",
        "TOKEN_UNCHECKED| 503 | 900900 | ams",
        "THROTTLED      | 429 | 900800 | amt",
        "APPLICATION_THROTTLED  | 429 | 900803 | amt",
        "SUBSCRIPTION_THROTTLED | 429 | 900804 | amt",
        "OVERLOADED     | 503 | 900801 | amt",
        "NO_ROUTE       | 404 | 404    | am",
        "NONE_HEALTHY   | 503 | 303001 | am",
        "CONNECTION_REFUSED | 502 | 101503 | am",
        "RESPONSE_TIMEOUT   | 504 | 101504 | am",
        "LOOP           | 508 | 508    | am"
      })
  void faultsHaveTheirCodeAndNamespace(Problem problem, int status, int code, String prefix)
      throws Exception {
    String answer = write(OwnAnswer.to(problem), asked(ErrorShape.WSO2, "application/xml"));

    assertThat(answer).startsWith("HTTP/1.1 " + status);
    Element fault = xml(body(answer));
    assertThat(fault.getPrefix()).isEqualTo(prefix);
    assertThat(fault.getNamespaceURI())
        .isEqualTo(
            switch (prefix) {
              case "ams" -> "http://wso2.org/apimanager/security";
              case "amt" -> "http://wso2.org/apimanager/throttling";
              default -> "http://wso2.org/apimanager";
            });
    assertThat(child(fault, "code")).isEqualTo(String.valueOf(code));
    assertThat(fault.getElementsByTagNameNS(fault.getNamespaceURI(), "type").getLength())
        .isEqualTo(prefix.equals("am") ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                                                      | application/json",
        "''                                                     | application/json",
        "*/*                                                    | application/json",
        "application/json                                       | application/json",
        "APPLICATION/JSON; charset=utf-8                        | application/json",
        "application/*                                          | application/json",
        "image/png                                              | application/json",
        "text/plain                                             | application/json",
        "application/xml                                        | application/xml",
        "Application/XML                                        | application/xml",
        "text/xml                                               | text/xml",
        "application/soap+xml                                   | application/xml",
        "text/xml, application/json                             | text/xml",
        "application/json, text/xml                             | application/json",
        "application/json;q=0.5, application/xml                | application/xml",
        "application/xml;q=0.5, application/json                | application/json",
        "application/xml;q=0.9, */*;q=0.8                       | application/xml",
        "application/xml;q=0.5, */*;q=0.8                       | application/json",
        "*/*, application/xml                                   | application/xml",
        "application/xml;q=0                                    | application/json",
        "application/xml;q=nonsense                             | application/xml",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | application/xml",
        ",,;;=, application/xml                                 | application/xml"
      })
  void theFormOfAFaultFollowsAccept(String accept, String contentType) {
    String answer = write(OwnAnswer.to(Problem.NO_ROUTE), asked(ErrorShape.WSO2, accept));

    assertThat(field(answer, "Content-Type")).isEqualTo(contentType + "; charset=UTF-8");
  }

  @Test
  void aRequestWithoutCredentialsIsNotToldOfAnError() {
    var scoped = OwnAnswer.to(Problem.MISSING_TOKEN).withScopes(List.of("orders_read"));

    assertThat(field(write(scoped, asked(ErrorShape.PROBLEM, null)), "WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"cutover\", scope=\"orders_read\"");
  }

  @Test
  void anInvalidTokenIsNamedSo() {
    assertThat(
            field(
                write(OwnAnswer.to(Problem.INVALID_TOKEN), asked(ErrorShape.PROBLEM, null)),
                "WWW-Authenticate"))
        .startsWith(
            "Bearer realm=\"cutover\", error=\"invalid_token\", error_description=\"The access"
                + " token is invalid")
        .endsWith("\"");
  }

  @Test
  void aMissingScopeIsNamed() {
    var answer = OwnAnswer.to(Problem.MISSING_SCOPE).withScopes(List.of("a", "b:c"));

    assertThat(field(write(answer, asked(ErrorShape.WSO2, null)), "WWW-Authenticate"))
        .startsWith("Bearer realm=\"WSO2 API Manager\", error=\"insufficient_scope\", ")
        .endsWith(", scope=\"a b:c\"");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"MISSING_TOKEN", "INVALID_TOKEN", "UNUSABLE_TOKEN", "MISSING_SCOPE"})
  void onlyCredentialsAreChallenged(Problem problem) {
    assertThat(write(OwnAnswer.to(problem), asked(ErrorShape.WSO2, null)))
        .doesNotContain("WWW-Authenticate");
  }

  @Test
  void aRefusedMethodIsToldWhichOnesAreAllowed() {
    String answer = write(OwnAnswer.to(Problem.METHOD_NOT_ALLOWED), asked(ErrorShape.WSO2, null));

    assertThat(field(answer, "Allow")).contains("GET", "PATCH").doesNotContain("TRACE", "CONNECT");
  }

  @Test
  void whenToTryAgainIsAtLeastASecond() {
    var answer = OwnAnswer.to(Problem.THROTTLED);

    assertThat(field(write(answer.withRetryAfter(7), asked(ErrorShape.WSO2, null)), "Retry-After"))
        .isEqualTo("7");
    assertThat(field(write(answer.withRetryAfter(0), asked(ErrorShape.WSO2, null)), "Retry-After"))
        .isEqualTo("1");
    assertThat(field(write(answer, asked(ErrorShape.WSO2, null)), "Retry-After")).isEqualTo("none");
  }

  @Test
  void aQuotaIsNamedWithTheTimeOfItsNextPermit() {
    var answer = OwnAnswer.to(Problem.APPLICATION_THROTTLED).withQuota(600, 50, 3);

    String sent = write(answer, asked(ErrorShape.PROBLEM, null));

    assertThat(field(sent, "RateLimit-Limit")).isEqualTo("600");
    assertThat(field(sent, "RateLimit-Policy")).isEqualTo("600;w=60;burst=50");
    assertThat(field(sent, "RateLimit-Remaining")).isEqualTo("0");
    assertThat(field(sent, "RateLimit-Reset")).isEqualTo("3");
    assertThat(field(sent, "Retry-After")).isEqualTo("3");
  }

  @Test
  void aHeadRequestGetsTheLengthButNoBody() {
    var asked =
        new Asked(ErrorShape.WSO2, null, true, false, false, new byte[] {'x'}, DATE, new byte[0]);

    String answer = write(OwnAnswer.to(Problem.MISSING_TOKEN), asked);

    assertThat(field(answer, "Content-Length")).isEqualTo("202");
    assertThat(body(answer)).isEmpty();
  }

  @Test
  void theConnectionIsSpokenOfOnlyWhenThereIsSomethingToSay() {
    var answer = OwnAnswer.to(Problem.NO_ROUTE);

    assertThat(field(write(answer, asked(ErrorShape.WSO2, null)), "Connection")).isEqualTo("none");
    assertThat(
            field(
                write(
                    answer,
                    new Asked(
                        ErrorShape.WSO2, null, false, true, true, new byte[0], DATE, new byte[0])),
                "Connection"))
        .isEqualTo("close");
    assertThat(
            field(
                write(
                    answer,
                    new Asked(
                        ErrorShape.WSO2, null, false, false, true, new byte[0], DATE, new byte[0])),
                "Connection"))
        .isEqualTo("keep-alive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\r\nSet-Cookie: x=y", "a\u0000", "a\u007f", "\u00e9"})
  void aRequestIdThatIsNotVisibleAsciiIsLeftOut(String id) {
    var asked =
        new Asked(
            ErrorShape.WSO2, null, false, false, false, id.getBytes(ISO_8859_1), DATE, new byte[0]);

    assertThat(write(OwnAnswer.to(Problem.NO_ROUTE), asked)).doesNotContain("X-Request-Id", "Set-");
  }

  @Test
  void corsLinesStandInTheHead() {
    var asked =
        new Asked(
            ErrorShape.WSO2,
            null,
            false,
            false,
            false,
            new byte[] {'x'},
            DATE,
            "Vary: Origin\r\n".getBytes(US_ASCII));

    String answer = write(OwnAnswer.to(Problem.NO_ROUTE), asked);

    assertThat(field(answer, "Vary")).isEqualTo("Origin");
    assertThat(json(body(answer)).has("fault")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 205, 302, 399})
  void aRouteThatRespondsBelow400HasNoBody(int status) {
    String answer = write(OwnAnswer.respond(status), asked(ErrorShape.WSO2, null));

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(field(answer, "Content-Length")).isEqualTo("0");
    assertThat(field(answer, "Content-Type")).isEqualTo("none");
    assertThat(field(answer, "Proxy-Status")).isEqualTo("cutover; error=proxy_internal_response");
    assertThat(body(answer)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void whatHasNoBodyByItsStatusSaysNoLength(int status) {
    String answer = write(OwnAnswer.respond(status), asked(ErrorShape.WSO2, null));

    assertThat(answer).endsWith("\r\n\r\n").doesNotContain("Content-Length");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410, 451, 503, 599})
  void aRouteThatRespondsFrom400OnHasItsShape(int status) {
    String answer = write(OwnAnswer.respond(status), asked(ErrorShape.WSO2, null));

    assertThat(json(body(answer)).get("fault").get("code").asInt()).isEqualTo(status);
    assertThat(field(answer, "Allow")).isEqualTo("none");
  }

  @ParameterizedTest
  @EnumSource
  void everyFaultBecomesAnAnswerThatSaysWhatIsWrong(Fault fault) {
    var answer = OwnAnswer.to(fault);

    assertThat(answer.status()).isEqualTo(fault.status());
    assertThat(json(body(write(answer, asked(ErrorShape.PROBLEM, null)))).get("detail").asString())
        .contains(fault.detail());
  }

  @Test
  void whateverStandsInATextIsEscaped() throws Exception {
    String nasty = "<a href=\"x\">&amp;</a>\\\u0001\t\u007f\u00e9\ud83d\ude00";
    var answer = OwnAnswer.to(Problem.BAD_REQUEST).withDescription(nasty);

    ErrorBody asJson = ErrorBody.of(ErrorShape.WSO2, null, 400, 400, nasty, nasty);
    ErrorBody asXml = ErrorBody.of(ErrorShape.WSO2, "text/xml", 400, 400, nasty, nasty);

    assertThat(json(new String(asJson.bytes(), UTF_8)).get("fault").get("message").asString())
        .isEqualTo(nasty);
    assertThat(child(xml(new String(asXml.bytes(), UTF_8)), "message"))
        .isEqualTo(nasty.replace('\u0001', '?'));
    assertThat(write(answer, asked(ErrorShape.PROBLEM, null))).doesNotContain("href=\"x\"");
  }

  @Test
  void allAcceptFieldsAreReadTogether() {
    Head head =
        Heads.request("GET / HTTP/1.1\r\nHost: a\r\nAccept: a/b\r\nX: y\r\naccept: text/xml\r\n");

    assertThat(Asked.accept(head)).isEqualTo("a/b,text/xml");
    assertThat(Asked.accept(Heads.request("GET / HTTP/1.1\r\nHost: a\r\n"))).isNull();
  }

  @Test
  void statusesThatAreSentHaveAPhrase() {
    for (Problem problem : Set.of(Problem.values())) {
      assertThat(ReasonPhrase.of(problem.status())).isNotEmpty();
    }
  }
}
