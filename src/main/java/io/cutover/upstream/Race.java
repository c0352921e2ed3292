package io.cutover.upstream;

import io.cutover.net.Loop;
import io.cutover.net.Wheel;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One connection out of several addresses (RFC 8305): families take turns, the next address is
 * tried once one has failed or has not connected within {@value #STAGGER} nanoseconds, and the
 * first that connects ends the others.
 *
 * <p>Runs on its event loop only.
 */
final class Race extends Wheel.Timeout {
  /** The standard's Connection Attempt Delay (§5). */
  static final long STAGGER = 250_000_000L;

  /** Hears how it went, once. */
  interface Outcome {
    /** TCP stands; nothing has been read. */
    void connected(Channel channel);

    /** No address took a connection: all refused, or one never answered in time. */
    void failed(Failure why);
  }

  private final Loop loop;
  private final Bootstrap bootstrap;
  private final List<InetSocketAddress> addresses;
  private final Outcome outcome;
  private final long deadline;
  private final List<ChannelFuture> running = new ArrayList<>(2);
  private int next;
  private boolean silent;
  private boolean over;

  /**
   * Prepares a race.
   *
   * @param addresses in the order of trial
   * @param timeout nanoseconds for all of it
   */
  Race(
      Loop loop,
      Bootstrap bootstrap,
      List<InetSocketAddress> addresses,
      long timeout,
      Outcome outcome) {
    this.loop = loop;
    this.bootstrap = bootstrap;
    this.addresses = addresses;
    this.outcome = outcome;
    this.deadline = loop.now() + timeout;
  }

  /**
   * Returns the order of trial (§4): families by turns, one of them first. Within a family by lot,
   * so that connections spread over all that a name stands for.
   */
  static List<InetSocketAddress> order(
      List<InetSocketAddress> found, boolean sixFirst, RandomGenerator random) {
    List<InetSocketAddress> first = new ArrayList<>();
    List<InetSocketAddress> second = new ArrayList<>();
    for (InetSocketAddress each : found) {
      (each.getAddress() instanceof Inet6Address == sixFirst ? first : second).add(each);
    }
    Collections.shuffle(first, Random.from(random));
    Collections.shuffle(second, Random.from(random));
    List<InetSocketAddress> order = new ArrayList<>(found.size());
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      if (i < first.size()) {
        order.add(first.get(i));
      }
      if (i < second.size()) {
        order.add(second.get(i));
      }
    }
    return order;
  }

  void start() {
    tryNext();
  }

  @Override
  protected void expired() {
    tryNext();
  }

  private void tryNext() {
    long left = deadline - loop.now();
    if (over || next >= addresses.size() || left <= 0) {
      endIfLost();
      return;
    }
    int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    ChannelFuture attempt =
        bootstrap
            .clone()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
            .connect(addresses.get(next++));
    running.add(attempt);
    if (next < addresses.size()) {
      loop.wheel().set(this, STAGGER);
    }
    attempt.addListener((ChannelFuture done) -> ended(done));
  }

  private void ended(ChannelFuture attempt) {
    running.remove(attempt);
    if (over) {
      attempt.channel().close().addListener(_ -> {});
    } else if (attempt.isSuccess()) {
      over = true;
      cancel();
      for (ChannelFuture slower : List.copyOf(running)) {
        if (!slower.cancel(false)) {
          slower.channel().close().addListener(_ -> {});
        }
      }
      outcome.connected(attempt.channel());
    } else {
      silent |= attempt.cause() instanceof ConnectTimeoutException;
      cancel();
      tryNext();
    }
  }

  private void endIfLost() {
    if (!over && running.isEmpty()) {
      over = true;
      outcome.failed(silent ? Failure.CONNECT_TIMEOUT : Failure.CONNECT);
    }
  }
}
