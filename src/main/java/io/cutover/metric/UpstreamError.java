package io.cutover.metric;

/** How an attempt on a platform failed without an answer of its own. */
public enum UpstreamError {
  /** No connection came about. */
  CONNECT("connect"),
  /** The connection ended before the answer did. */
  RESET("reset"),
  /** The answer did not come in time. */
  TIMEOUT("timeout"),
  /** What came was not HTTP. */
  PROTOCOL("protocol");

  private final String label;

  UpstreamError(String label) {
    this.label = label;
  }

  /** Returns the word used in metrics and logs. */
  public String label() {
    return label;
  }
}
