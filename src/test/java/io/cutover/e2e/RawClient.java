package io.cutover.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of raw bytes. */
final class RawClient implements AutoCloseable {
  final Socket socket;
  private final InputStream in;

  RawClient(int port) {
    this(connect(port));
  }

  private static Socket connect(int port) {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawClient(Socket connected) {
    socket = connected;
    try {
      socket.setTcpNoDelay(true);
      // A guard against a hang, not a measure.
      socket.setSoTimeout(30_000);
      in = new java.io.BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawClient send(String bytes) {
    return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one answer: its head, and the body that its Content-Length or chunks say. */
  String readAnswer() {
    try {
      String head = readHead();
      if (head.isEmpty()) {
        return head;
      }
      String lower = head.toLowerCase(java.util.Locale.ROOT);
      int length = lower.indexOf("\r\ncontent-length: ");
      if (length >= 0) {
        int start = length + 18;
        int bytes = Integer.parseInt(lower.substring(start, lower.indexOf('\r', start)).strip());
        return head + new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
      }
      if (lower.contains("\r\ntransfer-encoding: chunked")) {
        return head + readChunks();
      }
      return head;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads that many bytes. */
  String read(int bytes) {
    try {
      return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a body in chunks; returns what it holds, and the lines behind it. */
  String[] readChunked() {
    try {
      StringBuilder body = new StringBuilder();
      while (true) {
        int bytes = Integer.parseInt(readLine().strip(), 16);
        if (bytes == 0) {
          return new String[] {body.toString(), readHead()};
        }
        body.append(read(bytes + 2), 0, bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String readChunks() throws IOException {
    StringBuilder all = new StringBuilder();
    while (true) {
      String size = readLine();
      all.append(size);
      int bytes = Integer.parseInt(size.strip(), 16);
      if (bytes == 0) {
        String line;
        do {
          line = readLine();
          all.append(line);
        } while (line.length() > 2);
        return all.toString();
      }
      all.append(new String(in.readNBytes(bytes + 2), StandardCharsets.ISO_8859_1));
    }
  }

  private String readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    int b;
    while ((b = in.read()) >= 0) {
      line.write(b);
      if (b == '\n') {
        break;
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads one head; empty at the end of the connection. */
  String readHead() {
    try {
      StringBuilder head = new StringBuilder();
      String line;
      do {
        line = readLine();
        head.append(line);
      } while (line.length() > 2);
      return head.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads that many bytes, fewer only at the end of the connection. */
  byte[] readBytes(int length) {
    try {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads until the connection ends, by a FIN or a reset. */
  String readAll() {
    var all = new ByteArrayOutputStream();
    try {
      byte[] piece = new byte[8192];
      int read;
      while ((read = in.read(piece)) >= 0) {
        all.write(piece, 0, read);
      }
    } catch (IOException e) {
      // What came before the reset counts.
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
