/**
 * Where a request goes, and why: {@link io.cutover.decide.Live}, the one snapshot that a request
 * uses, and the whole decision as one function of snapshots, without I/O.
 *
 * <p>The order: switch, latch, pin, share; then {@code credential} and {@code failover} among the
 * platforms that can serve the caller. A platform that only its answers speak against is spared
 * where the route lets the other one stand in, and used otherwise, since without requests it could
 * not redeem itself; one that fails its checks is not asked while the other one is well. A request
 * without a key follows a share of 0 % or 100 % and goes to the route's home at every other. Which
 * platforms can serve is a {@link io.cutover.decide.Usable}: what the token is native to, less an
 * endpoint that is missing. The position of the switch does not move {@code passthrough}: what is
 * not checked is not sent where it may be foreign.
 *
 * <p>Expected and observed shares are of the requests that reached the share rule: expected, those
 * whose key lay below the share; observed, those that went to the new platform after every
 * correction. What is blocked is the difference. What spilled is in neither: it is no sign that the
 * split does not hold.
 */
@NullMarked
package io.cutover.decide;

import org.jspecify.annotations.NullMarked;
