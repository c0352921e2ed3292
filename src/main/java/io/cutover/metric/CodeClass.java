package io.cutover.metric;

/**
 * The values of the label {@code code}: status classes, and on their own the statuses that tell a
 * cutover's faults apart.
 */
enum CodeClass {
  INFORMATIONAL("1xx"),
  SUCCESS("2xx"),
  REDIRECT("3xx"),
  UNAUTHORIZED("401"),
  FORBIDDEN("403"),
  NOT_FOUND("404"),
  TOO_MANY("429"),
  CLIENT_ERROR("4xx"),
  SERVER_ERROR("5xx");

  /** How many there are. */
  static final int COUNT = values().length;

  private final String label;

  CodeClass(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Returns the class of a status; what is no status counts as a server's error. */
  static CodeClass of(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 429 -> TOO_MANY;
      default ->
          switch (status / 100) {
            case 1 -> INFORMATIONAL;
            case 2 -> SUCCESS;
            case 3 -> REDIRECT;
            case 4 -> CLIENT_ERROR;
            default -> SERVER_ERROR;
          };
    };
  }
}
