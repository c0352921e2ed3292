package io.cutover.upstream;

import io.cutover.net.Wheel;

/** An exchange that waits for a connection. */
final class Waiter extends Wheel.Timeout {
  private final Pool pool;
  private final Reply reply;

  Waiter(Pool pool, Reply reply) {
    this.pool = pool;
    this.reply = reply;
  }

  Reply reply() {
    return reply;
  }

  @Override
  protected void expired() {
    pool.expired(this);
  }
}
