package io.cutover.decide;

import io.cutover.split.Platform;
import java.util.Set;

/** Which platforms a request can be served by, given its credential and its route's endpoints. */
public enum Usable {
  NEITHER,
  OLD,
  NEW,
  BOTH;

  /** Returns the value that stands for that set. */
  public static Usable of(Set<Platform> platforms) {
    return of(platforms.contains(Platform.OLD), platforms.contains(Platform.NEW));
  }

  /** Returns the value that stands for those. */
  public static Usable of(boolean old, boolean next) {
    if (old) {
      return next ? BOTH : OLD;
    }
    return next ? NEW : NEITHER;
  }

  /** Returns whether the platform is among them. */
  public boolean has(Platform platform) {
    return this == BOTH || (platform == Platform.OLD ? this == OLD : this == NEW);
  }

  /** Returns what is left without that platform. */
  public Usable without(Platform platform) {
    return of(
        platform != Platform.OLD && has(Platform.OLD),
        platform != Platform.NEW && has(Platform.NEW));
  }
}
