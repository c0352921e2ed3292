package io.cutover.state;

import static io.cutover.state.Steps.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.store.Document;
import io.cutover.store.DocumentRead;
import io.cutover.store.LogRead;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedTest {
  @TempDir Path temp;

  private List<String> records;
  private String document;

  private void changes() throws Exception {
    try (var steps = new Steps(temp)) {
      steps.make(share("6%"));
      steps.make(share("7%"));
      steps.make(share("8%"));
      assertThat(steps.keeper.verify().faults()).isEmpty();
      assertThat(steps.keeper.verify().records()).isEqualTo(4);
      steps.keeper.close();
      records = new ArrayList<>(steps.folder.records());
      document = StateJson.text(StateJson.write(steps.folder.recovered().state()));
    }
  }

  private Verified verified() {
    return verified(false);
  }

  private Verified verified(boolean torn) {
    List<LogRead.Entry> entries = new ArrayList<>();
    for (String record : records) {
      entries.add(new LogRead.Entry(entries.size() + 1, record));
    }
    return Verified.of(
        new DocumentRead.Found(new Document(4, document)), new LogRead(entries, List.of(), torn));
  }

  @Test
  void aLogAsItWasWrittenHolds() throws Exception {
    changes();

    assertThat(verified().faults()).isEmpty();
    assertThat(document).contains(verified().head());
  }

  @Test
  void whatAKillLeftBehindTheLastRecordIsNoFaultUnlessOneIsMissing() throws Exception {
    changes();

    assertThat(verified(true).faults()).isEmpty();
    records.removeLast();
    assertThat(verified(true).faults()).hasSize(2).contains("the log ends within a record");
  }

  @Test
  void anAlteredRecordIsFound() throws Exception {
    changes();
    records.set(1, records.get(1).replace("because", "because!"));

    assertThat(verified().faults()).singleElement().asString().contains("record 3");
  }

  @Test
  void aRecordTakenOutIsFound() throws Exception {
    changes();
    records.remove(2);

    assertThat(verified().faults()).singleElement().asString().contains("record 3");
  }

  @Test
  void aLogCutOffBehindTheDocumentIsFound() throws Exception {
    changes();
    records.removeLast();

    assertThat(verified().faults()).singleElement().asString().contains("document");
  }
}
