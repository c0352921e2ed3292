package io.cutover.token;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Who waits for something that is found out elsewhere, and where it is told. */
public record Asker<V>(Executor answerOn, Consumer<V> then) {
  /** Tells it; to be called once. */
  void answer(V answer) {
    try {
      answerOn.execute(() -> then.accept(answer));
    } catch (RejectedExecutionException e) {
      // Its event loop has ended, and every connection with it: nobody is left to be told.
    }
  }
}
