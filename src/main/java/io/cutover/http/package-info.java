/**
 * HTTP that knows no connection: the received head and an index of its fields, the strict parser,
 * body framing, hop-by-hop fields, CORS, and the gateway's own errors.
 *
 * <p>A {@link io.cutover.http.Head} is the bytes as they came and the offsets of its fields. It is
 * never turned into objects and back: {@link io.cutover.http.OutgoingRequest} and {@link
 * io.cutover.http.OutgoingResponse} copy the lines that are kept, neighbours together, leave the
 * others out and add ours. Framing lines are always our own, so that what is sent on is framed as
 * we read it. (Rejected: Netty's {@code HttpRequest} and its header map. Measured, its codecs alone
 * cost as much as all of HAProxy's own work for a request.)
 *
 * <p>The parser is the security boundary: RFC 9112's grammar and nothing else. Where the standard
 * lets a recipient repair, it refuses: a bare LF, equal lengths said twice, a length beside a
 * coding, several empty lines. Two things are let pass, since nobody can read them otherwise: a
 * status line without the space before a missing reason, and one empty line before a request. A
 * field whose name is one that matters but for {@code _} is never passed on, for many origins map
 * {@code -} and {@code _} to one. Trailers pass only if no recipient could take them for part of
 * the head.
 */
@NullMarked
package io.cutover.http;

import org.jspecify.annotations.NullMarked;
