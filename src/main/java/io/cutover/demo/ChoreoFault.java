package io.cutover.demo;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Choreo's two ways of saying no: its enforcer's and its router's. */
final class ChoreoFault {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PROVIDE =
      "Make sure you have provided the correct security credentials";
  private static final String CHALLENGE =
      "Bearer realm=\"Choreo Connect\", error=\"invalid_token\","
          + " error_description=\"The provided token is invalid\"";

  /** No token, or one that is no JWT. */
  static final Answer NO_JWT = refused(401, "900901", "Invalid Credentials", PROVIDE);

  /** Three parts that cannot be decoded. */
  static final Answer UNDECODABLE =
      refused(
          401,
          "900901",
          "Invalid Credentials",
          "Not a JWT token. Failed to decode the token header. " + PROVIDE);

  /** An unknown issuer, a bad signature, or its time is over. */
  static final Answer INVALID =
      refused(401, "900901", "Invalid Credentials", "Invalid Credentials. " + PROVIDE);

  /** A JWT without the word Bearer before it. */
  static final Answer NO_BEARER =
      refused(
          401,
          "900902",
          "Missing Credentials",
          "Missing Credentials. Make sure your API invocation call has a header: Authorization:"
              + " Bearer ACCESS_TOKEN");

  /** The application did not subscribe to the API. The message ends in a space. */
  static final Answer NOT_SUBSCRIBED =
      refused(
          403,
          "900908",
          "Resource forbidden ",
          "User is NOT authorized to access the Resource. API Subscription validation failed.");

  /** Envoy's NR: a host or path that nobody has here. */
  static final Answer NOT_FOUND =
      local(404, "404", "The requested resource is not available.", "Not Found");

  /** Envoy's RL. */
  static final Answer THROTTLED =
      local(
          429,
          "900800",
          "Allowed request limit for the API/Resource, exceeded",
          "Message throttled out");

  private ChoreoFault() {}

  /** Returns the answer to a token that lacks the scope of a resource. */
  static Answer scope(String resource) {
    return refused(
        403,
        "900910",
        "The access token does not allow you to access the requested resource",
        "User is NOT authorized to access the Resource: "
            + resource
            + ". Scope validation failed.");
  }

  private static Answer refused(int status, String code, String message, String description) {
    ObjectNode body = JSON.createObjectNode();
    body.put("error_message", message);
    body.put("code", code);
    body.put("error_description", description);
    // The enforcer loses its content type on the way: clients see text.
    return Answer.of(status, "text/plain", body.toString()).with("WWW-Authenticate", CHALLENGE);
  }

  private static Answer local(int status, String code, String description, String message) {
    ObjectNode body = JSON.createObjectNode();
    body.put("code", code);
    if (status == 404) {
      body.put("message", message);
      body.put("description", description);
    } else {
      body.put("description", description);
      body.put("message", message);
    }
    return Answer.of(status, "application/json", body + "\n");
  }
}
