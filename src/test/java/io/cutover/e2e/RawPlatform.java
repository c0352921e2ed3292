package io.cutover.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A platform of raw sockets: records every byte that reaches it, and answers as told. */
final class RawPlatform implements AutoCloseable {
  /** What it does with a connection. */
  @FunctionalInterface
  interface Script {
    void serve(Connection connection) throws IOException;
  }

  /** One connection, with all that came on it so far. */
  static final class Connection {
    final Socket socket;
    final InputStream in;
    final OutputStream out;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new java.io.BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** Reads a head, up to the empty line; null at the end of the connection. */
    String readHead() throws IOException {
      var head = new ByteArrayOutputStream();
      int last = 0;
      int b;
      while ((b = in.read()) >= 0) {
        head.write(b);
        synchronized (received) {
          received.write(b);
        }
        last = (last << 8) | b;
        if (last == 0x0d0a0d0a) {
          return head.toString(StandardCharsets.ISO_8859_1);
        }
      }
      return null;
    }

    /** Reads that many bytes of a body. */
    String readBody(int length) throws IOException {
      byte[] body = in.readNBytes(length);
      synchronized (received) {
        received.write(body);
      }
      return new String(body, StandardCharsets.ISO_8859_1);
    }

    /** Reads until the other side ends the connection. */
    void readRest() throws IOException {
      byte[] piece = new byte[8192];
      int read;
      while ((read = in.read(piece)) >= 0) {
        synchronized (received) {
          received.write(piece, 0, read);
        }
      }
    }

    void send(String answer) throws IOException {
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    String received() {
      synchronized (received) {
        return received.toString(StandardCharsets.ISO_8859_1);
      }
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final Thread acceptor;

  RawPlatform(Script script) {
    this(bind(), script);
  }

  private static ServerSocket bind() {
    try {
      return new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawPlatform(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
    this.acceptor = Thread.ofVirtual().start(this::accept);
  }

  /** Answers every request with the same text, keeping connections alive. */
  static RawPlatform answering(String answer) {
    return new RawPlatform(
        connection -> {
          while (connection.readHead() != null) {
            connection.send(answer);
          }
        });
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Connection connection = new Connection(socket);
        connections.add(connection);
        open.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Connection connection) {
    try (Socket _ = connection.socket) {
      script.serve(connection);
    } catch (IOException e) {
      // The gateway ended the connection, which many tests are about.
    } finally {
      open.decrementAndGet();
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Returns how many connections there have been. */
  int accepted() {
    return connections.size();
  }

  /** Returns how many connections are open. */
  int open() {
    return open.get();
  }

  /** Returns all that was read, one text for each connection. */
  List<String> received() {
    return connections.stream().map(Connection::received).toList();
  }

  /** Ends every connection; new ones are accepted. */
  void closeConnections() {
    for (Connection connection : connections) {
      try {
        connection.socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      // A thread that waits in accept() takes one more connection if it comes before it wakes.
      acceptor.join();
      closeConnections();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
