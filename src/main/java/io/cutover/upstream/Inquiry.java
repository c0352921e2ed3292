package io.cutover.upstream;

import io.cutover.http.BodyFraming;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.net.Loop;
import io.cutover.net.Wheel;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks a platform once, by the same way that requests go: its connection, its TLS, its limits. Runs
 * on one event loop.
 */
final class Inquiry extends Wheel.Timeout implements Reply {
  private final Loop loop;
  private final Pools pools;
  private final Endpoint endpoint;
  private final OutgoingRequest request;
  private final int most;
  private final CompletableFuture<Answered> outcome = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable PlatformStream stream;
  private int status;

  /**
   * @param most bytes of the answer's body; the rest is not waited for
   */
  Inquiry(Loop loop, Pools pools, Endpoint endpoint, OutgoingRequest request, int most) {
    this.loop = loop;
    this.pools = pools;
    this.endpoint = endpoint;
    this.request = request;
    this.most = most;
  }

  /** Returns what will have come of it, one way or another. */
  CompletableFuture<Answered> outcome() {
    return outcome;
  }

  void start(long patienceNanos) {
    loop.wheel().set(this, patienceNanos);
    pools.acquire(endpoint, this);
  }

  @Override
  protected void expired() {
    if (stream == null) {
      pools.forget(endpoint, this);
    }
    fail("it does not answer in time");
  }

  private void fail(String why) {
    leave();
    outcome.completeExceptionally(new IOException(why));
  }

  private void done() {
    leave();
    outcome.complete(new Answered(status, body.toByteArray()));
  }

  private void leave() {
    cancel();
    PlatformStream open = stream;
    stream = null;
    if (open != null) {
      open.cancel();
    }
  }

  @Override
  public void opened(PlatformStream to) {
    stream = to;
    to.send(request);
    to.end(null);
  }

  @Override
  public void interim(Head interim) {}

  @Override
  public void head(Head answer, BodyFraming framing) {
    status = answer.status();
  }

  @Override
  public void data(ByteBuf data) {
    byte[] bytes = new byte[Math.min(data.readableBytes(), most - body.size())];
    data.readBytes(bytes).release();
    body.writeBytes(bytes);
    if (body.size() >= most && stream != null) {
      done();
    }
  }

  @Override
  public void readComplete() {}

  @Override
  public void end(@Nullable Head trailers) {
    stream = null;
    done();
  }

  @Override
  public void writable(boolean writable) {}

  @Override
  public void failed(Failure failure, boolean reused) {
    stream = null;
    fail(failure.name().toLowerCase(Locale.ROOT));
  }
}
