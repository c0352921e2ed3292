package io.cutover.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One act of reading a configuration: the environment that it asks, the files that it has opened,
 * what it has found wrong so far.
 *
 * <p>A thing said twice of one place is kept once, so that a reader may read a value again (the
 * defaults, for each route) without thinking of it.
 */
final class Reading {
  private final UnaryOperator<@Nullable String> env;
  private final Set<Path> files = new LinkedHashSet<>();
  private final Set<Note> errors = new LinkedHashSet<>();
  private final Set<Note> warnings = new LinkedHashSet<>();
  private int sources;

  private record Note(Place place, String problem, String remedy) {}

  Reading(UnaryOperator<@Nullable String> env) {
    this.env = env;
  }

  @Nullable String variable(String name) {
    return env.apply(name);
  }

  /** Numbers the next file to be read. */
  int nextSource() {
    return sources++;
  }

  /** Keeps in mind that this file, there or not, is a part of the configuration. */
  void depends(Path file) {
    files.add(file.toAbsolutePath().normalize());
  }

  Set<Path> files() {
    return Set.copyOf(files);
  }

  void error(Place place, String problem, String remedy) {
    errors.add(new Note(place, problem, remedy));
  }

  void warn(Place place, String text) {
    warnings.add(new Note(place, text, ""));
  }

  List<ConfigError> errors() {
    return inOrder(errors).stream()
        .map(
            note ->
                new ConfigError(
                    note.place.file(),
                    note.place.line(),
                    note.place.column(),
                    note.place.shownPath(),
                    note.problem,
                    note.remedy))
        .toList();
  }

  List<String> warnings() {
    return inOrder(warnings).stream()
        .map(
            note ->
                "%s:%d:%d %s: %s"
                    .formatted(
                        note.place.file(),
                        note.place.line(),
                        note.place.column(),
                        note.place.shownPath(),
                        note.problem))
        .toList();
  }

  private static List<Note> inOrder(Collection<Note> notes) {
    return notes.stream().sorted(Comparator.comparing(Note::place, Place.IN_FILE_ORDER)).toList();
  }
}
