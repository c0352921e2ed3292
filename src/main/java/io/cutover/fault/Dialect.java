package io.cutover.fault;

import io.cutover.http.ErrorBody;
import io.cutover.http.ErrorShape;
import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * In whose words a consumer expects faults. What the other platform found is said as this one would
 * have: status, code and envelope; the texts stay the finder's. Pure.
 */
public enum Dialect {
  /** API Cloud's {@code fault}, in JSON or XML by Accept. */
  WSO2(Platform.OLD) {
    @Override
    public Said say(PlatformFault fault, @Nullable String accept) {
      int status =
          switch (fault.code()) {
            // Of subscriptions that are blocked or inactive.
            case 900907, 900909 -> 401;
            default -> fault.status();
          };
      int code =
          switch (fault.code()) {
            // What is wrong with the keys; only API Cloud's own trouble with tokens is 900900.
            case 900900 -> fault.status() == 401 ? 900901 : 900900;
            case 900912 -> 900901;
            case 102500 -> 900900;
            case 102503 -> 101503;
            case 102504 -> 101504;
            case 102505, 102508 -> 303001;
            case 102509, 102510 -> 101505;
            case 102506, 102507, 102511 -> 101500;
            default -> fault.code();
          };
      ErrorBody body =
          ErrorBody.of(ErrorShape.WSO2, accept, status, code, fault.message(), fault.description());
      return new Said(status, body.contentType(), body.bytes());
    }
  },
  /** Choreo's: the enforcer's text for what it refuses, the router's JSON for all else. */
  CHOREO(Platform.NEW) {
    @Override
    public Said say(PlatformFault fault, @Nullable String accept) {
      return switch (fault.kind()) {
        case AUTH -> refused(401, fault.code() == 900902 ? 900901 : fault.code(), fault);
        case SCOPE, SUBSCRIPTION -> refused(403, fault.code(), fault);
        case THROTTLE -> local(429, 900800, fault);
        case NOT_FOUND -> local(404, 404, fault);
        case BACKEND ->
            switch (fault.code()) {
              case 700700 -> local(503, 700700, fault);
              case 101504, 101507, 101508 -> local(504, 102504, fault);
              case 101505 -> local(503, 102510, fault);
              case 303001 -> local(503, 102508, fault);
              default -> local(503, 102503, fault);
            };
      };
    }

    private static Said refused(int status, int code, PlatformFault fault) {
      int known = code == 900905 || code == 900911 || code == 900900 ? 900901 : code;
      ObjectNode body = JSON.createObjectNode();
      body.put("error_message", fault.message());
      body.put("code", String.valueOf(known));
      body.put("error_description", fault.description());
      // As Choreo's enforcer has it: JSON that is called text.
      return said(status, "text/plain", body.toString());
    }

    private static Said local(int status, int code, PlatformFault fault) {
      ObjectNode body = JSON.createObjectNode();
      body.put("code", String.valueOf(code));
      body.put("message", fault.message());
      body.put("description", fault.description());
      return said(status, "application/json", body + "\n");
    }

    private static Said said(int status, String type, String body) {
      return new Said(status, type, body.getBytes(StandardCharsets.UTF_8));
    }
  };

  private static final JsonMapper JSON = new JsonMapper();

  private final Platform own;

  Dialect(Platform own) {
    this.own = own;
  }

  /** A fault as it is said to a consumer. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Said(int status, String contentType, byte[] body) {}

  /** Returns whether a platform's faults are in these words already. */
  public boolean isOf(Platform platform) {
    return own == platform;
  }

  /**
   * Says a fault of the other platform.
   *
   * @param accept the request's Accept field; null: none
   */
  public abstract Said say(PlatformFault fault, @Nullable String accept);
}
