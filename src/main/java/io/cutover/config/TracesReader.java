package io.cutover.config;

import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code traces:}. */
final class TracesReader {
  private static final Keys KEYS = new Keys();
  private static final Key<URI> ENDPOINT =
      KEYS.required(
          "endpoint", Addresses.URL, "OTLP over HTTP, as http://127.0.0.1:4318/v1/traces");
  private static final Key<Boolean> INSECURE =
      KEYS.key("insecure", Scalars.BOOLEAN, "true: an endpoint without TLS is meant");
  private static final Key<Double> SAMPLE =
      KEYS.key(
          "sample",
          Scalars.PERCENT_VALUE,
          "the part of the requests that is traced, beside those that a trusted proxy sampled; 1%"
              + " by default");
  private static final Key<Map<String, String>> HEADERS =
      KEYS.key(
          "headers",
          Kind.map(HttpWords.FIELD_NAME, HttpWords.FIELD_VALUE),
          "what is sent along, as Authorization: \"${env:NAME}\"");

  static final Kind<Block> KIND = Kind.block(KEYS);

  private TracesReader() {}

  static @Nullable TracesConfig read(Block block) {
    URI endpoint = block.need(ENDPOINT);
    Addresses.guard(block, ENDPOINT, endpoint, INSECURE);
    double percent = block.get(SAMPLE, 1.0);
    Map<String, Secret> headers =
        block.get(HEADERS, Map.of()).entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, header -> new Secret(header.getValue())));
    return endpoint == null ? null : new TracesConfig(endpoint, percent, headers);
  }
}
