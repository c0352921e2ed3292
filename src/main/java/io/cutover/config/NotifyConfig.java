package io.cutover.config;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code notify}: who is told by a webhook.
 *
 * @param url may itself be a key, as Slack's are: never shown beyond its host
 * @param secret that messages are signed with; null: they are not
 * @param events what it is told; at least one
 */
public record NotifyConfig(URI url, Format format, @Nullable Secret secret, Set<Event> events) {
  public NotifyConfig {
    events = Set.copyOf(events);
  }

  /** How a message is written. */
  public enum Format {
    /** One object with a member for each thing that is said. */
    JSON,
    /** Slack's incoming webhooks, and what takes the same. */
    SLACK
  }

  /** What somebody may want to be told. */
  public enum Event {
    /** A route went to 0 %, by a person, a gate or anything else. */
    ROLLBACK,
    /** A route was latched without a rollback: its stored state was damaged. */
    LATCH,
    /** A plan waits for a person. */
    PAUSE,
    /** A plan has come to its end. */
    COMPLETE,
    /** A configuration was refused; the last good one stays. */
    CONFIG
  }
}
