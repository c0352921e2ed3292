package io.cutover.split;

import java.util.Locale;

/** What a route's requests are told apart by, so that the same caller stays on one platform. */
public sealed interface StickBy {

  /** Each request is decided by itself. */
  record Request() implements StickBy {}

  /** The consumer's registered application, whichever token it presents. */
  record Application() implements StickBy {}

  /** The user that a token stands for. */
  record Subject() implements StickBy {}

  /** The token itself. */
  record Token() implements StickBy {}

  /** The client's address. */
  record Ip() implements StickBy {}

  /** The first value of a request header. */
  record Header(String name) implements StickBy {}

  /** The value of a cookie. */
  record Cookie(String name) implements StickBy {}

  /**
   * Reads {@code request}, {@code application}, {@code subject}, {@code token}, {@code ip}, {@code
   * header:NAME} or {@code cookie:NAME}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  static StickBy parse(String text) {
    int colon = text.indexOf(':');
    if (colon > 0) {
      String name = text.substring(colon + 1);
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new IllegalArgumentException("'" + name + "' is no name of a header or cookie");
      }
      switch (text.substring(0, colon)) {
        case "header":
          return new Header(name.toLowerCase(Locale.ROOT));
        case "cookie":
          return new Cookie(name);
        default:
          break;
      }
    }
    return switch (text) {
      case "request" -> new Request();
      case "application" -> new Application();
      case "subject" -> new Subject();
      case "token" -> new Token();
      case "ip" -> new Ip();
      default ->
          throw new IllegalArgumentException(
              "'"
                  + text
                  + "' is none of request, application, subject, token, ip, header:NAME,"
                  + " cookie:NAME");
    };
  }

  /** Returns the text that {@link #parse} reads. */
  default String text() {
    return switch (this) {
      case Request _ -> "request";
      case Application _ -> "application";
      case Subject _ -> "subject";
      case Token _ -> "token";
      case Ip _ -> "ip";
      case Header(String name) -> "header:" + name;
      case Cookie(String name) -> "cookie:" + name;
    };
  }

  /** Returns the kind as it is hashed: the word before any colon. */
  default String kind() {
    return switch (this) {
      case Header _ -> "header";
      case Cookie _ -> "cookie";
      default -> text();
    };
  }
}
