package io.cutover.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code admin:}. An address that is not loopback has TLS, or was allowed by {@code insecure: true}
 * in the file.
 *
 * @param host of {@code address}, without brackets
 * @param port of {@code address}; 0: any free one
 * @param probesHost of {@code probes}, where only metrics and health are answered; null without it
 * @param tls what the operators' listener is in TLS; null: it is plain. The probes' always is
 * @param hosts names in lower case that callers may call it by, beside loopback's own; empty: any,
 *     but for a listener on loopback
 * @param operators names and tokens are unique; none: every call of the API is a 401
 */
public record AdminConfig(
    String host,
    int port,
    @Nullable String probesHost,
    int probesPort,
    @Nullable TlsIdentity tls,
    Set<String> hosts,
    List<OperatorConfig> operators) {
  public AdminConfig {
    hosts = Set.copyOf(hosts);
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
