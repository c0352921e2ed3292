package io.cutover.split;

/** One of the two API platforms that the gateway knows. */
public enum Platform {
  /** The platform that traffic leaves: WSO2 API Cloud. */
  OLD("old"),
  /** The platform that traffic moves to: WSO2 Choreo. */
  NEW("new");

  private final String label;

  Platform(String label) {
    this.label = label;
  }

  /** Returns the other platform. */
  public Platform other() {
    return this == OLD ? NEW : OLD;
  }

  /** Returns the word used in configuration, metrics and answers: {@code old} or {@code new}. */
  public String label() {
    return label;
  }
}
