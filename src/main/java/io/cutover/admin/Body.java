package io.cutover.admin;

import io.cutover.split.Share;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A call's JSON object, read member by member. Collects every fault instead of stopping at the
 * first, so that the caller learns all of them at once. One thread.
 */
final class Body {
  /** In characters; a reason is a sentence, and it is kept for ever. */
  static final int LONGEST_TEXT = 1000;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(20).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Duration LONGEST = Duration.ofDays(90);

  private final JsonNode members;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<String> faults = new ArrayList<>();

  private Body(JsonNode members) {
    this.members = members;
  }

  /** Reads a body; an empty one is an object without members. */
  static Body of(byte[] bytes) {
    if (bytes.length == 0) {
      return new Body(JsonNodeFactory.instance.objectNode());
    }
    try {
      JsonNode node = JSON.readTree(bytes);
      if (node.isObject()) {
        return new Body(node);
      }
      return unreadable("the body is no JSON object; send one, as {\"reason\": \"…\"}");
    } catch (JacksonException e) {
      // The original message names the fault; the full one would quote the body.
      return unreadable("the body is no valid JSON: " + e.getOriginalMessage());
    }
  }

  private static Body unreadable(String fault) {
    var body = new Body(JsonNodeFactory.instance.objectNode());
    body.faults.add(fault);
    return body;
  }

  /** Returns a text without outer white space; null if it is absent or no text. */
  @Nullable String text(String name) {
    known.add(name);
    JsonNode member = members.get(name);
    if (member == null || member.isNull()) {
      return null;
    }
    if (!member.isString()) {
      faults.add(name + " must be a text");
      return null;
    }
    String text = member.stringValue().strip();
    if (text.length() > LONGEST_TEXT) {
      faults.add(name + " is longer than " + LONGEST_TEXT + " characters");
      return null;
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      faults.add(name + " has control characters; write it as one line of plain text");
      return null;
    }
    return text;
  }

  /** Returns why the change is made; null, and a fault, without a word. */
  @Nullable String reason() {
    String reason = text("reason");
    if (reason == null || reason.isEmpty()) {
      fault("reason", "reason is missing; say in a few words why, as {\"reason\": \"…\"}");
      return null;
    }
    return reason;
  }

  /** Returns the share; null, and a fault, without one. */
  @Nullable Share share() {
    JsonNode member = members.get("share");
    if (member == null || member.isNull()) {
      known.add("share");
      faults.add("share is missing; write it as \"12.5%\"");
      return null;
    }
    return share("share");
  }

  /** Returns a share that need not be there. */
  @Nullable Share share(String name) {
    known.add(name);
    JsonNode member = members.get(name);
    if (member == null || member.isNull()) {
      return null;
    }
    if (member.isNumber()) {
      faults.add(
          name
              + " is a bare number; write it as a text with a percent sign, as \"12.5%\", for "
              + "5 could mean 5% or 500% and 0.05 could mean 5% or 0.05%");
      return null;
    }
    if (!member.isString()) {
      faults.add(name + " must be a text, as \"12.5%\"");
      return null;
    }
    try {
      return Share.parse(member.stringValue());
    } catch (IllegalArgumentException e) {
      faults.add(name + ": " + e.getMessage());
      return null;
    }
  }

  /** Returns how long something lasts, from a second to 90 days; null if it is absent. */
  @Nullable Duration duration(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Matcher matcher = DURATION.matcher(text);
    Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
    Duration duration =
        unit == null ? Duration.ZERO : unit.multipliedBy(Long.parseLong(matcher.group(1)));
    if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(LONGEST) > 0) {
      fault(name, name + " must be a duration from 1s to 90d, as 30m, 2h or 14d");
      return null;
    }
    return duration;
  }

  /** Returns a point in time, RFC 3339, or the first moment of a date, UTC; null if absent. */
  @Nullable Instant instant(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      fault(name, name + " must be a date or a time, as 2030-12-31 or 2030-12-31T09:00:00Z");
      return null;
    }
  }

  /** Returns a yes or no; no if it is absent. */
  boolean flag(String name) {
    known.add(name);
    JsonNode member = members.get(name);
    if (member == null || member.isNull()) {
      return false;
    }
    String word = member.isString() ? member.stringValue() : member.toString();
    if (!word.equals("true") && !word.equals("false")) {
      faults.add(name + " must be true or false");
    }
    return word.equals("true");
  }

  /** Returns a file's text, line breaks and all; null, and a fault, if it is absent. */
  @Nullable String file(String name) {
    known.add(name);
    JsonNode member = members.get(name);
    if (member == null || !member.isString()) {
      faults.add(name + " must be the text of a file");
      return null;
    }
    return member.stringValue();
  }

  /** Returns an object as it is; null, and a fault, if it is absent. */
  @Nullable JsonNode tree(String name) {
    known.add(name);
    JsonNode member = members.get(name);
    if (member == null || !member.isObject()) {
      faults.add(name + " must be an object");
      return null;
    }
    return member;
  }

  /** Returns texts by name; empty if they are absent. */
  Map<String, String> texts(String name) {
    known.add(name);
    JsonNode member = members.get(name);
    var texts = new LinkedHashMap<String, String>();
    if (member == null || member.isNull()) {
      return texts;
    }
    if (!member.isObject() || !member.valueStream().allMatch(JsonNode::isString)) {
      faults.add(name + " must be an object of texts, as {\"Host\": \"api.example.com\"}");
      return texts;
    }
    member.properties().forEach(each -> texts.put(each.getKey(), each.getValue().stringValue()));
    return texts;
  }

  /** Notes a fault, unless the member already has one. */
  void fault(String name, String fault) {
    if (faults.stream().noneMatch(f -> f.startsWith(name + " "))) {
      faults.add(fault);
    }
  }

  /** Returns what is wrong, members that nobody asked for included. */
  List<String> faults() {
    var all = new ArrayList<>(faults);
    for (String name : members.propertyNames()) {
      if (!known.contains(name)) {
        all.add("unknown field '" + name + "'; known are " + String.join(", ", known));
      }
    }
    return List.copyOf(all);
  }
}
