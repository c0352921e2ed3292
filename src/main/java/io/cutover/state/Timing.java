package io.cutover.state;

import java.time.Duration;

/**
 * How patient the state's keeper is with its store.
 *
 * @param retry between two tries to store what could not be stored
 * @param patience how long what lowers waits to hear that it is stored; it is in force already
 * @param closing how long closing waits for a last try
 */
record Timing(Duration retry, Duration patience, Duration closing) {
  static final Timing DEFAULT =
      new Timing(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5));
}
