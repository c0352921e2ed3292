package io.cutover.route;

/** Why a path is refused: an origin that decodes it could read another path than was matched. */
public enum PathFault {
  NO_SLASH("the path must start with /"),
  CHARACTER("the path holds a character that must be percent-encoded"),
  ENCODING("a percent sign must be followed by two hexadecimal digits"),
  DOT_SEGMENT("the path must not hold . or .. as a segment, however encoded; write it out"),
  EMPTY_SEGMENT("the path must not hold an empty segment; leave the second / out"),
  ENCODED_SLASH("the path must not hold / or \\ percent-encoded"),
  ENCODED_NUL("the path must not hold a NUL"),
  OVERLONG("the path holds an overlong UTF-8 sequence; encode the character itself"),
  PARAMETER("the segments that name the API must not carry parameters behind a ;"),
  ENCODED_TWICE("the segments that name the API must not be percent-encoded twice");

  private final String detail;

  PathFault(String detail) {
    this.detail = detail;
  }

  /** Returns what is wrong, in words that never hold anything of the path. */
  public String detail() {
    return detail;
  }
}
