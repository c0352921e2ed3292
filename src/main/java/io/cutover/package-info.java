/**
 * The roof: {@link io.cutover.Gateway} wires every room, in one method, and nothing else stands
 * here.
 */
@NullMarked
package io.cutover;

import org.jspecify.annotations.NullMarked;
