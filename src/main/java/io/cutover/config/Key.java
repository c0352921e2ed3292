package io.cutover.config;

/**
 * A key of a block.
 *
 * @param says what it means, with its default: the schema's description, shown by editors
 */
record Key<T>(String name, Kind<T> kind, String says) {}
