package io.cutover.admin;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is answered to one call. Errors are problem details, RFC 9457.
 *
 * @param fields besides those that every answer carries
 * @param stream writes the body as it comes about, in place of {@code body}; null: it is whole
 */
record Answer(
    int status,
    String contentType,
    byte[] body,
    Map<String, String> fields,
    @Nullable Stream stream) {
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

  Answer(int status, String contentType, byte[] body, Map<String, String> fields) {
    this(status, contentType, body, fields, null);
  }

  /** A body without an end known beforehand. */
  @FunctionalInterface
  interface Stream {
    /** Writes until there is no more to say, or the client is gone, which is an exception. */
    void writeTo(Sink sink) throws InterruptedException;
  }

  /** Where a stream goes. */
  @FunctionalInterface
  interface Sink {
    /** Sends at once; closes the connection when that takes too long. */
    void send(byte[] bytes);
  }

  /** Returns an answer that is written as it comes about. */
  static Answer streamed(String contentType, Stream stream) {
    return new Answer(200, contentType, new byte[0], Map.of(), stream);
  }

  static Answer json(Map<String, ?> body) {
    return new Answer(200, "application/json", JSON.writeValueAsBytes(body), Map.of());
  }

  /** Returns a value as JSON on one line. */
  static String text(Object value) {
    return JSON.writeValueAsString(value);
  }

  /** Returns a value as JSON. */
  static JsonNode tree(Object value) {
    return JSON.valueToTree(value);
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
    return new Answer(status, contentType, body, more, stream);
  }
}
