package io.cutover.state;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of the stored state that this version does not know, kept as they are when it is written
 * again: a replica of an older version must not strip what a newer one wrote.
 */
public final class Extra {
  /** Nothing unknown. */
  public static final Extra NONE = new Extra(Map.of());

  private final Map<String, JsonNode> fields;

  private Extra(Map<String, JsonNode> fields) {
    this.fields = fields;
  }

  /** Takes all fields of a node but those that are known. */
  static Extra of(ObjectNode node, Set<String> known) {
    Map<String, JsonNode> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.contains(field.getKey())) {
        fields.put(field.getKey(), field.getValue().deepCopy());
      }
    }
    return fields.isEmpty() ? NONE : new Extra(fields);
  }

  /** Writes the fields beside the known ones. */
  void into(ObjectNode node) {
    fields.forEach((name, value) -> node.set(name, value.deepCopy()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Extra that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.keySet().toString();
  }
}
