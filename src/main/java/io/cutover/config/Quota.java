package io.cutover.config;

/**
 * How many requests a minute, and how many of them at once.
 *
 * @param perMinute permits that flow in evenly; 0: {@link #UNLIMITED}
 * @param burst how many permits are kept at most
 */
public record Quota(int perMinute, int burst) {
  /** No limit at all. */
  public static final Quota UNLIMITED = new Quota(0, 0);

  /** Returns whether it limits nothing. */
  public boolean isUnlimited() {
    return perMinute == 0;
  }
}
