package io.cutover.upstream;

import io.cutover.config.HealthConfig;
import io.cutover.http.Head;
import io.cutover.net.Loop;
import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks one platform again and again whether it is well: any answer below 500 says that it lives,
 * also one that asks for a token. Runs on one event loop.
 */
final class Prober extends OwnRequest {
  private final Health health;
  private final HealthConfig.Check check;
  private boolean authFault;

  Prober(
      Loop loop, Pools pools, Health health, Endpoint endpoint, HealthConfig.Check check, URI url) {
    super(
        loop,
        pools,
        endpoint,
        GetRequest.of(
            path(url, check), url.getRawAuthority(), Map.of("Accept", "*/*"), endpoint.limits()));
    this.health = health;
    this.check = check;
  }

  private static String path(URI url, HealthConfig.Check check) {
    String base = url.getRawPath() == null ? "" : url.getRawPath();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + check.path();
  }

  void start() {
    authFault = false;
    ask(check.interval().toNanos());
  }

  void stop() {
    cancel();
    forget();
  }

  @Override
  protected void expired() {
    if (isAsked()) {
      forget();
      health.failed(check);
    }
    start();
  }

  @Override
  public void data(ByteBuf data) {
    authFault |= status() == 500 && AuthFault.isIn(data);
    data.release();
  }

  @Override
  public void end(@Nullable Head trailers) {
    over();
    if (status() < 500 || authFault) {
      health.passed(check);
    } else {
      health.failed(check);
    }
  }

  @Override
  public void failed(Failure failure, boolean reused) {
    over();
    // That all connections are taken says nothing against the platform; nor does an idle
    // connection that the platform closed at the very moment that it was taken.
    if (failure != Failure.FULL && !(failure == Failure.RESET && reused)) {
      health.failed(check);
    }
  }
}
