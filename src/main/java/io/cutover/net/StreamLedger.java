package io.cutover.net;

import io.cutover.split.Platform;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The streams that are open on one event loop, the oldest first: answers without an end of their
 * own, which keep a caller where it is however the share has changed. Runs on that loop only, but
 * for {@link #open}.
 */
public final class StreamLedger {
  private final Set<OpenStream> streams = new LinkedHashSet<>();
  private final AtomicIntegerArray counts = new AtomicIntegerArray(Platform.values().length);

  StreamLedger() {}

  /** Enters a stream, which is now the youngest. */
  public void enter(OpenStream stream) {
    if (streams.add(stream)) {
      counts.incrementAndGet(stream.platform().ordinal());
    }
  }

  /** Strikes a stream off that has ended. */
  public void leave(OpenStream stream) {
    if (streams.remove(stream)) {
      counts.decrementAndGet(stream.platform().ordinal());
    }
  }

  /** Returns the open streams, the oldest first; a copy, so that they may end meanwhile. */
  public List<OpenStream> all() {
    return new ArrayList<>(streams);
  }

  public boolean isEmpty() {
    return streams.isEmpty();
  }

  /** Returns how many are open to a platform. Any thread. */
  public int open(Platform platform) {
    return counts.get(platform.ordinal());
  }
}
