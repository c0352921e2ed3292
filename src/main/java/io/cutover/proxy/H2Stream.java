package io.cutover.proxy;

import static io.netty.handler.codec.http2.Http2Error.INTERNAL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;

import io.cutover.h2.Block;
import io.cutover.h2.Sender;
import io.cutover.h2.Window;
import io.cutover.http.Asked;
import io.cutover.http.BlockWriter;
import io.cutover.http.BodyFraming;
import io.cutover.http.ErrorShape;
import io.cutover.http.Fault;
import io.cutover.http.GrpcStatus;
import io.cutover.http.Head;
import io.cutover.http.Method;
import io.cutover.http.OutgoingResponse;
import io.cutover.http.OwnAnswer;
import io.cutover.net.OpenStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 client: one exchange. Runs on its connection's event loop only.
 *
 * <p>What the client sends counts against its window until the exchange reads on, so that a
 * platform that is slow slows the client.
 */
final class H2Stream implements ClientStream {
  private static final byte[] NOTHING = {};

  private final H2Client client;
  private final Http2Stream stream;
  private final Head head;
  private final H2Client.Sheets sheets;
  private final Sender sender;
  private final Window window;
  private boolean requestEnded;
  private boolean ended;
  private @Nullable Exchange exchange;

  H2Stream(H2Client client, Http2Stream stream, Head head, boolean requestEnded) {
    this.client = client;
    this.stream = stream;
    this.head = head;
    this.requestEnded = requestEnded;
    this.sender = new Sender(client.encoder(), client.context(), stream.id());
    this.window =
        new Window(
            head.framing() == BodyFraming.LENGTH ? head.contentLength() : -1,
            bytes -> client.consumed(stream, bytes));
    this.sheets = client.sheets();
    this.exchange =
        new Exchange(client.room(), this, client.peer(), head, sheets.request(), sheets.response());
  }

  void begin() {
    if (exchange != null) {
      exchange.begin();
    }
  }

  void refuse(Fault fault) {
    if (exchange != null) {
      exchange.refuse(fault);
    }
  }

  /** Returns whether so much more is as much as was said of the body's length. */
  boolean fits(int bytes, boolean last) {
    return window.fits(bytes, last);
  }

  /** Hands a piece of the request's body over; returns how much of the window is free again. */
  int requestData(ByteBuf data) {
    Exchange to = exchange;
    int bytes = data.readableBytes();
    if (to == null || bytes == 0) {
      return bytes;
    }
    return window.hand(bytes, () -> to.requestData(data.retain()));
  }

  /** The request is complete; trailers are this stream's own. */
  void requestEnd(@Nullable Head trailers) {
    requestEnded = true;
    if (exchange != null) {
      exchange.requestEnd(trailers);
    }
  }

  void readComplete() {
    if (exchange != null) {
      exchange.requestReadComplete();
    }
  }

  void requestBroken(Fault fault) {
    requestEnded = true;
    if (exchange != null) {
      exchange.requestBroken(fault);
    }
  }

  void writabilityChanged() {
    if (exchange != null) {
      exchange.clientWritable(isWritable());
    }
  }

  /** The gateway ends: an exchange that has become a stream is told so. */
  void cut() {
    if (exchange != null && exchange.isStream()) {
      exchange.endStream(OpenStream.Cause.GOING_AWAY);
    }
  }

  /** The stream is over, by whoever's doing. */
  void closed() {
    Exchange open = exchange;
    exchange = null;
    ended = true;
    sender.release();
    if (open != null) {
      open.clientGone();
    }
    client.free(head, sheets);
  }

  private ByteBufAllocator alloc() {
    return client.context().alloc();
  }

  @Override
  public void interim(OutgoingResponse response) {
    if (!ended) {
      ByteBuf out = alloc().directBuffer(256);
      response.writeBlock(out, NOTHING, NOTHING);
      sender.head(Block.interim(out), false).addListener(_ -> {});
      client.flush();
    }
  }

  @Override
  public void head(OutgoingResponse response, byte[] requestId) {
    if (!ended) {
      ByteBuf out = alloc().directBuffer(512);
      response.writeBlock(out, requestId, client.room().date());
      sender.head(Block.of(out), response.bodyless()).addListener(_ -> {});
    }
  }

  @Override
  public void data(ByteBuf data) {
    sender.data(data);
  }

  @Override
  public void end(@Nullable Head trailers) {
    if (!ended) {
      over(sender.end(trailers));
    }
  }

  /** The answer is complete; what is left of the request nobody waits for (RFC 9113 §8.1). */
  private void over(@Nullable ChannelFuture sent) {
    ended = true;
    exchange = null;
    window.reading(true);
    if (!requestEnded) {
      if (sent == null) {
        client.reset(stream, NO_ERROR.code());
      } else {
        // A reset overtakes what waits for a window.
        sent.addListener(
            done -> {
              if (done.isSuccess()) {
                client.reset(stream, NO_ERROR.code());
              }
            });
      }
    }
    client.flush();
  }

  @Override
  public void answer(OwnAnswer own, ErrorShape shape, byte[] requestId, byte[] cors) {
    if (ended) {
      return;
    }
    ByteBuf text = alloc().heapBuffer(1024);
    own.writeTo(
        text,
        new Asked(
            shape,
            Asked.accept(head),
            head.methodIs(Method.HEAD),
            false,
            false,
            requestId,
            client.room().date(),
            cors));
    Head answer = client.read(text);
    ByteBuf out = alloc().directBuffer(512);
    if (GrpcStatus.isAsked(head)) {
      GrpcStatus.write(out, answer);
      text.clear();
    } else {
      BlockWriter.own(out, answer);
    }
    ChannelFuture sent = sender.head(Block.of(out), !text.isReadable());
    if (text.isReadable()) {
      sender.data(text);
      sent = sender.end(null);
    } else {
      text.release();
    }
    over(sent);
  }

  @Override
  public void reset() {
    if (!ended) {
      ended = true;
      exchange = null;
      client.reset(stream, INTERNAL_ERROR.code());
    }
  }

  @Override
  public void flush() {
    sender.push();
    client.flush();
  }

  @Override
  public boolean isWritable() {
    return client.encoder().flowController().isWritable(stream);
  }

  @Override
  public long unsent() {
    // What the client takes, it gives room for again.
    return client.encoder().flowController().windowSize(stream);
  }

  @Override
  public void reading(boolean on) {
    if (!ended) {
      window.reading(on);
    }
  }
}
