package io.cutover.h2;

import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Arrays;

/**
 * Remembers of a client's streams that are gone how they went, to judge headers that come for one
 * of them (RFC 9113 §§5.1, 5.1.1): one that is half closed takes none; one that was passed over was
 * never opened and cannot be any more, one that ended cannot begin anew; of one that was reset,
 * something may still be on its way.
 *
 * <p>It remembers the last few: what is older is taken for ended.
 */
final class Lifetimes extends Http2ConnectionAdapter {
  private static final int REMEMBERED = 256;

  private final Http2Connection connection;
  private final int[] passedOver = new int[REMEMBERED];
  private final int[] reset = new int[REMEMBERED];
  private int passedOverNext;
  private int resetNext;
  private int newest = -1;

  Lifetimes(Http2Connection connection) {
    this.connection = connection;
    connection.addListener(this);
  }

  @Override
  public void onStreamActive(Http2Stream stream) {
    for (int id = Math.max(newest + 2, stream.id() - 2 * REMEMBERED); id < stream.id(); id += 2) {
      passedOver[passedOverNext++ % REMEMBERED] = id;
    }
    newest = stream.id();
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    if (stream.isResetSent()) {
      wasReset(stream.id());
    }
  }

  /** The client has reset a stream. */
  void wasReset(int id) {
    reset[resetNext++ % REMEMBERED] = id;
  }

  /** Refuses headers that can be no late ones. */
  void headers(int id) throws Http2Exception {
    Http2Stream stream = connection.stream(id);
    if (stream != null && stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE) {
      throw Http2Exception.streamError(id, STREAM_CLOSED, "stream %d is half closed", id);
    }
    if (id > newest || (id & 1) == 0 || stream != null) {
      return;
    }
    if (has(passedOver, id)) {
      throw Http2Exception.connectionError(PROTOCOL_ERROR, "stream %d was passed over", id);
    }
    if (!has(reset, id)) {
      throw Http2Exception.connectionError(STREAM_CLOSED, "stream %d has ended", id);
    }
  }

  private static boolean has(int[] ids, int id) {
    return Arrays.stream(ids).anyMatch(each -> each == id);
  }
}
