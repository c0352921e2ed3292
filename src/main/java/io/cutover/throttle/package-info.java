/**
 * Budgets per application and route, and what of a minute the new platform has left.
 *
 * <p>A budget is one for both platforms: it is spent before anybody decides where a request goes,
 * so that an application on either side of the split, or moving, has what it had before. Only who
 * was checked here is an application.
 *
 * <p>A request takes a permit of each budget that it falls under, or none: what one of them refuses
 * costs the others nothing. A permit is one compare-and-set on this replica's memory. (Rejected:
 * WSO2's fixed windows of a minute. They let two minutes' permits through around the turn of one,
 * and all who wait come back at the same second.)
 */
@NullMarked
package io.cutover.throttle;

import org.jspecify.annotations.NullMarked;
