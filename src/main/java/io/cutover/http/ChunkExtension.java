package io.cutover.http;

/**
 * The grammar of chunk extensions, byte by byte (RFC 9112 §7.1.1): {@code *( BWS ";" BWS name [ BWS
 * "=" BWS ( token / quoted-string ) ] )}. They are only checked: nothing here reads them.
 */
final class ChunkExtension {
  private enum State {
    BEFORE_SEMICOLON,
    BEFORE_NAME,
    NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    TOKEN,
    QUOTED,
    ESCAPED,
    AFTER_VALUE
  }

  private State state = State.BEFORE_SEMICOLON;

  /** Starts behind a chunk size, with the semicolon already seen or with white space before it. */
  void begin(boolean semicolon) {
    state = semicolon ? State.BEFORE_NAME : State.BEFORE_SEMICOLON;
  }

  /** Returns whether the line may end here; trailing white space is no extension. */
  boolean mayEnd() {
    return state == State.NAME || state == State.TOKEN || state == State.AFTER_VALUE;
  }

  /** Takes the next byte; returns whether the grammar allows it. */
  boolean take(byte b) {
    boolean white = Syntax.isWhitespace(b);
    boolean token = Syntax.is(b, Syntax.TCHAR);
    switch (state) {
      case BEFORE_SEMICOLON, AFTER_VALUE -> {
        if (b == ';') {
          state = State.BEFORE_NAME;
        } else if (white) {
          state = State.BEFORE_SEMICOLON;
        } else {
          return false;
        }
      }
      case BEFORE_NAME -> {
        if (token) {
          state = State.NAME;
        } else {
          return white;
        }
      }
      case NAME, AFTER_NAME -> {
        if (b == '=') {
          state = State.BEFORE_VALUE;
        } else if (b == ';') {
          state = State.BEFORE_NAME;
        } else if (white) {
          state = State.AFTER_NAME;
        } else {
          return token && state == State.NAME;
        }
      }
      case BEFORE_VALUE -> {
        if (b == '"') {
          state = State.QUOTED;
        } else if (token) {
          state = State.TOKEN;
        } else {
          return white;
        }
      }
      case TOKEN -> {
        if (b == ';') {
          state = State.BEFORE_NAME;
        } else if (white) {
          state = State.BEFORE_SEMICOLON;
        } else {
          return token;
        }
      }
      case QUOTED -> {
        if (b == '"') {
          state = State.AFTER_VALUE;
        } else if (b == '\\') {
          state = State.ESCAPED;
        } else {
          return Syntax.is(b, Syntax.FIELD);
        }
      }
      case ESCAPED -> {
        state = State.QUOTED;
        return Syntax.is(b, Syntax.FIELD);
      }
    }
    return true;
  }
}
