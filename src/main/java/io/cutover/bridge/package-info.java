/**
 * Swaps a token for one of the same application on the other platform, and the token service on the
 * stable URL.
 *
 * <p>Only a token that is proven to be an application's own is swapped, by that application's own
 * pair; doubt means a user's token, and users' tokens stay. Nothing here waits on an event loop: a
 * swap that is held is given at once, all others are got aside, one question for all who ask the
 * same, and while a token is good nobody waits for the next one.
 *
 * <p>What is got is kept in memory only, each replica its own. (Rejected: to share tokens by the
 * store. A second token costs the platform nothing, a stolen store would cost everything.)
 */
@NullMarked
package io.cutover.bridge;

import org.jspecify.annotations.NullMarked;
