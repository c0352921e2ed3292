/**
 * The request path. {@link io.cutover.proxy.Exchange} reads like its list: admit, match, check,
 * throttle; {@link io.cutover.proxy.Steering} decides and finds a credential; {@link
 * io.cutover.proxy.Relay} goes on: request, answer, repeats, the end, which {@link
 * io.cutover.proxy.Accounts} enters. What is known meanwhile stands in {@link
 * io.cutover.proxy.Facts}.
 *
 * <p><b>Threads.</b> An exchange lives on one event loop with its client's and its platform's
 * connection; its fields are plain and nothing is locked. What finishes elsewhere, a token check,
 * comes back as a task of that loop, and finds the exchange over if its client has gone.
 *
 * <p><b>Back-pressure.</b> While the platform takes no more, the client's body is not read. While
 * the client takes no more, the answer is not read. Until a platform is decided on, what one read
 * brought is held and nothing more is read.
 *
 * <p><b>Ends.</b> A client's FIN while its answer is outstanding is taken for its leaving, and
 * cancels the platform: HTTP/1.1 gives no way to tell it from a half-close, and nobody should pay
 * for answers that nobody reads. (Rejected: to wait for the write that fails.) An own answer to a
 * request whose body is still coming ends the connection after a while of reading on, since a reset
 * could overtake it; a small rest is read and the connection goes on. An answer that cannot be
 * completed is a reset, never a regular end.
 *
 * <p><b>Protocols.</b> A client's HTTP/1.1 connection is one exchange after the other, its HTTP/2
 * connection one for each stream; both hand the same heads to the same path. HTTP/2 in plain is
 * told from HTTP/1.1 by what the reader of HTTP/1.1 refuses, so that it costs the others nothing.
 * (Rejected: a handler that looks at the first bytes of every connection.)
 *
 * <p><b>Streams.</b> A WebSocket is asked for and agreed to on both sides, or it is nothing: then
 * its two connections are joined as an exchange whose request and answer have no end. WebSockets,
 * server-sent events and gRPC stand in the ledger of their loop, where {@link
 * io.cutover.proxy.Streams} ends them by age, with their token, or because their caller has moved.
 * (Rejected: a Close frame at any byte, without following the frames. It would become the inside of
 * somebody's message.)
 *
 * <p>{@code request} times from the end of the request to the answer's head, {@code idle}
 * everything that flows; a head must be complete within the default {@code request}.
 */
@NullMarked
package io.cutover.proxy;

import org.jspecify.annotations.NullMarked;
