package io.cutover.ledger;

import io.cutover.split.Platform;
import java.util.List;

/**
 * How many applications can do what, by what is registered of them. An application's token is
 * enough; a user's may need more. Pure.
 *
 * @param bothWays those that can be moved, and moved back, whichever token they hold
 * @param forward those that can be moved, and that only their old tokens bring back
 * @param back those that only their new tokens move, and that can be brought back
 * @param oldOnly those that are not registered on the new platform
 * @param newOnly those that are not registered on the old platform
 * @param byToken those without a usable secret: each token goes to its own platform
 * @param sandboxStay sandbox ones that stay, for the new platform has no sandbox
 */
public record Abilities(
    int bothWays, int forward, int back, int oldOnly, int newOnly, int byToken, int sandboxStay) {

  /**
   * Counts them.
   *
   * @param sandbox whether the new platform has one
   */
  public static Abilities of(List<Application> applications, boolean sandbox) {
    int[] counts = new int[7];
    for (Application each : applications) {
      counts[ability(each, sandbox)]++;
    }
    return new Abilities(
        counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
  }

  private static int ability(Application application, boolean sandbox) {
    if (application.sandbox() && !sandbox) {
      return 6;
    }
    if (application.on(Platform.NEW) == null) {
      return 3;
    }
    if (application.on(Platform.OLD) == null) {
      return 4;
    }
    boolean there = application.hasPair(Platform.NEW);
    boolean back = application.hasPair(Platform.OLD);
    if (there && back) {
      return 0;
    }
    return there ? 1 : back ? 2 : 5;
  }

  /** Returns the lines that tell of them, those without an application left out. */
  public List<String> lines() {
    return List.of(
            line(bothWays, "can be moved and moved back, whichever token they hold"),
            line(forward, "can be moved; only their old tokens bring them back (no old secret)"),
            line(back, "move by their new tokens only (no new secret)"),
            line(oldOnly, "can not be moved: not registered on the new platform"),
            line(newOnly, "are on the new platform: not registered on the old one"),
            line(byToken, "go where their token belongs (no secret of either platform)"),
            line(sandboxStay, "are sandbox ones and stay: platforms.new.sandbox is not there"))
        .stream()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String line(int count, String what) {
    return count == 0 ? "" : count + " " + what;
  }
}
