package io.cutover.split;

/** Why a request cannot move to the new platform, whatever its bucket. */
public enum Blocked {
  /** Its application has no credentials on the other platform, or no bridge to use them. */
  NO_PAIR("no-pair"),
  /** Its token stands for a user, and user tokens stay. */
  USER_TOKEN("user-token"),
  /** A scope of its token is unknown on the other platform. */
  SCOPE("scope"),
  /** The other platform does not speak its protocol. */
  PROTOCOL("protocol"),
  /** Its application is a sandbox one, and the other platform has no sandbox. */
  ENVIRONMENT("environment"),
  /** The route has no endpoint on the new platform. */
  NO_ENDPOINT("no-endpoint"),
  /** Its application is pinned. */
  PINNED("pinned"),
  /**
   * Its token is not checked here, so that only its own platform may see it; or its application's
   * pair was not verified, and the plan moves only those that were.
   */
  UNVERIFIED("unverified");

  private final String label;

  Blocked(String label) {
    this.label = label;
  }

  /** Returns the word used in metrics and answers. */
  public String label() {
    return label;
  }
}
