package io.cutover.state;

import io.cutover.split.Pin;
import io.cutover.split.Share;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The stored form of a route's state. */
final class RouteJson {
  private static final Set<String> ROUTE =
      Set.of(
          "share", "declared", "home", "latch", "latches", "lease", "plan", "revision", "change");
  private static final Set<String> LATCH = Set.of("since", "by", "cause", "reason", "cools");
  private static final Set<String> PIN = Set.of("platform", "until", "by");

  private RouteJson() {}

  static ObjectNode write(RouteState state) {
    ObjectNode node = StateJson.object();
    node.put("share", state.share().basisPoints());
    node.put("declared", state.declared().basisPoints());
    node.put("home", state.home().label());
    Latch latch = state.latch();
    if (latch != null) {
      node.set("latch", write(latch));
    }
    if (state.latches().count() > 0) {
      node.putObject("latches")
          .put("count", state.latches().count())
          .put("last", state.latches().last().toString());
    }
    Lease lease = state.lease();
    if (lease != null) {
      ObjectNode loan = node.putObject("lease");
      loan.put("until", lease.until().toString());
      loan.put("then", lease.then().basisPoints()).put("by", lease.by());
      lease.extra().into(loan);
    }
    PlanRun plan = state.plan();
    if (plan != null) {
      node.set("plan", PlanJson.write(plan));
    }
    node.put("revision", state.revision());
    node.put("change", state.change());
    state.extra().into(node);
    // Last: among the unknown fields stand those of the pins, each in its pin's place.
    node.set("pins", writePins(state, node.get("pins")));
    return node;
  }

  private static ObjectNode write(Latch latch) {
    ObjectNode node = StateJson.object();
    node.put("since", latch.since().toString());
    node.put("by", latch.by());
    node.put("cause", latch.cause());
    if (latch.reason() != null) {
      node.put("reason", latch.reason());
    }
    if (latch.cools() != null) {
      node.put("cools", latch.cools().toString());
    }
    latch.extra().into(node);
    return node;
  }

  private static ObjectNode writePins(RouteState state, @Nullable JsonNode unknown) {
    ObjectNode node = StateJson.object();
    state
        .pins()
        .forEach(
            (application, pin) -> {
              ObjectNode one = node.putObject(application);
              if (unknown != null && unknown.get(application) instanceof ObjectNode fields) {
                one.setAll(fields);
              }
              one.put("platform", pin.platform().label());
              if (pin.until() != null) {
                one.put("until", pin.until().toString());
              }
              one.put("by", pin.by());
            });
    return node;
  }

  /** Reads a route's stored form. */
  static RouteState read(ObjectNode node) {
    return new RouteState(
        new Share(node.required("share").intValue()),
        new Share(node.required("declared").intValue()),
        StateJson.platform(node.required("home").stringValue()),
        node.hasNonNull("latch") ? readLatch(node.required("latch").asObject()) : null,
        new Latches(
            node.path("latches").path("count").asInt(0),
            StateJson.instant(node.path("latches"), "last", Instant.EPOCH)),
        node.get("lease") instanceof ObjectNode lease
            ? new Lease(
                Instant.parse(lease.required("until").stringValue()),
                new Share(lease.required("then").intValue()),
                lease.required("by").stringValue(),
                Extra.of(lease, StateJson.LEASE))
            : null,
        StateJson.each(node.required("pins"), RouteJson::readPin),
        node.hasNonNull("plan") ? PlanJson.read(node.required("plan").asObject()) : null,
        node.required("revision").longValue(),
        node.required("change").stringValue(),
        Extra.of(withUnknownOfPins(node), ROUTE));
  }

  /** Moves what is unknown of the pins to where the route's unknown fields are looked for. */
  private static ObjectNode withUnknownOfPins(ObjectNode route) {
    ObjectNode unknown = StateJson.object();
    for (Map.Entry<String, JsonNode> pin : route.required("pins").asObject().properties()) {
      ObjectNode fields = pin.getValue().asObject().deepCopy().remove(PIN);
      if (!fields.isEmpty()) {
        unknown.set(pin.getKey(), fields);
      }
    }
    ObjectNode all = route.deepCopy();
    all.remove("pins");
    return unknown.isEmpty() ? all : all.set("pins", unknown);
  }

  private static Latch readLatch(ObjectNode node) {
    return new Latch(
        Instant.parse(node.required("since").stringValue()),
        node.required("by").stringValue(),
        node.required("cause").stringValue(),
        node.hasNonNull("reason") ? node.required("reason").stringValue() : null,
        node.hasNonNull("cools") ? Instant.parse(node.required("cools").stringValue()) : null,
        Extra.of(node, LATCH));
  }

  private static Pin readPin(ObjectNode node) {
    @Nullable Instant until =
        node.hasNonNull("until") ? Instant.parse(node.required("until").stringValue()) : null;
    return new Pin(
        StateJson.platform(node.required("platform").stringValue()),
        until,
        node.required("by").stringValue());
  }
}
