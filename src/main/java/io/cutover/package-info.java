/**
 * The roof: {@link io.cutover.Gateway} wires every room, in one method. Beside it stand {@link
 * io.cutover.Snapshots}, which builds what requests go by, and {@link io.cutover.Rounds}, what is
 * done again and again.
 *
 * <p>The distribution is one jar of ours beside the jars it names in its manifest ({@code
 * target/cutover.jar}, {@code target/lib}). (Rejected: one shaded jar. Helidon's service registry
 * and the multi-release and native parts of others do not survive being merged.)
 */
@NullMarked
package io.cutover;

import org.jspecify.annotations.NullMarked;
