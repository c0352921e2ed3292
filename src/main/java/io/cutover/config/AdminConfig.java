package io.cutover.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code admin:}. An address that is not loopback was allowed by {@code insecure: true} in the
 * file.
 *
 * @param host of {@code address}, without brackets
 * @param port of {@code address}; 0: any free one
 * @param probesHost of {@code probes}, where only metrics and health are answered; null without it
 * @param operators names and tokens are unique; none: every call of the API is a 401
 */
public record AdminConfig(
    String host,
    int port,
    @Nullable String probesHost,
    int probesPort,
    List<OperatorConfig> operators) {
  public AdminConfig {
    operators = List.copyOf(operators);
  }

  /** What an operator may do; each role may also do what stands before it. */
  public enum Role {
    VIEWER,
    OPERATOR,
    ADMIN
  }

  /** One entry of {@code admin.operators}. */
  public record OperatorConfig(String name, Role role, Secret token) {}
}
