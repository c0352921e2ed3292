package io.cutover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A place that somebody listens on and nobody is connected to: the queue of connections that wait
 * to be accepted is full, so that the kernel lets further ones wait for its answer.
 */
public final class FullBacklog implements AutoCloseable {
  private static final int BACKLOG = 1;

  /** The queue takes one more than it is told; these are some more than that. */
  private static final int WAITING = 8;

  private final ServerSocket server;
  private final List<SocketChannel> waiting = new ArrayList<>();

  /** On a port of its own. */
  public FullBacklog() {
    this("127.0.0.1", 0);
  }

  public FullBacklog(String host, int port) {
    try {
      server = new ServerSocket(port, BACKLOG, InetAddress.getByName(host));
      var address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
      for (int i = 0; i < WAITING; i++) {
        SocketChannel each = SocketChannel.open();
        waiting.add(each);
        each.configureBlocking(false);
        each.connect(address);
      }
      if (waiting.getLast().finishConnect()) {
        throw new AssertionError("this system accepts connections beyond the backlog");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      for (SocketChannel each : waiting) {
        each.close();
      }
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
