package io.cutover.h2;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;

import io.cutover.http.Head;
import io.cutover.http.HeadLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads frames, and counts what those that are no content cost. */
final class FrameReader extends DefaultHttp2FrameReader {
  private final Blocks blocks;
  private final Patience patience;
  private final LongSupplier nanos;
  private final @Nullable Lifetimes lifetimes;
  private @Nullable Http2FrameListener inner;
  private @Nullable Counting counting;

  /**
   * Makes a reader.
   *
   * @param lifetimes judges headers for streams that are gone; null: the peer opens none
   */
  FrameReader(Blocks blocks, Patience patience, LongSupplier nanos, @Nullable Lifetimes lifetimes) {
    super(blocks);
    this.blocks = blocks;
    this.lifetimes = lifetimes;
    this.patience = patience;
    this.nanos = nanos;
  }

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf in, Http2FrameListener listener)
      throws Http2Exception {
    Counting own = counting;
    if (own == null || inner != listener) {
      inner = listener;
      own = new Counting(listener);
      counting = own;
    }
    blocks.limit();
    super.readFrame(ctx, in, own);
  }

  /** Gives the blocks that are read. */
  static final class Blocks extends DefaultHttp2HeadersDecoder {
    private final Fields fields;
    private final Supplier<HeadLimits> limits;

    Blocks(Supplier<HeadLimits> limits, Supplier<Head> heads) {
      super(false, limits.get().head());
      this.fields = new Fields(limits.get(), heads);
      this.limits = limits;
    }

    /** Takes the limit in force, which may be another than a frame before. */
    private void limit() throws Http2Exception {
      int head = limits.get().head();
      if (maxHeaderListSize() != head) {
        maxHeaderListSize(head, Http2CodecUtil.calculateMaxHeaderListSizeGoAway(head));
      }
    }

    @Override
    protected Http2Headers newHeaders() {
      return fields.begin(limits.get());
    }
  }

  private final class Counting extends Http2FrameListenerDecorator {
    Counting(Http2FrameListener listener) {
      super(listener);
    }

    private void spend(int amount) throws Http2Exception {
      if (!patience.spend(amount, nanos.getAsLong())) {
        throw Http2Exception.connectionError(ENHANCE_YOUR_CALM, "too much asked for nothing");
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean last)
        throws Http2Exception {
      if (!data.isReadable() && !last) {
        spend(Patience.WASTE);
      }
      return super.onDataRead(ctx, streamId, data, padding, last);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean last)
        throws Http2Exception {
      if (lifetimes != null) {
        lifetimes.headers(streamId);
      }
      super.onHeadersRead(ctx, streamId, headers, padding, last);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean last)
        throws Http2Exception {
      if (lifetimes != null) {
        lifetimes.headers(streamId);
      }
      super.onHeadersRead(ctx, streamId, headers, dependency, weight, exclusive, padding, last);
    }

    @Override
    public void onPriorityRead(
        ChannelHandlerContext ctx, int streamId, int dependency, short weight, boolean exclusive)
        throws Http2Exception {
      spend(Patience.FRAME);
      super.onPriorityRead(ctx, streamId, dependency, weight, exclusive);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode)
        throws Http2Exception {
      spend(Patience.WASTE);
      if (lifetimes != null) {
        lifetimes.wasReset(streamId);
      }
      super.onRstStreamRead(ctx, streamId, errorCode);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
        throws Http2Exception {
      spend(Patience.FRAME);
      super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
      spend(Patience.FRAME);
      super.onSettingsAckRead(ctx);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      spend(Patience.FRAME);
      super.onPingRead(ctx, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      spend(Patience.FRAME);
      super.onPingAckRead(ctx, data);
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData)
        throws Http2Exception {
      spend(Patience.FRAME);
      super.onGoAwayRead(ctx, lastStreamId, errorCode, debugData);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment)
        throws Http2Exception {
      spend(Patience.FRAME);
      super.onWindowUpdateRead(ctx, streamId, increment);
    }

    @Override
    public void onUnknownFrame(
        ChannelHandlerContext ctx, byte type, int streamId, Http2Flags flags, ByteBuf payload)
        throws Http2Exception {
      spend(Patience.FRAME);
      super.onUnknownFrame(ctx, type, streamId, flags, payload);
    }
  }
}
