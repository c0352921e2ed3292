package io.cutover.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A node of the file together with its place and its key's path.
 *
 * <p>Methods that give null have reported why.
 *
 * @param alternatives what else could be written here, appended to what errors advise
 */
record Value(Source source, Node node, String path, String alternatives) {
  private static final int SHOWN = 60;

  /** One key of a map, and what stands there. */
  record Entry(Value key, String name, Value value) {}

  Value(Source source, Node node, String path) {
    this(source, node, path, "");
  }

  Place place() {
    Mark mark = node.getStartMark().orElse(null);
    return mark == null
        ? source.place(1, 1, path)
        : source.place(mark.getLine() + 1, mark.getColumn() + 1, path);
  }

  /** Returns the same node under the name of a key that is not there, to report that. */
  Value missing(String key) {
    return new Value(source, node, join(path, key));
  }

  Value or(String alternative) {
    return new Value(source, node, path, ", or " + alternative);
  }

  /** Reports what is wrong here and what to do; gives null, for the caller to return. */
  <T> @Nullable T wrong(String problem, String remedy) {
    source.reading().error(place(), problem, remedy + alternatives);
    return null;
  }

  void warn(String text) {
    source.reading().warn(place(), text);
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Returns whether this is a scalar written exactly so. */
  boolean is(String word) {
    return node instanceof ScalarNode scalar && scalar.getValue().equals(word);
  }

  /** Returns whether a plain scalar here means a number, a boolean or null to YAML. */
  boolean isQuoted() {
    return node instanceof ScalarNode scalar && !scalar.isPlain();
  }

  boolean isText() {
    return node.getTag().equals(Tag.STR);
  }

  /** Returns a scalar as it stands in the file. */
  @Nullable String written() {
    if (!(node instanceof ScalarNode scalar)) {
      return wrong(
          isMap()
              ? "is a map where one value is expected"
              : "is a list where one value is expected",
          "write one value");
    }
    if (node.getTag().equals(Tag.NULL)) {
      return wrong("is empty", "give it a value, or remove the key");
    }
    if (!node.getTag().equals(Tag.STR)
        && !node.getTag().equals(Tag.INT)
        && !node.getTag().equals(Tag.FLOAT)
        && !node.getTag().equals(Tag.BOOL)) {
      return wrong("has a tag, which means nothing here", "remove the word with the '!'");
    }
    return scalar.getValue();
  }

  /** Returns a scalar with its placeholders filled in. */
  @Nullable String filled() {
    String written = written();
    return written == null ? null : Placeholders.fill(this, written);
  }

  /** Returns the scalar as messages quote it: as it stands in the file, never filled in. */
  String shown() {
    return node instanceof ScalarNode scalar ? quote(scalar.getValue()) : "this";
  }

  static String quote(String text) {
    return "'" + printable(text, SHOWN) + "'";
  }

  /** Returns a path in quotes, whole: cut off it would name another file, or none. */
  static String quote(Path path) {
    return "'" + printable(path.toString(), Integer.MAX_VALUE) + "'";
  }

  /** Returns a text that stays on one line and in bounds. */
  static String printable(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(longest)
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean visible =
                  type != Character.CONTROL
                      && type != Character.FORMAT
                      && type != Character.LINE_SEPARATOR
                      && type != Character.PARAGRAPH_SEPARATOR
                      && type != Character.SURROGATE
                      && type != Character.UNASSIGNED;
              shown.appendCodePoint(visible ? c : '\uFFFD');
            });
    return text.codePointCount(0, text.length()) > longest ? shown + "…" : shown.toString();
  }

  @Nullable List<Value> items() {
    if (!(node instanceof SequenceNode sequence)) {
      return wrong(
          isMap() ? "is a map, not a list" : shown() + " is no list", "write it as a list: [a, b]");
    }
    List<Value> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new Value(source, item, path + "[" + items.size() + "]"));
    }
    return items;
  }

  @Nullable List<Entry> entries() {
    if (!(node instanceof MappingNode mapping)) {
      return wrong(
          isList() ? "is a list, not a map" : shown() + " is no map", "write keys and values");
    }
    List<Entry> entries = new ArrayList<>();
    Map<String, Place> first = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        new Value(source, tuple.getKeyNode(), path)
            .wrong("has a key that is a map or a list", "write a word before the colon");
        continue;
      }
      String name = scalar.getValue();
      String inner = join(path, printable(name, SHOWN));
      Value key = new Value(source, scalar, inner);
      Place before = first.putIfAbsent(name, key.place());
      if (before != null) {
        key.wrong("is given twice, first in line " + before.line(), "keep one of them");
        continue;
      }
      entries.add(new Entry(key, name, new Value(source, tuple.getValueNode(), inner)));
    }
    return entries;
  }

  private static String join(String path, String key) {
    // Nothing in a path may look like the end of it.
    String word = key.isEmpty() ? "''" : key.replaceAll("[\\s:—]", "_");
    return path.isEmpty() ? word : path + "." + word;
  }
}
