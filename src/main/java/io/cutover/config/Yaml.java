package io.cutover.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Bytes to a tree of YAML 1.2 nodes, JSON schema: {@code no} is a text, {@code <<} a key like any
 * other.
 *
 * <p>The tree is finite and small: no deeper than {@value #DEEPEST}, and with every alias written
 * out no larger than {@value #LARGEST} nodes, so that whoever walks it needs no care.
 */
final class Yaml {
  private static final int DEEPEST = 32;
  private static final long LARGEST = 200_000;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setUseMarks(true)
          .setAllowNonScalarKeys(true)
          .setCodePointLimit(Source.LARGEST)
          .build();
  private static final String MEND =
      "mend the YAML here: indent with spaces, and put texts with special signs in quotes";

  private Yaml() {}

  /** Returns the one document of the file, or null when that was reported as an error. */
  static @Nullable Node compose(Source source, byte[] bytes) {
    String text = decode(source, bytes);
    if (text == null) {
      return null;
    }
    try {
      if (tooDeep(source, text)) {
        return null;
      }
      Node root = new Compose(SETTINGS).composeString(text).orElse(null);
      if (root == null) {
        report(source, 1, 1, "is empty", "write a configuration, as config/minimal.yaml shows");
        return null;
      }
      if (size(root, new IdentityHashMap<>()) > LARGEST) {
        report(
            source,
            1,
            1,
            "grows beyond " + LARGEST + " values when its aliases are written out",
            "use fewer aliases, and none inside its own anchor");
        return null;
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      // Its message quotes the file, which may hold a secret; its problem does not.
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      report(
          source,
          mark == null ? 1 : mark.getLine() + 1,
          mark == null ? 1 : mark.getColumn() + 1,
          "is no YAML: " + oneLine(e.getProblem()),
          MEND);
    } catch (ReaderException e) {
      int at = text.offsetByCodePoints(0, Math.min(e.getPosition(), codePoints(text)));
      reportAt(
          source, text.substring(0, at), "is no YAML: it holds a control character", "remove it");
    } catch (YamlEngineException | IllegalArgumentException _) {
      report(source, 1, 1, "is no YAML", MEND);
    }
    return null;
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String oneLine(@Nullable String problem) {
    return problem == null ? "it can not be read" : Value.printable(problem, 200);
  }

  private static void report(Source source, int line, int column, String problem, String remedy) {
    source.reading().error(source.place(line, column, ""), problem, remedy);
  }

  private static void reportAt(Source source, String before, String problem, String remedy) {
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = 1 + codePoints(before.substring(before.lastIndexOf('\n') + 1));
    report(source, line, column, problem, remedy);
  }

  /** Returns the text without its byte order mark, or null when it is not in UTF-8: reported. */
  static @Nullable String decode(Source source, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      reportAt(source, text, "is not in UTF-8", "save the file in UTF-8");
      return null;
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** The composer calls itself for each level: what it is given must be shallow. */
  private static boolean tooDeep(Source source, String text) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > DEEPEST) {
        Mark mark = event.getStartMark().orElseThrow();
        report(
            source,
            mark.getLine() + 1,
            mark.getColumn() + 1,
            "is nested deeper than " + DEEPEST + " levels",
            "remove the brackets or the indentation that are too much");
        return true;
      }
    }
    return false;
  }

  /**
   * Returns how many nodes the tree has with every alias written out, or too many. An alias stands
   * after its anchor or inside it, so what is met again is either counted or endless.
   */
  private static long size(Node node, Map<Node, Long> counted) {
    Long known = counted.get(node);
    if (known != null) {
      return known;
    }
    counted.put(node, LARGEST + 1);
    long sum = 1;
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        sum = Math.min(LARGEST + 1, sum + size(item, counted));
      }
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        sum = Math.min(LARGEST + 1, sum + size(tuple.getKeyNode(), counted));
        sum = Math.min(LARGEST + 1, sum + size(tuple.getValueNode(), counted));
      }
    }
    counted.put(node, sum);
    return sum;
  }
}
