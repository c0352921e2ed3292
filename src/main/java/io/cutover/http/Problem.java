package io.cutover.http;

/**
 * Why the gateway answers a request itself: status, API Cloud's fault, and the error type of RFC
 * 9209 §2.3.
 *
 * <p>The texts are for a developer who sees them in a log: what is wrong and what to do.
 */
public enum Problem {
  BAD_REQUEST(400, 400, "http_request_error", "The request is malformed. Correct it and try again"),
  MISSING_TOKEN(
      401,
      900902,
      "http_request_denied",
      "Missing Credentials",
      "Required OAuth credentials not provided. Make sure your API invocation call has a header:"
          + " \"Authorization: Bearer ACCESS_TOKEN\""),
  INVALID_TOKEN(
      401,
      900901,
      "http_request_denied",
      "Invalid Credentials",
      "The access token is invalid, inactive or expired. Make sure you have given the correct"
          + " access token, or request a new one"),
  UNUSABLE_TOKEN(
      401,
      900901,
      "http_request_denied",
      "Invalid Credentials",
      "The access token cannot be used on the platforms that serve this API. Request a new one with"
          + " the credentials of an application that is subscribed there"),
  MISSING_SCOPE(
      403,
      900910,
      "http_request_denied",
      "The access token does not allow you to access the requested resource",
      "The access token lacks a scope that this API requires. Request a token with it"),
  NO_ROUTE(
      404,
      404,
      "destination_not_found",
      "Runtime Error",
      "No matching resource found for given API Request. Check host and path"),
  METHOD_NOT_ALLOWED(
      405,
      405,
      "http_request_denied",
      "This method is not passed on. Use one of those in the Allow field"),
  REQUEST_TIMEOUT(
      408, 408, "http_request_error", "The request did not arrive in time. Send it again"),
  BODY_TOO_LARGE(
      413,
      413,
      "http_request_error",
      "The request's body is larger than this API accepts. Send less at once"),
  TARGET_TOO_LONG(
      414, 414, "http_request_error", "The request's URL is too long. Send less in its query"),
  EXPECTATION_FAILED(
      417,
      417,
      "http_request_error",
      "The only expectation understood is 100-continue. Leave the Expect field out"),
  THROTTLED(
      429,
      900800,
      "http_request_denied",
      "Message throttled out",
      "This API takes no more requests at the moment. Wait as long as Retry-After says"),
  APPLICATION_THROTTLED(
      429,
      900803,
      "http_request_denied",
      "Message throttled out",
      "Your application has exceeded its quota. Wait as long as Retry-After says"),
  SUBSCRIPTION_THROTTLED(
      429,
      900804,
      "http_request_denied",
      "Message throttled out",
      "Your application has exceeded its quota of this API. Wait as long as Retry-After says"),
  AT_CAPACITY(
      429,
      900800,
      "http_request_denied",
      "Message throttled out",
      "The platform that serves this API takes no more requests in this minute. Wait as long as"
          + " Retry-After says"),
  HEAD_TOO_LARGE(
      431,
      431,
      "http_request_error",
      "The request's header fields are too large. Send fewer or shorter ones"),
  CODING_UNKNOWN(
      501,
      501,
      "http_request_error",
      "The only transfer coding understood is chunked. Send the body in chunks or with its length"),
  CONNECTION_REFUSED(
      502,
      101503,
      "connection_refused",
      "Runtime Error",
      "The platform that serves this API could not be connected to. Try again later"),
  CONNECTION_TERMINATED(
      502,
      101505,
      "connection_terminated",
      "Runtime Error",
      "The platform that serves this API closed the connection before it answered. Whether it acted"
          + " on the request is not known"),
  BAD_UPSTREAM(
      502,
      101506,
      "http_protocol_error",
      "Runtime Error",
      "The platform that serves this API gave an answer that breaks HTTP's rules. Try again later"),
  NONE_HEALTHY(
      503,
      303001,
      "destination_unavailable",
      "Runtime Error",
      "The platform that serves this API is not available. Try again later"),
  OVERLOADED(
      503,
      900801,
      "connection_limit_reached",
      "API Limit Reached",
      "All connections to the platform that serves this API are taken. Try again later"),
  TOKEN_UNCHECKED(
      503,
      900900,
      "proxy_internal_error",
      "Unclassified Authentication Failure",
      "The access token cannot be checked at the moment. Try again later"),
  CONNECT_TIMEOUT(
      504,
      101508,
      "connection_timeout",
      "Runtime Error",
      "The platform that serves this API did not accept a connection in time. Try again later"),
  RESPONSE_TIMEOUT(
      504,
      101504,
      "http_response_timeout",
      "Runtime Error",
      "The platform that serves this API did not answer in time. Whether it acted on the request is"
          + " not known"),
  VERSION_UNKNOWN(
      505, 505, "http_request_error", "Only HTTP/1.1 and HTTP/1.0 are spoken here. Use HTTP/1.1"),
  LOOP(
      508,
      508,
      "proxy_loop_detected",
      "The request came from this gateway itself. Point the platform's url past the gateway");

  private final int status;
  private final int code;
  private final String proxyError;
  private final String message;
  private final String description;

  Problem(int status, int code, String proxyError, String description) {
    this(status, code, proxyError, ReasonPhrase.of(status), description);
  }

  Problem(int status, int code, String proxyError, String message, String description) {
    this.status = status;
    this.code = code;
    this.proxyError = proxyError;
    this.message = message;
    this.description = description;
  }

  /** Returns the problem that a refused request has. */
  public static Problem of(Fault fault) {
    return switch (fault.status()) {
      case 414 -> TARGET_TOO_LONG;
      case 417 -> EXPECTATION_FAILED;
      case 431 -> HEAD_TOO_LARGE;
      case 501 -> CODING_UNKNOWN;
      case 502 -> BAD_UPSTREAM;
      case 505 -> VERSION_UNKNOWN;
      default -> BAD_REQUEST;
    };
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns API Cloud's fault code; the status where it has none. */
  public int code() {
    return code;
  }

  /** Returns the error type for {@code Proxy-Status}. */
  public String proxyError() {
    return proxyError;
  }

  /** Returns the fault's short text. */
  public String message() {
    return message;
  }

  /** Returns what is wrong and what to do. */
  public String description() {
    return description;
  }
}
