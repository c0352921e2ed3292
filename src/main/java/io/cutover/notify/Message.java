package io.cutover.notify;

import io.cutover.config.NotifyConfig.Format;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes a notice as its receiver reads it. Pure. */
final class Message {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Message() {}

  /**
   * Returns the body.
   *
   * @param dropped how many notices before it were never sent
   */
  static byte[] body(Notice notice, Format format, int dropped) {
    Map<String, @Nullable Object> message =
        switch (format) {
          case JSON -> json(notice, dropped);
          case SLACK -> Map.of("text", slack(notice, dropped));
        };
    return JSON.writeValueAsBytes(message);
  }

  private static Map<String, @Nullable Object> json(Notice notice, int dropped) {
    var message = new LinkedHashMap<String, @Nullable Object>();
    message.put("id", notice.id());
    message.put("event", word(notice));
    message.put("at", notice.at().toString());
    message.put("route", notice.route());
    message.put("change", notice.change());
    message.put("by", notice.by());
    message.put("what", notice.what());
    message.put("why", notice.why());
    message.put("done", notice.done());
    message.put("next", notice.next());
    message.put("dropped", dropped);
    return message;
  }

  private static String slack(Notice notice, int dropped) {
    String text =
        "*%s*\n*Why:* %s (by %s)\n*Done:* %s\n*Next:* `%s`"
            .formatted(
                escaped(notice.what()),
                escaped(notice.why()),
                escaped(notice.by()),
                escaped(notice.done()),
                escaped(notice.next()).replace('`', '\''));
    return dropped == 0 ? text : text + "\n(%d earlier notices were dropped)".formatted(dropped);
  }

  /** Slack's three control characters: nobody's reason may call a whole channel. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  static String word(Notice notice) {
    return notice.event().name().toLowerCase(Locale.ROOT);
  }
}
