/**
 * The configuration file as the operator wrote it: checked, immutable records; all errors at once,
 * each with file, line, column and key path.
 *
 * <p>{@link io.cutover.config.ConfigFile} reads bytes to YAML nodes, nodes to records. A key stands
 * in exactly one table ({@code Keys}) with its kind; the kind reads the value and describes it for
 * {@link io.cutover.config.ConfigSchema}, so that the reader, its search for unknown keys and the
 * schema can not drift apart. Binding by annotations and reflection was rejected: it loses the
 * place of keys, and says "unknown property" where a person needs to hear what to write.
 *
 * <p>A reader never stops at the first fault: what is wrong is reported where it stands, gives
 * null, and the reading goes on. What is not encrypted, secret or doubtful is judged here; nothing
 * here opens a connection or looks up a name.
 *
 * <p>A key of the contract whose part is not built is named in its block's table by {@code later}:
 * it is an error that says so.
 */
@NullMarked
package io.cutover.config;

import org.jspecify.annotations.NullMarked;
