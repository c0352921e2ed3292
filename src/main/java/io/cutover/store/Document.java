package io.cutover.store;

/**
 * A text under a version.
 *
 * @param version of the store when it was written: the number of its last record
 * @param text JSON on one line
 */
public record Document(long version, String text) {}
