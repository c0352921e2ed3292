package io.cutover.demo;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A fault as API Cloud words it: number, message, description, in XML unless JSON is asked for.
 *
 * @param namespace prefix and last part of the XML namespace
 * @param code the number that clients match on
 * @param nextAccess when a throttled caller may come again; JSON only
 */
record CloudFault(
    int status,
    Namespace namespace,
    int code,
    String message,
    String description,
    @Nullable String nextAccess) {

  /** Who speaks: each has its own XML namespace. */
  enum Namespace {
    GENERIC("am", "http://wso2.org/apimanager"),
    SECURITY("ams", "http://wso2.org/apimanager/security"),
    THROTTLING("amt", "http://wso2.org/apimanager/throttling");

    private final String prefix;
    private final String uri;

    Namespace(String prefix, String uri) {
      this.prefix = prefix;
      this.uri = uri;
    }
  }

  /** Types that are answered as asked if {@code Accept} is exactly one of them. */
  private static final Set<String> AS_XML =
      Set.of("text/html", "application/xml", "text/xml", "application/soap+xml", "text/plain");

  private static final Set<String> AS_JSON =
      Set.of("application/json", "application/json/badgerfish", "text/javascript");

  private static final JsonMapper JSON = new JsonMapper();

  static final CloudFault MISSING_CREDENTIALS =
      security(
          401,
          900902,
          "Missing Credentials",
          "Required OAuth credentials not provided. Make sure your API invocation call has a"
              + " header: \"Authorization: Bearer ACCESS_TOKEN\"");

  static final CloudFault INVALID_CREDENTIALS =
      security(
          401,
          900901,
          "Invalid Credentials",
          "Invalid Credentials. Make sure you have given the correct access token");

  static final CloudFault UNCLASSIFIED =
      security(
          500,
          900900,
          "Unclassified Authentication Failure",
          "Unclassified Authentication Failure");

  static final CloudFault NOT_SUBSCRIBED =
      security(
          403,
          900908,
          "Resource forbidden",
          "User is NOT authorized to access the Resource. API Subscription validation failed.");

  static final CloudFault SCOPE =
      security(
          403,
          900910,
          "The access token does not allow you to access the requested resource",
          "User is NOT authorized to access the Resource. Scope validation failed.");

  static final CloudFault NO_RESOURCE =
      new CloudFault(
          404,
          Namespace.GENERIC,
          404,
          "Runtime Error",
          "No matching resource found for given API Request",
          null);

  private static CloudFault security(int status, int code, String message, String description) {
    return new CloudFault(status, Namespace.SECURITY, code, message, description, null);
  }

  /** Returns the answer to a request with this {@code Accept}. */
  Answer answer(@Nullable String accept) {
    if (accept != null && AS_JSON.contains(accept)) {
      return Answer.of(status, accept, json());
    }
    String type = accept != null && AS_XML.contains(accept) ? accept : "application/xml";
    return Answer.of(status, type + "; charset=UTF-8", xml());
  }

  private String json() {
    ObjectNode fault = JSON.createObjectNode();
    fault.put("code", code);
    if (namespace == Namespace.GENERIC) {
      fault.put("type", "Status report");
    }
    fault.put("message", message);
    fault.put("description", description);
    if (nextAccess != null) {
      fault.put("nextAccessTime", nextAccess);
    }
    ObjectNode whole = JSON.createObjectNode();
    whole.set("fault", fault);
    return whole.toString();
  }

  private String xml() {
    // The throttling handler capitalises its message in XML only.
    String said = namespace == Namespace.THROTTLING ? "Message Throttled Out" : message;
    String type = namespace == Namespace.GENERIC ? element("type", "Status report") : "";
    return "<%s:fault xmlns:%s=\"%s\">%s%s%s%s</%s:fault>"
        .formatted(
            namespace.prefix,
            namespace.prefix,
            namespace.uri,
            element("code", Integer.toString(code)),
            type,
            element("message", said),
            element("description", description),
            namespace.prefix);
  }

  private String element(String name, String text) {
    return "<%s:%s>%s</%s:%s>".formatted(namespace.prefix, name, text, namespace.prefix, name);
  }
}
