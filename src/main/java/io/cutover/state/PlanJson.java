package io.cutover.state;

import io.cutover.state.PlanRun.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The stored form of a plan run. */
final class PlanJson {
  private static final Set<String> KNOWN =
      Set.of(
          "plan",
          "state",
          "step",
          "heldMillis",
          "waitedMillis",
          "extended",
          "beginnings",
          "cohorts",
          "returned",
          "rollbacks",
          "started",
          "by",
          "note");

  private PlanJson() {}

  static ObjectNode write(PlanRun run) {
    ObjectNode node = StateJson.object();
    node.put("plan", run.plan());
    node.put("state", run.phase().label());
    node.put("step", run.step());
    node.put("heldMillis", run.held().toMillis());
    node.put("waitedMillis", run.waited().toMillis());
    node.put("extended", run.extended());
    node.put("beginnings", run.beginnings());
    run.cohorts().forEach(node.putArray("cohorts")::add);
    node.put("returned", run.returned());
    node.put("rollbacks", run.rollbacks());
    node.put("started", run.started().toString());
    node.put("by", run.by());
    node.put("note", run.note());
    run.extra().into(node);
    return node;
  }

  static PlanRun read(ObjectNode node) {
    List<String> cohorts = new ArrayList<>();
    for (JsonNode cohort : node.required("cohorts")) {
      cohorts.add(cohort.stringValue());
    }
    return new PlanRun(
        node.required("plan").stringValue(),
        phase(node.required("state").stringValue()),
        node.required("step").intValue(),
        Duration.ofMillis(node.required("heldMillis").longValue()),
        Duration.ofMillis(node.required("waitedMillis").longValue()),
        node.required("extended").intValue(),
        node.required("beginnings").intValue(),
        cohorts,
        node.required("returned").intValue(),
        node.required("rollbacks").intValue(),
        Instant.parse(node.required("started").stringValue()),
        node.required("by").stringValue(),
        node.required("note").stringValue(),
        Extra.of(node, KNOWN));
  }

  private static Phase phase(String label) {
    for (Phase phase : Phase.values()) {
      if (phase.label().equals(label)) {
        return phase;
      }
    }
    throw new IllegalArgumentException("'" + label + "' is no state of a plan");
  }
}
