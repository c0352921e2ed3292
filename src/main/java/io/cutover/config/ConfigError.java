package io.cutover.config;

/**
 * One thing that is wrong with a configuration, for the person who wrote it.
 *
 * @param file as the reader of the message would open it
 * @param line from 1
 * @param column from 1, in code points
 * @param path of the key, as {@code routes[0].timeouts.request}; a dot for the whole file
 * @param problem what is wrong; never shows a secret
 * @param remedy what to do
 */
public record ConfigError(
    String file, int line, int column, String path, String problem, String remedy) {

  /** Returns {@code FILE:LINE:COL path.to.key: what is wrong — what to do}, one line. */
  @Override
  public String toString() {
    return "%s:%d:%d %s: %s — %s".formatted(file, line, column, path, problem, remedy);
  }
}
