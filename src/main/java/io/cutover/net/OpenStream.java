package io.cutover.net;

import io.cutover.split.Platform;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer without an end of its own. Belongs to one event loop.
 *
 * @see StreamLedger
 */
public interface OpenStream {
  /** What it is. */
  enum Kind {
    WEBSOCKET,
    /** {@code text/event-stream}. */
    EVENTS,
    GRPC
  }

  /** Why it is ended from here. */
  enum Cause {
    /** The token that it was opened with has expired. */
    TOKEN_EXPIRED,
    /** It is as old as a stream may become. */
    TOO_OLD,
    /** Its caller would be sent to the other platform now. */
    MOVED,
    /** The gateway ends. */
    GOING_AWAY
  }

  Kind kind();

  Platform platform();

  /** Returns the route's name. */
  String route();

  /** Returns the application's name; null: unknown. */
  @Nullable String application();

  /** Returns when it was opened, in the loop's nanoseconds. */
  long openedAt();

  /** Returns when its token expires; null: never, or nobody said. */
  @Nullable Instant tokenExpiry();

  /** Returns whether its caller would be sent to the other platform now. */
  boolean isMisplaced();

  /** Ends it in a way that its client can tell from a regular end. */
  void end(Cause cause);
}
