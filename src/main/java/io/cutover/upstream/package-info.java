/**
 * Connections to the two platforms: a pool per event loop and endpoint, never shared between loops,
 * never pipelined.
 *
 * <p>An exchange and the connection it uses live on the same loop, so that nothing is locked and no
 * thread wakes another; the price is one set of idle connections for each loop. The one used last
 * is used next. Who finds none free waits in line, while one is opened, for as long as a connection
 * may take. Names are resolved without waiting, anew for each connection once their records' time
 * is over; of several addresses families take turns, and one that is slow is overtaken (RFC 8305).
 * A connection serves for five minutes or a little more, so that a platform whose name points
 * elsewhere is left even by those who never pause; then it is opened anew, once it is free. A
 * connection is back in its pool before its exchange hears of the answer's end, so that the
 * client's next request finds it warm.
 *
 * <p>Whatever a connection did not ask for ends it: bytes while it is idle, a 101, more than the
 * answer's body, a body where none may be. An answer that breaks off in its head counts as
 * malformed, not as a reset: it is never repeated.
 *
 * <p>A connection that speaks HTTP/2 is shared by many exchanges; of an endpoint that may speak it
 * one is opened at a time, until it is known which of the two it is. What the platform says it has
 * not looked at (REFUSED_STREAM, a GOAWAY below it) is repeated even if it is not idempotent. All
 * streams are read on whoever reads them slowly: the connection's own window is always open.
 *
 * <p>A platform's health is what its checks say and what its answers say. A check that fails takes
 * the platform out, for it was asked for; answers only eject it where another can stand in.
 * (Rejected: one verdict of both. A platform would be cut off by the very requests that could show
 * it well.)
 */
@NullMarked
package io.cutover.upstream;

import org.jspecify.annotations.NullMarked;
