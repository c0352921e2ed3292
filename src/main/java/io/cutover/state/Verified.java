package io.cutover.state;

import io.cutover.store.DocumentRead;
import io.cutover.store.LogRead;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a look at the stored log found.
 *
 * @param records that could be read
 * @param head SHA-256 of the last one
 * @param faults what is altered, taken out or damaged; empty: the chain holds
 */
public record Verified(int records, String head, List<String> faults) {
  public Verified {
    faults = List.copyOf(faults);
  }

  static Verified of(DocumentRead document, LogRead log) {
    List<String> faults = new ArrayList<>();
    log.damage().forEach(damage -> faults.add(damage.detail()));
    String head = "";
    boolean known = false;
    String ofDocument = "";
    if (document instanceof DocumentRead.Found found) {
      ofDocument = field(found.document().text(), "auditHead", "the document", faults);
    }
    for (LogRead.Entry entry : log.entries()) {
      String where = "record " + entry.version();
      String prev = field(entry.record(), "prev", where, faults);
      if (!prev.equals(head)) {
        faults.add(where + " does not follow on the one before it: one was altered or taken out");
      }
      head = AuditRecord.hash(entry.record());
      known |= head.equals(ofDocument);
    }
    if (!ofDocument.isEmpty() && !known) {
      faults.add("the record that the document was written after is not in the log");
    }
    // A record that was begun when the process was killed: nobody was told that it is stored.
    if (log.torn() && !head.equals(ofDocument)) {
      faults.add("the log ends within a record");
    }
    return new Verified(log.entries().size(), head, faults);
  }

  private static String field(String text, String name, String where, List<String> faults) {
    try {
      ObjectNode node = StateJson.parse(text);
      return node.required(name).stringValue();
    } catch (IllegalArgumentException | JacksonException e) {
      faults.add(where + " can not be read");
      return "";
    }
  }
}
