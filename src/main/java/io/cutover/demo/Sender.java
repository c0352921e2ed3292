package io.cutover.demo;

import java.util.function.Consumer;

/** Makes calls of one kind. */
@FunctionalInterface
interface Sender {
  /**
   * Makes a call, never again by itself. On one event loop only.
   *
   * @param done told once, on the event loop
   */
  void send(Call call, Consumer<Outcome> done);
}
