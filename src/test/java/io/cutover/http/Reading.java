package io.cutover.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is read from a stream of bytes that comes in given pieces: one message after the other, as
 * far as they are sound. Two readings of the same bytes must be equal, however they were cut.
 *
 * @param messages start line, fields, body and trailers of each message
 * @param fault why reading ended; null: the bytes did
 * @param rest bytes behind the last complete message
 */
record Reading(List<String> messages, Fault fault, int rest) {
  static final HeadLimits LIMITS = new HeadLimits(16 * 1024, 64 * 1024, 16 * 1024);

  static Reading of(HeadParser.Kind kind, byte[] bytes, int... cuts) {
    return of(kind, LIMITS, bytes, cuts);
  }

  static Reading of(HeadParser.Kind kind, HeadLimits limits, byte[] bytes, int... cuts) {
    var reader = new Reader(kind, limits);
    int from = 0;
    for (int cut : cuts) {
      reader.take(bytes, from, cut);
      from = cut;
    }
    reader.take(bytes, from, bytes.length);
    return new Reading(
        List.copyOf(reader.messages), reader.fault, bytes.length - reader.completeAt);
  }

  private static final class Reader {
    private final HeadParser.Kind kind;
    private final Head head = new Head();
    private final HeadParser parser;
    private final BodyDecoder decoder;
    private final ByteBuf pending = Unpooled.buffer();
    private final List<String> messages = new ArrayList<>();
    private final StringBuilder message = new StringBuilder();
    private boolean inBody;
    private Fault fault;
    private int taken;
    private int completeAt;

    Reader(HeadParser.Kind kind, HeadLimits limits) {
      this.kind = kind;
      this.parser = new HeadParser(kind, limits, head);
      this.decoder = new BodyDecoder(limits);
    }

    void take(byte[] bytes, int from, int to) {
      pending.writeBytes(bytes, from, to - from);
      taken = to;
      while (fault == null && step()) {}
      pending.discardReadBytes();
    }

    private boolean step() {
      if (!inBody) {
        return switch (parser.feed(pending)) {
          case MORE -> false;
          case FAULT -> refuse(parser.fault());
          case DONE -> {
            begin();
            yield true;
          }
        };
      }
      return switch (decoder.next(pending)) {
        case MORE -> false;
        case FAULT -> refuse(decoder.fault());
        case END -> {
          end();
          yield true;
        }
        case DATA -> {
          int available = decoder.available();
          message.append(pending.readCharSequence(available, StandardCharsets.ISO_8859_1));
          decoder.took(available);
          yield true;
        }
      };
    }

    private boolean refuse(Fault why) {
      fault = why;
      return false;
    }

    private void begin() {
      message.setLength(0);
      if (kind == HeadParser.Kind.REQUEST) {
        message.append(head.method()).append(' ').append(head.target());
        message.append(" 1.").append(head.minor());
      } else {
        message.append(head.status());
      }
      message.append('\n');
      for (int i = 0; i < head.count(); i++) {
        message.append(head.text(head.lineStart(i), head.nameEnd(i))).append(": ");
        message.append(head.value(i)).append(head.nominated(i) ? " (one hop)\n" : "\n");
      }
      message.append(head.framing()).append('\n');
      decoder.begin(head.framing(), head.contentLength());
      inBody = true;
    }

    private void end() {
      Head trailers = decoder.trailers();
      for (int i = 0; trailers != null && i < trailers.count(); i++) {
        message.append("\n+").append(trailers.text(trailers.lineStart(i), trailers.lineEnd(i)));
      }
      messages.add(message.toString());
      completeAt = taken - pending.readableBytes();
      inBody = false;
      parser.begin(head);
    }
  }
}
