package io.cutover.config;

import java.util.Comparator;

/**
 * Where something stands.
 *
 * @param order of the file among those read, from 0
 * @param file as its reader would open it
 * @param line from 1
 * @param column from 1
 * @param path of the key; empty for the whole file
 */
record Place(int order, String file, int line, int column, String path) {
  static final Comparator<Place> IN_FILE_ORDER =
      Comparator.comparingInt(Place::order)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  /** Returns the path as messages show it: one word, also for the whole file. */
  String shownPath() {
    return path.isEmpty() ? "." : path;
  }
}
