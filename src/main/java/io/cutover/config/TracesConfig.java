package io.cutover.config;

import java.net.URI;
import java.util.Map;

/**
 * Where spans of exchanges go.
 *
 * @param endpoint of OTLP over HTTP, as {@code http://127.0.0.1:4318/v1/traces}
 * @param samplePercent the part of the exchanges that is traced, 0 to 100
 * @param headers what is sent along, each value a secret
 */
public record TracesConfig(URI endpoint, double samplePercent, Map<String, Secret> headers) {
  public TracesConfig {
    headers = Map.copyOf(headers);
  }
}
