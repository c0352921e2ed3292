package io.cutover.upstream;

import io.cutover.config.HealthConfig;
import io.cutover.http.BodyFraming;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.net.Loop;
import io.cutover.net.Wheel;
import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks one platform whether it is well, by the same way that requests go: any answer below 500 says
 * that it lives, also one that asks for a token. Runs on one event loop.
 */
final class Prober extends Wheel.Timeout implements Reply {
  private final Loop loop;
  private final Pools pools;
  private final Health health;
  private final Endpoint endpoint;
  private final HealthConfig.Check check;
  private final OutgoingRequest request;
  private boolean asked;
  private @Nullable PlatformStream stream;
  private int status;
  private boolean authFault;

  Prober(
      Loop loop, Pools pools, Health health, Endpoint endpoint, HealthConfig.Check check, URI url) {
    this.loop = loop;
    this.pools = pools;
    this.health = health;
    this.endpoint = endpoint;
    this.check = check;
    String base = url.getRawPath() == null ? "" : url.getRawPath();
    String path = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + check.path();
    this.request =
        GetRequest.of(path, url.getRawAuthority(), Map.of("Accept", "*/*"), endpoint.limits());
  }

  void start() {
    ask();
  }

  void stop() {
    cancel();
    forget();
  }

  @Override
  protected void expired() {
    if (asked) {
      forget();
      health.failed(check);
    }
    ask();
  }

  private void ask() {
    loop.wheel().set(this, check.interval().toNanos());
    asked = true;
    authFault = false;
    pools.acquire(endpoint, this);
  }

  private void forget() {
    PlatformStream open = stream;
    stream = null;
    if (open != null) {
      open.cancel();
    } else if (asked) {
      pools.forget(endpoint, this);
    }
    asked = false;
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
    authFault |= status == 500 && AuthFault.isIn(data);
    data.release();
  }

  @Override
  public void readComplete() {}

  @Override
  public void end(@Nullable Head trailers) {
    stream = null;
    asked = false;
    if (status < 500 || authFault) {
      health.passed(check);
    } else {
      health.failed(check);
    }
  }

  @Override
  public void writable(boolean writable) {}

  @Override
  public void failed(Failure failure, boolean reused) {
    stream = null;
    asked = false;
    // That all connections are taken says nothing against the platform; nor does an idle
    // connection that the platform closed at the very moment that it was taken.
    if (failure != Failure.FULL && !(failure == Failure.RESET && reused)) {
      health.failed(check);
    }
  }
}
