package io.cutover.demo;

import io.cutover.split.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What one simulated platform counts of itself. Any thread. */
final class Tally {
  /** How many examples of a fault are kept. */
  private static final int EXAMPLES = 3;

  private final Platform platform;
  private final IssuedTokens issued;
  private final Map<String, LongAdder> served = new ConcurrentHashMap<>();
  private final LongAdder foreign = new LongAdder();
  private final LongAdder misrouted = new LongAdder();
  private final List<String> examples = new ArrayList<>();

  Tally(Platform platform, IssuedTokens issued) {
    this.platform = platform;
    this.issued = issued;
  }

  /** Looks for a token of the other platform, wherever a request can carry one. */
  void inspect(Request request) {
    for (Map.Entry<String, String> header : request.headers()) {
      String value = header.getValue();
      if (isForeign(value.substring(value.lastIndexOf(' ') + 1))) {
        foreign(request, header.getKey());
        return;
      }
    }
    for (Map.Entry<String, String> parameter : request.parameters().entrySet()) {
      if (isForeign(parameter.getValue())) {
        foreign(request, "parameter " + parameter.getKey());
        return;
      }
    }
  }

  private boolean isForeign(String value) {
    return issued.issuer(value) == platform.other();
  }

  private void foreign(Request request, String where) {
    foreign.increment();
    example("a token of the other platform in " + where + ": " + request);
  }

  void served(String api) {
    served.computeIfAbsent(api, _ -> new LongAdder()).increment();
  }

  void misrouted(Request request) {
    misrouted.increment();
    example("no such host or path here: " + request);
  }

  private void example(String text) {
    synchronized (examples) {
      if (examples.size() < EXAMPLES) {
        examples.add(platform.label() + ": " + text);
      }
    }
  }

  /** Returns the requests that reached an API, by its name. */
  Map<String, Long> served() {
    Map<String, Long> counts = new TreeMap<>();
    served.forEach((api, count) -> counts.put(api, count.sum()));
    return counts;
  }

  /** Returns the requests that carried a token which the other platform issued. */
  long foreign() {
    return foreign.sum();
  }

  /** Returns the requests with a host or path that this platform does not have. */
  long misrouted() {
    return misrouted.sum();
  }

  /** Returns the first few faults in words. */
  List<String> examples() {
    synchronized (examples) {
      return List.copyOf(examples);
    }
  }
}
