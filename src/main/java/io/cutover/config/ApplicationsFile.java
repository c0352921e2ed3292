package io.cutover.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * {@code applicationsFile}: thousands of applications in a file of their own, as a list in YAML or
 * as a table in CSV, each with the keys of {@code applications:}.
 */
final class ApplicationsFile {
  private static final Kind<List<Block>> KIND = Kind.list(ApplicationReader.KIND);

  private ApplicationsFile() {}

  /** Reads the file that is named here; what is wrong in it is reported where it stands there. */
  static List<Block> read(Value at, String named) {
    Source main = at.source();
    Path path = ServerReader.file(at, named, Path.of(named.replace('\0', '_')));
    Source.Content content = Source.read(main.reading(), path, Source.LARGEST);
    if (content.bytes() == null) {
      at.wrong(
          at.shown() + " can not be read: " + content.problem(),
          "mend the path, it is relative to this file, or the file's rights");
      return List.of();
    }
    String shown = Path.of(main.shown()).resolveSibling(named).toString();
    Source source = Source.of(main.reading(), path, shown);
    Node root = compose(source, content.bytes());
    List<Block> blocks = root == null ? null : KIND.read(new Value(source, root, ""));
    return blocks == null ? List.of() : blocks;
  }

  private static @Nullable Node compose(Source source, byte[] bytes) {
    if (!String.valueOf(source.file().getFileName()).endsWith(".csv")) {
      return Yaml.compose(source, bytes);
    }
    String text = Yaml.decode(source, bytes);
    return text == null ? null : Csv.compose(source, text, ApplicationReader.LISTS);
  }
}
