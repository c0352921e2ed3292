package io.cutover.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open client connections of all listeners: counted, held to a limit, ended together.
 *
 * <p>At the limit nothing more is accepted, so that further clients wait in the kernel's queue
 * rather than being turned away; the first connection that ends lets one in. Beyond the limit of
 * one address a connection is closed as it comes, for others wait behind it. Where accepting fails
 * (no file descriptors are left), it pauses for a second; a connection that ends ends the pause.
 * Thread-safe.
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

  /** Told to every connection that is about to be cut off: say good-bye, if you can at once. */
  public static final Object CUT =
      new Object() {
        @Override
        public String toString() {
          return "cut";
        }
      };

  private static final Logger LOG = LoggerFactory.getLogger(Clients.class);

  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final Set<Channel> acceptors = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final PerAddress perAddress = new PerAddress();
  private volatile int limit;
  private volatile int addressLimit = Integer.MAX_VALUE;
  private volatile AddressSet unlimited = new AddressSet(List.of());
  private volatile boolean draining;

  public Clients(int limit) {
    this.limit = limit;
  }

  /**
   * Takes new limits into force; open connections above them stay.
   *
   * @param eachAddress of one address; 0: no limit but the one for all
   * @param proxies addresses that speak for many clients, and have no limit of their own
   */
  public void limit(int connections, int eachAddress, AddressSet proxies) {
    limit = connections;
    addressLimit = eachAddress == 0 ? Integer.MAX_VALUE : eachAddress;
    unlimited = proxies;
    admit();
  }

  /** Makes a listening channel one that is held to the limit. */
  void acceptedBy(Channel acceptor) {
    acceptors.add(acceptor);
    admit(acceptor);
  }

  void closed(Channel acceptor) {
    acceptors.remove(acceptor);
  }

  /**
   * Counts a connection, on the loop of the channel that accepted it: the one that reaches the
   * limit is the last that this channel takes, however many wait behind it.
   */
  void accepted(Channel client) {
    count.incrementAndGet();
    client
        .closeFuture()
        .addListener(
            _ -> {
              count.decrementAndGet();
              admit();
            });
    admit();
  }

  /** Accepting failed, on the loop of the channel that accepts: it pauses for a second. */
  void failed(Channel acceptor, Throwable why) {
    LOG.warn("no connection can be accepted: {}; tried again in a second", why.getMessage());
    acceptor.config().setAutoRead(false);
    var _ = acceptor.eventLoop().schedule(() -> stopOrGoOn(acceptor), 1, TimeUnit.SECONDS);
  }

  /** Takes note of a connection; returns whether it may stay, else it is closed already. */
  boolean opened(Channel client) {
    InetAddress address = ((InetSocketAddress) client.remoteAddress()).getAddress();
    if (perAddress.enter(address) > addressLimit && !unlimited.contains(address)) {
      perAddress.leave(address);
      // Nothing is said: an answer would cost more than the connection.
      client.config().setOption(ChannelOption.SO_LINGER, 0);
      client.close().addListener(_ -> {});
      return false;
    }
    open.add(client);
    client
        .closeFuture()
        .addListener(
            _ -> {
              perAddress.leave(address);
              open.remove(client);
            });
    return true;
  }

  private void admit() {
    acceptors.forEach(this::admit);
  }

  private void admit(Channel acceptor) {
    if (acceptor.config().isAutoRead() == isAccepting()) {
      return;
    }
    if (acceptor.eventLoop().inEventLoop()) {
      stopOrGoOn(acceptor);
    } else {
      // From elsewhere, a read that is under way would take one connection more.
      acceptor.eventLoop().execute(() -> stopOrGoOn(acceptor));
    }
  }

  private void stopOrGoOn(Channel acceptor) {
    boolean accepting;
    do {
      accepting = isAccepting();
      acceptor.config().setAutoRead(accepting);
      // What changed meanwhile saw the former answer, and left it to this one.
    } while (accepting != isAccepting());
  }

  private boolean isAccepting() {
    return count.get() < limit;
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

  /** Cuts off every connection that is still open; returns when that is done. On no loop. */
  public void cut() {
    Map<EventLoop, Future<?>> last = new HashMap<>();
    for (Channel client : open) {
      last.put(client.eventLoop(), client.eventLoop().submit(() -> cut(client)));
    }
    // The loops may be ended next, and then nothing is said any more.
    last.values().forEach(each -> each.awaitUninterruptibly(1, TimeUnit.SECONDS));
  }

  private static void cut(Channel client) {
    client.pipeline().fireUserEventTriggered(CUT);
    client.close().addListener(_ -> {});
  }
}
