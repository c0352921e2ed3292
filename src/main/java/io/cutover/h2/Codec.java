package io.cutover.h2;

import io.cutover.http.Head;
import io.cutover.http.HeadLimits;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The parts of one connection, put together: Netty's states and flow control, our heads and blocks.
 *
 * @param settings what the peer is told first
 * @param patience what the peer may still ask for nothing
 */
public record Codec(
    Http2ConnectionDecoder decoder,
    Http2ConnectionEncoder encoder,
    Http2Settings settings,
    Patience patience) {
  /** Streams that a client may have open at once. */
  public static final int MAX_STREAMS = 128;

  /** Bytes of a body that may come before anybody takes them. */
  public static final int STREAM_WINDOW = 128 * 1024;

  /** The same for all streams of a client's connection together. */
  public static final int CONNECTION_WINDOW = 2 * 1024 * 1024;

  private static final int DEFAULT_WINDOW = 65_535;

  /**
   * Makes the parts of a connection.
   *
   * @param server whether the peer is a client
   * @param limits those in force, asked at each block
   * @param heads gives heads to be filled
   * @param nanos the monotonic clock
   */
  public static Codec of(
      boolean server, Supplier<HeadLimits> limits, Supplier<Head> heads, LongSupplier nanos) {
    var connection = new DefaultHttp2Connection(server, 0);
    var patience = new Patience(nanos.getAsLong());
    // Priorities are deprecated (RFC 9113 §5.3.2): all streams get the same.
    connection
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                connection, new UniformStreamByteDistributor(connection)));
    // Many clients share a platform's connection: one that reads slowly holds up its own stream
    // only.
    connection
        .local()
        .flowController(new DefaultHttp2LocalFlowController(connection, 0.5f, !server));
    var encoder = new DefaultHttp2ConnectionEncoder(connection, new FrameWriter(patience));
    var blocks = new FrameReader.Blocks(limits, heads);
    var decoder =
        new DefaultHttp2ConnectionDecoder(
            connection,
            encoder,
            new FrameReader(blocks, patience, nanos, server ? new Lifetimes(connection) : null),
            Http2PromisedRequestVerifier.ALWAYS_VERIFY,
            true,
            true,
            false);
    Http2Settings settings =
        new Http2Settings().initialWindowSize(STREAM_WINDOW).maxHeaderListSize(limits.get().head());
    if (server) {
      settings.maxConcurrentStreams(MAX_STREAMS);
      // In force at once, not only when the client has said that it knows.
      connection.remote().maxActiveStreams(MAX_STREAMS);
    } else {
      settings.pushEnabled(false);
    }
    return new Codec(decoder, encoder, settings, patience);
  }

  /** Returns by how much a connection's window is widened when it begins. */
  public static int widening() {
    return CONNECTION_WINDOW - DEFAULT_WINDOW;
  }

  /** A stream ended for nothing; returns whether that may go on. */
  public boolean wasted(long now) {
    return patience.spend(Patience.WASTE, now);
  }
}
