package io.cutover.split;

/** What kind of bearer token a request carries. */
public enum TokenKind {
  OPAQUE("opaque"),
  JWT("jwt"),
  NONE("none");

  private final String label;

  TokenKind(String label) {
    this.label = label;
  }

  /** Returns the word used in metrics and logs. */
  public String label() {
    return label;
  }
}
