package io.cutover.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code admin:}.
 *
 * @param probesHost null without {@code probes}
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
