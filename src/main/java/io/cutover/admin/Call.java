package io.cutover.admin;

import io.cutover.config.AdminConfig.OperatorConfig;
import io.cutover.config.AdminConfig.Role;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call, past all that is the same for every endpoint: host, role, size and kind of its body.
 *
 * @param operator who calls; null at what needs no token
 * @param names what the braces of the endpoint's path stand for
 * @param as who a shared token says it is used by; null without a word
 * @param ifMatch all values of If-Match, joined; null without one
 */
record Call(
    @Nullable Caller operator,
    Map<String, String> names,
    Query query,
    @Nullable String as,
    @Nullable String cookies,
    @Nullable String lastEventId,
    @Nullable String accept,
    @Nullable String ifMatch,
    Body body) {

  /** An operator who calls. */
  record Caller(OperatorConfig operator, InetAddress address) {}

  /** What answers a call, on its virtual thread; may block. */
  @FunctionalInterface
  interface Endpoint {
    Answer answer(Call call);
  }

  /**
   * Where an endpoint stands.
   *
   * @param role null: it needs no token
   * @param largestBody in bytes, from an operator; from others never more than {@link #SMALL_BODY}
   */
  record Place(
      String method, List<String> path, @Nullable Role role, int largestBody, Endpoint endpoint) {
    /** Bytes of a body as a rule: a change is far smaller. */
    static final int SMALL_BODY = 64 * 1024;

    Place(String method, String path, @Nullable Role role, Endpoint endpoint) {
      this(method, path, role, SMALL_BODY, endpoint);
    }

    Place(String method, String path, @Nullable Role role, int largestBody, Endpoint endpoint) {
      this(method, List.of(path.substring(1).split("/", -1)), role, largestBody, endpoint);
    }

    /** Methods whose bodies are read and checked. */
    private static final Set<String> WITH_BODY = Set.of("PUT", "POST");

    boolean hasBody() {
      return WITH_BODY.contains(method);
    }
  }

  /** Returns the operator, at an endpoint that has a role. */
  Caller caller() {
    if (operator == null) {
      throw new AssertionError("an endpoint with a role is called by an operator only");
    }
    return operator;
  }

  String name(String brace) {
    String name = names.get(brace);
    if (name == null) {
      throw new AssertionError("the path of this endpoint has no {" + brace + "}");
    }
    return name;
  }
}
