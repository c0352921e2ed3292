package io.cutover.demo;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/** The gateway as its callers know it: one address, called in each way. On one event loop only. */
final class StableUrl {
  private final Caller http;
  private final GrpcCaller grpc;
  private final Conversations conversations;

  /**
   * @param patience how long any one answer may take
   */
  StableUrl(EventLoop loop, InetSocketAddress address, Duration patience) {
    http = new Caller(loop, address, patience);
    grpc = new GrpcCaller(loop, address, patience);
    conversations = new Conversations(loop, address, patience);
  }

  /** Makes a call in the way of its kind; {@code done} is told once, on the event loop. */
  void send(Api.Kind kind, Call call, Consumer<Outcome> done) {
    Sender sender =
        switch (kind) {
          case HTTP -> http;
          case GRPC -> grpc;
          case WEBSOCKET -> conversations;
        };
    sender.send(call, done);
  }

  /** Lets conversations come to their ends without pauses. */
  void hurry() {
    conversations.hurry();
  }
}
