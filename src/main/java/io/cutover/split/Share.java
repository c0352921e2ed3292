package io.cutover.split;

import java.math.BigDecimal;

/**
 * The part of what can move that goes to the new platform.
 *
 * <p>One number, so that two weights can never fail to add up. Written with a percent sign
 * everywhere people or scripts see it; a bare number is refused, since {@code 5} and {@code 0.05}
 * are both plausible readings of it.
 *
 * @param basisPoints hundredths of one percent, 0 to {@value #WHOLE}
 */
public record Share(int basisPoints) implements Comparable<Share> {
  /** All of it, in basis points; also the number of buckets. */
  public static final int WHOLE = 10_000;

  /** Nothing goes to the new platform. */
  public static final Share NONE = new Share(0);

  /** Everything that can move goes to the new platform. */
  public static final Share ALL = new Share(WHOLE);

  public Share {
    if (basisPoints < 0 || basisPoints > WHOLE) {
      throw new IllegalArgumentException("a share is between 0% and 100%");
    }
  }

  /**
   * Reads a share such as {@code 5%} or {@code 12.25%}.
   *
   * @throws IllegalArgumentException if the text is no share; the message says what to write
   */
  public static Share parse(String text) {
    String digits = text.strip();
    if (!digits.endsWith("%")) {
      throw new IllegalArgumentException(
          "'" + text + "' has no percent sign; write a share as 5% or 0.25%");
    }
    digits = digits.substring(0, digits.length() - 1).strip();
    if (!digits.matches("[0-9]{1,3}(\\.[0-9]{1,9})?")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no share; write a number from 0 to 100 with a percent sign, as 5%");
    }
    BigDecimal basisPoints = new BigDecimal(digits).movePointRight(2).stripTrailingZeros();
    if (basisPoints.scale() > 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is finer than 0.01%, the smallest step of a share");
    }
    if (basisPoints.compareTo(BigDecimal.valueOf(WHOLE)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is more than 100%");
    }
    return new Share(basisPoints.intValueExact());
  }

  /** Returns whether a key with this bucket goes to the new platform at this share. */
  public boolean covers(int bucket) {
    return bucket < basisPoints;
  }

  /** Returns the share as a ratio between 0 and 1, as metrics show it. */
  public double ratio() {
    return basisPoints / (double) WHOLE;
  }

  @Override
  public int compareTo(Share other) {
    return Integer.compare(basisPoints, other.basisPoints);
  }

  /** Returns the share as people write it: {@code 5%}, {@code 12.25%}. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
  }
}
