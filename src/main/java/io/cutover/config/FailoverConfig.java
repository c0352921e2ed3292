package io.cutover.config;

import io.cutover.split.Platform;
import java.util.Set;

/**
 * {@code failover:} of a route.
 *
 * @param to the platform that takes over when the other one fails
 * @param when {@code connect}, {@code reset}, {@code timeout}, or a status from 500 to 599
 * @param methods in upper case, as they are sent
 */
public record FailoverConfig(Platform to, Set<String> when, Set<String> methods) {
  public FailoverConfig {
    when = Set.copyOf(when);
    methods = Set.copyOf(methods);
  }
}
