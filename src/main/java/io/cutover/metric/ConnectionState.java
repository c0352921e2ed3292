package io.cutover.metric;

/** Whether a connection serves an exchange at the moment. */
public enum ConnectionState {
  ACTIVE("active"),
  IDLE("idle");

  private final String label;

  ConnectionState(String label) {
    this.label = label;
  }

  /** Returns the word used in metrics. */
  public String label() {
    return label;
  }
}
