package io.cutover.config;

import java.util.List;
import java.util.Set;

/**
 * {@code tokenService:}, where consumers get tokens on the stable URL. Paths as they stand in a
 * request, without a query.
 *
 * @param hosts in lower case, without port; empty: any
 */
public record TokenServiceConfig(
    Set<String> hosts, List<String> token, List<String> revoke, List<String> authorize) {
  public TokenServiceConfig {
    hosts = Set.copyOf(hosts);
    token = List.copyOf(token);
    revoke = List.copyOf(revoke);
    authorize = List.copyOf(authorize);
  }
}
