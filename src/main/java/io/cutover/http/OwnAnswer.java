package io.cutover.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.List;

/**
 * An answer that the gateway gives by itself: head and body in one piece.
 *
 * <p>Says so by {@code Proxy-Status} (RFC 9209), which an answer of a platform never carries from
 * us. Holds nothing of the request but its id. Immutable; any thread.
 */
public final class OwnAnswer {
  private static final String ALLOW = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

  private final int status;
  private final int code;
  private final String proxyError;
  private final String message;
  private final String description;
  private final Challenge challenge;
  private final Collection<String> scopes;
  private final long retryAfterSeconds;

  /** Whole lines of further fields. */
  private final String lines;

  /** Which challenge it carries (RFC 6750 §3). */
  private enum Challenge {
    NONE,
    CREDENTIALS,
    INVALID_TOKEN,
    INSUFFICIENT_SCOPE
  }

  private OwnAnswer(
      int status,
      int code,
      String proxyError,
      String message,
      String description,
      Challenge challenge,
      Collection<String> scopes,
      long retryAfterSeconds,
      String lines) {
    this.status = status;
    this.code = code;
    this.proxyError = proxyError;
    this.message = message;
    this.description = description;
    this.challenge = challenge;
    this.scopes = scopes;
    this.retryAfterSeconds = retryAfterSeconds;
    this.lines = lines;
  }

  /** Returns the answer to a request with this problem. */
  public static OwnAnswer to(Problem problem) {
    Challenge challenge =
        switch (problem) {
          case MISSING_TOKEN -> Challenge.CREDENTIALS;
          case INVALID_TOKEN, UNUSABLE_TOKEN -> Challenge.INVALID_TOKEN;
          case MISSING_SCOPE -> Challenge.INSUFFICIENT_SCOPE;
          default -> Challenge.NONE;
        };
    return new OwnAnswer(
        problem.status(),
        problem.code(),
        problem.proxyError(),
        problem.message(),
        problem.description(),
        challenge,
        List.of(),
        0,
        "");
  }

  /** Returns the answer to a request that was refused, saying why. */
  public static OwnAnswer to(Fault fault) {
    return to(Problem.of(fault)).withDescription("In the request, " + fault.detail());
  }

  /**
   * Returns the answer of a route that is answered here.
   *
   * @param status 200 to 599; below 400 it has no body
   */
  public static OwnAnswer respond(int status) {
    String phrase = ReasonPhrase.of(status);
    return new OwnAnswer(
        status,
        status,
        "proxy_internal_response",
        phrase,
        "This is answered by the gateway itself. Ask the API's publisher",
        Challenge.NONE,
        List.of(),
        0,
        "");
  }

  /** Returns the answer to an OPTIONS request that is for the gateway itself. */
  public static OwnAnswer options() {
    return respond(204).again(0, "Allow: " + ALLOW + "\r\n");
  }

  /** Returns the answer to a preflight; what it allows is in {@link Asked#cors()}. */
  public static OwnAnswer preflight() {
    return respond(204);
  }

  /** Returns this answer with another text, in which nothing of the request may stand. */
  public OwnAnswer withDescription(String text) {
    return new OwnAnswer(
        status, code, proxyError, message, text, challenge, scopes, retryAfterSeconds, lines);
  }

  /** Returns this answer naming the scopes that are required. */
  public OwnAnswer withScopes(Collection<String> required) {
    return new OwnAnswer(
        status,
        code,
        proxyError,
        message,
        description,
        challenge,
        List.copyOf(required),
        retryAfterSeconds,
        lines);
  }

  /** Returns this answer saying after how many seconds to try again; at least one. */
  public OwnAnswer withRetryAfter(long seconds) {
    return again(Math.max(1, seconds), lines);
  }

