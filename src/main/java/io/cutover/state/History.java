package io.cutover.state;

import io.cutover.store.LogRead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The last changes, in memory: what receipts, undo and the events tell of. Bounded; the whole past
 * is in the store's log.
 *
 * <p>Written under the keeper's lock, read by any thread.
 */
public final class History {
  /** How many changes are remembered. */
  static final int KEPT = 10_000;

  private static final Logger log = LoggerFactory.getLogger(History.class);

  private final ConcurrentSkipListMap<Long, Recorded> byRevision = new ConcurrentSkipListMap<>();
  private final List<Consumer<Recorded>> listeners = new CopyOnWriteArrayList<>();
  private int kept;

  History() {}

  /** Remembers what the log holds; what can not be read of it is left out. */
  void load(LogRead read) {
    List<LogRead.Entry> entries = read.entries();
    for (LogRead.Entry entry :
        entries.subList(Math.max(0, entries.size() - KEPT), entries.size())) {
      try {
        put(StateJson.parse(entry.record()), true);
      } catch (IllegalArgumentException | JacksonException e) {
        log.atWarn().addKeyValue("version", entry.version()).log("a record can not be shown");
      }
    }
  }

  /** A change is in force: everybody is told, once. */
  void add(ObjectNode record, boolean persisted) {
    Recorded recorded = put(record, persisted);
    if (recorded == null) {
      return;
    }
    for (Consumer<Recorded> listener : listeners) {
      try {
        listener.accept(recorded);
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("a listener of changes failed; the change stands");
      }
    }
  }

  /** Returns what is new; null: it was known, and perhaps is stored now. */
  private @Nullable Recorded put(ObjectNode record, boolean persisted) {
    var recorded =
        new Recorded(
            record.required("change").stringValue(),
            record.required("revision").longValue(),
            record,
            persisted);
    if (byRevision.put(recorded.revision(), recorded) != null) {
      return null;
    }
    if (++kept > KEPT) {
      byRevision.pollFirstEntry();
      kept--;
    }
    return recorded;
  }

  /** Tells of each change that comes into force from now on. The listener must be short. */
  public void listen(Consumer<Recorded> listener) {
    listeners.add(listener);
  }

  /** Returns the changes after a revision, oldest first. */
  public List<Recorded> after(long revision, int most) {
    return byRevision.tailMap(revision, false).values().stream().limit(most).toList();
  }

  /** Returns the last changes, newest last. */
  public List<Recorded> last(int most) {
    return new ArrayList<>(
        byRevision.descendingMap().values().stream().limit(most).toList().reversed());
  }

  /** Returns who made a change and what it was, as the end of a sentence; empty if forgotten. */
  public String who(long revision) {
    Recorded recorded = byRevision.get(revision);
    if (recorded == null) {
      return "";
    }
    ObjectNode record = recorded.record();
    String reason = record.path("reason").asString("");
    return " (%s by %s at %s%s)"
        .formatted(
            ChangeWords.of(record),
            record.path("by").asString("?"),
            record.path("at").asString("?").replaceFirst("\\.[0-9]+Z$", "Z"),
            reason.isEmpty() ? "" : ": " + reason);
  }

  /** Returns a change that is remembered, or null. */
  public @Nullable Recorded find(String change) {
    for (Recorded recorded : byRevision.descendingMap().values()) {
      if (recorded.change().equals(change)) {
        return recorded;
      }
    }
    return null;
  }
}
