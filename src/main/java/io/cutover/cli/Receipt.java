package io.cutover.cli;

import tools.jackson.databind.JsonNode;

/** What a change was answered, in words. */
final class Receipt {
  private Receipt() {}

  static String text(JsonNode receipt) {
    String change = receipt.path("change").asString("");
    String stored =
        receipt.path("persisted").asBoolean(true) ? "" : ", in force but not stored yet";
    return (change.isEmpty() ? "as it was" : "change " + change) + stored;
  }
}
