package io.cutover.net;

import io.cutover.config.ListenerConfig;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * All addresses that are listened on; a reload opens and closes only what differs. A listener is
 * known by its address: its certificates are swapped while it is open. Thread-safe.
 */
public final class Listeners {
  private final Loops loops;
  private final Clients clients;
  private final BiFunction<Loop, Arrival, ChannelHandler> handler;
  private final Map<Place, Listener> open = new LinkedHashMap<>();

  /** An address, and how many have it before: port 0 may be asked for several times. */
  private record Place(String host, int port, int nth) {}

  /**
   * Listens on nothing yet.
   *
   * @param handler makes the handler of a new connection, on the connection's loop
   */
  public Listeners(
      Loops loops, Clients clients, BiFunction<Loop, Arrival, ChannelHandler> handler) {
    this.loops = loops;
    this.clients = clients;
    this.handler = handler;
  }

  /**
   * Binds what is not bound yet and swaps certificates: all of it, or none.
   *
   * @throws IllegalStateException if one cannot be bound, or its certificates not be used; one
   *     line, says which
   */
  public synchronized void open(List<ListenerConfig> wanted) {
    Map<Place, ListenerConfig> places = places(wanted);
    Map<Place, @Nullable ServerTls> tls = new LinkedHashMap<>();
    places.forEach((place, config) -> tls.put(place, tls(config, open.get(place))));
    List<Place> opened = new ArrayList<>();
    try {
      places.forEach(
          (place, config) -> {
            if (!open.containsKey(place)) {
              open.put(place, new Listener(config, tls.get(place), loops, clients, handler));
              opened.add(place);
            }
          });
    } catch (IllegalStateException e) {
      opened.forEach(this::close);
      throw e;
    }
    open.forEach(
        (place, listener) -> {
          ListenerConfig config = places.get(place);
          if (config != null) {
            listener.become(tls.get(place), config.proxyProtocol());
          }
        });
  }

  private static @Nullable ServerTls tls(ListenerConfig config, @Nullable Listener listener) {
    return config.tls() == null
        ? null
        : new ServerTls(config.tls(), listener == null ? null : listener.tls());
  }

  private static Map<Place, ListenerConfig> places(Collection<ListenerConfig> wanted) {
    Map<Place, ListenerConfig> places = new LinkedHashMap<>();
    for (ListenerConfig each : wanted) {
      int nth = 0;
      while (places.containsKey(new Place(each.host(), each.port(), nth))) {
        nth++;
      }
      places.put(new Place(each.host(), each.port(), nth), each);
    }
    return places;
  }

  /** Closes every one that is not among these; connections that are open go on. */
  public synchronized void retain(Collection<ListenerConfig> wanted) {
    Collection<Place> places = places(wanted).keySet();
    List.copyOf(open.keySet()).stream().filter(each -> !places.contains(each)).forEach(this::close);
  }

  private void close(Place place) {
    Listener listener = open.remove(place);
    if (listener != null) {
      listener.close();
    }
  }

  /** Returns where it listens, as clients write it. */
  public synchronized List<String> urls() {
    return open.values().stream()
        .map(each -> url(each.tls() == null ? "http" : "https", each.address()))
        .toList();
  }

  /** Returns an address as clients write it. */
  public static String url(String scheme, InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return scheme
        + "://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }

  /** Returns where it listens, in the order of the configuration. */
  public synchronized List<InetSocketAddress> addresses() {
    return open.values().stream().map(Listener::address).toList();
  }
}
