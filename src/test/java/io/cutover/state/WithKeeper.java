package io.cutover.state;

import static io.cutover.state.StateFolder.ALICE;
import static io.cutover.state.StateFolder.shares;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Share;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of a keeper have in common: one over a folder of its own. */
abstract class WithKeeper {
  static final Map<String, Share> FILE = shares("orders", "5%", "users", "1%");

  @TempDir Path temp;
  StateFolder folder;
  StateKeeper keeper;

  @BeforeEach
  void open() {
    folder = new StateFolder(temp.resolve("var"));
    keeper = folder.keeper(FILE);
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  void reopen() {
    keeper.close();
    keeper = folder.keeper(FILE);
  }

  Outcome apply(Change change) {
    return keeper.apply(change, ALICE, "because", null);
  }

  static Change set(String route, String share) {
    return new Change.SetShare(route, Share.parse(share), null);
  }

  static Change rollback(String... routes) {
    return new Change.Rollback(Set.of(routes));
  }

  RouteState route(String name) {
    return keeper.current().routes().get(name);
  }

  static void assertApplied(Outcome outcome, boolean persisted) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Applied.class, applied -> assertThat(applied.persisted()).isEqualTo(persisted));
  }
}
