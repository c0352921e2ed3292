/** The commands; holds {@code main}. */
@NullMarked
package io.cutover.cli;

import org.jspecify.annotations.NullMarked;
