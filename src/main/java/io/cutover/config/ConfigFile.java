package io.cutover.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a configuration file, with the files that it names, whole. */
public final class ConfigFile {
  private ConfigFile() {}

  /** What came of reading. */
  public sealed interface Outcome {}

  /** It holds; {@link GatewayConfig#warnings} may have a word for its writer. */
  public record Loaded(GatewayConfig config) implements Outcome {}

  /**
   * It does not hold, or could not be read.
   *
   * @param errors at least one; all that could be found, in the order of the files and their lines
   * @param files what was read or looked for, as {@link GatewayConfig#files}: once one changes, it
   *     is worth another try
   */
  public record Refused(List<ConfigError> errors, Set<Path> files) implements Outcome {
    public Refused {
      errors = List.copyOf(errors);
      files = Set.copyOf(files);
    }
  }

  /**
   * Reads {@code file}, what it includes, and the secrets that these name; paths are relative to
   * the file in which they stand. Any bytes are an outcome, none an exception. Reads files and
   * nothing else; for any thread that may wait for a disk.
   *
   * @param file errors name it as it is given here
   * @param env the environment: a variable's value, or null
   */
  public static Outcome load(Path file, UnaryOperator<@Nullable String> env) {
    Reading reading = new Reading(env);
    GatewayConfig config = read(Source.of(reading, file, file.toString()));
    if (config != null && reading.errors().isEmpty()) {
      return new Loaded(config);
    }
    return new Refused(reading.errors(), reading.files());
  }

  private static @Nullable GatewayConfig read(Source source) {
    Block main = block(source, GatewayReader.MAIN);
    if (main == null) {
      return null;
    }
    List<Block> included = new ArrayList<>();
    for (Source file : Includes.of(source, main.get(GatewayReader.INCLUDE, List.of()))) {
      Block block = block(file, GatewayReader.INCLUDED);
      if (block != null) {
        included.add(block);
      }
    }
    return new GatewayReader(source, main, included).read();
  }

  private static @Nullable Block block(Source source, Kind<Block> kind) {
    Source.Content content = Source.read(source.reading(), source.file(), Source.LARGEST);
    if (content.bytes() == null) {
      source
          .reading()
          .error(
              source.place(1, 1, ""),
              "can not be read: " + content.problem(),
              "mend the path or the file's rights");
      return null;
    }
    Node root = Yaml.compose(source, content.bytes());
    return root == null ? null : kind.read(new Value(source, root, ""));
  }
}
