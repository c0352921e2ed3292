package io.cutover.e2e;

import io.cutover.e2e.H2Peer.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bodies of any length on an HTTP/2 connection, one stream after the other, within the windows that
 * both ends grant: what is not read is not asked for.
 */
final class H2Bytes implements AutoCloseable {
  private static final int DEFAULT_WINDOW = 65_535;
  private static final int LARGEST_FRAME = 16_384;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private final H2Peer peer;
  private int initial = DEFAULT_WINDOW;
  private long connectionWindow = DEFAULT_WINDOW;
  private long streamWindow;

  /** Takes a connection on which nothing but our own preface was said so far. */
  H2Bytes(H2Peer peer) {
    this.peer = peer;
  }

  /** Sends a head; its body, if it has one, follows on the same stream. */
  void head(int stream, boolean last, byte[] block) throws IOException {
    streamWindow = initial;
    int end = last ? H2Peer.END_STREAM : 0;
    peer.frame(H2Peer.HEADERS, H2Peer.END_HEADERS | end, stream, block);
  }

  /** Reads up to the next head. */
  Frame head() throws IOException {
    Frame frame = peer.read();
    while (frame == null || frame.type() != H2Peer.HEADERS) {
      note(frame);
      frame = peer.read();
    }
    return frame;
  }

  /** Takes what is no content. */
  private void note(Frame frame) throws IOException {
    if (frame == null) {
      throw new IOException("the connection ended");
    }
    switch (frame.type()) {
      case H2Peer.RST_STREAM, H2Peer.GOAWAY -> throw new IOException("" + frame);
      case H2Peer.WINDOW_UPDATE -> {
        if (frame.stream() == 0) {
          connectionWindow += number(frame.payload());
        } else {
          streamWindow += number(frame.payload());
        }
      }
      case H2Peer.SETTINGS -> {
        if (!frame.has(H2Peer.ACK)) {
          settings(frame.payload());
          peer.frame(H2Peer.SETTINGS, H2Peer.ACK, 0);
        }
      }
      default -> {}
    }
  }

  private void settings(byte[] pairs) {
    for (int i = 0; i + 6 <= pairs.length; i += 6) {
      if (pairs[i + 1] == INITIAL_WINDOW_SIZE) {
        int now = number(Arrays.copyOfRange(pairs, i + 2, i + 6));
        streamWindow += now - initial;
        initial = now;
      }
    }
  }

  private static int number(byte[] payload) {
    return new Frame(H2Peer.RST_STREAM, 0, 0, payload).code();
  }

  /** What is written is a body; to close it is its end. */
  OutputStream out(int stream) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        while (at < from + length) {
          long most = Math.min(LARGEST_FRAME, Math.min(connectionWindow, streamWindow));
          if (most <= 0) {
            note(peer.read());
            continue;
          }
          int next = (int) Math.min(from + length, at + most);
          peer.frame(H2Peer.DATA, 0, stream, Arrays.copyOfRange(bytes, at, next));
          connectionWindow -= next - at;
          streamWindow -= next - at;
          at = next;
        }
      }

      @Override
      public void close() throws IOException {
        peer.frame(H2Peer.DATA, H2Peer.END_STREAM, stream);
      }
    };
  }

  /** A body, as it is asked for. */
  InputStream in(int stream) {
    return new InputStream() {
      private byte[] piece = {};
      private int at;
      private int unsaid;
      private boolean last;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        while (at == piece.length) {
          if (last) {
            return -1;
          }
          next();
        }
        int some = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, bytes, from, some);
        at += some;
        return some;
      }

      private void next() throws IOException {
        unsaid += piece.length;
        if (unsaid > DEFAULT_WINDOW / 2) {
          peer.frame(H2Peer.WINDOW_UPDATE, 0, 0, H2Peer.int4(unsaid));
          peer.frame(H2Peer.WINDOW_UPDATE, 0, stream, H2Peer.int4(unsaid));
          unsaid = 0;
        }
        piece = new byte[0];
        at = 0;
        Frame frame = peer.read();
        if (frame != null && frame.type() == H2Peer.DATA) {
          piece = frame.payload();
          last = frame.has(H2Peer.END_STREAM);
        } else {
          note(frame);
        }
      }
    };
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
