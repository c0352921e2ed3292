package io.cutover.demo;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Holds conversations with one address: a WebSocket of its own for each, over which a call's body
 * goes piece by piece. On its event loop only.
 */
final class Conversations implements Sender {
  /** Nanoseconds between an echo and the next piece: a conversation outlasts changes of a share. */
  private static final long GAP = TimeUnit.MILLISECONDS.toNanos(300);

  private final EventLoop loop;
  private final InetSocketAddress address;
  private final Duration patience;
  private boolean hurried;

  /**
   * @param patience how long any one answer may take
   */
  Conversations(EventLoop loop, InetSocketAddress address, Duration patience) {
    this.loop = loop;
    this.address = address;
    this.patience = patience;
  }

  /** From now on nobody pauses any more. */
  void hurry() {
    hurried = true;
  }

  @Override
  public void send(Call call, Consumer<Outcome> done) {
    Conversation conversation =
        new Conversation(call, address, () -> hurried ? 0 : GAP, patience, done);
    Dial.then(
        new Dial(loop, address, patience)
            .open(
                pipeline ->
                    pipeline.addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(Simulator.LARGEST_BODY),
                        conversation)),
        done,
        _ -> {});
  }
}
