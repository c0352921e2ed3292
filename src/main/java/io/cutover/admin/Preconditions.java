package io.cutover.admin;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * If-Match, RFC 9110 section 13.1.1: a change applies only to what its caller has seen. Tags stand
 * for what operators set, not for the counters shown beside it; that is why there is no
 * If-None-Match.
 */
sealed interface Preconditions {

  /**
   * Holds as far as is known here.
   *
   * @param revision must still be the resource's when the change is made; null: whatever it is
   */
  record Met(@Nullable Long revision) implements Preconditions {}

  /** The resource is another by now: 412. */
  record Failed() implements Preconditions {}

  /**
   * Compares strongly; {@code *} stands for whatever is there.
   *
   * @param ifMatch the field's value; null: no condition
   */
  static Preconditions of(@Nullable String ifMatch, String epoch, long revision) {
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return new Met(null);
    }
    // A tag of ours has no comma inside, so that splitting at commas can not make one up.
    boolean listed =
        Arrays.stream(ifMatch.split(",", -1))
            .map(String::strip)
            .anyMatch(tag(epoch, revision)::equals);
    return listed ? new Met(revision) : new Failed();
  }

  /** Returns the strong entity tag of a resource at a revision in one life of the store. */
  static String tag(String epoch, long revision) {
    return "\"" + epoch + "-" + revision + "\"";
  }
}
