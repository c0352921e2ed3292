package io.cutover.upstream;

import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.net.Loop;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks a platform once, and keeps what it answers. Runs on one event loop. */
final class Inquiry extends OwnRequest {
  private final int most;
  private final CompletableFuture<Answered> outcome = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /**
   * @param most bytes of the answer's body; the rest is not waited for
   */
  Inquiry(Loop loop, Pools pools, Endpoint endpoint, OutgoingRequest request, int most) {
    super(loop, pools, endpoint, request);
    this.most = most;
  }

  /** Returns what will have come of it, one way or another. */
  CompletableFuture<Answered> outcome() {
    return outcome;
  }

  @Override
  protected void expired() {
    forget();
    outcome.completeExceptionally(new IOException("it does not answer in time"));
  }

  private void done() {
    cancel();
    outcome.complete(new Answered(status(), body.toByteArray()));
  }

  @Override
  public void data(ByteBuf data) {
    byte[] bytes = new byte[Math.min(data.readableBytes(), most - body.size())];
    data.readBytes(bytes).release();
    body.writeBytes(bytes);
    if (body.size() >= most && isAsked()) {
      forget();
      done();
    }
  }

  @Override
  public void end(@Nullable Head trailers) {
    over();
    done();
  }

  @Override
  public void failed(Failure failure, boolean reused) {
    over();
    cancel();
    outcome.completeExceptionally(new IOException(failure.name().toLowerCase(Locale.ROOT)));
  }
}
