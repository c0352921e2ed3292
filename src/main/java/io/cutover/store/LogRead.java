package io.cutover.store;

import java.util.List;

/**
 * The log, as far as it can be read.
 *
 * @param entries the whole ones, oldest first
 * @param damage the places that could not be read, oldest first
 * @param torn whether a last record was begun and not ended. It was never acknowledged, and is cut
 *     off before the next one is written
 */
public record LogRead(List<Entry> entries, List<Damage> damage, boolean torn) {
  public LogRead {
    entries = List.copyOf(entries);
    damage = List.copyOf(damage);
  }

  /** One record, under the version that it brought about. */
  public record Entry(long version, String record) {}

  /**
   * Something that once was one record or several.
   *
   * @param upTo the highest version that may have stood there
   * @param detail file, place and what is wrong
   */
  public record Damage(long upTo, String detail) {}
}