  /**
   * Returns this answer saying which quota was exceeded, and when there is a permit again, in the
   * fields of draft-ietf-httpapi-ratelimit-headers-07.
   *
   * @param perMinute the quota
   * @param burst how many of its permits can be kept
   * @param seconds until the next permit; at least one
   */
  public OwnAnswer withQuota(int perMinute, int burst, long seconds) {
    long wait = Math.max(1, seconds);
    StringBuilder fields = new StringBuilder(128);
    line(fields, "RateLimit-Limit: ", String.valueOf(perMinute));
    line(fields, "RateLimit-Policy: ", perMinute + ";w=60;burst=" + burst);
    line(fields, "RateLimit-Remaining: ", "0");
    line(fields, "RateLimit-Reset: ", String.valueOf(wait));
    return again(wait, fields.toString());
  }

  private OwnAnswer again(long afterSeconds, String moreLines) {
    return new OwnAnswer(
        status, code, proxyError, message, description, challenge, scopes, afterSeconds, moreLines);
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the error type that {@code Proxy-Status} says. */
  public String proxyError() {
    return proxyError;
  }

  /** Writes all of it as HTTP/1.1. */
  public void writeTo(ByteBuf out, Asked asked) {
    ErrorBody body =
        status < 400
            ? ErrorBody.EMPTY
            : ErrorBody.of(asked.shape(), asked.accept(), status, code, message, description);
    StringBuilder head = new StringBuilder(512);
    head.append("HTTP/1.1 ").append(status).append(' ').append(ReasonPhrase.of(status));
    line(head, "\r\nDate: ", new String(asked.date(), US_ASCII));
    if (isVisible(asked.requestId())) {
      line(head, "X-Request-Id: ", new String(asked.requestId(), US_ASCII));
    }
    line(head, "Proxy-Status: cutover; error=", proxyError);
    if (!body.contentType().isEmpty()) {
      line(head, "Content-Type: ", body.contentType());
    }
    // Neither may say a length: RFC 9110 §8.6, and for a 304 it would be that of another answer.
    if (status != 204 && status != 304) {
      line(head, "Content-Length: ", String.valueOf(body.bytes().length));
    }
    line(head, "Cache-Control: ", "no-store");
    challenge(head, asked.shape());
    if (status == 405) {
      line(head, "Allow: ", ALLOW);
    }
    if (retryAfterSeconds > 0) {
      line(head, "Retry-After: ", String.valueOf(retryAfterSeconds));
    }
    head.append(lines);
    if (asked.close()) {
      line(head, "Connection: ", "close");
    } else if (asked.keepAliveSaid()) {
      line(head, "Connection: ", "keep-alive");
    }
    out.writeCharSequence(head, US_ASCII);
    out.writeBytes(asked.cors());
    out.writeByte('\r').writeByte('\n');
    if (!asked.head()) {
      out.writeBytes(body.bytes());
    }
  }

  private void challenge(StringBuilder head, ErrorShape shape) {
    if (challenge == Challenge.NONE) {
      return;
    }
    String realm = shape == ErrorShape.WSO2 ? "WSO2 API Manager" : "cutover";
    head.append("WWW-Authenticate: Bearer realm=\"").append(realm).append('"');
    switch (challenge) {
      // RFC 6750 §3.1: no error code for a request that lacks any authentication information.
      case NONE, CREDENTIALS -> {}
      case INVALID_TOKEN -> head.append(", error=\"invalid_token\"");
      case INSUFFICIENT_SCOPE -> head.append(", error=\"insufficient_scope\"");
    }
    if (challenge != Challenge.CREDENTIALS) {
      head.append(", error_description=\"").append(descriptionText(description)).append('"');
    }
    if (!scopes.isEmpty() && challenge != Challenge.INVALID_TOKEN) {
      head.append(", scope=\"").append(String.join(" ", scopes)).append('"');
    }
    head.append("\r\n");
  }

  /** Leaves out what RFC 6750 §3 keeps out of a description. */
  private static String descriptionText(String text) {
    return text.replaceAll("[^ -~]|[\"\\\\]", "'");
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(value).append("\r\n");
  }

  private static boolean isVisible(byte[] bytes) {
    for (byte b : bytes) {
      if (b <= ' ' || b == 0x7f) {
        return false;
      }
    }
    return bytes.length > 0;
  }
}
