package io.cutover.notify;

import io.cutover.config.NotifyConfig;
import io.cutover.state.History;
import io.cutover.state.Recorded;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells every receiver of {@code notify} what it asked to be told. Nothing here waits: it may be
 * called under a lock. Thread-safe.
 */
public final class Notifier implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final Duration firstPause;
  private @Nullable HttpClient http;
  private volatile Function<String, List<String>> named = List::of;
  private volatile List<Webhook> webhooks = List.of();

  /** Begins without a receiver. */
  public Notifier(InstantSource clock) {
    this(clock, FIRST_PAUSE);
  }

  Notifier(InstantSource clock, Duration firstPause) {
    this.clock = clock;
    this.firstPause = firstPause;
  }

  /**
   * Tells from now on of what a history has yet to tell; and at once of the change that was made
   * last, if that was the latch of a start on damaged files.
   *
   * @param named the routes that go by a key of the state: a group has several
   */
  public void follow(History history, Function<String, List<String>> named) {
    this.named = named;
    history.listen(this::changed);
    history.last(1).stream()
        .filter(last -> last.record().path("what").has("damage"))
        .forEach(this::changed);
  }

  /** Puts receivers in force; those that stay keep what waits for them. */
  public synchronized void configure(List<NotifyConfig> receivers) {
    List<Webhook> former = new ArrayList<>(webhooks);
    List<Webhook> next = new ArrayList<>();
    for (NotifyConfig receiver : receivers) {
      Webhook kept =
          former.stream().filter(each -> each.config().equals(receiver)).findFirst().orElse(null);
      if (kept != null) {
        former.remove(kept);
        next.add(kept);
      } else {
        next.add(new Webhook(receiver, client(), clock, firstPause));
      }
    }
    webhooks = List.copyOf(next);
    former.forEach(Webhook::close);
  }

  /** Made when there is somebody to tell: it has threads of its own. */
  private HttpClient client() {
    if (http == null) {
      http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(Duration.ofSeconds(5))
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
    }
    return http;
  }

  private void changed(Recorded change) {
    if (!webhooks.isEmpty()) {
      Noticed.in(change, named).forEach(this::tell);
    }
  }

  /** Tells of a configuration that was refused. */
  public void configRefused(Path file, List<String> errors) {
    Instant now = clock.instant();
    tell(Noticed.refused("config-" + now.toEpochMilli(), now, file.toString(), errors));
  }

  /** Tells whoever asked for it. */
  void tell(Notice notice) {
    webhooks.forEach(webhook -> webhook.take(notice));
  }

  /** Ends it; what waits is not sent any more. */
  @Override
  public synchronized void close() {
    webhooks.forEach(Webhook::close);
    webhooks = List.of();
    if (http != null) {
      http.shutdownNow();
      http = null;
    }
  }
}
