package io.cutover.http;

/** {@code Max-Forwards} (RFC 9110 §7.6.2): over how many hops an OPTIONS request may still go. */
public final class MaxForwards {
  private static final long NO_LIMIT = -1;
  private static final int DIGITS = 9;

  private MaxForwards() {}

  /**
   * Returns how often the request may be passed on, or a negative number when nothing limits it. A
   * value that is no number limits nothing. With other methods it has no meaning; TRACE is refused.
   */
  public static long of(Head request) {
    int i = request.methodIs(Method.OPTIONS) ? request.find(Field.MAX_FORWARDS) : -1;
    if (i < 0 || request.find(Field.MAX_FORWARDS, i + 1) >= 0) {
      return NO_LIMIT;
    }
    String value = request.value(i);
    if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return NO_LIMIT;
    }
    String digits = value.replaceFirst("^0+(?=.)", "");
    return Long.parseLong(digits.length() > DIGITS ? "9".repeat(DIGITS) : digits);
  }
}
