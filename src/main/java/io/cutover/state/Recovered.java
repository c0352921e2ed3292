package io.cutover.state;

import io.cutover.store.Document;
import io.cutover.store.DocumentRead;
import io.cutover.store.LogRead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state as a store gives it back: the document, completed from the log.
 *
 * <p>One of the two alone leads to the state exactly. Where both have suffered, so that a change
 * that was acknowledged may be missing, the last that is known is given and {@code damage} says why
 * it can not be trusted.
 *
 * @param state null: the store knows nothing
 * @param version of the store that the state belongs to
 * @param damage null as a rule; else every route must be latched
 * @param readOnly null as a rule; else why the store must not be written
 * @param behind whether the stored document is not this state
 * @param notes what was found, for the log
 */
record Recovered(
    @Nullable CutoverState state,
    long version,
    @Nullable String damage,
    @Nullable String readOnly,
    boolean behind,
    List<String> notes) {

  /** Completes a document from a log. */
  static Recovered of(DocumentRead document, LogRead log) {
    return new Completion(document, log).run();
  }

  private static final class Completion {
    private final DocumentRead read;
    private final LogRead log;
    private final List<String> notes = new ArrayList<>();
    private ObjectNode tree = StateJson.write(CutoverState.first(""));
    private @Nullable CutoverState state;
    private long version;
    private boolean unreadable;
    private long atLeast;
    private @Nullable String damage;
    private @Nullable String readOnly;

    Completion(DocumentRead read, LogRead log) {
      this.read = read;
      this.log = log;
    }

    Recovered run() {
      boolean whole = takeDocument();
      long documentVersion = version;
      takeLog();
      log.damage().forEach(place -> notes.add(place.detail()));
      if (whole && !log.entries().isEmpty() && lastOfLog() < documentVersion) {
        notes.add("the log ends at version " + lastOfLog() + ", before the document's");
      }
      lookForLoss(whole);
      return new Recovered(
          state, version, damage, readOnly, !whole || version != documentVersion, notes);
    }

    private boolean takeDocument() {
      switch (read) {
        case DocumentRead.Found(Document document) -> {
          ObjectNode stored = parse(document.text(), "the document");
          if (stored != null && accept(stored, "the document")) {
            version = document.version();
            return true;
          }
          unreadable = true;
          atLeast = document.version();
        }
        case DocumentRead.Damaged damaged -> {
          notes.add(damaged.detail());
          unreadable = true;
          atLeast = damaged.atLeast();
        }
        case DocumentRead.Missing _ -> {}
      }
      return false;
    }

    private void takeLog() {
      for (LogRead.Entry entry : log.entries()) {
        if (entry.version() > version) {
          replay(entry);
        }
      }
    }

    private void replay(LogRead.Entry entry) {
      String where = "record " + entry.version();
      ObjectNode record = parse(entry.record(), where);
      ObjectNode next = tree.deepCopy();
      if (record == null) {
        lost(where + " can not be read");
        return;
      }
      noteFormat(record, where);
      try {
        if (!AuditRecord.replay(next, record, entry.record())) {
          lost(where + " does not follow on the one before it");
        }
      } catch (JacksonException e) {
        lost(where + " can not be read: " + e.getMessage());
        return;
      }
      if (accept(next, where)) {
        version = entry.version();
      } else {
        lost(where + " leads to no readable state");
      }
    }

    private void lookForLoss(boolean whole) {
      for (LogRead.Damage place : log.damage()) {
        if (place.upTo() > version) {
          lost(place.detail());
        }
      }
      if (whole) {
        return;
      }
      // Without a document the log must be whole: what it may have lost, nothing else holds.
      if (log.torn() && !log.entries().isEmpty()) {
        lost("the document can not be read, and the log ends within a record");
      }
      if (unreadable && (log.entries().isEmpty() || atLeast > version)) {
        lost("the document can not be read, and the log does not reach it");
      }
    }

    private long lastOfLog() {
      return log.entries().getLast().version();
    }

    private boolean accept(ObjectNode node, String where) {
      noteFormat(node, where);
      try {
        state = StateJson.read(node);
        tree = node;
        return true;
      } catch (IllegalArgumentException e) {
        notes.add(where + " can not be read: " + e.getMessage());
        return false;
      }
    }

    private void noteFormat(ObjectNode node, String where) {
      int format = node.path("format").asInt(CutoverState.FORMAT);
      if (format > CutoverState.FORMAT && readOnly == null) {
        readOnly =
            "%s has format %d and this version writes %d: the state is read and never written; run the version that wrote it"
                .formatted(where, format, CutoverState.FORMAT);
      }
    }

    private @Nullable ObjectNode parse(String text, String where) {
      try {
        return StateJson.parse(text);
      } catch (IllegalArgumentException e) {
        notes.add(where + " can not be read: " + e.getMessage());
        return null;
      }
    }

    private void lost(String why) {
      if (damage == null) {
        damage = why;
      }
    }
  }
}
