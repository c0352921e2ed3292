package io.cutover.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The files of {@code include:}, in its order, those of one pattern by name. A pattern stands in
 * the last part of a path only; its folder is watched, for a file may be added.
 */
final class Includes {
  private static final Pattern WILD = Pattern.compile("[*?{\\[]");

  private Includes() {}

  static List<Source> of(Source main, List<Kind.Placed<String>> patterns) {
    Map<Path, String> found = new LinkedHashMap<>();
    for (Kind.Placed<String> pattern : patterns) {
      for (String named : names(main, pattern)) {
        Path file = main.resolve(named);
        if (!file.equals(main.file().normalize())) {
          found.putIfAbsent(file, named);
        }
      }
    }
    List<Source> sources = new ArrayList<>();
    found.forEach(
        (file, named) -> sources.add(Source.of(main.reading(), file, shown(main, named))));
    return sources;
  }

  /** Messages name a file from where the reader of the message stands, as they do the main one. */
  private static String shown(Source main, String named) {
    return Path.of(main.shown()).resolveSibling(named).toString();
  }

  private static List<String> names(Source main, Kind.Placed<String> pattern) {
    String text = pattern.it();
    int slash = text.lastIndexOf('/');
    String folder = slash < 0 ? "" : text.substring(0, slash + 1);
    String last = text.substring(slash + 1);
    Path path = path(main, pattern.at(), folder.isEmpty() ? "." : folder);
    if (path == null) {
      return List.of();
    }
    if (WILD.matcher(folder).find()) {
      pattern
          .at()
          .wrong(
              pattern.at().shown() + " has a pattern in a folder's name",
              "write the pattern in the last part only, as routes/*.yaml");
      return List.of();
    }
    if (!WILD.matcher(last).find()) {
      return single(main, pattern.at(), text);
    }
    main.reading().depends(path);
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, last)) {
      files.forEach(file -> names.add(folder + file.getFileName()));
    } catch (PatternSyntaxException _) {
      pattern.at().wrong(pattern.at().shown() + " is no pattern", "write it as routes/*.yaml");
    } catch (IOException | DirectoryIteratorException _) {
      pattern
          .at()
          .wrong(
              "the folder of " + pattern.at().shown() + " can not be read",
              "mend the path, it is relative to this file, or the folder's rights");
      return List.of();
    }
    if (names.isEmpty()) {
      pattern.at().warn(pattern.at().shown() + " matches no file");
    }
    return names.stream().sorted().toList();
  }

  private static List<String> single(Source main, Value at, String text) {
    Path file = path(main, at, text);
    if (file == null) {
      return List.of();
    }
    if (Files.isRegularFile(file)) {
      return List.of(text);
    }
    main.reading().depends(file);
    at.wrong(at.shown() + " is no file", "mend the path, it is relative to this file");
    return List.of();
  }

  private static @Nullable Path path(Source main, Value at, String text) {
    try {
      return main.resolve(text);
    } catch (InvalidPathException _) {
      return at.wrong(at.shown() + " is no name of a file", "write it as routes/*.yaml");
    }
  }
}
