package io.cutover.state;

import io.cutover.split.Platform;
import io.cutover.split.SwitchPosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The stored form of the state. Shares are basis points there; people are shown percent. */
final class StateJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> STATE =
      Set.of(
          "format",
          "epoch",
          "revision",
          "switch",
          "retired",
          "retirement",
          "tokens",
          "routes",
          "auditHead");
  private static final Set<String> SWITCH = Set.of("position", "lease", "revision", "change");
  static final Set<String> LEASE = Set.of("until", "then", "by");
  private static final Set<String> RETIREMENT = Set.of("since", "by", "reason", "moved");
  private static final Set<String> TOKENS = Set.of("platform", "revision", "change");

  private StateJson() {}

  /** Returns an object without fields. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static ObjectNode parse(String text) {
    return checked(
        () -> {
          if (MAPPER.readTree(text) instanceof ObjectNode object) {
            return object;
          }
          throw new IllegalArgumentException("not a JSON object");
        });
  }

  /** Returns the object on one line. */
  static String text(ObjectNode node) {
    return MAPPER.writeValueAsString(node);
  }

  static ObjectNode write(CutoverState state) {
    ObjectNode node = object();
    node.put("format", state.format());
    node.put("epoch", state.epoch());
    node.put("revision", state.revision());
    node.set("switch", write(state.switchState()));
    write(node, state.retirement());
    if (!state.tokens().isEmpty()) {
      node.set("tokens", writeTokens(state.tokens()));
    }
    ObjectNode routes = node.putObject("routes");
    state.routes().forEach((name, route) -> routes.set(name, RouteJson.write(route)));
    node.put("auditHead", state.auditHead());
    state.extra().into(node);
    return node;
  }

  static ObjectNode write(SwitchState state) {
    ObjectNode node = object();
    node.put("position", state.position().label());
    SwitchState.Lease lease = state.lease();
    if (lease != null) {
      ObjectNode loan = node.putObject("lease");
      loan.put("until", lease.until().toString()).put("then", lease.then().label());
      lease.extra().into(loan);
    }
    node.put("revision", state.revision());
    node.put("change", state.change());
    state.extra().into(node);
    return node;
  }

  /** Writes whether the old platform is retired, and how it came to that. */
  static void write(ObjectNode node, @Nullable Retirement retirement) {
    node.put("retired", retirement != null);
    if (retirement == null) {
      return;
    }
    ObjectNode how = node.putObject("retirement");
    how.put("since", retirement.since().toString());
    how.put("by", retirement.by());
    if (retirement.reason() != null) {
      how.put("reason", retirement.reason());
    }
    retirement.moved().forEach(how.putArray("moved")::add);
    retirement.extra().into(how);
  }

  /**
   * Reads a state, also one of a newer format as far as its known fields are as we know them.
   *
   * @throws IllegalArgumentException if it is not a state; the message says where
   */
  static CutoverState read(ObjectNode node) {
    return checked(
        () ->
            new CutoverState(
                node.required("format").intValue(),
                node.required("epoch").stringValue(),
                node.required("revision").longValue(),
                readSwitch(node.required("switch").asObject()),
                readRetirement(node),
                node.get("tokens") instanceof ObjectNode tokens
                    ? each(tokens, StateJson::readTokens)
                    : Map.of(),
                each(node.required("routes"), RouteJson::read),
                node.required("auditHead").stringValue(),
                Extra.of(node, STATE)));
  }

  /** Reads also what a version wrote that only knew whether. */
  private static @Nullable Retirement readRetirement(ObjectNode node) {
    if (!node.required("retired").booleanValue()) {
      return null;
    }
    JsonNode how = node.path("retirement");
    return new Retirement(
        instant(how, "since", Instant.EPOCH),
        how.path("by").asString("unknown"),
        how.hasNonNull("reason") ? how.required("reason").stringValue() : null,
        how.path("moved").valueStream().map(JsonNode::stringValue).collect(Collectors.toSet()),
        how instanceof ObjectNode known ? Extra.of(known, RETIREMENT) : Extra.NONE);
  }

  static Instant instant(JsonNode node, String name, Instant otherwise) {
    return node.hasNonNull(name) ? Instant.parse(node.required(name).stringValue()) : otherwise;
  }

  /** Reads the switch's stored form. */
  static SwitchState readSwitch(ObjectNode node) {
    return new SwitchState(
        position(node.required("position").stringValue()),
        node.get("lease") instanceof ObjectNode lease
            ? new SwitchState.Lease(
                Instant.parse(lease.required("until").stringValue()),
                position(lease.required("then").stringValue()),
                Extra.of(lease, LEASE))
            : null,
        node.required("revision").longValue(),
        node.required("change").stringValue(),
        Extra.of(node, SWITCH));
  }

  /** Writes what was said of applications' tokens. */
  static ObjectNode writeTokens(Map<String, Tokens> tokens) {
    ObjectNode node = object();
    tokens.forEach(
        (application, said) -> {
          ObjectNode one = node.putObject(application);
          one.put("platform", said.platform().label());
          one.put("revision", said.revision());
          one.put("change", said.change());
          said.extra().into(one);
        });
    return node;
  }

  private static Tokens readTokens(ObjectNode node) {
    return new Tokens(
        platform(node.required("platform").stringValue()),
        node.required("revision").longValue(),
        node.required("change").stringValue(),
        Extra.of(node, TOKENS));
  }

  static <T> Map<String, T> each(JsonNode node, Function<ObjectNode, T> read) {
    Map<String, T> all = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : node.asObject().properties()) {
      all.put(field.getKey(), read.apply(field.getValue().asObject()));
    }
    return all;
  }

  private static SwitchPosition position(String label) {
    for (SwitchPosition position : SwitchPosition.values()) {
      if (position.label().equals(label)) {
        return position;
      }
    }
    throw new IllegalArgumentException("'" + label + "' is no position of the switch");
  }

  static Platform platform(String label) {
    for (Platform platform : Platform.values()) {
      if (platform.label().equals(label)) {
        return platform;
      }
    }
    throw new IllegalArgumentException("'" + label + "' is no platform");
  }

  private static <T> T checked(Supplier<T> read) {
    try {
      return read.get();
    } catch (JacksonException | DateTimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
