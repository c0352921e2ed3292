/**
 * The operators' API: routes, shares, rollback, switch, configuration, health and metrics.
 *
 * <p>On Helidon's server with a virtual thread per connection: a call may wait for the store. It
 * reads no body or answer slowly by itself, so {@code SlowRequests} watches over that. Which path
 * means what is a table of ours ({@code Places}) and not the server's routing, which answers a
 * known path with another method by 404 and can not say what role an endpoint needs. The server
 * speaks HTTP/1.1 only, not 1.0.
 */
@NullMarked
package io.cutover.admin;

import org.jspecify.annotations.NullMarked;
