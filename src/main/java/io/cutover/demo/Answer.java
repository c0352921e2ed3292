package io.cutover.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated platform answers.
 *
 * @param headers in their order; none of framing, which the connection adds
 * @param chunked whether the body goes out in chunks, else with its length
 */
record Answer(int status, List<Map.Entry<String, String>> headers, String body, boolean chunked) {
  Answer {
    headers = List.copyOf(headers);
  }

  static Answer of(int status, String contentType, String body) {
    return new Answer(status, List.of(Map.entry("Content-Type", contentType)), body, false);
  }

  static Answer empty(int status) {
    return new Answer(status, List.of(), "", false);
  }

  Answer with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new Answer(status, more, body, chunked);
  }

  Answer inChunks() {
    return new Answer(status, headers, body, true);
  }

  /** Returns the first value of a header; null: it is not there. */
  @Nullable String header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** Returns the status alone: a body may hold a token. */
  @Override
  public String toString() {
    return Integer.toString(status);
  }
}
