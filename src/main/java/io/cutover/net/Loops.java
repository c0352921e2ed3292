package io.cutover.net;

import io.cutover.config.RuntimeConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** All event loops, on the fastest transport that works here. */
public final class Loops implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group;
  private final String transport;
  private final Class<? extends ServerChannel> serverChannel;
  private final Class<? extends SocketChannel> clientChannel;
  private final Class<? extends DatagramChannel> datagramChannel;
  private final Map<EventLoop, Loop> loops = new IdentityHashMap<>();
  private final List<Loop> all;

  private Loops(
      MultiThreadIoEventLoopGroup group,
      String transport,
      Class<? extends ServerChannel> serverChannel,
      Class<? extends SocketChannel> clientChannel,
      Class<? extends DatagramChannel> datagramChannel,
      LongSupplier nanos,
      InstantSource clock) {
    this.group = group;
    this.transport = transport;
    this.serverChannel = serverChannel;
    this.clientChannel = clientChannel;
    this.datagramChannel = datagramChannel;
    group.forEach(
        executor -> {
          EventLoop loop = (EventLoop) executor;
          loops.put(loop, new Loop(loop, nanos, clock));
        });
    this.all = List.copyOf(loops.values());
  }

  /**
   * Opens the loops that the configuration asks for. {@code auto} is epoll where its native library
   * loads, NIO elsewhere; io_uring only where it is asked for, since containers often forbid it.
   *
   * @throws IllegalStateException if the transport asked for does not work here; says why and what
   *     to write instead
   */
  public static Loops open(RuntimeConfig config, LongSupplier nanos, InstantSource clock) {
    int threads =
        config.eventLoops() > 0 ? config.eventLoops() : Runtime.getRuntime().availableProcessors();
    return switch (config.transport()) {
      case NIO -> nio(threads, nanos, clock);
      case EPOLL -> {
        if (!Epoll.isAvailable()) {
          throw unavailable("epoll", Epoll.unavailabilityCause());
        }
        yield epoll(threads, nanos, clock);
      }
      case IO_URING -> {
        if (!IoUring.isAvailable()) {
          throw unavailable("io_uring", IoUring.unavailabilityCause());
        }
        yield new Loops(
            group(threads, IoUringIoHandler.newFactory()),
            "io_uring",
            IoUringServerSocketChannel.class,
            IoUringSocketChannel.class,
            IoUringDatagramChannel.class,
            nanos,
            clock);
      }
      case AUTO -> Epoll.isAvailable() ? epoll(threads, nanos, clock) : nio(threads, nanos, clock);
    };
  }

  private static IllegalStateException unavailable(String transport, Throwable cause) {
    return new IllegalStateException(
        "runtime.transport: "
            + transport
            + " does not work on this machine ("
            + cause.getMessage()
            + ") — write auto");
  }

  private static Loops epoll(int threads, LongSupplier nanos, InstantSource clock) {
    return new Loops(
        group(threads, EpollIoHandler.newFactory()),
        "epoll",
        EpollServerSocketChannel.class,
        EpollSocketChannel.class,
        EpollDatagramChannel.class,
        nanos,
        clock);
  }

  private static Loops nio(int threads, LongSupplier nanos, InstantSource clock) {
    return new Loops(
        group(threads, NioIoHandler.newFactory()),
        "nio",
        NioServerSocketChannel.class,
        NioSocketChannel.class,
        NioDatagramChannel.class,
        nanos,
        clock);
  }

  private static MultiThreadIoEventLoopGroup group(int threads, IoHandlerFactory factory) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory("loop", true), factory);
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  /** Returns the transport's name: {@code epoll}, {@code io_uring} or {@code nio}. */
  public String transport() {
    return transport;
  }

  Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  /** Returns the kind of channel that connects. */
  public Class<? extends SocketChannel> clientChannel() {
    return clientChannel;
  }

  /** Returns the kind of channel that asks for names. */
  public Class<? extends DatagramChannel> datagramChannel() {
    return datagramChannel;
  }

  /** Returns every loop. */
  public List<Loop> all() {
    return all;
  }

  /** Returns what belongs to that loop. */
  public Loop of(EventLoop executor) {
    Loop loop = loops.get(executor);
    if (loop == null) {
      throw new IllegalArgumentException("not one of these loops");
    }
    return loop;
  }

  /** Ends all loops; what still runs on them is cut off. Returns when they have ended. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
