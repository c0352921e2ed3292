package io.cutover.state;

import io.cutover.store.Committed;
import io.cutover.store.Document;
import io.cutover.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start does about what it found stored. */
final class TakenUp {
  private static final Logger log = LoggerFactory.getLogger(TakenUp.class);

  private TakenUp() {}

  /** Says what is wrong with it, as loudly as it is bad. */
  static void say(Recovered recovered) {
    for (String note : recovered.notes()) {
      log.atWarn().addKeyValue("found", note).log("the stored state has suffered");
    }
    if (recovered.damage() != null) {
      log.atError()
          .addKeyValue("cause", recovered.damage())
          .log(
              "THE STORED STATE CAN NOT BE TRUSTED: every route is latched. Look at each share,"
                  + " then lift its latch: cutover plan clear ROUTE --reason …");
    }
    if (recovered.readOnly() != null) {
      log.atError()
          .addKeyValue("cause", recovered.readOnly())
          .log("THE STATE IS NOT WRITTEN: lowering goes on in memory, raising is refused");
    }
  }

  /** Brings the document up to its log, where nothing forbids to write it. */
  static void mend(Store store, Recovered recovered, boolean torn) {
    CutoverState state = recovered.state();
    if (state == null
        || !(recovered.behind() || torn)
        || recovered.damage() != null
        || recovered.readOnly() != null) {
      return;
    }
    String text = StateJson.text(StateJson.write(state));
    if (store.complete(new Document(recovered.version(), text)) instanceof Committed.Away away) {
      log.atWarn()
          .addKeyValue("error", away.detail())
          .log("the state's document stays behind its log");
    }
  }
}
