package io.cutover.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One YAML file of the configuration. Files that it names are relative to it.
 *
 * @param shown how messages name it
 */
record Source(Reading reading, Path file, String shown, int order) {
  /** Bytes of the largest configuration file. */
  static final int LARGEST = 4 << 20;

  /** What came of reading a file: its bytes, or why not. */
  record Content(byte @Nullable [] bytes, String problem) {
    static Content missing(String problem) {
      return new Content(null, problem);
    }
  }

  static Source of(Reading reading, Path file, String shown) {
    return new Source(reading, file.toAbsolutePath(), shown, reading.nextSource());
  }

  Place place(int line, int column, String path) {
    return new Place(order, shown, line, column, path);
  }

  /** Returns the path that the file names, from where the file stands. */
  Path resolve(String named) {
    return file.resolveSibling(named).normalize();
  }

  /** Reads a regular file that the configuration depends on; a pipe or device is not waited for. */
  static Content read(Reading reading, Path file, int largest) {
    reading.depends(file);
    if (!Files.exists(file)) {
      return Content.missing("there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      return Content.missing("it is no regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(largest + 1);
      return bytes.length > largest
          ? Content.missing("it is larger than " + largest / 1024 + "KiB")
          : new Content(bytes, "");
    } catch (AccessDeniedException _) {
      return Content.missing("this process may not read it");
    } catch (IOException e) {
      return Content.missing("reading it failed (" + e.getClass().getSimpleName() + ")");
    }
  }
}
