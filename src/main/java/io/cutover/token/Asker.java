package io.cutover.token;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Who waits for a verdict, and where it is told. */
record Asker(Executor answerOn, Consumer<Verdict> then) {
  /** Tells the verdict; to be called once. */
  void answer(Verdict verdict) {
    try {
      answerOn.execute(() -> then.accept(verdict));
    } catch (RejectedExecutionException e) {
      // Its event loop has ended, and every connection with it: nobody is left to be told.
    }
  }
}
