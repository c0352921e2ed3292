package io.cutover.net;

import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The open client connections of all listeners: counted, held to a limit, ended together.
 *
 * <p>At the limit nothing more is accepted, so that further clients wait in the kernel's queue
 * rather than being turned away; the first connection that ends lets one in. Thread-safe.
 */
public final class Clients {
  /** Told to every connection when the gateway drains: finish what is open, take nothing new. */
  public static final Object DRAIN =
      new Object() {
        @Override
        public String toString() {
          return "drain";
        }
      };

  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final Set<Channel> acceptors = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private volatile int limit;
  private volatile boolean draining;

  public Clients(int limit) {
    this.limit = limit;
  }

  /** Takes a new limit into force; open connections above it stay. */
  public void limit(int connections) {
    limit = connections;
    admit();
  }

  void acceptedBy(Channel acceptor) {
    acceptors.add(acceptor);
  }

  void closed(Channel acceptor) {
    acceptors.remove(acceptor);
  }

  void opened(Channel client) {
    open.add(client);
    count.incrementAndGet();
    client
        .closeFuture()
        .addListener(
            _ -> {
              open.remove(client);
              count.decrementAndGet();
              admit();
            });
    admit();
  }

  private void admit() {
    boolean accepting = count.get() < limit;
    for (Channel acceptor : acceptors) {
      if (acceptor.config().isAutoRead() != accepting) {
        acceptor.config().setAutoRead(accepting);
      }
    }
  }

  /** Returns how many connections are open. */
  public int count() {
    return count.get();
  }

  /** Returns whether {@link #drain} was called. */
  public boolean draining() {
    return draining;
  }

  /** Tells every connection to end once its exchange has; idle ones end at once. */
  public void drain() {
    draining = true;
    for (Channel client : open) {
      client.eventLoop().execute(() -> client.pipeline().fireUserEventTriggered(DRAIN));
    }
  }

  /** Cuts off every connection that is still open. */
  public void cut() {
    open.forEach(client -> client.close().addListener(_ -> {}));
  }
}
