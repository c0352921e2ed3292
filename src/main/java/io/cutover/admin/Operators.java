package io.cutover.admin;

import io.cutover.config.AdminConfig.OperatorConfig;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may call, by Bearer token (RFC 6750, section 2.1). A token is compared with all operators',
 * each in constant time, so that the time taken tells nothing. Any thread.
 */
final class Operators {
  private final FailedLogins failed;
  private volatile List<OperatorConfig> operators;

  Operators(List<OperatorConfig> operators, FailedLogins failed) {
    this.operators = List.copyOf(operators);
    this.failed = failed;
  }

  /** Puts other operators in force, from the next call on. */
  void replace(List<OperatorConfig> next) {
    operators = List.copyOf(next);
  }

  /** Returns whether the operator may still call, with the same role and token. */
  boolean isInForce(OperatorConfig operator) {
    return operators.contains(operator);
  }

  /** What a call's Authorization field stands for. */
  sealed interface Login {
    /** An operator. */
    record Known(OperatorConfig operator) implements Login {}

    /** Nobody; {@code presented} when there was a token, of no operator. */
    record Unknown(boolean presented) implements Login {}

    /** The address has guessed too often: its token was not looked at. */
    record Limited(long retryAfterSeconds) implements Login {}
  }

  /**
   * Looks a caller up.
   *
   * @param authorization the field's value, null without one
   */
  Login login(@Nullable String authorization, InetAddress address) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return new Login.Unknown(false);
    }
    long wait = failed.retryAfterSeconds(address);
    if (wait > 0) {
      return new Login.Limited(wait);
    }
    String token = authorization.substring(7).strip();
    OperatorConfig found = null;
    for (OperatorConfig operator : operators) {
      // No early exit: all are compared, whoever it is.
      if (operator.token().matches(token)) {
        found = operator;
      }
    }
    if (found == null) {
      failed.failed(address, sha256(token));
      return new Login.Unknown(true);
    }
    return new Login.Known(found);
  }

  static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
