/**
 * The configuration file as the operator wrote it: checked, immutable records; all errors at once,
 * each with file, line, column and key path.
 */
@NullMarked
package io.cutover.config;

import org.jspecify.annotations.NullMarked;
