package io.cutover.upstream;

import io.cutover.net.Flow;
import io.cutover.net.Loop;
import io.cutover.net.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connects to names: resolves them without waiting, remembers what they mean for as long as their
 * records say, and tries their addresses as {@link Race} does. Any thread.
 */
final class Dialer implements AutoCloseable {
  private final Loops loops;
  private final AddressResolverGroup<InetSocketAddress> resolver;

  /** By host: whether IPv6 was the faster one the last time. As many entries as endpoints. */
  private final Map<String, Boolean> sixFirst = new ConcurrentHashMap<>();

  Dialer(Loops loops) {
    this(
        loops,
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelType(loops.datagramChannel())
                .resolvedAddressTypes(
                    NetUtil.isIpV4StackPreferred()
                        ? ResolvedAddressTypes.IPV4_ONLY
                        : ResolvedAddressTypes.IPV6_PREFERRED)));
  }

  Dialer(Loops loops, AddressResolverGroup<InetSocketAddress> resolver) {
    this.loops = loops;
    this.resolver = resolver;
  }

  /** Connects on that loop, to which the outcome is told. */
  void dial(
      Loop loop,
      String host,
      int port,
      long timeout,
      ChannelHandler initializer,
      Race.Outcome outcome) {
    var bootstrap =
        new Bootstrap()
            .group(loop.executor())
            .channel(loops.clientChannel())
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Flow.WATER_MARK)
            .option(ChannelOption.RECVBUF_ALLOCATOR, Flow.ALLOCATOR)
            .handler(initializer);
    resolver
        .getResolver(loop.executor())
        .resolveAll(InetSocketAddress.createUnresolved(host, port))
        .addListener(
            found -> {
              if (!found.isSuccess()) {
                outcome.failed(Failure.CONNECT);
                return;
              }
              @SuppressWarnings("unchecked") // what resolveAll promises
              var addresses = (java.util.List<InetSocketAddress>) found.getNow();
              var order = Race.order(addresses, sixFirst.getOrDefault(host, true), loop.random());
              new Race(loop, bootstrap, order, timeout, remembering(host, outcome)).start();
            });
  }

  private Race.Outcome remembering(String host, Race.Outcome outcome) {
    return new Race.Outcome() {
      @Override
      public void connected(io.netty.channel.Channel channel) {
        var remote = (InetSocketAddress) channel.remoteAddress();
        if (remote != null) {
          sixFirst.put(host, remote.getAddress() instanceof Inet6Address);
        }
        outcome.connected(channel);
      }

      @Override
      public void failed(Failure why) {
        outcome.failed(why);
      }
    };
  }

  @Override
  public void close() {
    resolver.close();
  }
}
