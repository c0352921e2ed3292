/**
 * HTTP/2 between Netty's codec and the one message model: header blocks become heads and heads
 * become header blocks, both for clients and for platforms.
 *
 * <p>Netty keeps the connection's and the streams' states and both flow controls (RFC 9113 §§4–6);
 * what a message may be (§8) is judged by {@link io.cutover.http.HeadAssembler}, and blocks are
 * written by {@link io.cutover.http.BlockWriter}. There is no object for a frame, no child channel
 * for a stream, no map of fields. (Rejected: {@code Http2FrameCodec} with {@code
 * Http2MultiplexHandler}, which has a pipeline for each stream and an object for each frame.)
 *
 * <p>A peer has {@link io.cutover.h2.Patience}: frames that cost it nothing and us something use it
 * up, and what is useful gives some back. One measure for all floods: PING, SETTINGS, PRIORITY,
 * windows, empty DATA, resets by it (rapid reset) and resets that it provokes (MadeYouReset).
 */
@NullMarked
package io.cutover.h2;

import org.jspecify.annotations.NullMarked;
