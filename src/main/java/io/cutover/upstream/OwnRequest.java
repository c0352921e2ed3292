package io.cutover.upstream;

import io.cutover.http.BodyFraming;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.net.Loop;
import io.cutover.net.Wheel;
import org.jspecify.annotations.Nullable;

/**
 * A request of the gateway's own to a platform, by the same way that consumers' requests go: its
 * connections, its TLS, its limits. It may be asked again when it is over. Runs on one event loop.
 */
abstract class OwnRequest extends Wheel.Timeout implements Reply {
  private final Loop loop;
  private final Pools pools;
  private final Endpoint endpoint;
  private final OutgoingRequest request;
  private @Nullable PlatformStream stream;
  private boolean asked;
  private int status;

  OwnRequest(Loop loop, Pools pools, Endpoint endpoint, OutgoingRequest request) {
    this.loop = loop;
    this.pools = pools;
    this.endpoint = endpoint;
    this.request = request;
  }

  /** Asks; {@link #expired} is called after that many nanoseconds, unless it is cancelled. */
  final void ask(long patience) {
    loop.wheel().set(this, patience);
    asked = true;
    pools.acquire(endpoint, this);
  }

  /** Waits no longer for an answer, if one is outstanding. */
  final void forget() {
    PlatformStream open = stream;
    boolean waiting = asked;
    over();
    if (open != null) {
      open.cancel();
    } else if (waiting) {
      pools.forget(endpoint, this);
    }
  }

  /** Takes note that the platform is done with it. */
  final void over() {
    stream = null;
    asked = false;
  }

  /** Returns whether an answer is outstanding. */
  final boolean isAsked() {
    return asked;
  }

  /** Returns the answer's status; of no meaning before its head has come. */
  final int status() {
    return status;
  }

  @Override
  public final void opened(PlatformStream to) {
    stream = to;
    to.send(request);
    to.end(null);
  }

  @Override
  public final void interim(Head interim) {}

  @Override
  public final void head(Head answer, BodyFraming framing) {
    status = answer.status();
  }

  @Override
  public final void readComplete() {}

  @Override
  public final void writable(boolean writable) {}
}
