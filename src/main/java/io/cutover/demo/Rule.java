package io.cutover.demo;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.util.Set;

/** What the split must do with a request. Pure. */
sealed interface Rule {

  /**
   * It carries a token that only goes where it is native: nothing swaps it.
   *
   * @param bucket of its application, which says where it would go if it could
   */
  record Native(Platform platform, int bucket) implements Rule {}

  /** Its key falls into a bucket. */
  record Key(int bucket) implements Rule {}

  /** It lacks the key that its route sticks by: it goes home, unless everything has moved. */
  record NoKey() implements Rule {}

  /** Each request is decided by itself. */
  record EachRequest() implements Rule {}

  /**
   * Returns whether a platform may serve it.
   *
   * @param shares all that may have been in force between its sending and its answer
   */
  default boolean allows(Platform platform, Set<Share> shares) {
    return switch (this) {
      case Native(Platform only, int _) -> platform == only;
      case Key(int bucket) -> shares.stream().anyMatch(s -> of(s.covers(bucket)) == platform);
      case NoKey() -> shares.stream().anyMatch(s -> of(s.equals(Share.ALL)) == platform);
      case EachRequest() ->
          shares.stream()
              .anyMatch(s -> !s.equals(platform == Platform.NEW ? Share.NONE : Share.ALL));
    };
  }

  /** Returns the part of this request, 0 to 1, that the share alone would send to the new one. */
  default double expected(Share share) {
    return switch (this) {
      case Native(Platform _, int bucket) -> share.covers(bucket) ? 1 : 0;
      case Key(int bucket) -> share.covers(bucket) ? 1 : 0;
      case NoKey() -> share.equals(Share.ALL) ? 1 : 0;
      case EachRequest() -> share.ratio();
    };
  }

  private static Platform of(boolean moved) {
    return moved ? Platform.NEW : Platform.OLD;
  }
}
