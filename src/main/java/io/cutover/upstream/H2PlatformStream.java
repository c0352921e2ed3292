package io.cutover.upstream;

import io.cutover.h2.Block;
import io.cutover.h2.Fields;
import io.cutover.h2.Sender;
import io.cutover.h2.Window;
import io.cutover.http.BodyFraming;
import io.cutover.http.Head;
import io.cutover.http.Method;
import io.cutover.http.OutgoingRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** One exchange on an HTTP/2 connection to a platform. Runs on the connection's event loop only. */
final class H2PlatformStream implements PlatformStream {

  /** Interim answers to one request; a platform has no use for more. */
  private static final int MAX_INTERIM = 16;

  private final H2Connection connection;
  private final boolean reused;
  private @Nullable Reply reply;
  private @Nullable Http2Stream stream;
  private @Nullable Sender sender;
  private @Nullable Window window;
  private boolean requestIsHead;
  private boolean answered;
  private boolean bodyless;
  private int interims;

  H2PlatformStream(H2Connection connection, Reply reply, boolean reused) {
    this.connection = connection;
    this.reply = reply;
    this.reused = reused;
  }

  @Override
  public void send(OutgoingRequest request) {
    requestIsHead = request.head().methodIs(Method.HEAD);
    int id = connection.nextId();
    ByteBuf block = connection.context().alloc().directBuffer(1024);
    request.writeBlock(block, connection.isTls());
    var out = new Sender(connection.encoder(), connection.context(), id);
    boolean last = request.bodyless();
    out.head(Block.of(block), last).addListener(_ -> {});
    sender = out;
    stream = connection.begun(id, this);
    if (stream == null) {
      // It went away at this moment: nothing was sent.
      if (block.refCnt() > 0) {
        block.release();
      }
      connection.context().executor().execute(() -> failed(Failure.REFUSED));
    } else if (last) {
      connection.flush();
    }
  }

  @Override
  public void data(ByteBuf data) {
    if (reply == null || sender == null) {
      data.release();
    } else {
      sender.data(data);
    }
  }

  @Override
  public void end(@Nullable Head trailers) {
    if (reply != null && sender != null) {
      var sent = sender.end(trailers);
      if (sent != null) {
        sent.addListener(_ -> {});
      }
      connection.flush();
    }
  }

  @Override
  public void flush() {
    if (sender != null) {
      sender.push();
    }
    connection.flush();
  }

  @Override
  public boolean isWritable() {
    return stream != null && connection.encoder().flowController().isWritable(stream);
  }

  @Override
  public void reading(boolean on) {
    if (window != null && reply != null) {
      window.reading(on);
    }
  }

  @Override
  public void cancel() {
    reply = null;
    release();
    if (stream != null) {
      connection.cancel(stream, !answered);
    }
  }

  private void release() {
    if (sender != null) {
      sender.release();
    }
  }

  void writabilityChanged() {
    if (reply != null) {
      reply.writable(isWritable());
    }
  }

  boolean isAnswered() {
    return answered;
  }

  /** Takes an answer's head; returns whether it may be as it is. */
  boolean head(Fields fields, boolean end) {
    Reply to = reply;
    Http2Stream own = stream;
    if (to == null || own == null) {
      return true;
    }
    Head head = fields.head();
    int status = head.status();
    if (status < 200) {
      if (++interims > MAX_INTERIM) {
        return false;
      }
      to.interim(head);
      return true;
    }
    bodyless = requestIsHead || status == 204 || status == 304;
    boolean declared = head.framing() == BodyFraming.LENGTH;
    if (end && !bodyless && declared && head.contentLength() > 0) {
      return false;
    }
    answered = true;
    long length = bodyless || end ? 0 : declared ? head.contentLength() : -1;
    window = new Window(length, bytes -> connection.consumed(own, bytes));
    // A body that ends with its head has a length: nothing.
    BodyFraming framing = bodyless ? BodyFraming.NONE : end ? BodyFraming.LENGTH : head.framing();
    to.head(fields.taken(), framing);
    if (end) {
      complete(null);
    }
    return true;
  }

  boolean trailers(Head trailers, boolean end) {
    if (!end || !fits(0, true)) {
      return false;
    }
    complete(trailers);
    return true;
  }

  /** Returns whether so much more is as much as was said of the body's length. */
  boolean fits(int bytes, boolean last) {
    return window == null ? bytes == 0 && !last : window.fits(bytes, last);
  }

  /** Hands a piece of the answer over; returns how much of the window is free again. */
  int answerData(ByteBuf data) {
    Reply to = reply;
    int bytes = data.readableBytes();
    if (to == null || window == null || bytes == 0) {
      return bytes;
    }
    return window.hand(bytes, () -> to.data(data.retain()));
  }

  void readComplete() {
    if (reply != null && answered) {
      reply.readComplete();
    }
  }

  /** The answer is complete. */
  void complete(@Nullable Head trailers) {
    Reply to = reply;
    reply = null;
    if (to == null) {
      return;
    }
    boolean open = sender != null && !sender.ended();
    release();
    if (open && stream != null) {
      // What is left of the request nobody reads.
      connection.cancel(stream, false);
    }
    to.end(trailers);
  }

  /** The stream ended without a whole answer. */
  void failed(Failure failure) {
    Reply to = reply;
    reply = null;
    release();
    if (to != null) {
      to.failed(failure, reused);
    }
  }
}
