package io.cutover.admin;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is answered to one call. Errors are problem details, RFC 9457.
 *
 * @param fields besides those that every answer carries
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> fields) {
  static final String PROBLEM = "application/problem+json";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(505, "HTTP Version Not Supported"));

  Answer {
    fields = Map.copyOf(fields);
  }

  static Answer json(Map<String, ?> body) {
    return new Answer(200, "application/json", JSON.writeValueAsBytes(body), Map.of());
  }

  static Answer text(int status, String line) {
    return new Answer(
        status,
        "text/plain; charset=utf-8",
        (line + "\n").getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  /**
   * Returns an error.
   *
   * @param detail what is wrong and what to do about it
   */
  static Answer problem(int status, String detail) {
    return problem(status, detail, Map.of());
  }

  /**
   * Returns an error with members of its own.
   *
   * @param more extension members, RFC 9457 section 3.2
   */
  static Answer problem(int status, String detail, Map<String, ?> more) {
    var members = new LinkedHashMap<String, @Nullable Object>();
    members.put("title", TITLES.getOrDefault(status, "Error"));
    members.put("status", status);
    members.put("detail", detail);
    members.putAll(more);
    return new Answer(status, PROBLEM, JSON.writeValueAsBytes(members), Map.of());
  }

  static Answer badRequest(List<String> faults) {
    return problem(400, String.join("; ", faults), Map.of("errors", faults));
  }

  static Answer wrongMethod(String method, Set<String> allowed) {
    String all = String.join(", ", allowed.stream().sorted().toList());
    return problem(405, method + " is not possible here; use " + all).with("Allow", all);
  }

  Answer with(String field, String value) {
    var more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new Answer(status, contentType, body, more);
  }
}
