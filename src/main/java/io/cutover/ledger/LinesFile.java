package io.cutover.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compressed JSON lines that outlive a restart, replaced as a whole. They are a help, not a truth:
 * those that cannot be read are said loudly and begun anew. Not on an event loop.
 */
final class LinesFile {
  private static final Logger LOG = LoggerFactory.getLogger(LinesFile.class);
  static final JsonMapper JSON = new JsonMapper();

  private final Path path;
  private final String what;
  private boolean failing;

  /** Makes something of all lines at once. */
  interface Reader {
    /**
     * Takes them.
     *
     * @throws RuntimeException if one is no JSON of its kind, or means nothing
     */
    void take(List<String> lines);
  }

  /**
   * Names the file, whose folder is there.
   *
   * @param what is in it, as the log says it
   */
  LinesFile(Path path, String what) {
    this.path = path;
    this.what = what;
  }

  /** Gives what is there to a reader, who must change nothing before all of it was understood. */
  void load(Reader reader) {
    try {
      List<String> lines;
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
        lines = in.lines().filter(line -> !line.isBlank()).toList();
      }
      reader.take(lines);
    } catch (NoSuchFileException _) {
      // The first start.
    } catch (IOException | RuntimeException e) {
      // Whatever it is: what is seen of applications must never keep a gateway from starting.
      LOG.atWarn()
          .addKeyValue("file", path)
          .addKeyValue("error", e.getClass().getSimpleName())
          .log("{} cannot be read and is begun anew", what);
    }
  }

  /** Writes them down in the place of those before. */
  synchronized void save(Stream<?> values) {
    Path fresh = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      try (Writer writer =
          new OutputStreamWriter(
              new GZIPOutputStream(Files.newOutputStream(fresh)), StandardCharsets.UTF_8)) {
        for (Object value : values.toList()) {
          writer.write(JSON.writeValueAsString(value));
          writer.write('\n');
        }
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      failing = false;
    } catch (IOException | JacksonException e) {
      if (!failing) {
        LOG.atWarn()
            .addKeyValue("file", path)
            .addKeyValue("error", e)
            .log("{} cannot be saved; it is tried again each minute", what);
      }
      failing = true;
    }
  }
}
