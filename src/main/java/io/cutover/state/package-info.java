/**
 * What replicas agree on: the typed {@code CutoverState} on the store, the changes to it, and their
 * audit.
 */
@NullMarked
package io.cutover.state;

import org.jspecify.annotations.NullMarked;
