package io.cutover.demo;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Calls one address over keep-alive connections, one request at a time on each, and never repeats
 * one: what is lost stays lost, so that it is seen. On its event loop only.
 */
final class Caller implements Sender {
  /** A connection unused for longer is closed, well before the other side would do so. */
  private static final long LONGEST_IDLE = TimeUnit.SECONDS.toNanos(15);

  private final EventLoop loop;
  private final InetSocketAddress address;
  private final Dial dial;
  private final Duration patience;
  private final Deque<CallerHandler> idle = new ArrayDeque<>();

  /**
   * @param patience how long an answer may take
   */
  Caller(EventLoop loop, InetSocketAddress address, Duration patience) {
    this.loop = loop;
    this.address = address;
    this.dial = new Dial(loop, address, patience);
    this.patience = patience;
  }

  @Override
  public void send(Call call, Consumer<Outcome> done) {
    assert loop.inEventLoop();
    for (CallerHandler free = idle.pollLast(); free != null; free = idle.pollLast()) {
      if (free.isFresh(LONGEST_IDLE)) {
        free.send(call, done, patience);
        return;
      }
      free.close();
    }
    CallerHandler handler = new CallerHandler(authority(address), idle::addLast);
    Dial.then(
        dial.open(
            pipeline ->
                pipeline.addLast(
                    new HttpClientCodec(),
                    new HttpObjectAggregator(Simulator.LARGEST_BODY),
                    handler)),
        done,
        _ -> handler.send(call, done, patience));
  }

  /** Returns how a request names an address. */
  static String authority(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
