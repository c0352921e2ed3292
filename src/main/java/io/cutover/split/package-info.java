/**
 * The words and the choice, pure: which platform a key belongs to at a share. The same key stays
 * where it is until the share passes its bucket, on every replica alike. Nothing here does I/O,
 * holds a lock or knows a connection.
 */
@NullMarked
package io.cutover.split;

import org.jspecify.annotations.NullMarked;
