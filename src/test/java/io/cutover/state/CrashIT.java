package io.cutover.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.ClassPath;
import io.cutover.split.Share;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes survive what ends a process: a kill at any moment, a disk with no room. */
class CrashIT {
  private static final int KILLS = 20;
  private static final int MOST_CHANGES = 40;

  /** The log of the process goes to the same pipe. */
  private static final String ACKNOWLEDGED = "[0-9a-f]{12} \\{.*}";

  @TempDir Path temp;

  private static List<String> java(Path folder, long seed, int changes) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        // Its file is one that a limit on the size of files would hit.
        "-XX:-UsePerfData",
        "-cp",
        ClassPath.text(),
        RandomOperator.class.getName(),
        folder.toString(),
        Long.toString(seed),
        Integer.toString(changes));
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Test
  void everyAcknowledgedChangeSurvivesAKill() throws Exception {
    StateFolder folder = new StateFolder(temp.resolve("var"));
    Random random = new Random();
    List<String> acknowledged = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      String last = runAndKill(folder, random, acknowledged);

      assertHolds(folder, acknowledged, last);
    }
    assertThat(acknowledged).hasSizeGreaterThan(KILLS);
  }

  /** Returns the state that the last acknowledged change led to. */
  private static String runAndKill(StateFolder folder, Random random, List<String> acknowledged)
      throws Exception {
    Process operator = start(java(folder.path(), random.nextLong(), Integer.MAX_VALUE));
    String last = "";
    try (BufferedReader says = operator.inputReader()) {
      int left = 1 + random.nextInt(MOST_CHANGES);
      for (String line = says.readLine(); line != null; line = says.readLine()) {
        if (line.matches(ACKNOWLEDGED)) {
          acknowledged.add(line.substring(0, 12));
          last = line.substring(13);
          if (--left == 0) {
            // By its handle, which leaves us the rest of what it said.
            operator.toHandle().destroyForcibly();
          }
        }
      }
    }
    assertThat(operator.waitFor()).as("killed").isEqualTo(128 + 9);
    return last;
  }

  private static void assertHolds(StateFolder folder, List<String> acknowledged, String last) {
    Recovered recovered = folder.recovered();
    assertThat(recovered.damage()).isNull();
    assertThat(recovered.notes()).isEmpty();
    List<String> stored =
        folder.records().stream()
            .map(record -> StateJson.parse(record).required("change").stringValue())
            .toList();
    assertThat(stored).containsSubsequence(acknowledged);
    folder.assertChainHolds(recovered.state());
    // The one change under way when the kill came may be there or not.
    int unsaid = stored.size() - 1 - stored.indexOf(acknowledged.getLast());
    assertThat(unsaid).isBetween(0, 1);
    if (unsaid == 0) {
      assertThat(recovered.state().withAuditHead(""))
          .isEqualTo(StateJson.read(StateJson.parse(last)));
    }
  }

  @Test
  void aDiskWithoutRoomRefusesRaisingAcceptsRollbackAndLosesNothing() throws Exception {
    StateFolder folder = new StateFolder(temp.resolve("var"));
    List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 64; exec \"$@\"", "sh"));
    command.addAll(java(folder.path(), 1, Integer.MAX_VALUE));
    List<String> acknowledged = new ArrayList<>();
    String last = "";
    Process operator = start(command);
    String end = "";
    try (BufferedReader says = operator.inputReader()) {
      for (String line = says.readLine(); line != null; line = says.readLine()) {
        if (line.startsWith("away: ")) {
          end = line;
        } else if (line.matches(ACKNOWLEDGED)) {
          acknowledged.add(line.substring(0, 12));
          last = line.substring(13);
        }
      }
    }
    assertThat(operator.waitFor()).isZero();
    assertThat(end).isEqualTo("away: Applied persisted=false latched=true StoreAway");
    assertThat(acknowledged).isNotEmpty();

    assertHolds(folder, acknowledged, last);

    // With room again, everything goes on from there.
    try (StateKeeper keeper = folder.keeper(StateFolder.shares("orders", "5%"))) {
      keeper.apply(new Change.SetShare("orders", Share.NONE, null), StateFolder.ALICE, "r", null);
      assertThat(keeper.apply(new Change.Rollback(Set.of("stock")), StateFolder.ALICE, null, null))
          .isNotInstanceOf(Outcome.StoreAway.class);
    }
  }
}
