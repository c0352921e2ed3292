package io.cutover.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${env:NAME}} and {@code ${file:PATH}}, which may stand anywhere inside a value. The line
 * break at the end of a file is not a part of it. What they give is never shown by an error.
 */
final class Placeholders {
  private static final int LARGEST = 64 << 10;

  private Placeholders() {}

  /** Returns whether the text holds one, or something that was meant as one. */
  static boolean in(String text) {
    return text.contains("${");
  }

  /** Returns the text with all of them filled in; null when that was reported as an error. */
  static @Nullable String fill(Value at, String text) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    boolean whole = true;
    for (int open; (open = text.indexOf("${", from)) >= 0; ) {
      filled.append(text, from, open);
      int close = text.indexOf('}', open);
      String inner = close < 0 ? "" : text.substring(open + 2, close);
      String value;
      if (inner.matches("env:[A-Za-z_][A-Za-z0-9_]*")) {
        value = variable(at, inner.substring(4));
      } else if (inner.startsWith("file:") && inner.length() > 5) {
        value = file(at, inner.substring(5));
      } else {
        // The text may be a secret that only looks like a placeholder: it is not shown.
        return at.wrong(
            "has a '${' that opens no placeholder", "write ${env:NAME} or ${file:PATH}");
      }
      whole &= value != null;
      filled.append(value);
      from = close + 1;
    }
    return whole ? filled.append(text.substring(from)).toString() : null;
  }

  private static @Nullable String variable(Value at, String name) {
    String value = at.source().reading().variable(name);
    if (value == null) {
      return at.wrong(
          "the environment variable " + name + " is not set", "set it before the gateway starts");
    }
    return value.isEmpty()
        ? at.wrong("the environment variable " + name + " is empty", "give it a value")
        : value;
  }

  private static @Nullable String file(Value at, String named) {
    Path path;
    try {
      path = at.source().resolve(named);
    } catch (InvalidPathException _) {
      return at.wrong(Value.quote(named) + " is no name of a file", "write ${file:PATH}");
    }
    String shown = Value.quote(path);
    Source.Content content = Source.read(at.source().reading(), path, LARGEST);
    if (content.bytes() == null) {
      return at.wrong(
          "the file " + shown + " can not be read: " + content.problem(),
          "mend the path (it is relative to this file) or the file's rights");
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content.bytes())).toString();
    } catch (CharacterCodingException _) {
      return at.wrong("the file " + shown + " is not in UTF-8", "write a text into it");
    }
    text = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    return text.isEmpty()
        ? at.wrong("the file " + shown + " is empty", "write the value into it")
        : text;
  }
}
