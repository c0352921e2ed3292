package io.cutover.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A table (RFC 4180) as the list that it would be in YAML, so that one reader reads both and errors
 * have their line and column.
 *
 * <p>The first line names the columns, {@code old.clientId} a key inside {@code old}; an empty cell
 * is a key that is not there; blanks part the items of a column that is a list.
 */
final class Csv {
  private final Source source;
  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;

  private Csv(Source source, String text) {
    this.source = source;
    this.text = text;
  }

  /** One cell, and where it starts. */
  private record Cell(String text, boolean quoted, int line, int column) {
    Mark mark() {
      return new Mark("", 0, line - 1, column - 1, new int[0], 0);
    }
  }

  /**
   * Returns the rows, up to one that is broken, which was reported; null when the first is.
   *
   * @param lists the columns whose cells are lists
   */
  static @Nullable Node compose(Source source, String text, List<String> lists) {
    var csv = new Csv(source, text);
    List<Cell> header = csv.row();
    List<Node> rows = new ArrayList<>();
    while (header != null && csv.at < text.length()) {
      int line = csv.line;
      List<Cell> row = csv.row();
      if (row == null) {
        break; // where the next one would start nobody can say
      }
      if (row.size() == 1 && row.getFirst().text().isEmpty()) {
        continue;
      }
      if (row.size() != header.size()) {
        csv.wrong(
            line,
            1,
            "has %d cells, and the first line names %d columns"
                .formatted(row.size(), header.size()),
            "give each column a cell, an empty one for nothing");
        continue;
      }
      rows.add(map(header, row, lists));
    }
    return header == null
        ? null
        : new SequenceNode(
            Tag.SEQ, true, rows, FlowStyle.BLOCK, Optional.of(start()), Optional.of(start()));
  }

  private static Mark start() {
    return new Cell("", false, 1, 1).mark();
  }

  private static MappingNode map(List<Cell> header, List<Cell> row, List<String> lists) {
    Map<String, List<NodeTuple>> inner = new LinkedHashMap<>();
    List<NodeTuple> all = inner.computeIfAbsent("", _ -> new ArrayList<>());
    for (int i = 0; i < row.size(); i++) {
      String column = header.get(i).text();
      Cell cell = row.get(i);
      if (cell.text().isEmpty()) {
        continue;
      }
      int dot = column.indexOf('.');
      String outer = dot < 0 ? "" : column.substring(0, dot);
      List<NodeTuple> group = inner.get(outer);
      if (group == null) {
        group = new ArrayList<>();
        inner.put(outer, group);
        all.add(new NodeTuple(scalar(outer, cell), block(group, cell)));
      }
      Node value = lists.contains(column) ? list(cell) : scalar(cell.text(), cell);
      group.add(new NodeTuple(scalar(column.substring(dot + 1), cell), value));
    }
    return block(all, row.getFirst());
  }

  private static MappingNode block(List<NodeTuple> tuples, Cell cell) {
    return new MappingNode(
        Tag.MAP, true, tuples, FlowStyle.BLOCK, Optional.of(cell.mark()), Optional.of(cell.mark()));
  }

  private static SequenceNode list(Cell cell) {
    List<Node> items = new ArrayList<>();
    for (String item : cell.text().trim().split(" +")) {
      items.add(scalar(item, cell));
    }
    return new SequenceNode(
        Tag.SEQ, true, items, FlowStyle.FLOW, Optional.of(cell.mark()), Optional.of(cell.mark()));
  }

  private static ScalarNode scalar(String text, Cell cell) {
    return new ScalarNode(
        Tag.STR,
        true,
        text,
        cell.quoted() ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.PLAIN,
        Optional.of(cell.mark()),
        Optional.of(cell.mark()));
  }

  /** Reads a line's cells, the break at its end too; null when it is broken. */
  private @Nullable List<Cell> row() {
    List<Cell> cells = new ArrayList<>();
    while (true) {
      Cell cell = cell();
      if (cell == null) {
        return null;
      }
      cells.add(cell);
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
      } else {
        nextLine();
        return cells;
      }
    }
  }

  private @Nullable Cell cell() {
    int startLine = line;
    int column = at - lineStart + 1;
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted(startLine, column);
    }
    int from = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return new Cell(text.substring(from, at).strip(), false, startLine, column);
  }

  private @Nullable Cell quoted(int startLine, int column) {
    StringBuilder content = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        lineStart = at + 1;
      }
      if (c != '"') {
        content.append(c);
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        content.append(c);
        at++;
      } else {
        at++;
        return at == text.length() || ",\r\n".indexOf(text.charAt(at)) >= 0
            ? new Cell(content.toString(), true, startLine, column)
            : wrong(line, column, "goes on after its closing quote", "write \"\" for a quote");
      }
    }
    return wrong(startLine, column, "has an opening quote and no closing one", "close it");
  }

  private void nextLine() {
    if (at < text.length() && text.charAt(at) == '\r') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\n') {
      at++;
    }
    line++;
    lineStart = at;
  }

  private <T> @Nullable T wrong(int atLine, int column, String problem, String remedy) {
    source.reading().error(source.place(atLine, column, ""), problem, remedy);
    return null;
  }
}
