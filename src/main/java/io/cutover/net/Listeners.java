package io.cutover.net;

import io.cutover.config.ListenerConfig;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All addresses that are listened on; a reload opens and closes only what differs. Thread-safe. */
public final class Listeners {
  private final Loops loops;
  private final Clients clients;
  private final Function<Loop, ChannelHandler> handler;
  private final Map<ListenerConfig, Listener> open = new LinkedHashMap<>();

  /**
   * Listens on nothing yet.
   *
   * @param handler makes the handler of a new connection, on the connection's loop
   */
  public Listeners(Loops loops, Clients clients, Function<Loop, ChannelHandler> handler) {
    this.loops = loops;
    this.clients = clients;
    this.handler = handler;
  }

  /**
   * Binds what is not bound yet: all of it, or none.
   *
   * @throws IllegalStateException if one cannot be bound; one line, says which
   */
  public synchronized void open(List<ListenerConfig> wanted) {
    List<ListenerConfig> opened = new ArrayList<>();
    try {
      for (ListenerConfig each : wanted) {
        if (!open.containsKey(each)) {
          open.put(each, Listener.bind(each, loops, clients, handler));
          opened.add(each);
        }
      }
    } catch (IllegalStateException e) {
      opened.forEach(this::close);
      throw e;
    }
  }

  /** Closes every one that is not among these; connections that are open go on. */
  public synchronized void retain(Collection<ListenerConfig> wanted) {
    List.copyOf(open.keySet()).stream().filter(each -> !wanted.contains(each)).forEach(this::close);
  }

  private void close(ListenerConfig config) {
    Listener listener = open.remove(config);
    if (listener != null) {
      listener.close();
    }
  }

  /** Returns where it listens, in the order of the configuration. */
  public synchronized List<InetSocketAddress> addresses() {
    return open.values().stream().map(Listener::address).toList();
  }
}
