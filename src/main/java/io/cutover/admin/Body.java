package io.cutover.admin;

import io.cutover.split.Share;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    known.add("share");
    JsonNode member = members.get("share");
    if (member == null || member.isNull()) {
      faults.add("share is missing; write it as \"12.5%\"");
      return null;
    }
    if (member.isNumber()) {
      faults.add(
          "share is a bare number; write it as a text with a percent sign, as \"12.5%\", for "
              + "5 could mean 5% or 500% and 0.05 could mean 5% or 0.05%");
      return null;
    }
    if (!member.isString()) {
      faults.add("share must be a text, as \"12.5%\"");
      return null;
    }
    try {
      return Share.parse(member.stringValue());
    } catch (IllegalArgumentException e) {
      faults.add("share: " + e.getMessage());
      return null;
    }
  }

  /** Returns whether a member is true; false, and a fault, if it is no boolean. */
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

  /** A member that has a meaning, but not in this version: never silently ignored. */
  void notThereYet(String name) {
    known.add(name);
    if (members.has(name)) {
      faults.add(name + " is not there yet; leave it out");
    }
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
