package io.cutover.state;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A process of its own that changes a state at random for as long as it lives, and prints each
 * change once it was acknowledged as stored: its id and the state that it led to.
 */
final class RandomOperator {
  private static final List<String> ROUTES = List.of("orders", "users", "stock");

  private RandomOperator() {}

  public static void main(String[] args) {
    Random random = new Random(Long.parseLong(args[1]));
    StateKeeper keeper =
        new StateFolder(Path.of(args[0]))
            .keeper(StateFolder.shares("orders", "5%", "users", "1%", "stock", "0%"));
    int changes = Integer.parseInt(args[2]);
    for (int i = 0; i < changes; i++) {
      Outcome outcome = keeper.apply(change(random), StateFolder.ALICE, "at random", null);
      if (outcome instanceof Outcome.Applied applied && applied.persisted()) {
        String state = StateJson.text(StateJson.write(applied.after().withAuditHead("")));
        System.out.println(applied.changeId() + " " + state);
      } else if (outcome instanceof Outcome.StoreAway || outcome instanceof Outcome.Applied) {
        whileAway(keeper);
        return;
      }
    }
  }

  /** Nothing can be stored any more: says what becomes of lowering and of raising. */
  private static void whileAway(StateKeeper keeper) {
    Outcome lowering =
        keeper.apply(new Change.Rollback(Set.copyOf(ROUTES)), StateFolder.ALICE, null, null);
    Outcome raising =
        keeper.apply(new Change.ClearLatch("orders", true), StateFolder.ALICE, "try", null);
    boolean latched =
        keeper.current().routes().values().stream().allMatch(route -> route.latch() != null);
    System.out.println(
        "away: %s persisted=%s latched=%s %s"
            .formatted(
                lowering.getClass().getSimpleName(),
                lowering instanceof Outcome.Applied applied && applied.persisted(),
                latched,
                raising.getClass().getSimpleName()));
  }

  private static Change change(Random random) {
    String route = ROUTES.get(random.nextInt(ROUTES.size()));
    return switch (random.nextInt(10)) {
      case 0, 1 -> new Change.Rollback(Set.of(route));
      case 2, 3 -> new Change.ClearLatch(route, true);
      case 4 -> new Change.SetSwitch(SwitchPosition.values()[random.nextInt(3)], null);
      case 5 ->
          new Change.SetTokens(
              route, random.nextInt(3) == 0 ? null : Platform.values()[random.nextInt(2)]);
      default -> new Change.SetShare(route, new Share(random.nextInt(Share.WHOLE + 1)), null);
    };
  }
}
