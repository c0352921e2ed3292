package io.cutover.config;

import io.cutover.config.NotifyConfig.Event;
import io.cutover.config.NotifyConfig.Format;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code notify}. */
final class NotifyReader {
  private static final Keys KEYS = new Keys();
  private static final Key<URI> URL =
      KEYS.required("url", Addresses.URL, "where messages are sent, as \"${env:SLACK_WEBHOOK}\"");
  private static final Key<Boolean> INSECURE =
      KEYS.key("insecure", Scalars.BOOLEAN, "true: a URL without TLS is meant");
  private static final Key<Format> FORMAT =
      KEYS.key(
          "format",
          Scalars.words(Format.class),
          "json (the default), or slack: a message as Slack's incoming webhooks take it");
  private static final Key<Secret> SECRET =
      KEYS.key(
          "secret",
          Scalars.SECRET,
          "what each message is signed with, by HMAC-SHA256 in X-Cutover-Signature; else it is"
              + " not");
  private static final Key<List<Event>> EVENTS =
      KEYS.key(
          "events",
          Kind.some(Scalars.words(Event.class)),
          "what is told: rollback, latch, pause, complete, config; all by default");

  static final Kind<Block> KIND = Kind.block(KEYS);

  private NotifyReader() {}

  static @Nullable NotifyConfig read(Block block) {
    URI url = block.need(URL);
    Addresses.guard(block, URL, url, INSECURE);
    List<Event> events = block.get(EVENTS, List.of(Event.values()));
    Secret secret = block.get(SECRET);
    Format format = block.get(FORMAT, Format.JSON);
    return url == null
        ? null
        : new NotifyConfig(
            url, format, secret, events.isEmpty() ? Set.of() : EnumSet.copyOf(events));
  }

  /** Shows what stands in the file, without what is a key or may be one. */
  static Tree shown(NotifyConfig config) {
    URI url = config.url();
    Tree tree =
        new Tree()
            .with("url", url.getScheme() + "://" + url.getRawAuthority() + "/" + Redacted.HIDDEN);
    if (Addresses.isExposed(url)) {
      tree.put("insecure", true);
    }
    tree.put("format", Texts.word(config.format()));
    if (config.secret() != null) {
      tree.put("secret", Redacted.HIDDEN);
    }
    return tree.with("events", new TreeSet<>(config.events()).stream().map(Texts::word).toList());
  }
}
