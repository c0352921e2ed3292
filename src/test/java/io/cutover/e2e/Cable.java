package io.cutover.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a port on loopback that can be cut, and mended. */
final class Cable implements AutoCloseable {
  private final ServerSocket listener;
  private final int to;
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  Cable(int to) {
    this.to = to;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        if (cut) {
          near.close();
          continue;
        }
        Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
        ends.add(near);
        ends.add(far);
        Thread.ofVirtual().start(() -> copy(near, far));
        Thread.ofVirtual().start(() -> copy(far, near));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void copy(Socket from, Socket into) {
    try (from;
        into) {
      var _ = from.getInputStream().transferTo(into.getOutputStream());
    } catch (IOException _) {
      // One end has gone; the other follows.
    }
    ends.remove(from);
  }

  void cut() {
    cut = true;
    ends.forEach(Cable::close);
  }

  void mend() {
    cut = false;
  }

  private static void close(Socket end) {
    try {
      end.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cut();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
