/**
 * The commands; holds {@code main}.
 *
 * <p>Commands that talk to a running gateway do so by its operators' API and nothing else, so that
 * they can do no more than a script could. Here, and only here, an expected end is an exception
 * ({@code Failure}): it is the exit code that unwinds a command, not an outcome that a caller
 * reads.
 */
@NullMarked
package io.cutover.cli;

import org.jspecify.annotations.NullMarked;
