package io.cutover.admin;

import io.cutover.split.Share;
import io.cutover.state.ChangeWords;
import io.cutover.state.Recorded;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change as operators see it: its record, with shares in percent, whether it is stored, what it
 * did as a sentence, and why it can not be undone, if it can not.
 */
final class ChangeView {
  /** Members of a route's stored state that are shares, in basis points. */
  private static final Set<String> SHARES = Set.of("share", "declared", "then");

  private ChangeView() {}

  static ObjectNode of(Recorded change) {
    ObjectNode view = change.record().deepCopy();
    view.remove("format");
    inPercent(view.path("before"));
    inPercent(view.path("after"));
    view.put("persisted", change.persisted());
    view.put("words", ChangeWords.of(change.record()));
    String notUndone = ChangeWords.notUndone(change.record());
    if (notUndone != null) {
      view.put("notUndone", notUndone);
    }
    return view;
  }

  private static void inPercent(JsonNode node) {
    if (node instanceof ArrayNode array) {
      array.forEach(ChangeView::inPercent);
    }
    if (!(node instanceof ObjectNode object)) {
      return;
    }
    for (String name : Set.copyOf(object.propertyNames())) {
      JsonNode member = object.get(name);
      if (SHARES.contains(name) && member.isInt()) {
        object.put(name, new Share(member.intValue()).toString());
      } else {
        inPercent(member);
      }
    }
  }
}
